"""The corpus as types: the schema of its YAML files, written once.

Ids are slugs joined by "/": a review `child-b`, a theme `child-b/positive-relationships`, a learning point
`child-b/positive-relationships/time-and-a-place-to-talk`. They never change once published.
"""

from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, StringConstraints

ReviewId = NewType("ReviewId", str)
ThemeId = NewType("ThemeId", str)
LearningPointId = NewType("LearningPointId", str)

SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=rf"^{SLUG}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]

Provenance = Literal["local-review", "national-source", "local-guidance"]
Fit = Literal["direct", "related"]
Seen = Literal["itself", "summary"]
Step = Literal["experience", "reflection", "analysis", "plan"]
Status = Literal["present", "ruled_out", "historical", "hypothetical", "someone_else"]
Grade = Literal[1, 2, 3]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Record):
    """Where a learning point comes from. `year` is null where the source shows no date."""

    id: Slug
    title: Text
    publisher: Text
    year: Text | None
    url: Url
    provenance: Provenance
    seen: Seen
    seen_note: Text | None = None
    seen_at: tuple[Url, ...] = ()


class Citation(_Record):
    """A source of one point. `fit` says how directly a national source is about the theme; a local review needs none."""

    id: Slug
    fit: Fit | None = None


class Question(_Record):
    """An open question for reflective supervision, with its step; `role` where it is one role's question."""

    question: Text
    step: Step
    role: Slug | None = None


class Tension(_Record):
    """A theme whose learning pulls the other way, and why both can be true."""

    theme: ThemeId
    why: Text


class LearningPoint(_Record):
    """One thing that was learned (`learning`), and what to do about it (`practice`).

    `practice_basis` is `own` where the source holds only the finding and the practice is our wording.
    """

    id: LearningPointId
    learning: Text
    practice: Text
    practice_basis: Literal["source", "own"]
    when: Text
    good_practice: bool = False
    agencies: tuple[Slug, ...]
    ages: tuple[Slug, ...]
    harms: tuple[Slug, ...]
    sources: tuple[Citation, ...]
    cues: tuple[Text, ...] = ()


class Theme(_Record):
    """A theme of a review. `history_counts`: what a family's past holds is part of what the theme is about."""

    id: ThemeId
    title: Text
    listed_title: Text
    local_text: Literal["seen", "partly-seen", "not-seen"]
    note: Text | None = None
    summary: Text
    history_counts: bool = False
    twins: tuple[ThemeId, ...] = ()
    tensions: tuple[Tension, ...] = ()
    questions: tuple[Question, ...]
    cues: tuple[Text, ...] = ()
    learning_points: tuple[LearningPoint, ...]

    @property
    def review_id(self) -> ReviewId:
        return ReviewId(self.id.split("/")[0])

    @property
    def good_practice(self) -> bool:
        """Whether most of what the theme holds is practice that went well."""
        return sum(point.good_practice for point in self.learning_points) * 2 > len(self.learning_points)

    @property
    def thin(self) -> bool:
        """Whether little stands behind the theme: fewer than four points, or only sources about something close."""
        citations = [citation for point in self.learning_points for citation in point.sources]
        return len(self.learning_points) < 4 or all(citation.fit == "related" for citation in citations)


class ReviewType(_Record):
    """A kind of review, and what it really is."""

    id: Slug
    title: Text
    description: Text


class Review(_Record):
    """A published review with its themes. `source` is the id of the page that it was published on."""

    id: ReviewId
    title: Text
    listed_title: Text | None
    type: Slug
    background: Text
    source: Slug
    themes: tuple[Theme, ...] = ()


class Term(_Record):
    id: Slug
    title: Text


class Terms(_Record):
    """The closed lists that reviews, themes and points choose from."""

    review_types: tuple[ReviewType, ...]
    agencies: tuple[Term, ...]
    ages: tuple[Term, ...]
    harms: tuple[Term, ...]
    roles: tuple[Term, ...]


class Abbreviation(_Record):
    """Shorthand that practitioners write, with its meanings, the most usual first."""

    term: Text
    meanings: tuple[Text, ...]
    note: Text | None = None


class CoverageGap(_Record):
    """A safeguarding matter that these reviews do not speak to: how it sounds in a case, and where to look instead."""

    id: Slug
    title: Text
    url: Url
    look_to: Text
    terms: tuple[Text, ...]
    cues: tuple[Text, ...]


class Stage(_Record):
    """A stage of a reflective model, named as its author names it, and the steps of the themes' questions it takes."""

    id: Slug
    title: Text
    about: Text
    steps: tuple[Step, ...]
    questions: tuple[Text, ...]


class ReflectionModel(_Record):
    """A model of reflective supervision. `source` cites its author."""

    id: Slug
    title: Text
    about: Text
    source: Text
    source_url: Url
    stages: tuple[Stage, ...]
    always_ask: tuple["StandingQuestion", ...] = ()


class StandingQuestion(_Record):
    """A question that a model always asks, whatever the case: a counter-view, the child's day, what is going well."""

    kind: Literal["counter-view", "child", "going-well"]
    stage: Slug
    question: Text


class StatusExample(_Record):
    """A sentence or clause with the status a reader would give it."""

    text: Text
    status: Status
    about: Text | None = None


class Carried(_Record):
    """The words of a composed case that a theme hangs on, the strongest first, and the learning point that they call for."""

    theme: ThemeId
    point: LearningPointId | None = None
    words: tuple[Text, ...]


class Vignette(_Record):
    """A composed case with graded themes and what it rules out: for trainers, and to fit what is learned.

    A theme's grade is 3 central, 2 clearly relevant, 1 marginal; one that is not named is not relevant.
    `statuses` are the stretches of the text that are not present facts of this case; all else is.
    `retells` names the case that this one tells in other words, so that both teach or neither does.
    """

    id: Slug
    text: Text
    relevant: dict[ThemeId, Grade]
    ruled_out: tuple[ThemeId, ...] = ()
    statuses: tuple[StatusExample, ...] = ()
    carried_by: tuple[Carried, ...] = ()
    retells: Slug | None = None
    voice: Text

    @property
    def told_first(self) -> str:
        """The id of the case that this one is, or retells."""
        return self.retells or self.id


class Background(_Record):
    """What has nothing to do with it, to learn when to say that nothing fits.

    `out_of_scope`: whole texts about something else. `asides`: sentences found in any case note that carry no learning.
    """

    out_of_scope: tuple[Text, ...]
    asides: tuple[Text, ...]


class Change(_Record):
    """Something that changed in the corpus, for people and for the feed."""

    date: Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    kind: Literal["added", "corrected", "withdrawn"]
    ids: tuple[Text, ...]
    summary: Text


class Retired(_Record):
    """An id no longer in use, and the id where its learning went."""

    id: Text
    went_to: Text
    why: Text


class Corpus(_Record):
    """Everything the corpus folder holds, read and checked."""

    terms: Terms
    sources: tuple[Source, ...]
    reviews: tuple[Review, ...]
    reflection: tuple[ReflectionModel, ...]
    vignettes: tuple[Vignette, ...]
    statuses: tuple[StatusExample, ...]
    background: Background
    glossary: tuple[Abbreviation, ...]
    coverage: tuple[CoverageGap, ...]
    changes: tuple[Change, ...]
    retired: tuple[Retired, ...]

    @property
    def themes(self) -> tuple[Theme, ...]:
        return tuple(theme for review in self.reviews for theme in review.themes)

    @property
    def learning_points(self) -> tuple[LearningPoint, ...]:
        return tuple(point for theme in self.themes for point in theme.learning_points)
