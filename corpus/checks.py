"""Rules that hold across files: unique ids, no dangling reference, every point sourced, enough cues and questions."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from pydantic import BaseModel

from corpus.errors import Fault
from corpus.model import (
    Carried,
    Corpus,
    LearningPoint,
    LearningPointId,
    Question,
    Review,
    Source,
    Step,
    Theme,
    ThemeId,
    Vignette,
)
from corpus.places import Path_, ReadFile

MIN_POINTS = 2
MIN_POINT_CUES = 8
MIN_THEME_CUES = 14
MIN_QUESTIONS = 6
STEPS: tuple[Step, ...] = ("experience", "reflection", "analysis", "plan")

# A question asks. It never tells anyone what to decide about a child.
VERDICT = re.compile(
    r"\b(you (?:should|must|need to|have to|ought to)|close (?:the|this) case|remove (?:the|this) child|step(?:ped|ping)? down"
    r"|take no further action|is (?:the|this) child safe enough|low risk|high risk|medium risk)\b",
    re.IGNORECASE,
)


@dataclass
class Placed:
    """Where each record was read, so that a fault found later can still name its line."""

    places: dict[int, tuple[BaseModel, ReadFile, Path_]] = field(default_factory=dict)

    def add(self, record: BaseModel, read: ReadFile, path: Path_) -> None:
        self.places[id(record)] = (record, read, path)

    def fault(self, record: BaseModel, path: Path_, problem: str) -> Fault:
        """A fault at `path` inside `record`."""
        _, read, start = self.places[id(record)]
        return read.fault((*start, *path), problem)


def check(corpus: Corpus, placed: Placed) -> list[Fault]:
    """Every fault across the files of a corpus that could be read."""
    return [
        *_unique_ids(corpus, placed),
        *_reviews(corpus, placed),
        *(
            fault
            for review in corpus.reviews
            for theme in review.themes
            for fault in _theme(theme, review, corpus, placed)
        ),
        *_vignettes(corpus, placed),
        *_reflection(corpus, placed),
        *_changes(corpus, placed),
        *_repeated_cues(corpus, placed),
    ]


def _unknown(kind: str, name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f'unknown {kind} "{name}".' + (f' Nearest: "{near[0]}".' if near else " Take it out, or add it first.")


def _unique_ids(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    kinds: list[tuple[str, list[tuple[str, BaseModel, Path_]]]] = [
        ("source", [(record.id, record, ("id",)) for record in corpus.sources]),
        ("vignette", [(record.id, record, ("id",)) for record in corpus.vignettes]),
        ("reflection model", [(record.id, record, ("id",)) for record in corpus.reflection]),
        ("coverage gap", [(record.id, record, ("id",)) for record in corpus.coverage]),
        ("abbreviation", [(record.term, record, ("term",)) for record in corpus.glossary]),
        (
            "id",
            [
                *((review.id, review, ("id",)) for review in corpus.reviews),
                *((theme.id, theme, ("id",)) for theme in corpus.themes),
                *(
                    (point.id, theme, ("learning_points", i, "id"))
                    for theme in corpus.themes
                    for i, point in enumerate(theme.learning_points)
                ),
            ],
        ),
    ]
    for kind, entries in kinds:
        seen: set[str] = set()
        for name, record, path in entries:
            if name in seen:
                yield placed.fault(record, path, f'twin {kind} "{name}": it stands twice. Give one of the two another.')
            seen.add(name)


def _reviews(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    types = {review_type.id for review_type in corpus.terms.review_types}
    sources = {source.id for source in corpus.sources}
    for review in corpus.reviews:
        if review.type not in types:
            yield placed.fault(review, ("type",), _unknown("review type", review.type, types))
        if review.source not in sources:
            yield placed.fault(review, ("source",), _unknown("source", review.source, sources))


def _theme(theme: Theme, review: Review, corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    def fault(path: Path_, problem: str) -> Fault:
        return placed.fault(theme, path, f'"{theme.id}": {problem}')

    theme_ids = {other.id for other in corpus.themes}
    if not theme.id.startswith(f"{review.id}/") or theme.id.count("/") != 1:
        yield fault(("id",), f"a theme's id is its review's, a slash and a slug: \"{review.id}/...\".")
    for i, twin in enumerate(theme.twins):
        if twin not in theme_ids:
            yield fault(("twins", i), _unknown("theme", twin, theme_ids))
        elif twin.startswith(f"{review.id}/"):
            yield fault(("twins", i), f'"{twin}" is in the same review. A twin is the same lesson in another one.')
    for i, tension in enumerate(theme.tensions):
        if tension.theme not in theme_ids or tension.theme == theme.id:
            yield fault(("tensions", i), _unknown("other theme", tension.theme, theme_ids))
    if len(theme.learning_points) < MIN_POINTS:
        yield fault(("learning_points",), f"fewer than {MIN_POINTS} learning points.")
    if len(theme.cues) < MIN_THEME_CUES:
        yield fault(("cues",), f"{len(theme.cues)} cues of its own; at least {MIN_THEME_CUES} are needed.")
    yield from _questions(theme, {role.id for role in corpus.terms.roles}, fault)
    sources = {source.id: source for source in corpus.sources}
    for i, point in enumerate(theme.learning_points):
        yield from _point(theme, i, point, review, sources, fault)
        for key, allowed in (
            ("agencies", corpus.terms.agencies),
            ("ages", corpus.terms.ages),
            ("harms", corpus.terms.harms),
        ):
            known = {term.id for term in allowed}
            chosen: tuple[str, ...] = getattr(point, key)
            if not chosen:
                yield fault(("learning_points", i, key), f'"{key}" is empty. Name at least one, or "any".')
            for j, name in enumerate(chosen):
                if name not in known:
                    yield fault(("learning_points", i, key, j), _unknown(f'entry under "{key}"', name, known))


def _point(
    theme: Theme,
    i: int,
    point: LearningPoint,
    review: Review,
    sources: dict[str, Source],
    fault: Callable[[Path_, str], Fault],
) -> Iterator[Fault]:
    at: Path_ = ("learning_points", i)
    slug = point.id.removeprefix(f"{theme.id}/")
    if slug == point.id or "/" in slug:
        yield fault((*at, "id"), f"a learning point's id is its theme's, a slash and a slug: not \"{point.id}\".")
    if not point.sources:
        yield fault((*at, "sources"), f'"{slug}": no source. Add one under "sources".')
    if len(point.cues) < MIN_POINT_CUES:
        yield fault((*at, "cues"), f'"{slug}": {len(point.cues)} cues; at least {MIN_POINT_CUES} are needed.')
    for j, citation in enumerate(point.sources):
        where: Path_ = (*at, "sources", j)
        source = sources.get(citation.id)
        if source is None:
            yield fault((*where, "id"), _unknown("source", citation.id, sources))
        elif source.id != review.source and citation.fit is None:
            yield fault(where, 'a source other than the review\'s own page needs "fit": direct or related.')


def _questions(theme: Theme, roles: Collection[str], fault: Callable[[Path_, str], Fault]) -> Iterator[Fault]:
    general = [question for question in theme.questions if question.role is None]
    if len(general) < MIN_QUESTIONS:
        yield fault(("questions",), f"{len(general)} questions for every role; at least {MIN_QUESTIONS} are needed.")
    for step in STEPS:
        if not any(question.step == step for question in general):
            yield fault(("questions",), f'no question for the step "{step}". Add one.')
    for i, question in enumerate(theme.questions):
        if question.role is not None and question.role not in roles:
            yield fault(("questions", i, "role"), _unknown("role", question.role, roles))
        problem = asks(question)
        if problem:
            yield fault(("questions", i), problem)


def asks(question: Question) -> str | None:
    """What keeps a question from being one, or None."""
    if "?" not in question.question:
        return "not a question: it has no question mark."
    if VERDICT.search(question.question):
        return "this tells someone what to decide. A question asks."
    return None


def _vignettes(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    theme_ids = {theme.id for theme in corpus.themes}
    told_first = {vignette.id for vignette in corpus.vignettes if vignette.retells is None}
    points = {theme.id: {point.id for point in theme.learning_points} for theme in corpus.themes}
    for vignette in corpus.vignettes:
        for name in (*vignette.relevant, *vignette.ruled_out):
            if name not in theme_ids:
                yield placed.fault(vignette, ("relevant",), f'"{vignette.id}": {_unknown("theme", name, theme_ids)}')
        for place, stretch in enumerate(vignette.statuses):
            if stretch.text not in vignette.text:
                said = f'"{vignette.id}": "{stretch.text}" is not in its text, letter for letter.'
                yield placed.fault(vignette, ("statuses", place), said)
        for place, carried in enumerate(vignette.carried_by):
            for said in _carried(vignette, carried, points):
                yield placed.fault(vignette, ("carried_by", place), f'"{vignette.id}": {said}')
        if vignette.retells is not None and vignette.retells not in told_first:
            said = f'"{vignette.id}": it retells "{vignette.retells}", which is no composed case, or retells another itself.'
            yield placed.fault(vignette, ("retells",), said)
        for name in sorted(set(vignette.relevant) & set(vignette.ruled_out)):
            yield placed.fault(vignette, ("ruled_out",), f'"{vignette.id}": "{name}" is both relevant and ruled out.')


def _carried(
    vignette: Vignette, carried: Carried, points: Mapping[ThemeId, Collection[LearningPointId]]
) -> Iterator[str]:
    """What is wrong with the words that a theme is said to hang on."""
    if carried.theme not in vignette.relevant:
        yield f'words carry "{carried.theme}", which is not among its relevant themes.'
    elif carried.point is not None and carried.point not in points.get(carried.theme, ()):
        yield _unknown("learning point of that theme", carried.point, points.get(carried.theme, ()))
    if [one.theme for one in vignette.carried_by].count(carried.theme) > 1:
        yield f'the words that carry "{carried.theme}" stand twice. Put them in one list.'
    if not carried.words:
        yield f'no words are named that carry "{carried.theme}". Name them, or take the entry out.'
    for words in carried.words:
        if words not in vignette.text:
            yield f'"{words}" is not in its text, letter for letter.'


def _reflection(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    for model in corpus.reflection:
        stages = [stage.id for stage in model.stages]
        if len(set(stages)) < len(stages) or not stages:
            yield placed.fault(model, ("stages",), f'"{model.id}": stages are missing or have twin ids.')
        for i, standing in enumerate(model.always_ask):
            if standing.stage not in stages:
                yield placed.fault(model, ("always_ask", i, "stage"), _unknown("stage", standing.stage, stages))
        asked = [
            *(("stages", i, question) for i, stage in enumerate(model.stages) for question in stage.questions),
            *(("always_ask", i, standing.question) for i, standing in enumerate(model.always_ask)),
        ]
        for key, i, text in asked:
            problem = asks(Question(question=text, step="experience"))
            if problem:
                yield placed.fault(model, (key, i), f'"{model.id}": {problem}')


def _changes(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    live = {
        *(review.id for review in corpus.reviews),
        *(theme.id for theme in corpus.themes),
        *(point.id for point in corpus.learning_points),
    }
    for retired in corpus.retired:
        if retired.id in live:
            yield placed.fault(retired, ("id",), f'"{retired.id}" is in use: a retired id is never used again.')
        if retired.went_to not in live:
            yield placed.fault(retired, ("went_to",), _unknown("id", retired.went_to, live))
    gone = {retired.id for retired in corpus.retired}
    for change in corpus.changes:
        for i, name in enumerate(change.ids):
            if name not in live and name not in gone:
                yield placed.fault(change, ("ids", i), _unknown("id", name, live | gone))


def _repeated_cues(corpus: Corpus, placed: Placed) -> Iterator[Fault]:
    places: list[tuple[str, Theme, Path_]] = []
    for theme in corpus.themes:
        places += [(cue, theme, ("cues", i)) for i, cue in enumerate(theme.cues)]
        for i, point in enumerate(theme.learning_points):
            places += [(cue, theme, ("learning_points", i, "cues", j)) for j, cue in enumerate(point.cues)]
    counts = Counter(_folded(cue) for cue, _, _ in places)
    for cue, theme, path in places:
        if counts[_folded(cue)] > 1:
            yield placed.fault(theme, path, f'"{theme.id}": this cue stands more than once in the corpus. Keep one.')


def _folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()
