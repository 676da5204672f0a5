"""Runs the service: loopback by default, no access log, and a clear word where it cannot start."""

import ipaddress
import logging
import socket
from collections.abc import Callable

import uvicorn

from service.app import create_app
from service.errors import SettingsError
from service.live import LiveBundle
from service.settings import Settings


def serve(settings: Settings, host: str, port: int, say: Callable[[str], None]) -> int:
    """Serve until stopped; SIGTERM lets what is in flight finish. Raises BundleError or SettingsError before it starts."""
    if not _is_loopback(host) and not settings.behind_proxy:
        raise SettingsError(
            f"Serving on {host} would let other machines send cases in clear text. Put a proxy with TLS and sign-on in "
            "front and set LFR_BEHIND_PROXY=true and LFR_ALLOWED_HOSTS, or serve on 127.0.0.1."
        )
    live = LiveBundle(settings.bundles, threads=settings.threads, max_concurrent=settings.max_concurrent)
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
    uvicorn.run(
        create_app(settings, live),
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=30,
        timeout_keep_alive=10,
    )
    return 0


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
