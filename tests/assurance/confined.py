"""Runs a command in Linux namespaces: without a network, as a user without rights, with a small disk.

    python -m tests.assurance.confined [--no-network] [--no-rights] [--disk FOLDER KILOBYTES] -- COMMAND ...

The network that is left is loopback alone. "Without rights" means that permissions and full disks bind, as they do not
for root. Exit code 77 where the system allows no namespaces.
"""

import argparse
import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

NOT_ALLOWED = 77
_NEW_USER, _NEW_NET, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x00020000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _unshare(flags: int, inside: int) -> None:
    """Enter new namespaces, in which this user has the id `inside`."""
    user, group = os.geteuid(), os.getegid()
    _checked(_libc.unshare(_NEW_USER | flags))
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{inside} {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1", encoding="ascii")


def _raise_loopback() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _IFF_UP))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--no-network", action="store_true")
    parser.add_argument("--no-rights", action="store_true")
    parser.add_argument("--disk", nargs=2, metavar=("FOLDER", "KILOBYTES"))
    parser.add_argument("command", nargs=argparse.REMAINDER)
    chosen = parser.parse_args()
    try:
        _unshare((_NEW_NET if chosen.no_network else 0) | (_NEW_MOUNTS if chosen.disk else 0), 0)
        if chosen.no_network:
            _raise_loopback()
        if chosen.disk:
            folder, kilobytes = chosen.disk
            options = f"size={kilobytes}k,mode=0777".encode()
            _checked(_libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options))
        if chosen.no_rights:
            _unshare(0, 1000)
    except OSError as error:
        print(f"no namespace: {error.strerror}", file=sys.stderr)
        return NOT_ALLOWED
    command = [part for part in chosen.command if part != "--"] if chosen.command[:1] == ["--"] else chosen.command
    return os.execvp(command[0], command)  # noqa: S606 (it is what was asked for)


if __name__ == "__main__":
    sys.exit(main())
