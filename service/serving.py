"""Runs the service: loopback by default, no access log, and a clear word where it cannot start."""

import asyncio
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


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> int:
    """Serve until stopped; SIGTERM lets what is in flight finish. Raises BundleError, StoreUnavailable or SettingsError before it starts."""
    if not _is_loopback(host) and not settings.behind_proxy:
        raise SettingsError(
            f"Serving on {host} would let other machines send cases in clear text. Put a proxy with TLS and sign-on in "
            "front and set LFR_BEHIND_PROXY=true and LFR_ALLOWED_HOSTS, or serve on 127.0.0.1."
        )
    source = source_of(settings)
    live = LiveBundle(source, threads=settings.threads, max_concurrent=settings.max_concurrent)
    version = live.bundle().version
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        say(f"Port {port} on {host} cannot be used ({error.strerror}). Choose another: --port, or PORT= with make run.")
        return 1
    # Logs hold no address with a query and no body: uvicorn's access log is off, its faults go through privacy.Guard.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    say(f"Learning from Reviews (index {version}) is at http://{host}:{port} - stop it with Ctrl-C.")
    source.follow()
    uvicorn.run(
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
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
