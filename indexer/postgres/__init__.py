"""Bundles in PostgreSQL, for several servers. An extra: what imports psycopg is loaded when a shelf is opened."""

from typing import TYPE_CHECKING

from indexer.errors import StoreUnavailable

if TYPE_CHECKING:
    from indexer.postgres.shelf import Shelf

__all__ = ["open_shelf"]


def open_shelf(url: str, *, connections: int = 4) -> "Shelf":
    """Connect to the database of a `postgresql://` address, with at most so many connections at once.

    Raises StoreUnavailable where it does not answer or the extra is not installed. The message never holds a password.
    """
    try:
        from indexer.postgres.shelf import Shelf
    except ImportError as error:
        raise StoreUnavailable(
            f"LFR_STORE needs the extra `postgres` ({error.name} is missing). Install it: "
            ".venv/bin/pip install --require-hashes --no-deps -r requirements/postgres.lock"
        ) from None
    return Shelf(url, connections=connections)
