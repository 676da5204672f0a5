"""The list as a file to take away: a briefing, a session plan, a table. Made in memory and sent, never kept."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import Response

from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import BasketEmpty
from service.page.basket import basket_of, basket_page
from service.page.forms import Sent, sent
from service.training.exporting import FORMS, export
from service.training.headings import Heading

router = APIRouter(include_in_schema=False)


@router.post("/basket/{name}")
def post_export(request: Request, name: str, form: Annotated[Sent, Depends(sent)]) -> Response:
    """The list in one of the forms of FORMS; the list again, with what is wrong, where it cannot be made."""
    if name not in FORMS:
        raise HTTPException(status_code=404)
    bundle = live(request).bundle()
    catalogue = Catalogue(bundle.corpus)
    basket, _, faults = basket_of(form, catalogue)
    if faults or not basket.points:
        return basket_page(request, catalogue, basket, faults=faults or (str(BasketEmpty()),), status=422)
    headings: tuple[Heading, ...] = request.app.state.headings
    content = export(name, basket, headings, catalogue, bundle.version)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=FORMS[name], headers=headers)
