"""A learning point, a theme, a review or a topic -> related learning across reviews, for training."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from corpus import LearningPoint, Review, Theme
from indexer import Bundle
from service.catalogue import Catalogue
from service.errors import MAX_LIMIT, MAX_TOPIC_CHARACTERS, FilterUnknown, LimitOutOfRange, TopicInvalid
from service.topics import Spoken, speaks_to_id, speaks_to_topic

Relation = Literal["same_lesson", "tension", "good_practice", "related"]
SPREAD = 0.85  # what each further result of a review is worth beside its first
SAME_LESSON, TENSION = 1.0, 0.5  # what it adds that the corpus itself names a theme as kin of what was asked
PROVENANCES = ("local-review", "national-source", "local-guidance")


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
    """A theme related to what was asked, with those of its points that the filters let through, nearest first.

    `group` is the id of the first theme found that teaches the same lesson; the theme's own where it is that one.
    """

    theme: Theme
    score: float
    relation: Relation
    group: str
    points: tuple[LearningPoint, ...]


def years(catalogue: Catalogue) -> tuple[str, ...]:
    """The years that reviews can be narrowed to, as their pages show them."""
    return tuple(sorted({catalogue.year_of(review) for review in catalogue.corpus.reviews}))


def checked_filters(filters: Filters, catalogue: Catalogue) -> Filters:
    """The same filters. Raises FilterUnknown where one is not on its list."""
    terms = catalogue.corpus.terms
    lists = {
        "review_type": [kind.id for kind in terms.review_types],
        "agency": [term.id for term in terms.agencies],
        "age": [term.id for term in terms.ages],
        "harm": [term.id for term in terms.harms],
        "provenance": list(PROVENANCES),
        "year": list(years(catalogue)),
    }
    for name, known in lists.items():
        if getattr(filters, name) not in (None, *known):
            raise FilterUnknown(name, known)
    return filters


def related_to(name: str, bundle: Bundle, limit: int = 10, filters: Filters | None = None) -> tuple[RelatedTheme, ...]:
    """Learning related to a review, theme or point, best first, its own themes left out. Raises IdUnknown."""
    catalogue = Catalogue(bundle.corpus)
    found = catalogue.find(name)
    themes = [found.theme] if found.theme else list(found.review.themes)
    own: set[str] = {theme.id for theme in themes}
    relations: dict[str, Relation] = {}
    for theme in themes:
        relations |= {other.id: "tension" for other, _ in catalogue.tensions_of(theme)}
    for theme in themes:
        relations |= {other.id: "same_lesson" for other in catalogue.twins_of(theme)}
    spoken = speaks_to_id(found, bundle)
    kin = {"same_lesson": SAME_LESSON, "tension": TENSION}
    raised = np.array([kin.get(relations.get(theme.id, ""), 0.0) for theme in bundle.corpus.themes]) + spoken.themes
    spoken = Spoken(themes=raised / raised.max(), points=spoken.points)
    return _results(spoken, catalogue, limit, filters or Filters(), own=own, relations=relations)


def related_by_topic(
    topic: str, bundle: Bundle, limit: int = 10, filters: Filters | None = None
) -> tuple[RelatedTheme, ...]:
    """Learning on a topic in a designer's own words, best first; none where nothing here speaks to it.

    Raises TopicInvalid.
    """
    if not any(character.isalnum() for character in topic) or len(topic) > MAX_TOPIC_CHARACTERS:
        raise TopicInvalid(len(topic))
    spoken = speaks_to_topic(topic, bundle)
    return _results(spoken, Catalogue(bundle.corpus), limit, filters or Filters())


def _results(
    spoken: Spoken,
    catalogue: Catalogue,
    limit: int,
    filters: Filters,
    *,
    own: set[str] | None = None,
    relations: dict[str, Relation] | None = None,
) -> tuple[RelatedTheme, ...]:
    if not 1 <= limit <= MAX_LIMIT:
        raise LimitOutOfRange
    checked_filters(filters, catalogue)
    if not spoken.anything:
        return ()
    nearness = dict(zip((point.id for point in catalogue.corpus.learning_points), spoken.points.tolist(), strict=True))
    open_to: dict[str, tuple[LearningPoint, ...]] = {
        theme.id: tuple(sorted(_passing(theme, catalogue, filters), key=lambda point: (-nearness[point.id], point.id)))
        for theme in catalogue.corpus.themes
        if theme.id not in (own or set())
    }
    scores = {theme.id: float(spoken.themes[place]) for place, theme in enumerate(catalogue.corpus.themes)}
    candidates = [theme for theme in catalogue.corpus.themes if open_to.get(theme.id)]
    chosen: list[Theme] = []
    shown_of: dict[str, int] = {}
    while candidates and len(chosen) < limit:
        best = max(candidates, key=lambda one: (scores[one.id] * SPREAD ** shown_of.get(one.review_id, 0), one.id))
        candidates.remove(best)
        shown_of[best.review_id] = shown_of.get(best.review_id, 0) + 1
        chosen.append(best)
    results: list[RelatedTheme] = []
    for theme in sorted(chosen, key=lambda one: (-scores[one.id], one.id)):
        twins = {twin.id for twin in catalogue.twins_of(theme)}
        group = next((result.group for result in results if result.theme.id in twins), theme.id)
        relation: Relation = "good_practice" if theme.good_practice else "related"
        results.append(
            RelatedTheme(
                theme=theme,
                score=float(np.clip(scores[theme.id], 0, 1)),
                relation=(relations or {}).get(theme.id, relation),
                group=group,
                points=open_to[theme.id],
            )
        )
    return tuple(results)


def _passing(theme: Theme, catalogue: Catalogue, filters: Filters) -> tuple[LearningPoint, ...]:
    """The points of a theme that the filters let through."""
    review: Review = catalogue.review_of(theme)
    if filters.review_type not in (None, review.type) or filters.year not in (None, catalogue.year_of(review)):
        return ()
    return tuple(point for point in theme.learning_points if _passes(point, catalogue, filters))


def _passes(point: LearningPoint, catalogue: Catalogue, filters: Filters) -> bool:
    wanted = ((filters.agency, point.agencies), (filters.age, point.ages), (filters.harm, point.harms))
    if not all(name is None or name in held or "any" in held for name, held in wanted):
        return False
    return filters.provenance is None or any(
        catalogue.sources[citation.id].provenance == filters.provenance for citation in point.sources
    )
