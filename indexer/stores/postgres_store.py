"""The store in PostgreSQL with pgvector: a table for each bundle, searched in the database. Off unless it is asked for.

A case's vectors are case data, and here they leave the process: bound parameters only, and `PostgresStore` refuses a
server that would write parameters into its log. See docs/postgres.md.
"""

from collections.abc import Sequence

import numpy as np
from pgvector.psycopg import register_vector
from psycopg import sql
from psycopg_pool import ConnectionPool

from indexer.encoder import Vectors
from indexer.errors import StoreUnavailable
from indexer.passages import PassageId
from indexer.postgres.connecting import Connection, transaction
from indexer.postgres.schema import SCHEMA
from indexer.stores.base import Hit, Neighbours, Rows, as_hits, checked

EXACT_UP_TO = (
    10_000  # passages: 20 searches of so many take about 0.1 s; above, an HNSW graph (Malkov and Yashunin 2018)
)
GRAPH_BREADTH = 1_000  # passages that a search of the graph keeps in view: the most that pgvector allows
# What can make a server write a statement's parameters into its log: (setting, the value that does not, what keeps the
# parameters out all the same). A setting of a module that is not loaded counts as safe.
_TELLING = (
    ("log_statement", ("none", "ddl", "mod"), "log_parameter_max_length"),
    ("log_min_duration_statement", ("-1",), "log_parameter_max_length"),
    ("log_min_duration_sample", ("-1",), "log_parameter_max_length"),
    ("log_transaction_sample_rate", ("0",), "log_parameter_max_length"),
    ("log_parameter_max_length_on_error", ("0",), "log_parameter_max_length_on_error"),
    ("auto_explain.log_min_duration", ("-1",), "auto_explain.log_parameter_max_length"),
)


def table_of(bundle_id: str) -> sql.Identifier:
    """The table of a bundle's vectors."""
    return sql.Identifier(SCHEMA, f"passages_{bundle_id}")


def write_vectors(connection: Connection, bundle_id: str, ids: Sequence[PassageId], vectors: Vectors) -> None:
    """Make a bundle's table: its passages' ids and vectors, float32 (n, dimension), in their order."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    register_vector(connection)
    table = table_of(bundle_id)
    connection.execute(
        sql.SQL("CREATE TABLE {} (place integer PRIMARY KEY, id text NOT NULL, embedding vector({}) NOT NULL)").format(
            table, sql.Literal(vectors.shape[1])
        )
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} (place, id, embedding) FROM STDIN WITH (FORMAT BINARY)").format(table)) as copy,
    ):
        copy.set_types(["int4", "text", "vector"])
        for place, (name, vector) in enumerate(zip(ids, vectors, strict=True)):
            copy.write_row((place, name, vector))
    if len(ids) > EXACT_UP_TO:
        connection.execute(sql.SQL("CREATE INDEX ON {} USING hnsw (embedding vector_ip_ops)").format(table))
    connection.execute(sql.SQL("ANALYZE {}").format(table))


class PostgresStore:
    """Search in the table that `write_vectors` made of a bundle, whose places stand for `ids` in their order."""

    def __init__(self, pool: ConnectionPool[Connection], bundle_id: str, ids: Sequence[PassageId]) -> None:
        self._pool = pool
        self._table = table_of(bundle_id)
        self._ids = tuple(ids)
        with transaction(pool) as connection:
            _refuse_a_telling_log(connection)
            if connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.passages_{bundle_id}",)).fetchone() == (None,):
                raise StoreUnavailable(
                    f"The database holds no vectors of index {bundle_id} to search in. Publish it with "
                    "LFR_STORE_SEARCH=database set: learning-from-reviews index --publish"
                )
            sized = connection.execute(
                sql.SQL("SELECT count(*), min(vector_dims(embedding)) FROM {}").format(self._table)
            ).fetchone()
        if sized is None or sized[0] != len(self._ids):
            raise StoreUnavailable(
                f"The database's table of index {bundle_id} does not fit it. Publish it again: "
                "learning-from-reviews index --publish"
            )
        self._dimension = int(sized[1])

    @property
    def dimension(self) -> int:
        return self._dimension

    def __len__(self) -> int:
        return len(self._ids)

    def nearest(self, queries: Vectors, k: int) -> Neighbours:
        asked = checked(queries, self._dimension)
        exact = len(self) <= EXACT_UP_TO
        k = min(k, len(self) if exact else GRAPH_BREADTH)
        if not len(asked):
            return Neighbours(rows=np.zeros((0, k), dtype=np.int64), scores=np.zeros((0, k), dtype=np.float32))
        # Within the graph's own order ties cannot be settled without giving up the graph; outside, they are.
        statement = sql.SQL(
            "SELECT asked.number, found.place, found.score "
            "FROM unnest(%(queries)s::vector[]) WITH ORDINALITY AS asked (query, number), "
            "LATERAL (SELECT place, -(embedding <#> asked.query) AS score FROM {} "
            "ORDER BY embedding <#> asked.query{} LIMIT %(k)s) AS found "
            "ORDER BY asked.number, found.score DESC, found.place"
        ).format(self._table, sql.SQL(", place" if exact else ""))
        with transaction(self._pool) as connection:
            register_vector(connection)
            if not exact:
                connection.execute("SELECT set_config('hnsw.ef_search', %s, true)", (str(GRAPH_BREADTH),))
            found = connection.execute(statement, {"queries": list(asked), "k": k}, binary=True).fetchall()
        number, place, score = (np.array(column) for column in zip(*found, strict=True))
        starts = np.searchsorted(number, np.arange(1, len(asked) + 1))
        fewest = int(np.diff(starts, append=len(number)).min())
        taken = starts[:, None] + np.arange(fewest)
        return Neighbours(rows=place[taken].astype(np.int64), scores=score[taken].astype(np.float32))

    def search(self, queries: Vectors, k: int) -> tuple[tuple[Hit, ...], ...]:
        return as_hits(self.nearest(queries, k), self._ids)

    def vectors(self, rows: Rows | None = None) -> Vectors:
        wanted = np.arange(len(self)) if rows is None else np.asarray(rows, dtype=np.int64)
        places, back = np.unique(wanted, return_inverse=True)
        statement = sql.SQL("SELECT embedding FROM {} WHERE place = ANY(%s) ORDER BY place").format(self._table)
        with transaction(self._pool) as connection:
            register_vector(connection)
            found = connection.execute(statement, (places.tolist(),), binary=True).fetchall()
        return np.array([_as_array(vector) for (vector,) in found], dtype=np.float32)[back]

    def close(self) -> None:
        """The pool is the shelf's, and closed with it."""


def _as_array(vector: object) -> Vectors:
    to_numpy = getattr(vector, "to_numpy", None)
    return np.asarray(to_numpy() if to_numpy else vector, dtype=np.float32)


def _refuse_a_telling_log(connection: Connection) -> None:
    """Raises StoreUnavailable where the server is set to log statements with their parameters, which hold a case."""

    def setting(name: str) -> str | None:
        row = connection.execute("SELECT current_setting(%s, true)", (name,)).fetchone()
        return None if row is None or row[0] is None else str(row[0])

    for name, quiet, remedy in _TELLING:
        if setting(name) not in (None, *quiet) and setting(remedy) != "0":
            raise StoreUnavailable(
                f"The database is set to write what it is asked, and so the vectors of cases, into its log ({name}). Set "
                f"{remedy} = 0 for this role or server, or search in the process: unset LFR_STORE_SEARCH."
            )
