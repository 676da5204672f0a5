"""Corpus records -> what the templates show of them: points with their sources, themes, reviews."""

from dataclasses import dataclass

from corpus import Citation, LearningPoint, Question, Review, Theme
from service.catalogue import Catalogue
from service.page import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """A source as a reader needs it: who, when, where, and how far it can be leaned on."""

    title: str
    publisher: str
    year: str
    url: str
    provenance: str
    tag: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointView:
    id: str
    slug: str
    learning: str
    practice: str
    own_wording: bool
    when: str
    good_practice: bool
    agencies: tuple[str, ...]
    agency_ids: tuple[str, ...]
    sources: tuple[SourceView, ...]
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    id: str
    title: str
    type: str
    type_id: str
    type_description: str
    year: str
    background: str
    source: SourceView


def address(name: str) -> str:
    """The page's address of a review, a theme, or a learning point (an anchor on its theme)."""
    parts = name.split("/")
    if len(parts) == 1:
        return f"/reviews/{name}"
    return f"/themes/{parts[0]}/{parts[1]}" + (f"#{parts[2]}" if len(parts) > 2 else "")


def source_view(citation: Citation, catalogue: Catalogue) -> SourceView:
    source = catalogue.sources[citation.id]
    notes = []
    if source.seen == "summary":
        notes.append(wording.SUMMARY)
    if source.seen_note:
        notes.append(source.seen_note)
    if citation.fit == "related":
        notes.append(wording.FIT_RELATED)
    return SourceView(
        title=source.title,
        publisher=source.publisher,
        year=source.year or "undated",
        url=source.url,
        provenance=source.provenance,
        tag=wording.PROVENANCE[source.provenance],
        notes=tuple(notes),
    )


def point_view(point: LearningPoint, catalogue: Catalogue, quotes: tuple[str, ...] = ()) -> PointView:
    titles = {term.id: term.title for term in catalogue.corpus.terms.agencies}
    return PointView(
        id=point.id,
        slug=point.id.split("/")[-1],
        learning=point.learning,
        practice=point.practice,
        own_wording=point.practice_basis == "own",
        when=point.when,
        good_practice=point.good_practice,
        agencies=tuple(titles[name] for name in point.agencies if name != "any"),
        agency_ids=point.agencies,
        sources=tuple(source_view(citation, catalogue) for citation in point.sources),
        quotes=quotes,
    )


def review_view(review: Review, catalogue: Catalogue) -> ReviewView:
    kind = catalogue.review_types[review.type]
    return ReviewView(
        id=review.id,
        title=review.title,
        type=kind.title,
        type_id=kind.id,
        type_description=kind.description,
        year=catalogue.sources[review.source].year or "undated",
        background=review.background,
        source=source_view(Citation(id=review.source), catalogue),
    )


def theme_notices(theme: Theme) -> tuple[str, ...]:
    """What a reader must know before leaning on a theme."""
    notices = [wording.THIN] if theme.thin else []
    if wording.LOCAL_TEXT[theme.local_text]:
        notices.append(wording.LOCAL_TEXT[theme.local_text])
    if theme.note:
        notices.append(theme.note)
    return tuple(notices)


def short_notices(theme: Theme) -> tuple[str, ...]:
    """The same in a few words, for a page that shows many themes."""
    notices = [wording.THIN_SHORT] if theme.thin else []
    if wording.LOCAL_TEXT_SHORT[theme.local_text]:
        notices.append(wording.LOCAL_TEXT_SHORT[theme.local_text])
    return tuple(notices)


def sources_of(theme: Theme, catalogue: Catalogue) -> tuple[SourceView, ...]:
    """Every source of a theme once, in the order of its points."""
    seen: dict[str, SourceView] = {}
    for point in theme.learning_points:
        for citation in point.sources:
            seen.setdefault(citation.id, source_view(Citation(id=citation.id), catalogue))
    return tuple(seen.values())


def questions_by_step(theme: Theme, catalogue: Catalogue) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """A theme's questions under each step: (step's title, ((question, role's title or ""), …))."""
    roles = {term.id: term.title for term in catalogue.corpus.terms.roles}
    return tuple(
        (
            title,
            tuple((one.question, roles[one.role] if one.role else "") for one in theme.questions if one.step == step),
        )
        for step, title in wording.STEPS.items()
        if any(one.step == step for one in theme.questions)
    )


def question_to_take(theme: Theme) -> Question | None:
    """One question of a theme that is nobody's in particular: one that makes sense of things, else its first."""
    general = [one for one in theme.questions if one.role is None]
    return next((one for one in general if one.step == "analysis"), general[0] if general else None)
