"""Where the index comes from: the folder of the settings, or a copy of what a database holds."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from indexer import BundleError, StoreUnavailable, open_bundle, open_shelf

if TYPE_CHECKING:
    from indexer import Bundle
    from indexer.postgres.shelf import Shelf
    from service.settings import Settings

COPIES = "from-database"  # within the folder of bundles, apart from those that are built there
FOLLOW_EVERY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Source:
    """A folder that holds the bundle to serve, and how to open it."""

    root: Path
    shelf: Shelf | None = None
    searches_there: bool = False

    def open(self, *, threads: int) -> Bundle:
        """Open the current bundle. Raises BundleError or StoreUnavailable."""
        elsewhere = self.shelf.open_vectors if self.shelf is not None and self.searches_there else None
        return open_bundle(self.root, threads=threads, open_vectors=elsewhere)

    def follow(self) -> None:
        """Take up what the database makes current, for as long as the process runs; an outage leaves things as they are."""
        if self.shelf is not None:
            threading.Thread(target=_follow, args=(self.shelf, self.root), name="follow", daemon=True).start()


def source_of(settings: Settings) -> Source:
    """The source that the settings name. Where it is a database, its current bundle is copied first.

    Raises StoreUnavailable where the database does not answer or holds nothing yet.
    """
    address = settings.store.get_secret_value()
    if not address:
        return Source(settings.bundles)
    shelf = open_shelf(address, connections=settings.max_concurrent)
    root = settings.bundles / COPIES
    shelf.fetch(root)
    return Source(root, shelf, settings.store_search == "database")


def _follow(shelf: Shelf, root: Path) -> None:
    answered = True
    while True:
        threading.Event().wait(FOLLOW_EVERY_SECONDS)
        try:
            shelf.fetch(root)
            answered = True
        except (BundleError, StoreUnavailable, OSError) as error:
            if answered:  # once for each outage
                why = error if not isinstance(error, OSError) else error.strerror
                logging.getLogger("service").warning("The index in use goes on being served. %s", why)
            answered = False
