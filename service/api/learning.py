"""GET reviews, themes, learning points; GET and POST related."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from service.api import answers, bodies
from service.api.deps import live
from service.catalogue import Catalogue, Found
from service.errors import FieldError, IdUnknown
from service.related import Filters, related_by_topic, related_to

router = APIRouter(prefix="/api/v1", tags=["learning"])


def _catalogue(request: Request) -> Catalogue:
    return Catalogue(live(request).bundle().corpus)


def _moved(catalogue: Catalogue, name: str, base: str) -> Response | None:
    """Where a retired id went, as a 301; None for an id in use. Raises IdUnknown for any other."""
    went_to = catalogue.went_to(name)
    return None if went_to is None else RedirectResponse(f"/api/v1/{base}/{went_to}", status_code=301)


def _found(catalogue: Catalogue, name: str, depth: int) -> Found:
    """What a name of `depth` parts stands for."""
    found = catalogue.find(name)
    if depth != name.count("/") + 1:
        raise IdUnknown(name, [])
    return found


@router.get("/reviews")
def get_reviews(request: Request) -> bodies.ReviewsOut:
    """Every review with its themes."""
    catalogue = _catalogue(request)
    return bodies.ReviewsOut(reviews=[answers.review_out(review, catalogue) for review in catalogue.corpus.reviews])


@router.get("/reviews/{review}", response_model=bodies.ReviewOut)
def get_review(request: Request, review: str) -> bodies.ReviewOut | Response:
    """One review."""
    catalogue = _catalogue(request)
    return _moved(catalogue, review, "reviews") or answers.review_out(_found(catalogue, review, 1).review, catalogue)


@router.get("/themes")
def get_themes(request: Request) -> bodies.ThemesOut:
    """Every theme with its learning points and questions."""
    catalogue = _catalogue(request)
    return bodies.ThemesOut(themes=[answers.theme_out(theme, catalogue) for theme in catalogue.corpus.themes])


@router.get("/themes/{review}/{theme}", response_model=bodies.ThemeOut)
def get_theme(request: Request, review: str, theme: str) -> bodies.ThemeOut | Response:
    """One theme."""
    catalogue = _catalogue(request)
    name = f"{review}/{theme}"
    moved = _moved(catalogue, name, "themes")
    if moved is not None:
        return moved
    found = _found(catalogue, name, 2)
    assert found.theme is not None  # noqa: S101 (two parts make a theme's id)
    return answers.theme_out(found.theme, catalogue)


@router.get("/learning-points")
def get_learning_points(request: Request) -> bodies.LearningPointsOut:
    """Every learning point, with its theme and review."""
    catalogue = _catalogue(request)
    return bodies.LearningPointsOut(
        learning_points=[answers.placed_point_out(point, catalogue) for point in catalogue.corpus.learning_points]
    )


@router.get("/learning-points/{review}/{theme}/{point}", response_model=bodies.PlacedPointOut)
def get_learning_point(request: Request, review: str, theme: str, point: str) -> bodies.PlacedPointOut | Response:
    """One learning point."""
    catalogue = _catalogue(request)
    name = f"{review}/{theme}/{point}"
    moved = _moved(catalogue, name, "learning-points")
    if moved is not None:
        return moved
    found = _found(catalogue, name, 3)
    assert found.point is not None  # noqa: S101 (three parts make a point's id)
    return answers.placed_point_out(found.point, catalogue)


@router.get("/related")
def get_related(
    request: Request,
    to: bodies.WholeText | None = None,
    topic: bodies.WholeText | None = None,
    limit: int = 10,
    review_type: bodies.WholeText | None = None,
    agency: bodies.WholeText | None = None,
    age: bodies.WholeText | None = None,
    harm: bodies.WholeText | None = None,
    provenance: bodies.Provenance | None = None,
    year: bodies.WholeText | None = None,
) -> bodies.RelatedOut:
    """Learning related to an id or a topic, across reviews."""
    asked = bodies.RelatedIn(
        to=to,
        topic=topic,
        limit=limit,
        review_type=review_type,
        agency=agency,
        age=age,
        harm=harm,
        provenance=provenance,
        year=year,
    )
    return _related(request, asked)


@router.post("/related")
def post_related(request: Request, body: bodies.RelatedIn) -> bodies.RelatedOut:
    """The same, with the topic kept out of the address."""
    return _related(request, body)


class _NothingAsked(FieldError):
    field = "topic"

    def __init__(self) -> None:
        super().__init__("Say what it is to be related to: an id (to) or a topic, one of the two.")


def _related(request: Request, asked: bodies.RelatedIn) -> bodies.RelatedOut:
    if (asked.to is None) == (asked.topic is None):
        raise _NothingAsked
    filters = Filters(
        review_type=asked.review_type,
        agency=asked.agency,
        age=asked.age,
        harm=asked.harm,
        provenance=asked.provenance,
        year=asked.year,
    )
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        if asked.to is not None:
            results = related_to(catalogue.went_to(asked.to) or asked.to, bundle, asked.limit, filters)
        else:
            results = related_by_topic(asked.topic or "", bundle, asked.limit, filters)
        return answers.related_out(results, catalogue)
