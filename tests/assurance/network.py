"""No sockets but loopback's, for the process that imports this and asks for it."""

import socket
from typing import Any

import pytest

_LOCAL = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 (a name to compare with)


def _local(address: Any) -> bool:
    return not isinstance(address, tuple) or str(address[0]).startswith(_LOCAL)


def deny_network(patch: pytest.MonkeyPatch) -> None:
    """Have every connection to another machine, and every look-up of another machine's name, fail the test that tries."""
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded(real: Any) -> Any:
        def ask(self: socket.socket, address: Any) -> Any:
            assert _local(address), f"a test asked the network for {address}"
            return real(self, address)

        return ask

    def guarded_look_up(host: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        assert name is None or str(name).startswith(_LOCAL), f"a test asked for the address of {name}"
        return look_up(host, *more, **named)

    patch.setattr(socket.socket, "connect", guarded(connect))
    patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
    patch.setattr(socket, "getaddrinfo", guarded_look_up)
