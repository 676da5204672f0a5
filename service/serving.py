"""Runs the service: loopback by default, no access log, and a clear word where it cannot start."""

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Callable

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.app import create_app
from service.errors import SettingsError
from service.live import LiveBundle
from service.settings import Settings
from service.source import source_of
from service.workers import Workers

HEAD_SECONDS = 15.0


class PatientProtocol(H11Protocol):
    """HTTP over h11, with an end to waiting for the head of a request; uvicorn alone would wait for ever."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait_for_a_head()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._stop_waiting()
        elif self._waiting is None:
            self._wait_for_a_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_a_head(self) -> None:
        self._waiting = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None], *, workers: int = 1) -> int:
    """Serve until stopped; SIGTERM lets what is in flight finish, in every worker. Raises BundleError,
    StoreUnavailable or SettingsError before it starts.
    """
    if not _is_loopback(host) and not settings.behind_proxy:
        raise SettingsError(
            f"Serving on {host} would let other machines send cases in clear text. Put a proxy with TLS and sign-on in "
            "front and set LFR_BEHIND_PROXY=true and LFR_ALLOWED_HOSTS, or serve on 127.0.0.1."
        )
    if workers > 1 and settings.store_search == "database":
        raise SettingsError("Workers cannot share connections to a database: LFR_STORE_SEARCH=process, or one worker.")
    source = source_of(settings)
    live = LiveBundle(source, threads=settings.threads, max_concurrent=settings.max_concurrent)
    version = live.bundle().version
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listening:
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((host, port))
        except OSError as error:
            say(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Choose another: --port, or PORT= with make run."
            )
            return 1
        # Logs hold no address with a query and no body: uvicorn's access log is off, its faults go through privacy.Guard.
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
        by = "" if workers == 1 else f", {workers} workers"
        say(f"Learning from Reviews (index {version}{by}) is at http://{host}:{port} - stop it with Ctrl-C.")
        source.follow()
        config = uvicorn.Config(
            create_app(settings, live),
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            http=PatientProtocol,
            timeout_graceful_shutdown=30,
            timeout_keep_alive=10,
        )
        if workers > 1:
            listening.listen(config.backlog)  # who comes while workers are replaced waits, and is not refused
            Workers(workers, live, lambda: uvicorn.Server(config).run(sockets=[listening])).run()
        else:
            with contextlib.suppress(KeyboardInterrupt):
                uvicorn.Server(config).run(sockets=[listening])
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
