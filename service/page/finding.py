"""Finding learning for training: by a topic, or by what is related to an id. A list that is being built travels along."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from indexer import Bundle
from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import MAX_LIMIT, BasketInvalid, FieldError, answer_to
from service.lessons import Lesson, lessons
from service.page.forms import Sent, sent
from service.page.learning import point_view, review_view
from service.page.reflecting import chosen_filters
from service.page.rendering import pages
from service.related import Filters, related_by_topic, related_to, years
from service.topics import gaps_named
from service.training.basket import Basket, make_basket

router = APIRouter(include_in_schema=False)
LESSONS_SHOWN = 8
POINTS_SHOWN = 3


@router.get("/related")
def get_related(request: Request, to: str = "") -> Response:
    """The search for a topic, or what is related to an id. Raises IdUnknown."""
    if not to:
        return _page(request, live(request).bundle(), Filters(), Basket())
    with live(request).place() as bundle:
        went_to = Catalogue(bundle.corpus).went_to(to)
        if went_to is not None:
            return RedirectResponse(f"/related?to={went_to}", status_code=301)
        found = lessons(related_to(to, bundle, MAX_LIMIT), bundle, LESSONS_SHOWN)
    return _page(request, bundle, Filters(), Basket(), found=found, to=to)


@router.post("/related")
def post_related(request: Request, form: Annotated[Sent, Depends(sent)]) -> Response:
    """Learning on a topic, kept out of the address; or, with `to`, what is related to an id, narrowed."""
    topic, to = form.one("topic"), form.one("to")
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        filters = chosen_filters(form, catalogue)
        try:
            basket, _ = make_basket(form.all("point"), catalogue, **settings_of(form))
        except BasketInvalid:
            basket = Basket()
        try:
            if to and not topic.strip():
                results = related_to(to, bundle, MAX_LIMIT, filters)
            else:
                to = ""
                results = related_by_topic(topic, bundle, MAX_LIMIT, filters)
        except FieldError as error:
            status = answer_to(error).status
            return _page(request, bundle, filters, basket, topic=topic, problem=str(error), status=status)
        found = lessons(results, bundle, LESSONS_SHOWN)
    return _page(request, bundle, filters, basket, found=found, topic=topic, to=to)


def settings_of(form: Sent) -> dict[str, str]:
    """What a form says of a list beside its points."""
    return {name: form.one(name) for name in ("title", "length", "audience") if form.one(name)}


def _page(
    request: Request,
    bundle: Bundle,
    filters: Filters,
    basket: Basket,
    *,
    found: tuple[Lesson, ...] | None = None,
    topic: str = "",
    to: str = "",
    problem: str = "",
    status: int = 200,
) -> HTMLResponse:
    catalogue = Catalogue(bundle.corpus)
    asked = catalogue.find(to) if to else None
    titles = [] if asked is None else [one.title for one in (asked.theme, asked.review) if one is not None]
    return pages(request).render(
        "related.html",
        status=status,
        lessons=found,
        views={point.id: point_view(point, catalogue) for point in catalogue.corpus.learning_points},
        reviews={theme.id: review_view(catalogue.review_of(theme), catalogue) for theme in catalogue.corpus.themes},
        theme_of=catalogue.theme_of,
        shown=POINTS_SHOWN,
        gaps=gaps_named(topic, catalogue.corpus.coverage),
        topic=topic,
        to=to,
        to_title=titles[0] if titles else "",
        problem=problem,
        filters=filters,
        terms=catalogue.corpus.terms,
        years=years(catalogue),
        basket=basket,
    )
