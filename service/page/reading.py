"""Pages to read: privacy, accessibility, and how this works and how good it is."""

import json

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from service.errors import MAX_CASE_CHARACTERS
from service.page.rendering import HERE, pages

router = APIRouter(include_in_schema=False)


@router.get("/privacy")
def get_privacy(request: Request) -> HTMLResponse:
    """What is done with the text of a case, and how that was tested."""
    return pages(request).render("privacy.html")


@router.get("/accessibility")
def get_accessibility(request: Request) -> HTMLResponse:
    """The accessibility statement."""
    return pages(request).render("accessibility.html")


@router.get("/how-good")
def get_how_good(request: Request) -> HTMLResponse:
    """How matching works, what was measured, and its limits."""
    measured = json.loads((HERE / "measured.json").read_text(encoding="utf-8"))
    return pages(request).render("how-good.html", measured=measured, most_characters=MAX_CASE_CHARACTERS)
