"""A learning point, a theme, a review or a topic -> related learning across reviews, for training."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus import Theme
from indexer import Bundle, softmax
from service.catalogue import Catalogue
from service.errors import MAX_LIMIT, MAX_TOPIC_CHARACTERS, LimitOutOfRange, TopicInvalid

Relation = Literal["same_lesson", "tension", "good_practice", "related"]
SPREAD = 0.85  # what each further result of a review is worth beside its first


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What results are narrowed to; None narrows nothing."""

    review_type: str | None = None
    agency: str | None = None
    age: str | None = None
    harm: str | None = None
    provenance: str | None = None
    year: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedTheme:
    """A theme related to what was asked. `group` is the id of the first theme found that teaches the same lesson."""

    theme: Theme
    score: float
    relation: Relation
    group: str


def related_to(name: str, bundle: Bundle, limit: int = 10, filters: Filters | None = None) -> tuple[RelatedTheme, ...]:
    """Learning related to a review, theme or point, best first, its own themes left out. Raises IdUnknown."""
    catalogue = Catalogue(bundle.corpus)
    found = catalogue.find(name)
    own = {found.theme.id} if found.theme else {theme.id for theme in found.review.themes}
    text = found.point.learning if found.point else None
    themes = [found.theme] if found.theme else list(found.review.themes)
    texts = [text] if text else [f"{theme.title}. {theme.summary}" for theme in themes]
    texts += [point.learning for theme in themes for point in theme.learning_points if text is None]
    scores = _scores(texts, bundle)
    twins = {twin for theme in themes for twin in theme.twins} | {
        theme.id for theme in bundle.corpus.themes if own & set(theme.twins)
    }
    tensions = {tension.theme for theme in themes for tension in theme.tensions} | {
        theme.id for theme in bundle.corpus.themes if own & {tension.theme for tension in theme.tensions}
    }
    for place, theme in enumerate(bundle.corpus.themes):
        scores[place] += 1.0 if theme.id in twins else 0.5 if theme.id in tensions else 0
    return _results(scores / scores.max(), own, twins, tensions, catalogue, limit, filters or Filters())


def related_by_topic(
    topic: str, bundle: Bundle, limit: int = 10, filters: Filters | None = None
) -> tuple[RelatedTheme, ...]:
    """Learning on a topic in a designer's own words, best first. Raises TopicInvalid."""
    if not any(character.isalnum() for character in topic) or len(topic) > MAX_TOPIC_CHARACTERS:
        raise TopicInvalid
    scores = _scores([topic], bundle)
    return _results(scores, set(), set(), set(), Catalogue(bundle.corpus), limit, filters or Filters())


def _scores(texts: Sequence[str], bundle: Bundle) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How far each theme speaks to the texts, in the corpus's order: what is said of it, its cues, and the reader."""
    vectors = bundle.encoder.encode(texts)
    n_themes = len(bundle.corpus.themes)
    read = softmax(bundle.learned.reader.scores(vectors, texts))[:, :n_themes].mean(axis=0)
    every = vectors @ bundle.store.vectors().T
    said, cues = np.zeros(n_themes), np.zeros(n_themes)
    for place in range(n_themes):
        own = bundle.table.theme == place
        said[place] = np.sort(every[:, own & ~bundle.table.cue], axis=1)[:, -2:].mean()
        cues[place] = np.sort(every[:, own & bundle.table.cue], axis=1)[:, -5:].mean()
    return np.asarray(0.5 * np.maximum(said, 0) + 0.3 * np.maximum(cues, 0) + 0.2 * np.sqrt(read), dtype=np.float64)


def _results(
    scores: np.ndarray[tuple[int], np.dtype[np.float64]],
    own: AbstractSet[str],
    twins: AbstractSet[str],
    tensions: AbstractSet[str],
    catalogue: Catalogue,
    limit: int,
    filters: Filters,
) -> tuple[RelatedTheme, ...]:
    if not 1 <= limit <= MAX_LIMIT:
        raise LimitOutOfRange
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], catalogue.corpus.themes[place].id))
    results: list[RelatedTheme] = []
    shown_of: dict[str, int] = {}
    candidates = [
        (place, catalogue.corpus.themes[place])
        for place in order
        if catalogue.corpus.themes[place].id not in own and _passes(catalogue.corpus.themes[place], catalogue, filters)
    ]
    while candidates and len(results) < limit:
        place, theme = max(
            candidates, key=lambda one: (scores[one[0]] * SPREAD ** shown_of.get(one[1].review_id, 0), one[1].id)
        )
        candidates.remove((place, theme))
        shown_of[theme.review_id] = shown_of.get(theme.review_id, 0) + 1
        kin = next(
            (result.group for result in results if result.theme.id in theme.twins or theme.id in result.theme.twins),
            None,
        )
        relation: Relation = (
            "same_lesson"
            if theme.id in twins
            else "tension"
            if theme.id in tensions
            else "good_practice"
            if theme.good_practice
            else "related"
        )
        results.append(
            RelatedTheme(
                theme=theme, score=float(np.clip(scores[place], 0, 1)), relation=relation, group=kin or theme.id
            )
        )
    return tuple(sorted(results, key=lambda result: (-result.score, result.theme.id)))


def _passes(theme: Theme, catalogue: Catalogue, filters: Filters) -> bool:
    review = catalogue.review_of(theme)
    if filters.review_type and review.type != filters.review_type:
        return False
    if filters.year and filters.year not in (catalogue.sources[review.source].year or "undated"):
        return False
    for point in theme.learning_points:
        wanted = ((filters.agency, point.agencies), (filters.age, point.ages), (filters.harm, point.harms))
        from_source = not filters.provenance or any(
            catalogue.sources[citation.id].provenance == filters.provenance for citation in point.sources
        )
        if from_source and all(not name or name in held or "any" in held for name, held in wanted):
            return True
    return False
