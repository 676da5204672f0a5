"""Related themes -> lessons: each with the reviews that teach it, what pulls the other way, and practice that went well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus import LearningPoint, Review, Theme
from indexer import Bundle
from service.catalogue import Catalogue
from service.related import SPREAD, RelatedTheme

ANSWERS_KIN, ANSWERS = (
    0.48,
    0.62,
)  # the cosine from where on practice that went well answers a theme: in its kin, elsewhere
MOST_ANSWERS = 2
GIST = 0.35  # a twin that scores less than this share of the lesson's own is named, and still free to lead


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """The reviews in which a lesson appears, and how many reviews there are."""

    reviews: tuple[Review, ...]
    years: tuple[str, ...]
    of: int

    @property
    def span(self) -> str:
        """The years that the reviews' pages show, first to last: "2017 to 2019/20"; empty where none shows one."""
        dated = sorted(year for year in self.years if year != "undated")
        return "" if not dated else dated[0] if dated[0] == dated[-1] else f"{dated[0]} to {dated[-1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A theme that speaks to what was asked (`lead`), and what stands beside it in the reviews."""

    lead: RelatedTheme
    twins: tuple[RelatedTheme, ...]
    tensions: tuple[tuple[Theme, str], ...]
    answers: tuple[LearningPoint, ...]
    recurrence: Recurrence


def recurrence(themes: Sequence[Theme], catalogue: Catalogue) -> Recurrence:
    """The reviews in which what these themes teach appears: their own, and those of their twins."""
    named = {theme.review_id for one in themes for theme in (one, *catalogue.twins_of(one))}
    reviews = tuple(review for review in catalogue.corpus.reviews if review.id in named)
    return Recurrence(
        reviews=reviews,
        years=tuple(catalogue.year_of(review) for review in reviews),
        of=len(catalogue.corpus.reviews),
    )


def lessons(results: Sequence[RelatedTheme], bundle: Bundle, limit: int) -> tuple[Lesson, ...]:
    """At most `limit` lessons, best first, spread over reviews; a theme that another teaches stands with that one."""
    catalogue = Catalogue(bundle.corpus)
    by_id = {result.theme.id: result for result in results}
    free = list(results)
    led: dict[str, int] = {}
    found: list[Lesson] = []
    while free and len(found) < limit:
        lead = max(free, key=lambda one: (one.score * SPREAD ** led.get(one.theme.review_id, 0), one.theme.id))
        led[lead.theme.review_id] = led.get(lead.theme.review_id, 0) + 1
        twins = [by_id[twin.id] for twin in catalogue.twins_of(lead.theme) if twin.id in by_id]
        twins.sort(key=lambda one: (-one.score, one.theme.id))
        folded = {lead.theme.id, *(one.theme.id for one in twins if one.score >= GIST * lead.score)}
        free = [one for one in free if one.theme.id not in folded]
        found.append(
            Lesson(
                lead=lead,
                twins=tuple(twins),
                tensions=catalogue.tensions_of(lead.theme),
                answers=_answers(lead.theme, bundle),
                recurrence=recurrence([lead.theme], catalogue),
            )
        )
    return tuple(found)


def _answers(theme: Theme, bundle: Bundle) -> tuple[LearningPoint, ...]:
    """Practice that went well nearest to what the theme learned; none where none is near.

    What stands in a theme's own kin (itself, its twins, what pulls the other way) need not be as near as what does not.
    """
    catalogue = Catalogue(bundle.corpus)
    kin = {
        theme.id,
        *(twin.id for twin in catalogue.twins_of(theme)),
        *(one.id for one, _ in catalogue.tensions_of(theme)),
    }
    texts = [one for one in bundle.passages if one.facet != "cue"]
    vectors = bundle.text_vectors[[one.facet == "learning" for one in texts]]
    points = bundle.corpus.learning_points
    own = [place for place, one in enumerate(points) if one in theme.learning_points and not one.good_practice]
    good = [place for place, one in enumerate(points) if one.good_practice]
    if not own or not good:
        return ()
    nearness = (vectors[good] @ vectors[own].T).max(axis=1)
    order = np.argsort(-nearness, kind="stable")[:MOST_ANSWERS]
    least = [ANSWERS_KIN if catalogue.theme_of[points[place].id].id in kin else ANSWERS for place in good]
    return tuple(points[good[place]] for place in order if nearness[place] >= least[place])
