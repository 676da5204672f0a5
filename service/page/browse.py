"""Learning without a case: reviews, themes, and a search for a topic or for what is related to an id."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from corpus import Theme
from indexer import Bundle
from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import FieldError, IdUnknown, answer_to
from service.page.forms import Sent, sent
from service.page.learning import (
    address,
    point_view,
    questions_by_step,
    review_view,
    sources_of,
    theme_notices,
)
from service.page.reflecting import chosen_filters
from service.page.rendering import pages
from service.related import Filters, RelatedTheme, related_by_topic, related_to

router = APIRouter(include_in_schema=False)
RESULTS_SHOWN = 12


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
        twins=[(twin, catalogue.review_of(twin).title) for twin in _kin(found.theme, catalogue)],
        tensions=[
            (catalogue.themes[one.theme], catalogue.review_of(catalogue.themes[one.theme]).title, one.why)
            for one in found.theme.tensions
            if one.theme in catalogue.themes
        ],
    )


def _kin(theme: Theme, catalogue: Catalogue) -> list[Theme]:
    """The themes that teach the same lesson, named here or there."""
    return [
        other
        for other in catalogue.corpus.themes
        if other.id != theme.id and (other.id in theme.twins or theme.id in other.twins)
    ]


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


@router.get("/related")
def get_related(request: Request, to: str = "") -> Response:
    """The search for a topic, or what is related to an id. Raises IdUnknown."""
    if not to:
        return _related_page(request, _catalogue(request), Filters())
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        went_to = catalogue.went_to(to)
        if went_to is not None:
            return RedirectResponse(f"/related?to={went_to}", status_code=301)
        found = catalogue.find(to)
        results = related_to(to, bundle, RESULTS_SHOWN)
    titles = [one.title for one in (found.theme, found.review) if one is not None]
    return _related_page(request, catalogue, Filters(), results=results, to=to, to_title=titles[0])


@router.post("/related")
def post_related(request: Request, form: Annotated[Sent, Depends(sent)]) -> Response:
    """Learning on a topic, kept out of the address."""
    topic = form.one("topic")
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        filters = chosen_filters(form, catalogue)
        try:
            results = _by_topic(topic, bundle, filters)
        except FieldError as error:
            status = answer_to(error).status
            return _related_page(request, catalogue, filters, topic=topic, problem=str(error), status=status)
    return _related_page(request, catalogue, filters, results=results, topic=topic)


def _by_topic(topic: str, bundle: Bundle, filters: Filters) -> tuple[RelatedTheme, ...]:
    return related_by_topic(topic, bundle, RESULTS_SHOWN, filters)


def _related_page(
    request: Request,
    catalogue: Catalogue,
    filters: Filters,
    *,
    results: tuple[RelatedTheme, ...] | None = None,
    topic: str = "",
    to: str = "",
    to_title: str = "",
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    shown = None
    if results is not None:
        shown = [(one, review_view(catalogue.review_of(one.theme), catalogue)) for one in results]
    return pages(request).render(
        "related.html",
        status=status,
        results=shown,
        topic=topic,
        to=to,
        to_title=to_title,
        problem=problem,
        filters=filters,
        terms=catalogue.corpus.terms,
        themes=catalogue.themes,
    )
