"""The bundle in use, taken up anew when the index changes, and a bound on how many cases are matched at once."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from indexer import Bundle, BundleError, StoreUnavailable, current_version
from service.errors import TooBusy
from service.faults import place_of
from service.source import Source

CHECK_EVERY_SECONDS = 1.0
TRY_AGAIN_SECONDS = 15.0  # a refused bundle may have been copied only by half, and be whole by now
LONGEST_WAIT_SECONDS = 2.0


class LiveBundle:
    """Hands out the current bundle. A request keeps the one it was given, so no answer mixes two.

    A new bundle that cannot be opened is refused, whatever is wrong with it, and the last good one goes on serving. One
    request opens the new bundle; those beside it are answered from the old one meanwhile.
    """

    def __init__(self, source: Source | Path, *, threads: int = 1, max_concurrent: int = 8) -> None:
        self._source = source if isinstance(source, Source) else Source(source)
        self._root = self._source.root
        self._threads = threads
        self._opening = threading.Lock()
        self._bundle: Bundle | None = None
        self._refused: str | None = None
        self._refused_at = float("-inf")
        self._checked = float("-inf")
        self._kept = False
        self._places = threading.BoundedSemaphore(max_concurrent)
        self._queue = threading.BoundedSemaphore(2 * max_concurrent)
        self.most_threads = 3 * max_concurrent
        """Threads that cases can hold at once: those matched and those that wait."""

    def bundle(self) -> Bundle:
        """The current bundle. Raises BundleError while there is none that can be opened."""
        with self._turn_to_open() as ours:
            if ours:
                self._refresh()
            if self._bundle is None:
                raise BundleError("There is no index yet. Build one: learning-from-reviews index")
            return self._bundle

    @contextlib.contextmanager
    def _turn_to_open(self) -> Iterator[bool]:
        """Whether it falls to this thread to look for a new bundle. Where there is none yet, every thread waits."""
        if self._kept:
            yield False
            return
        due = self._bundle is None or time.monotonic() - self._checked >= CHECK_EVERY_SECONDS
        ours = due and self._opening.acquire(blocking=self._bundle is None)
        try:
            yield ours
        finally:
            if ours:
                self._opening.release()

    def _refresh(self) -> None:
        self._checked = time.monotonic()
        try:
            version = current_version(self._root)
        except (OSError, ValueError):  # CURRENT is there and cannot be read
            version = None
        if self._bundle is not None and version in (None, self._bundle.version):
            return
        if version is not None and version == self._refused and self._checked - self._refused_at < TRY_AGAIN_SECONDS:
            return
        try:
            self._bundle = self._source.open(threads=self._threads)
            self._refused = None
        except Exception as error:
            if self._bundle is None:
                raise
            if version != self._refused:
                why = error if isinstance(error, (BundleError, StoreUnavailable)) else place_of(error)
                logging.getLogger("service").warning(
                    "The new index is refused; %s goes on serving. %s", self._bundle.version, why
                )
            self._refused, self._refused_at = version, self._checked

    def keep(self) -> None:
        """Stay with the bundle that is open: in a worker, whose first process looks for new ones."""
        self._kept = True

    @contextlib.contextmanager
    def place(self) -> Iterator[Bundle]:
        """A place to match a case in, with the bundle to match it by. Raises TooBusy where all are taken."""
        with self.turn():
            yield self.bundle()

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """A place to read a text in. Raises TooBusy where all are taken for long, or as many wait already."""
        if not self._places.acquire(blocking=False):
            if not self._queue.acquire(blocking=False):
                raise TooBusy
            try:
                if not self._places.acquire(timeout=LONGEST_WAIT_SECONDS):
                    raise TooBusy
            finally:
                self._queue.release()
        try:
            yield
        finally:
            self._places.release()
