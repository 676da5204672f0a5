"""The routes for supervision: prompts from the themes that speak to a case, as a page and as a Word document."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from service.api.deps import live
from service.catalogue import Catalogue
from service.discrepancy import discrepancy_matrix
from service.errors import MAX_LIMIT, ModelUnknown, RoleUnknown
from service.matching import CaseDescription, MatchReport
from service.page.describing import or_again
from service.page.forms import Correction, Sent, corrections, readable_case, sent
from service.page.reflecting import build_reflection, statements
from service.page.rendering import pages
from service.reflection import Reflection, find_model, reflect
from service.requests import match_case

router = APIRouter(include_in_schema=False)
Form = Annotated[Sent, Depends(sent)]


@router.post("/reflect")
def post_reflect(request: Request, form: Form) -> Response:
    """Prompts for supervision, from the themes that speak to a case."""
    text = form.case()
    return or_again(request, text, lambda: _page(request, form, _reflected(request, form, text)))


@router.post("/reflect/sheet")
def post_sheet(request: Request, form: Form) -> Response:
    """The same as a supervision sheet in Word. The case is in it only where `words` was ticked."""
    text = form.case()
    return or_again(request, text, lambda: _sheet(request, form, _reflected(request, form, text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reflected:
    """What both answers need. `reflection` is None where the model or the role is not known: `problems` says which."""

    case: CaseDescription = field(repr=False)
    report: MatchReport
    given: tuple[Correction, ...]
    reflection: Reflection | None
    problems: dict[str, str]
    catalogue: Catalogue
    version: str


def _reflected(request: Request, form: Sent, text: str) -> _Reflected:
    readable_case(form)
    given = corrections(form.all("status"))
    chosen = form.all("theme") or None
    reflection = None
    problems: dict[str, str] = {}
    with live(request).place() as bundle:
        catalogue = Catalogue(bundle.corpus)
        case, report = match_case(text, bundle, limit=MAX_LIMIT if chosen else 10, statuses=given)
    try:
        model = find_model(form.one("model") or catalogue.corpus.reflection[0].id, catalogue.corpus.reflection)
        reflection = reflect(report, model, catalogue, theme_ids=chosen, role=form.one("role") or None)
    except (ModelUnknown, RoleUnknown) as error:
        problems[error.field] = str(error)
    return _Reflected(
        case=case,
        report=report,
        given=given,
        reflection=reflection,
        problems=problems,
        catalogue=catalogue,
        version=bundle.version,
    )


def _page(request: Request, form: Sent, made: _Reflected) -> HTMLResponse:
    view = None if made.reflection is None else build_reflection(made.case, made.reflection, made.catalogue)
    matrix = discrepancy_matrix(made.report)
    return pages(request).render(
        "reflect.html",
        status=422 if made.problems else 200,
        text=made.case.text,
        given=made.given,
        chosen=form.all("theme"),
        role=form.one("role"),
        model_id=form.one("model"),
        reflection=view,
        matrix={"known": statements(made.case, matrix.known), "assumed": statements(made.case, matrix.assumed)},
        problems=made.problems,
        nothing_relevant=made.report.nothing_relevant,
        terms=made.catalogue.corpus.terms,
        models=made.catalogue.corpus.reflection,
        version=made.version,
    )


def _sheet(request: Request, form: Sent, made: _Reflected) -> Response:
    if made.reflection is None:
        return _page(request, form, made)
    from service.documents.sheet import FILE_NAME, supervision_sheet  # 0.1 s that a first answer need not wait for
    from service.documents.word import MEDIA_TYPE

    content = supervision_sheet(
        made.case,
        made.report,
        made.reflection,
        made.catalogue,
        version=made.version,
        role=form.one("role") or None,
        with_words=form.one("words") == "1",
    )
    headers = {"Content-Disposition": f'attachment; filename="{FILE_NAME}"'}
    return Response(content, media_type=MEDIA_TYPE, headers=headers)
