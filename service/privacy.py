"""Errors answered without the words of a case: as problem+json for the API, as a page for a person."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from corpus import LearningFromReviewsError
from service.errors import FieldError, answer_to
from service.page.problems import render_problem

RETRY_AFTER_SECONDS = "5"

# What pydantic finds wrong, in plain words. Its own words would repeat the input.
PLAIN_WORDS = {
    "missing": "This is missing. Add it.",
    "string_type": "This must be text.",
    "int_type": "This must be a whole number.",
    "int_parsing": "This must be a whole number.",
    "int_from_float": "This must be a whole number.",
    "greater_than_equal": "This is too small.",
    "less_than_equal": "This is too large.",
    "string_too_long": "This is too long.",
    "list_type": "This must be a list.",
    "too_long": "This list is too long.",
    "literal_error": "This is not one of the values allowed.",
    "value_error": "This is not text. Send UTF-8 without control characters.",
    "json_invalid": "The body is not valid JSON. Check quotes and commas.",
    "model_attributes_type": "The body must be a JSON object.",
    "dict_type": "The body must be a JSON object.",
}
KNOWN_FIELDS = {
    "body", "case", "limit", "statuses", "start", "end", "status", "model", "theme_ids", "role", "text", "topic", "to",
    "review_type", "agency", "age", "harm", "provenance", "year", "query",
}  # fmt: skip


class Problem(BaseModel):
    """The form of every error under /api (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str = ""
    problems: list[dict[str, str]] = []


PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"description": title, "content": {"application/problem+json": {"schema": Problem.model_json_schema()}}}
    for code, title in (("4XX", "What was sent cannot be used"), ("5XX", "It could not be done now"))
}


def problem(status: int, title: str, detail: str = "", problems: list[dict[str, str]] | None = None) -> JSONResponse:
    """An answer in the form of RFC 9457. No part of it may come from the request's body."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if problems:
        body["problems"] = problems
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if status == 503 else None
    return JSONResponse(body, status_code=status, media_type="application/problem+json", headers=headers)


def answered(scope: Mapping[str, Any], status: int, title: str, detail: str = "") -> Response:
    """An error as the one who asked reads it: problem+json under /api, a page elsewhere."""
    if scope["path"].startswith("/api/"):
        return problem(status, title, detail)
    return render_problem(status, title, detail, scope["app"].state.settings)


def _field(loc: tuple[int | str, ...]) -> str:
    """Where a fault is, by names that we chose: a name that the user typed is left out."""
    names = [str(part) for part in loc if isinstance(part, int) or part in KNOWN_FIELDS]
    return ".".join(name for name in names if name not in ("body", "query")) or "body"


def handle_domain_error(request: Request, error: Exception) -> Response:
    """An error of ours, as the table in service/errors.py says."""
    assert isinstance(error, LearningFromReviewsError)  # noqa: S101 (registered for this class only)
    answer = answer_to(error)
    if isinstance(error, FieldError) and request.url.path.startswith("/api/"):
        return problem(answer.status, answer.title, problems=[{"field": error.field, "problem": str(error)}])
    return answered(request.scope, answer.status, answer.title, str(error))


def handle_validation(_: Request, error: Exception) -> Response:
    """What pydantic refused, without its own words, which would repeat the input."""
    assert isinstance(error, RequestValidationError)  # noqa: S101 (registered for this class only)
    problems = []
    for found in error.errors():
        kind = found["type"]
        if kind == "json_invalid":
            return problem(400, "Malformed JSON", PLAIN_WORDS[kind])
        problems.append({"field": _field(found["loc"]), "problem": PLAIN_WORDS.get(kind, "This cannot be used.")})
    return problem(422, "Some of what was sent cannot be used", problems=problems)


def handle_http(request: Request, error: Exception) -> Response:
    """What the framework refused: an unknown address, a method that an address does not take."""
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this class only)
    details = {404: "Nothing is at this address.", 405: "This address does not take that method."}
    phrase = HTTPStatus(error.status_code).phrase
    response = answered(request.scope, error.status_code, phrase, details.get(error.status_code, ""))
    response.headers.update(error.headers or {})
    return response


def add_error_handlers(app: FastAPI) -> None:
    """Register the handlers on an app."""
    app.add_exception_handler(LearningFromReviewsError, handle_domain_error)
    app.add_exception_handler(RequestValidationError, handle_validation)
    app.add_exception_handler(HTTPException, handle_http)
