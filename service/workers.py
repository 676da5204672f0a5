"""Several processes that serve from one index: opened once, then shared as it was at the fork, page by page.

The first process opens the index and never answers; each worker is a fork of it, so that the graphs, vectors and what was
learned lie in memory once. A new index is opened by the first process too, which then has new workers take the place of
the old, who finish what is in flight.
"""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable

from service.confinement import end_with_parent
from service.live import LiveBundle

LOOK_EVERY_SECONDS = 0.2
LONGEST_STOP_SECONDS = 35.0  # the workers' own limit for what is in flight is 30
SHORTEST_LIFE_SECONDS = 1.0  # of a worker; one that dies sooner is replaced only after that long


class Workers:
    """Keeps `count` forks alive that `work`, which serves until SIGTERM and may never return to what started it."""

    def __init__(self, count: int, live: LiveBundle, work: Callable[[], None]) -> None:
        self._count, self._live, self._work = count, live, work
        self._serving: dict[int, float] = {}  # process id: when it was started
        self._leaving: set[int] = set()
        self._stop: list[int] = []

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT, and return when every worker is done."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: self._stop.append(number))
        version = self._live.bundle().version
        _settle()
        while not self._stop:
            now = self._live.bundle().version
            if now != version:
                version = now
                self._replace()
            self._bury()
            while len(self._serving) < self._count:
                self._fork()
            time.sleep(LOOK_EVERY_SECONDS)
        self._dismiss()
        until = time.monotonic() + LONGEST_STOP_SECONDS
        while self._leaving and time.monotonic() < until:
            self._bury()
            time.sleep(LOOK_EVERY_SECONDS / 4)
        for left in self._leaving:
            os.kill(left, signal.SIGKILL)

    def _replace(self) -> None:
        """Have new workers serve the new index, then the old ones leave: no moment without any."""
        _settle()
        old = self._serving
        self._serving = {}
        for _ in range(self._count):
            self._fork()
        new, self._serving = self._serving, old
        self._dismiss()
        self._serving = new

    def _dismiss(self) -> None:
        for worker in self._serving:
            os.kill(worker, signal.SIGTERM)
        self._leaving |= self._serving.keys()
        self._serving = {}

    def _bury(self) -> None:
        """Forget workers that have ended."""
        for worker in (*self._serving, *self._leaving):
            if os.waitpid(worker, os.WNOHANG)[0] == 0:
                continue
            self._leaving.discard(worker)
            started = self._serving.pop(worker, None)
            if started is not None:
                time.sleep(max(0.0, started + SHORTEST_LIFE_SECONDS - time.monotonic()))

    def _fork(self) -> None:
        parent = os.getpid()
        worker = os.fork()
        if worker:
            self._serving[worker] = time.monotonic()
            return
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            end_with_parent()
            if os.getppid() == parent:  # else it was gone before that was asked for
                self._live.keep()
                self._work()
            code = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def _settle() -> None:
    """Keep what there is from later collections: one in a worker would write to every page that is shared."""
    gc.collect()
    gc.freeze()
