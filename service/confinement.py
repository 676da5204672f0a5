"""A process that holds a case leaves no image of its memory behind: no core dump, and none handed to a crash reporter."""

import ctypes
import resource
import signal
import sys

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4  # linux/prctl.h


def forbid_core_dumps() -> None:
    """Turn core dumps of this process off.

    The limit alone does not hold where crashes are piped to a program (systemd-coredump, apport): the kernel asks only
    whether the process may be dumped, so on Linux that is turned off too.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def end_with_parent() -> None:
    """Have the system end this process when the one that started it is gone, however it went (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
