"""Learning points gathered to take away. Nothing is stored: the list travels in the form that shows it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse

from service.api.deps import live
from service.catalogue import Catalogue
from service.page.forms import Sent, sent
from service.page.learning import point_view, review_view
from service.page.rendering import pages

router = APIRouter(include_in_schema=False)


@router.get("/basket")
def get_basket(request: Request) -> HTMLResponse:
    """An empty list, and every learning point to choose from."""
    return _basket(request, set())


@router.post("/basket")
def post_basket(request: Request, form: Annotated[Sent, Depends(sent)]) -> HTMLResponse:
    """The chosen learning points, to copy or print. An id that is not in use any more stands for where it went."""
    return _basket(request, set(form.all("point")))


def _basket(request: Request, asked: set[str]) -> HTMLResponse:
    catalogue = Catalogue(live(request).bundle().corpus)
    chosen = {catalogue.went_to(name) or name for name in asked}
    groups = []
    for review in catalogue.corpus.reviews:
        for theme in review.themes:
            points = [point_view(one, catalogue) for one in theme.learning_points if one.id in chosen]
            if points:
                groups.append((theme, review_view(review, catalogue), points))
    return pages(request).render(
        "basket.html",
        groups=groups,
        n_chosen=sum(len(points) for _, _, points in groups),
        chosen={point.id for _, _, points in groups for point in points},
        reviews=catalogue.corpus.reviews,
    )
