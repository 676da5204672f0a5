"""Handlers, headers and limits that keep the words of a case out of errors, logs, caches and other sites."""

import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from corpus import LearningFromReviewsError
from service.errors import FieldError, answer_to

MAX_BODY_BYTES = 512 * 1024
RETRY_AFTER_SECONDS = "5"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STATIC_CACHE = "public, max-age=86400"

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
    "json_invalid": "The body is not valid JSON. Check quotes and commas.",
    "model_attributes_type": "The body must be a JSON object.",
    "dict_type": "The body must be a JSON object.",
}
KNOWN_FIELDS = {
    "body", "case", "limit", "statuses", "start", "end", "status", "model", "theme_ids", "role", "text", "topic", "to",
    "review_type", "agency", "age", "harm", "provenance", "year", "query",
}  # fmt: skip


def problem(
    status: int, title: str, detail: str = "", problems: list[dict[str, str]] | None = None
) -> JSONResponse:
    """An answer in the form of RFC 9457. No part of it may come from the request's body."""
    body: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    if problems:
        body["problems"] = problems
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if status == 503 else None
    return JSONResponse(body, status_code=status, media_type="application/problem+json", headers=headers)


def _field(loc: tuple[int | str, ...]) -> str:
    """Where a fault is, by names that we chose: a name that the user typed is left out."""
    names = [str(part) for part in loc if isinstance(part, int) or part in KNOWN_FIELDS]
    return ".".join(name for name in names if name not in ("body", "query")) or "body"


def handle_domain_error(_: Request, error: Exception) -> Response:
    """An error of ours, as the table in service/errors.py says."""
    assert isinstance(error, LearningFromReviewsError)  # noqa: S101 (registered for this class only)
    answer = answer_to(error)
    if isinstance(error, FieldError):
        return problem(answer.status, answer.title, problems=[{"field": error.field, "problem": str(error)}])
    return problem(answer.status, answer.title, str(error))


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


def handle_http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 (registered for this class only)
    titles = {404: "Nothing is at this address.", 405: "This address does not take that method."}
    response = problem(error.status_code, HTTPStatus(error.status_code).phrase, titles.get(error.status_code, ""))
    if error.headers:
        response.headers.update(error.headers)
    return response


def handle_unexpected(_: Request, __: Exception) -> Response:
    return problem(500, "Something went wrong", "Nothing was kept. Try again; if it happens again, tell whoever runs this service.")


class Guard:
    """The outermost layer: what may come in, the headers on what goes out, and no case text in a fault's trace."""

    def __init__(self, app: App, *, allowed_hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = allowed_hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        static = scope["path"].startswith("/static/")
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                own = dict(HEADERS)
                if static and message["status"] == 200:
                    own["Cache-Control"] = STATIC_CACHE
                names = {name.lower().encode() for name in own}
                kept = [(name, value) for name, value in message["headers"] if name.lower() not in names]
                kept = [(name, value) for name, value in kept if name.lower() != b"server"]
                message["headers"] = [*kept, *((name.encode(), value.encode()) for name, value in own.items())]
            await send(message)

        refusal = self._refuse(scope, headers)
        body = b""
        if refusal is None and scope["method"] in ("POST", "PUT", "PATCH"):
            body, refusal = await _read_body(receive)
            refusal = refusal or _refuse_body(headers, body)
        if refusal is not None:
            await refusal(scope, receive, send_with_headers)
            return
        delivered = False

        async def receive_body() -> Message:
            nonlocal delivered
            if not delivered:
                delivered = True
                return {"type": "http.request", "body": body, "more_body": False}
            return await receive()

        reader = receive_body if scope["method"] in ("POST", "PUT", "PATCH") else receive
        try:
            await self._app(scope, reader, send_with_headers)
        except Exception as error:  # noqa: BLE001 (a fault's own trace and message may hold words of a case)
            logging.getLogger("service").error("fault %s", type(error).__name__)
            if not started:
                await handle_unexpected(Request(scope), error)(scope, receive, send_with_headers)

    def _refuse(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        host = headers.get("host", "")
        if _hostname(host) not in self._hosts:
            return problem(400, "Unknown host", "This service does not answer to that host name. See LFR_ALLOWED_HOSTS.")
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site")
        if scope["method"] not in ("GET", "HEAD"):
            foreign = origin is not None and urlsplit(origin).netloc != host
            if foreign or site in ("cross-site", "same-site"):
                return problem(403, "Another origin", "Only this service's own pages may send to it.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > MAX_BODY_BYTES:
            return _too_large()
        return None


def _hostname(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") and ":" in host else host


def _too_large() -> Response:
    return problem(413, "Too large", f"At most {MAX_BODY_BYTES // 1024} KiB are read. Send less.")


async def _read_body(receive: Receive) -> tuple[bytes, Response | None]:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"", problem(400, "Cut short", "The request ended before its body did.")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY_BYTES:
            return b"", _too_large()
        if not message.get("more_body", False):
            return b"".join(chunks), None


def _refuse_body(headers: dict[str, str], body: bytes) -> Response | None:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if not body and not kind:
        return None
    if kind == "application/json":
        try:
            json.loads(body.decode("utf-8"))
        except UnicodeDecodeError:
            return problem(400, "Not UTF-8", "The body is not UTF-8 text. Save it as UTF-8.")
        except (ValueError, RecursionError):
            return problem(400, "Malformed JSON", PLAIN_WORDS["json_invalid"])
        return None
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return None
    return problem(415, "Unsupported media type", "Send application/json.")


def add_privacy(app: FastAPI, allowed_hosts: frozenset[str]) -> None:
    """Register the handlers and the guard on an app."""
    app.add_exception_handler(LearningFromReviewsError, handle_domain_error)
    app.add_exception_handler(RequestValidationError, handle_validation)
    app.add_exception_handler(HTTPException, handle_http)
    app.add_middleware(Guard, allowed_hosts=allowed_hosts)
