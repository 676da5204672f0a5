"""The bundle in use, taken up anew when the index changes, and a bound on how many cases are matched at once."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from indexer import Bundle, BundleError, current_version, open_bundle
from service.errors import TooBusy

CHECK_EVERY_SECONDS = 1.0


class LiveBundle:
    """Hands out the current bundle. A request keeps the one it was given, so no answer mixes two.

    A new bundle that is damaged is refused, and the last good one goes on serving.
    """

    def __init__(self, root: Path, *, threads: int = 1, max_concurrent: int = 8) -> None:
        self._root = root
        self._threads = threads
        self._lock = threading.Lock()
        self._bundle: Bundle | None = None
        self._refused: str | None = None
        self._checked = float("-inf")
        self._places = threading.BoundedSemaphore(max_concurrent)

    def bundle(self) -> Bundle:
        """The current bundle. Raises BundleError while there is none that can be opened."""
        with self._lock:
            now = time.monotonic()
            if self._bundle is None or now - self._checked >= CHECK_EVERY_SECONDS:
                self._checked = now
                self._refresh()
            if self._bundle is None:
                raise BundleError("There is no index yet. Build one: learning-from-reviews index")
            return self._bundle

    def _refresh(self) -> None:
        version = current_version(self._root)
        if self._bundle is not None and version in (None, self._bundle.version, self._refused):
            return
        try:
            self._bundle = open_bundle(self._root, threads=self._threads)
            self._refused = None
        except BundleError:
            if self._bundle is None:
                raise
            self._refused = version

    @contextlib.contextmanager
    def place(self) -> Iterator[Bundle]:
        """A place to match a case in, with the bundle to match it by. Raises TooBusy where all are taken."""
        if not self._places.acquire(timeout=2.0):
            raise TooBusy
        try:
            yield self.bundle()
        finally:
            self._places.release()
