"""The outermost layer: what may come in and for how long, the headers on what goes out, no words of a case in a trace."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.responses import Response

from service.faults import place_of
from service.privacy import PLAIN_WORDS, answered

MAX_BODY_BYTES = 512 * 1024
BODY_SECONDS = 15.0  # for a body to come in whole
ANSWER_SECONDS = 30.0  # for the answer to begin; the longest case allowed takes about 1.3 s

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",  # "no-referrer" would make browsers send a form's origin as null
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
STATIC_CACHE = "public, max-age=86400"

LATE = "The answer took too long and was given up. Nothing was kept. Try again in a few seconds."
UNEXPECTED = "Nothing was kept. Try again; if it happens again, tell whoever runs this service."


class Guard:
    """Wraps the app: checks host, origin and size, reads the body, sets the headers, and keeps faults quiet."""

    def __init__(self, app: App, *, allowed_hosts: frozenset[str]) -> None:
        self._app = app
        self._hosts = allowed_hosts
        self._running: set[asyncio.Future[None]] = set()

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
            try:
                body, refusal = await asyncio.wait_for(_read_body(scope, receive), BODY_SECONDS)
            except TimeoutError:
                refusal = answered(scope, 408, "Too slow", "The request did not come in whole in time. Send it again.")
                refusal.headers["Connection"] = "close"
            refusal = refusal or _refuse_body(scope, headers, body)
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
        late = False

        async def send_in_time(message: Message) -> None:
            if not late:
                await send_with_headers(message)

        async def answer() -> None:
            try:
                await self._app(scope, reader, send_in_time)
            except Exception as error:  # noqa: BLE001 (a fault's own trace and message may hold words of a case)
                logging.getLogger("service").error("fault %s", place_of(error))  # noqa: TRY400 (its trace may hold the case)
                if not started and not late:
                    await answered(scope, 500, "Something went wrong", UNEXPECTED)(scope, receive, send_with_headers)

        # A case that is being matched cannot be broken off: it keeps its place among the concurrent ones until it ends.
        task = asyncio.ensure_future(answer())
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        done, _ = await asyncio.wait({task}, timeout=ANSWER_SECONDS)
        if not done and not started:
            late = True
            await answered(scope, 503, "Too slow", LATE)(scope, receive, send_with_headers)
        elif not done:
            await task

    def _refuse(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        host = headers.get("host", "")
        if _hostname(host) not in self._hosts:
            return answered(
                scope, 400, "Unknown host", "This service does not answer to that host name. See LFR_ALLOWED_HOSTS."
            )
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site")
        if scope["method"] not in ("GET", "HEAD"):
            foreign = origin is not None and urlsplit(origin).netloc != host
            if foreign or site in ("cross-site", "same-site"):
                return answered(scope, 403, "Another origin", "Only this service's own pages may send to it.")
        length = headers.get("content-length", "0")
        if length.isdigit() and int(length) > MAX_BODY_BYTES:
            return _too_large(scope)
        return None


def _hostname(host: str) -> str:
    return host.rsplit(":", 1)[0] if not host.endswith("]") and ":" in host else host


def _too_large(scope: Scope) -> Response:
    return answered(scope, 413, "Too large", f"At most {MAX_BODY_BYTES // 1024} KiB are read. Send less.")


async def _read_body(scope: Scope, receive: Receive) -> tuple[bytes, Response | None]:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"", answered(scope, 400, "Cut short", "The request ended before its body did.")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > MAX_BODY_BYTES:
            return b"", _too_large(scope)
        if not message.get("more_body", False):
            return b"".join(chunks), None


def _refuse_body(scope: Scope, headers: dict[str, str], body: bytes) -> Response | None:
    kind = headers.get("content-type", "").split(";")[0].strip().lower()
    if not body and not kind:
        return None
    if kind == "application/json":
        try:
            json.loads(body.decode("utf-8"))
        except UnicodeDecodeError:
            return answered(scope, 400, "Not UTF-8", "The body is not UTF-8 text. Save it as UTF-8.")
        except (ValueError, RecursionError):
            return answered(scope, 400, "Malformed JSON", PLAIN_WORDS["json_invalid"])
        return None
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data") and not scope["path"].startswith("/api/"):
        return None
    return answered(scope, 415, "Unsupported media type", "Send application/json.")
