"""The map of the themes, and how close the reviews are: drawn from what was worked out when the index was built."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from corpus import Theme
from indexer import Bundle
from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import IdUnknown
from service.page.rendering import pages

router = APIRouter(include_in_schema=False)
NEAREST = 3
BRIDGES = 4  # kin in so many other reviews makes a theme a bridge
SHADES = (0.36, 0.41, 0.45, 0.49, 0.54)  # closeness from where on a square is one shade darker
CELL, BREAK = 16, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a theme stands: the themes of other reviews nearest to it, and the other reviews that hold kin of it.

    Kin is a theme that lies near, or that the corpus names as the same lesson.
    """

    theme: Theme
    nearest: tuple[tuple[Theme, float], ...]
    kin_reviews: int

    @property
    def words(self) -> str:
        if self.kin_reviews >= BRIDGES:
            return f"A bridge: the same or near in {self.kin_reviews} other reviews"
        return "" if self.kin_reviews else "On its own: nothing near in another review"


def shade(closeness: float) -> int:
    """0, the lightest, to 5."""
    return sum(closeness >= edge for edge in SHADES)


@router.get("/map")
def get_map(request: Request) -> HTMLResponse:
    """The themes of all reviews by meaning, and a heat map of every two reviews."""
    bundle = live(request).bundle()
    catalogue = Catalogue(bundle.corpus)
    themes = catalogue.corpus.themes
    close = bundle.atlas.closeness
    numbers = {review.id: number for number, review in enumerate(catalogue.corpus.reviews, start=1)}
    starts = [place * CELL + BREAK * (numbers[theme.review_id] - 1) for place, theme in enumerate(themes)]
    return pages(request).render(
        "map.html",
        atlas=bundle.atlas,
        themes=catalogue.themes,
        reviews=catalogue.corpus.reviews,
        numbers=numbers,
        lines=_lines(bundle),
        standings=[_standing(place, bundle) for place in range(len(themes))],
        review_of={theme.id: catalogue.review_of(theme) for theme in themes},
        cells=[
            (starts[j], starts[i], shade(close[i][j]), themes[i], themes[j], close[i][j])
            for i in range(len(themes))
            for j in range(len(themes))
        ],
        side=starts[-1] + CELL,
        cell=CELL,
        pairs=_pairs(bundle),
        shade=shade,
        shades=SHADES,
    )


@router.get("/map/{first}/{second}")
def get_pair(request: Request, first: str, second: str) -> HTMLResponse:
    """How close two reviews are, theme by theme. Raises IdUnknown."""
    bundle = live(request).bundle()
    catalogue = Catalogue(bundle.corpus)
    for name in (first, second):
        if name not in catalogue.reviews:
            raise IdUnknown(name, list(catalogue.reviews))
    places = {theme.id: place for place, theme in enumerate(catalogue.corpus.themes)}
    one, other = catalogue.reviews[first], catalogue.reviews[second]
    rows = [
        (
            theme,
            [
                (
                    beside,
                    bundle.atlas.closeness[places[theme.id]][places[beside.id]],
                    beside in catalogue.twins_of(theme),
                )
                for beside in other.themes
            ],
        )
        for theme in one.themes
    ]
    return pages(request).render("pair.html", one=one, other=other, rows=rows, shade=shade)


def _standing(place: int, bundle: Bundle) -> Standing:
    themes = bundle.corpus.themes
    row = bundle.atlas.closeness[place]
    others = [(other, row[i]) for i, other in enumerate(themes) if other.review_id != themes[place].review_id]
    others.sort(key=lambda one: (-one[1], one[0].id))
    twins = Catalogue(bundle.corpus).twins_of(themes[place])
    kin = {other.review_id for other, value in others if value >= bundle.atlas.near or other in twins}
    return Standing(theme=themes[place], nearest=tuple(others[:NEAREST]), kin_reviews=len(kin))


def _lines(bundle: Bundle) -> list[tuple[int, int, int, int]]:
    """From where to where a line joins two near themes of different reviews."""
    themes, places, atlas = bundle.corpus.themes, bundle.atlas.places, bundle.atlas
    return [
        (places[i].x, places[i].y, places[j].x, places[j].y)
        for i in range(len(themes))
        for j in range(i)
        if themes[i].review_id != themes[j].review_id and atlas.closeness[i][j] >= atlas.near
    ]


def _pairs(bundle: Bundle) -> dict[tuple[str, str], float]:
    """For every two reviews, how close each theme is to the nearest of the other, on average."""
    places: dict[str, list[int]] = {}
    for place, theme in enumerate(bundle.corpus.themes):
        places.setdefault(theme.review_id, []).append(place)
    close = bundle.atlas.closeness
    pairs = {}
    for one, rows in places.items():
        for other, columns in places.items():
            if one != other:
                best = [max(close[i][j] for j in columns) for i in rows] + [
                    max(close[i][j] for i in rows) for j in columns
                ]
                pairs[one, other] = sum(best) / len(best)
    return pairs
