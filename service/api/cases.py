"""POST match, reflect, identifiers: a case comes in by POST and is gone with the answer."""

from fastapi import APIRouter, Request

from service.api import answers, bodies
from service.api.deps import live
from service.catalogue import Catalogue
from service.errors import MAX_CASE_CHARACTERS, TextBlank, TextTooLong
from service.identifiers import redact
from service.reflection import find_model, reflect
from service.requests import match_case

router = APIRouter(prefix="/api/v1", tags=["cases"])


@router.post("/match")
def post_match(request: Request, body: bodies.MatchIn) -> bodies.MatchOut:
    """The themes and learning points that speak to a case, with the words of the case that each one answers."""
    with live(request).place() as bundle:
        case, report = match_case(body.case, bundle, limit=body.limit, statuses=body.statuses)
        return answers.match_out(case, report, Catalogue(bundle.corpus))


@router.post("/reflect")
def post_reflect(request: Request, body: bodies.ReflectIn) -> bodies.ReflectOut:
    """Prompts for reflective supervision in a chosen model, from the themes that speak to a case."""
    with live(request).place() as bundle:
        model = find_model(body.model, bundle.corpus.reflection)
        case, report = match_case(body.case, bundle, limit=50 if body.theme_ids else 10, statuses=body.statuses)
        catalogue = Catalogue(bundle.corpus)
        reflection = reflect(report, model, catalogue, theme_ids=body.theme_ids, role=body.role)
        return answers.reflect_out(case, report, reflection, catalogue)


@router.post("/identifiers")
def post_identifiers(request: Request, body: bodies.IdentifiersIn) -> bodies.IdentifiersOut:
    """Likely identifiers in a text, and the text with each of them masked."""
    if len(body.text) > MAX_CASE_CHARACTERS:
        raise TextTooLong(len(body.text))
    if not body.text.strip():
        raise TextBlank
    with live(request).turn():
        redaction = redact(body.text)
    return bodies.IdentifiersOut(
        identifiers=[answers.identifier_out(found) for found in redaction.identifiers],
        redacted=redaction.text,
        map=list(redaction.map),
    )
