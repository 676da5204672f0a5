"""add_pages: the page's routes for a case (describe, results, reflect), and where the others are put together."""

import json
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from corpus import LearningFromReviewsError
from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import MAX_LIMIT, CaseError, LimitOutOfRange, ModelUnknown, RoleUnknown, answer_to
from service.identifiers import redact
from service.matching import CaseDescription
from service.page import basket, browse, reading
from service.page.forms import Correction, Sent, corrections, limit, moved, readable_case, sent
from service.page.problems import RETRY_AFTER_SECONDS
from service.page.reflecting import build_reflection, chosen_filters
from service.page.rendering import HERE, STATIC, Pages, pages
from service.page.results import build_results
from service.reflection import find_model, reflect
from service.requests import match_case
from service.settings import Settings

router = APIRouter(include_in_schema=False)
Form = Annotated[Sent, Depends(sent)]


def add_pages(app: FastAPI, settings: Settings) -> None:
    """Add the page's routes and its static files."""
    app.state.pages = Pages(settings)
    for one in (router, browse.router, basket.router, reading.router):
        app.include_router(one)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")


def _examples() -> list[dict[str, str]]:
    examples: list[dict[str, str]] = json.loads((HERE / "examples.json").read_text(encoding="utf-8"))
    return examples


@router.get("/")
def get_home(request: Request) -> HTMLResponse:
    """The box to describe a case in."""
    return pages(request).render("home.html", text="", problem="", field="case", examples=_examples())


@router.post("/")
def post_case(request: Request, form: Form) -> HTMLResponse:
    """The learning that speaks to a case."""
    example = next((one["text"] for one in _examples() if one["id"] == form.one("example")), None)
    text = form.case() if example is None else example
    return _or_again(request, text, lambda: _results(request, form, text))


def _or_again(request: Request, text: str, answer: Callable[[], HTMLResponse]) -> HTMLResponse:
    """The answer; or, where it was refused, the form again with the user's words in their own box and nowhere else."""
    try:
        return answer()
    except LearningFromReviewsError as error:
        said = answer_to(error)
        headers = {"Retry-After": RETRY_AFTER_SECONDS} if said.status == 503 else None
        field = "case" if isinstance(error, CaseError) else ""
        return pages(request).render(
            "home.html",
            status=said.status,
            headers=headers,
            text=text,
            problem=str(error),
            field=field,
            examples=_examples(),
        )


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
    if not 1 <= shown <= MAX_LIMIT:
        raise LimitOutOfRange
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        filters = chosen_filters(form, catalogue)
        # As many as there are, so that a filter finds what it would otherwise cut off; `shown` is what is left of them.
        case, report = match_case(text, bundle, limit=MAX_LIMIT, statuses=given)
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


@router.post("/reflect")
def post_reflect(request: Request, form: Form) -> Response:
    """Prompts for supervision, from the themes that speak to a case."""
    text = form.case()
    return _or_again(request, text, lambda: _reflection(request, form, text))


def _reflection(request: Request, form: Sent, text: str) -> HTMLResponse:
    readable_case(form)
    given = corrections(form.all("status"))
    role = form.one("role") or None
    chosen = form.all("theme") or None
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        case, report = match_case(text, bundle, limit=MAX_LIMIT if chosen else 10, statuses=given)
        reflection = None
        problems: dict[str, str] = {}
        try:
            model = find_model(form.one("model") or catalogue.corpus.reflection[0].id, catalogue.corpus.reflection)
            reflection = build_reflection(
                case, reflect(report, model, catalogue, theme_ids=chosen, role=role), catalogue
            )
        except (ModelUnknown, RoleUnknown) as error:
            problems[error.field] = str(error)
    return pages(request).render(
        "reflect.html",
        status=422 if problems else 200,
        text=text,
        given=given,
        chosen=chosen or [],
        role=role or "",
        model_id=form.one("model"),
        reflection=reflection,
        problems=problems,
        nothing_relevant=report.nothing_relevant,
        terms=catalogue.corpus.terms,
        models=catalogue.corpus.reflection,
        version=bundle.version,
    )
