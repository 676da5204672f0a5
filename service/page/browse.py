"""Learning without a case: reviews, themes and learning points."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import IdUnknown
from service.lessons import recurrence
from service.page.learning import (
    address,
    point_view,
    questions_by_step,
    review_view,
    sources_of,
    theme_notices,
)
from service.page.rendering import pages

router = APIRouter(include_in_schema=False)


def _catalogue(request: Request) -> Catalogue:
    return Catalogue(live(request).bundle().corpus)


def _moved(catalogue: Catalogue, name: str) -> Response | None:
    went_to = catalogue.went_to(name)
    return None if went_to is None else RedirectResponse(address(went_to), status_code=301)


@router.get("/reviews")
def get_reviews(request: Request) -> HTMLResponse:
    """Every review."""
    catalogue = _catalogue(request)
    reviews = [(review_view(review, catalogue), review.themes) for review in catalogue.corpus.reviews]
    return pages(request).render("reviews.html", reviews=reviews)


@router.get("/reviews/{review}")
def get_review(request: Request, review: str) -> Response:
    """One review with its themes. Raises IdUnknown."""
    catalogue = _catalogue(request)
    moved = _moved(catalogue, review)
    if moved is not None:
        return moved
    found = catalogue.find(review).review
    return pages(request).render("review.html", review=review_view(found, catalogue), themes=found.themes)


@router.get("/themes/{review}/{theme}")
def get_theme(request: Request, review: str, theme: str) -> Response:
    """One theme with its learning points, questions and kin. Raises IdUnknown."""
    catalogue = _catalogue(request)
    name = f"{review}/{theme}"
    moved = _moved(catalogue, name)
    if moved is not None:
        return moved
    found = catalogue.find(name)
    if found.theme is None:
        raise IdUnknown(name, [])
    return pages(request).render(
        "theme.html",
        theme=found.theme,
        review=review_view(found.review, catalogue),
        notices=theme_notices(found.theme),
        points=[point_view(point, catalogue) for point in found.theme.learning_points],
        questions=questions_by_step(found.theme, catalogue),
        sources=sources_of(found.theme, catalogue),
        twins=[(twin, catalogue.review_of(twin).title) for twin in catalogue.twins_of(found.theme)],
        tensions=[(other, catalogue.review_of(other).title, why) for other, why in catalogue.tensions_of(found.theme)],
        appears=recurrence([found.theme], catalogue),
    )


@router.get("/learning-points/{review}/{theme}/{point}")
def get_learning_point(request: Request, review: str, theme: str, point: str) -> Response:
    """A learning point's place on its theme's page. Raises IdUnknown."""
    catalogue = _catalogue(request)
    name = f"{review}/{theme}/{point}"
    moved = _moved(catalogue, name)
    if moved is not None:
        return moved
    if catalogue.find(name).point is None:
        raise IdUnknown(name, [])
    return RedirectResponse(address(name), status_code=302)
