"""add_pages: the page's routes for a case (describe, results, reflect), and where the others are put together."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from service.api.deps import live
from service.catalogue import Catalogue
from service.identifiers import redact
from service.matching import CaseDescription
from service.page import atlas, basket, browse, changes, exports, finding, reading, supervision
from service.page.describing import examples, or_again
from service.page.forms import Correction, Sent, corrections, limit, moved, readable_case, sent
from service.page.reflecting import chosen_filters
from service.page.rendering import STATIC, Pages, pages
from service.page.results import build_results
from service.requests import match_case
from service.settings import Settings
from service.training.headings import read_headings

router = APIRouter(include_in_schema=False)
Form = Annotated[Sent, Depends(sent)]


def add_pages(app: FastAPI, settings: Settings) -> None:
    """Add the page's routes and its static files. Raises SettingsError where the briefing's headings cannot be read."""
    app.state.pages = Pages(settings)
    app.state.headings = read_headings(settings.briefing_headings)
    for one in (
        router,
        supervision.router,
        browse.router,
        finding.router,
        basket.router,
        exports.router,
        atlas.router,
        changes.router,
        reading.router,
    ):
        app.include_router(one)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


@router.get("/")
def get_home(request: Request) -> HTMLResponse:
    """The box to describe a case in."""
    return pages(request).render("home.html", text="", problem="", field="case", examples=examples())


@router.post("/")
def post_case(request: Request, form: Form) -> Response:
    """The learning that speaks to a case."""
    example = next((one["text"] for one in examples() if one["id"] == form.one("example")), None)
    text = form.case() if example is None else example
    return or_again(request, text, lambda: _results(request, form, text))


def _masked(form: Sent, text: str) -> tuple[str, tuple[Correction, ...], int]:
    """The text to match, the corrections where they lie in it, and how many masks were put on."""
    given = corrections(form.all("status"))
    if form.one("mask") != "1":
        return text, given, 0
    redaction = redact(text)
    return redaction.text, moved(given, redaction.map), len(redaction.identifiers)


def _results(request: Request, form: Sent, text: str) -> HTMLResponse:
    readable_case(form)
    CaseDescription(text=text)  # checked before anything reads it
    with live(request).turn():
        text, given, masks = _masked(form, text)
    shown = limit(form)
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        filters = chosen_filters(form, catalogue)
        case, report = match_case(text, bundle, limit=shown, statuses=given)
        results = build_results(
            case,
            report,
            catalogue,
            least_possible=float(bundle.learned.thresholds[0]),
            limit=shown,
            filters=filters,
            given=given,
        )
    return pages(request).render(
        "results.html",
        text=text,
        results=results,
        given=given,
        masks=masks,
        limit=shown,
        filters=filters,
        terms=catalogue.corpus.terms,
        models=catalogue.corpus.reflection,
        version=bundle.version,
    )
