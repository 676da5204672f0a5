"""Runs a command under what a systemd unit allows, where no systemd runs: read off the unit itself.

    python -m tests.assurance.hardened UNIT -- COMMAND ...

Applied: SystemCallFilter and SystemCallErrorNumber (libseccomp, the sets as `systemd-analyze syscall-filter` prints them),
MemoryDenyWriteExecute, NoNewPrivileges, LimitFSIZE, LimitCORE, ProtectSystem=strict (every mount read-only), and a user
without rights. Not applied, for want of a control group or of rights: IPAddressDeny, SocketBindDeny, MemoryMax, TasksMax,
and what hides other users' files and processes. Exit code 77 where the system lacks one of the first.
"""

import ctypes
import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.assurance.confined import NOT_ALLOWED

_NEW_USER, _NEW_MOUNTS = 0x10000000, 0x00020000
_PRIVATE = 1 << 18 | 1 << 14  # MS_PRIVATE | MS_REC
_MOUNT_SETATTR, _HERE, _RECURSIVE, _READ_ONLY = 442, -100, 0x8000, 1
_NO_NEW_PRIVILEGES, _MEMORY_DENY = 38, 65
_ALLOW, _ERRNO_EPERM = 0x7FFF0000, 0x00050001


class _Attributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns")]


def values_of(unit: Path, name: str) -> list[str]:
    """What a unit says of one setting, line by line."""
    lines = [line.strip() for line in unit.read_text(encoding="utf-8").splitlines()]
    return [line.partition("=")[2] for line in lines if line.startswith(f"{name}=")]


def system_calls(name: str) -> set[str]:
    """The system calls of a set such as @system-service, those of the sets in it among them."""
    if not name.startswith("@"):
        return {name}
    command = ["systemd-analyze", "syscall-filter", "--no-pager", name]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[1:]
    names = [line.strip() for line in said if line.strip() and not line.strip().startswith("#")]
    return {call for one in names for call in system_calls(one)}


def allowed_calls(unit: Path) -> set[str]:
    """What the unit's SystemCallFilter lines leave: allowed sets less those that begin with ~."""
    allowed = system_calls("@default")
    for line in values_of(unit, "SystemCallFilter"):
        named = {call for name in line.removeprefix("~").split() for call in system_calls(name)}
        allowed = allowed - named if line.startswith("~") else allowed | named
    return allowed


def _checked(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno() or -result, os.strerror(ctypes.get_errno() or -result))


def _read_only(libc: ctypes.CDLL) -> None:
    user, group = os.geteuid(), os.getegid()
    _checked(libc.unshare(_NEW_USER | _NEW_MOUNTS))
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1", encoding="ascii")
    _checked(libc.mount(b"none", b"/", None, _PRIVATE, None))
    wanted = _Attributes(set=_READ_ONLY)
    _checked(libc.syscall(_MOUNT_SETATTR, _HERE, b"/", _RECURSIVE, ctypes.byref(wanted), ctypes.sizeof(wanted)))
    _checked(libc.unshare(_NEW_USER))  # without rights over the mounts just made


def _filter(calls: set[str]) -> None:
    seccomp = ctypes.CDLL("libseccomp.so.2")
    seccomp.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(seccomp.seccomp_init(_ERRNO_EPERM))
    for call in sorted(calls):
        number = seccomp.seccomp_syscall_resolve_name(call.encode())
        if number >= 0:  # others are of other processors
            _checked(seccomp.seccomp_rule_add(context, _ALLOW, number, 0))
    _checked(seccomp.seccomp_load(context))


def main() -> int:
    unit, command = Path(sys.argv[1]), sys.argv[3:]
    libc = ctypes.CDLL(None, use_errno=True)
    try:
        calls = allowed_calls(unit)
        _read_only(libc)
        for name, limit in (("LimitFSIZE", resource.RLIMIT_FSIZE), ("LimitCORE", resource.RLIMIT_CORE)):
            for value in values_of(unit, name):
                resource.setrlimit(limit, (int(value), int(value)))
        if values_of(unit, "NoNewPrivileges") == ["yes"]:
            _checked(libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        if values_of(unit, "MemoryDenyWriteExecute") == ["yes"]:
            _checked(libc.prctl(_MEMORY_DENY, 1, 0, 0, 0))
        _filter(calls)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"not to be had here: {error}", file=sys.stderr)
        return NOT_ALLOWED
    return os.execvp(command[0], command)  # noqa: S606 (it is what was asked for)


if __name__ == "__main__":
    sys.exit(main())
