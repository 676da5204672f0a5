"""The list that a designer builds. Nothing is stored: it travels in the form that shows it, or as a file that is kept."""

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Query, Request
from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse

from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import BasketInvalid
from service.page.finding import settings_of
from service.page.forms import Sent, sent
from service.page.learning import point_view, review_view
from service.page.rendering import pages
from service.training.basket import LENGTHS, MAX_TITLE, MIXED, Basket, make_basket, moved, read_basket
from service.training.briefing import POINTS

router = APIRouter(include_in_schema=False)
ROOM = {"7": POINTS, "45": 6, "210": 15}  # the points that a length has room for


@router.get("/basket")
def get_basket(
    request: Request, point: Annotated[list[str] | None, Query()] = None, length: str = "45", audience: str = MIXED
) -> HTMLResponse:
    """The list that an address holds; an empty one without. An id that is not known is said, and the others are kept."""
    catalogue = Catalogue(live(request).bundle().corpus)
    try:
        basket, said = make_basket(point or [], catalogue, length=length, audience=audience)
    except BasketInvalid as error:
        return basket_page(request, catalogue, _what_holds(point or [], catalogue), faults=error.faults, status=404)
    return basket_page(request, catalogue, basket, said=said)


@router.post("/basket")
def post_basket(request: Request, form: Annotated[Sent, Depends(sent)]) -> HTMLResponse:
    """The list after a press: something added, moved, taken away, or made an address of."""
    catalogue = Catalogue(live(request).bundle().corpus)
    basket, said, faults = basket_of(form, catalogue)
    press = form.one("do")
    link = ""
    if press == "link":
        held = [*(("point", name) for name in basket.points), ("length", basket.length), ("audience", basket.audience)]
        link = f"{request.base_url}basket?{urlencode(held, safe='/')}"
    status = 422 if faults else 200
    return basket_page(request, catalogue, moved(basket, press), said=said, faults=faults, link=link, status=status)


async def opened(request: Request) -> bytes:
    """The file of a form. Raises HTTPException 415 for anything else."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(status_code=415)
    async with request.form(max_files=1, max_fields=5) as form:
        file = form.get("list")
        return await file.read() if isinstance(file, UploadFile) else b""


@router.post("/basket/open")
def post_open(request: Request, raw: Annotated[bytes, Depends(opened)]) -> HTMLResponse:
    """The list in a file that was kept."""
    catalogue = Catalogue(live(request).bundle().corpus)
    try:
        basket, said = read_basket(raw, catalogue)
    except BasketInvalid as error:
        return basket_page(request, catalogue, Basket(), faults=error.faults, file_wrong=True, status=422)
    return basket_page(request, catalogue, basket, said=said)


def basket_of(form: Sent, catalogue: Catalogue) -> tuple[Basket, tuple[str, ...], tuple[str, ...]]:
    """A form's list, what was changed in it, and every fault; with a fault, what of the list still holds."""
    try:
        basket, said = make_basket(form.all("point"), catalogue, **settings_of(form))
    except BasketInvalid as error:
        return _what_holds(form.all("point"), catalogue), (), error.faults
    return basket, said, ()


def _what_holds(points: Sequence[str], catalogue: Catalogue) -> Basket:
    known = [name for name in points if (catalogue.went_to(name) or name) in catalogue.points]
    return make_basket(list(dict.fromkeys(known))[:60], catalogue)[0]


def basket_page(
    request: Request,
    catalogue: Catalogue,
    basket: Basket,
    *,
    said: Sequence[str] = (),
    faults: Sequence[str] = (),
    file_wrong: bool = False,
    link: str = "",
    status: int = 200,
) -> HTMLResponse:
    """The list with its buttons; an empty one with every learning point to choose from."""
    items = []
    for point in basket.chosen(catalogue):
        theme = catalogue.theme_of[point.id]
        items.append((point_view(point, catalogue), theme, review_view(catalogue.review_of(theme), catalogue)))
    return pages(request).render(
        "basket.html",
        status=status,
        basket=basket,
        items=items,
        said=said,
        faults=faults,
        file_wrong=file_wrong,
        link=link,
        lengths=LENGTHS,
        room=ROOM[basket.length],
        briefing_room=POINTS,
        max_title=MAX_TITLE,
        shown_title=basket.shown_title(catalogue),
        roles=catalogue.corpus.terms.roles,
        reviews=catalogue.corpus.reviews,
        chosen=set(basket.points),
    )
