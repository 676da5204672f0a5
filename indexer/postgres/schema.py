"""The tables, and how those of an earlier version become those of this one."""

from psycopg import sql

from indexer.errors import StoreUnavailable
from indexer.postgres.connecting import Connection

SCHEMA = "learning_from_reviews"
LOCK = 0x6C667231  # held by who changes the tables or publishes

# One entry a version: from nothing to 1, from 1 to 2 and so on. What was released is never changed, only added to.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE learning_from_reviews.file_parts (
        sha256 text NOT NULL, part integer NOT NULL, content bytea NOT NULL, PRIMARY KEY (sha256, part));
    ALTER TABLE learning_from_reviews.file_parts ALTER COLUMN content SET STORAGE EXTERNAL;
    CREATE TABLE learning_from_reviews.bundles (
        id text PRIMARY KEY, manifest text NOT NULL, searchable boolean NOT NULL,
        published timestamptz NOT NULL DEFAULT clock_timestamp());
    CREATE TABLE learning_from_reviews.shelf (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        current text REFERENCES learning_from_reviews.bundles, previous text REFERENCES learning_from_reviews.bundles);
    INSERT INTO learning_from_reviews.shelf DEFAULT VALUES;
    """,
)


def only_writer(connection: Connection) -> None:
    """Wait until no other connection writes, and be the only one until the transaction ends."""
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))


def version_of(connection: Connection) -> int:
    """The version of the tables; 0 where there are none."""
    there = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.schema_version",)).fetchone()
    if there is None or there[0] is None:
        return 0
    row = connection.execute("SELECT version FROM learning_from_reviews.schema_version").fetchone()
    return int(row[0]) if row else 0


def migrate(connection: Connection) -> None:
    """Bring the tables to this version. Raises StoreUnavailable where they are of a later one."""
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(SCHEMA)))
    connection.execute("CREATE TABLE IF NOT EXISTS learning_from_reviews.schema_version (version integer NOT NULL)")
    version = version_of(connection)
    check_version(version)
    for migration in MIGRATIONS[version:]:
        connection.execute(migration.encode())
    if version != len(MIGRATIONS):
        connection.execute("DELETE FROM learning_from_reviews.schema_version")
        connection.execute("INSERT INTO learning_from_reviews.schema_version VALUES (%s)", (len(MIGRATIONS),))


def check_version(version: int) -> None:
    """Raises StoreUnavailable where tables are of a later version than this program knows."""
    if version > len(MIGRATIONS):
        raise StoreUnavailable(
            f"The database's tables are of version {version}; this program reads up to {len(MIGRATIONS)}. Install its newer version."
        )
