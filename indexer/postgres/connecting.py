"""Connections to the database: pooled, bounded in time, and nothing of what they carry in an error."""

import contextlib
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolClosed, PoolTimeout

from indexer.errors import StoreUnavailable

CONNECT_SECONDS = 5
WAIT_SECONDS = 5.0
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 15_000}

Connection = psycopg.Connection[Any]


def open_pool(url: str, connections: int) -> ConnectionPool[Connection]:
    """A pool over a database that answers. Raises StoreUnavailable, with the server's own reason, where it does not."""
    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "learning-from-reviews",
        **KEEPALIVE,
    }
    try:
        conninfo_to_dict(url)
    except psycopg.Error:  # its message would repeat the address, and the password in it
        raise StoreUnavailable(
            "LFR_STORE is not an address that PostgreSQL can read. It looks like postgresql://user@host:5432/name."
        ) from None
    try:
        psycopg.connect(url, **options).close()
    except psycopg.Error as error:
        why = str(error).strip().partition("\n")[0] or "no reason given"
        raise StoreUnavailable(
            f"The database of LFR_STORE cannot be reached: {why}. Check that it runs, and its address, user and password."
        ) from None
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # it would repeat an outage each few seconds
    return ConnectionPool(
        url, min_size=1, max_size=connections, timeout=WAIT_SECONDS, kwargs=options, open=True, name="learning"
    )


@contextlib.contextmanager
def transaction(pool: ConnectionPool[Connection], *, writes: bool = False) -> Iterator[Connection]:
    """A connection with a transaction that is kept or undone whole. One that only reads sees one state of the database.

    Raises StoreUnavailable for any fault of the database. Its own message is left out: a statement's parameters may be a
    case's vectors.
    """
    try:
        with pool.connection() as connection:
            connection.isolation_level = (
                psycopg.IsolationLevel.READ_COMMITTED if writes else psycopg.IsolationLevel.REPEATABLE_READ
            )
            connection.read_only = not writes
            with connection.transaction():
                yield connection
    except (psycopg.Error, PoolTimeout, PoolClosed) as error:
        code = getattr(error, "sqlstate", None) or type(error).__name__
        raise StoreUnavailable(
            f"The database of LFR_STORE did not do what was asked ({code}). Try again; its own log says more."
        ) from None
