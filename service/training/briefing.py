"""A list -> a 7-minute briefing: seven headings, and under each what the corpus holds for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import LearningPoint
from service.catalogue import Catalogue
from service.errors import BasketEmpty
from service.page.learning import SourceView
from service.training.basket import Basket
from service.training.headings import Content, Heading
from service.training.teaching import found_by, numbered_sources, question_for, recurs

POINTS = 3  # what seven minutes carry
OTHER_SIDES = 2
QUESTIONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line under a heading, and in smaller type where it comes from."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """`left_out`: how many points of the list seven minutes do not carry."""

    title: str
    audience: str
    parts: tuple[Part, ...]
    sources: tuple[SourceView, ...]
    left_out: int


def make_briefing(basket: Basket, headings: Sequence[Heading], catalogue: Catalogue) -> Briefing:
    """A briefing on the first points of a list. Raises BasketEmpty where there is none."""
    points = basket.chosen(catalogue)[:POINTS]
    if not points:
        raise BasketEmpty
    return Briefing(
        title=basket.shown_title(catalogue),
        audience=basket.audience_title(catalogue),
        parts=tuple(
            Part(
                title=heading.title,
                entries=tuple(entry for name in heading.holds for entry in _entries(name, points, basket, catalogue)),
            )
            for heading in headings
        ),
        sources=numbered_sources(points, catalogue).sources,
        left_out=len(basket.points) - len(points),
    )


def _entries(name: Content, points: Sequence[LearningPoint], basket: Basket, catalogue: Catalogue) -> list[Entry]:
    themes = list({theme.id: theme for theme in (catalogue.theme_of[point.id] for point in points)}.values())
    marks = numbered_sources(points, catalogue)
    if name == "background":
        reviews = {review.id: review for review in (catalogue.review_of(theme) for theme in themes)}.values()
        return [
            Entry(
                text=review.background,
                note=f"{review.title}, {catalogue.year_of(review)}. {catalogue.review_types[review.type].title}.",
            )
            for review in reviews
        ]
    if name == "recurrence":
        return [Entry(text=recurs(theme, catalogue)) for theme in themes]
    if name == "learning":
        return [Entry(text=one.learning, note=f"{found_by(one, catalogue)} {marks.mark(one)}") for one in points]
    if name == "when":
        return [Entry(text=one.when) for one in points]
    if name == "practice":
        own = "Our wording: the source gives the finding only."
        return [Entry(text=one.practice, note=own if one.practice_basis == "own" else "") for one in points]
    if name == "other-side":
        sides = {other.id: (theme, other, why) for theme in themes for other, why in catalogue.tensions_of(theme)}
        return [
            Entry(text=why, note=f"{theme.title} beside {other.title} ({catalogue.review_of(other).title}).")
            for theme, other, why in list(sides.values())[:OTHER_SIDES]
        ] or [Entry(text="The reviews here name no learning that pulls the other way.")]
    taken: set[str] = set()
    asked: list[Entry] = []
    for steps in (("experience", "reflection"), ("analysis",), ("plan",)):
        theme = themes[len(asked) % len(themes)]
        question = question_for(theme, basket.audience, steps, taken)
        if question is not None:
            asked.append(Entry(text=question, note=theme.title))
    return asked[:QUESTIONS]
