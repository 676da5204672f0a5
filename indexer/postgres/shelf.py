"""The bundles that a database holds, which of them is current, and how each server gets its copy.

Every file of a bundle is kept under its hash, so that an encoder that two bundles share is kept once. One row names the
current bundle: who reads it sees the one before or the one after, never a mix, and each server copies the bundle whole into
a folder of its own before it serves it. So a case is matched in the process, and no query leaves it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from psycopg import sql
from psycopg_pool import ConnectionPool

from corpus import Corpus
from indexer.bundle import (
    KEPT_BUNDLES,
    RECORDS_FILE,
    STORE_FILE,
    current_version,
    only_builder,
    write_bundle,
)
from indexer.errors import BundleError, StoreUnavailable
from indexer.manifest import Manifest, file_sha256, read_manifest, verify
from indexer.passages import PassageId, passages
from indexer.postgres.connecting import Connection, open_pool, transaction
from indexer.postgres.schema import MIGRATIONS, check_version, migrate, only_writer, version_of
from indexer.stores import VectorStore, open_store
from indexer.stores.postgres_store import PostgresStore, table_of, write_vectors

PART_BYTES = 8 * 1024 * 1024


class Shelf:
    """A database of bundles. Whoever only reads it needs no right but SELECT."""

    def __init__(self, url: str, *, connections: int) -> None:
        self._pool: ConnectionPool[Connection] = open_pool(url, connections)

    def close(self) -> None:
        """Give back every connection."""
        self._pool.close()

    def current(self) -> str | None:
        """The id of the current bundle, or None where nothing is published yet."""
        with transaction(self._pool) as connection:
            return _named(connection, "current")

    def publish(self, root: Path, *, searchable: bool) -> str:
        """Copy the bundle that `root/CURRENT` names into the database, make it current, and return its id.

        `searchable`: its vectors become a table too, for search in the database. All of it happens in one transaction.
        Raises BundleError where the bundle is not whole.
        """
        version = current_version(root)
        if version is None:
            raise BundleError("There is no index to publish. Build one: learning-from-reviews index")
        folder = root / version
        manifest = read_manifest(folder)
        verify(folder, manifest)
        with transaction(self._pool, writes=True) as connection:
            only_writer(connection)
            migrate(connection)
            known = connection.execute(
                "SELECT searchable FROM learning_from_reviews.bundles WHERE id = %s", (version,)
            ).fetchone()
            if known is None:
                for name, sha256 in manifest.files.items():
                    _write_file(connection, folder / name, sha256)
                connection.execute(
                    "INSERT INTO learning_from_reviews.bundles (id, manifest, searchable) VALUES (%s, %s, false)",
                    (version, manifest.to_json()),
                )
            if searchable and not (known and known[0]):
                _write_table(connection, folder, manifest)
            _make_current(connection, version)
            _prune(connection)
        return version

    def rollback(self) -> str:
        """Make the bundle before the current one current again, and return its id. Raises BundleError where there is none."""
        with transaction(self._pool, writes=True) as connection:
            only_writer(connection)
            previous = _named(connection, "previous")
            if previous is None:
                raise BundleError("The database holds no earlier index to go back to.")
            _make_current(connection, previous)
        return previous

    def fetch(self, root: Path) -> str:
        """Have `root` hold the current bundle and name it as current too; return its id. A copy that is there already stays.

        Raises StoreUnavailable where nothing is published, and BundleError where what is held is not what was published.
        """
        with transaction(self._pool) as connection:
            version = _named(connection, "current")
            if version is None:
                raise StoreUnavailable(
                    "The database holds no index yet. Publish one: learning-from-reviews index --publish"
                )
            if current_version(root) == version:
                return version
            row = connection.execute(
                "SELECT manifest FROM learning_from_reviews.bundles WHERE id = %s", (version,)
            ).fetchone()
            manifest = Manifest(**json.loads(row[0])) if row else None
            if manifest is None or manifest.bundle_id != version:
                raise BundleError(f"The database's index {version} is not what was published. Publish it again.")
            with only_builder(root, wait=True):
                if current_version(root) == version:  # another process on this machine was first
                    return version
                write_bundle(root, manifest, lambda folder: _read_files(connection, manifest, folder))
        return version

    def open_vectors(self, bundle_id: str, ids: Sequence[PassageId]) -> VectorStore:
        """A store that searches in the database. Raises StoreUnavailable where the bundle was not published for that."""
        return PostgresStore(self._pool, bundle_id, ids)


def _named(connection: Connection, which: str) -> str | None:
    version = version_of(connection)
    check_version(version)
    if version < len(MIGRATIONS):
        return None
    row = connection.execute(
        sql.SQL("SELECT {} FROM learning_from_reviews.shelf").format(sql.Identifier(which))
    ).fetchone()
    return str(row[0]) if row and row[0] is not None else None


def _make_current(connection: Connection, version: str) -> None:
    connection.execute(
        "UPDATE learning_from_reviews.shelf SET previous = current, current = %(version)s "
        "WHERE current IS DISTINCT FROM %(version)s",
        {"version": version},
    )


def _write_file(connection: Connection, path: Path, sha256: str) -> None:
    if connection.execute("SELECT 1 FROM learning_from_reviews.file_parts WHERE sha256 = %s", (sha256,)).fetchone():
        return
    statement = "COPY learning_from_reviews.file_parts (sha256, part, content) FROM STDIN WITH (FORMAT BINARY)"
    with path.open("rb") as file, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(["text", "int4", "bytea"])
        part = 0
        while (content := file.read(PART_BYTES)) or part == 0:
            copy.write_row((sha256, part, content))
            part += 1


def _read_files(connection: Connection, manifest: Manifest, folder: Path) -> None:
    """Write every file of a bundle into an empty folder. Raises BundleError where one does not fit its hash."""
    for name, sha256 in manifest.files.items():
        if Path(name).name != name:
            raise BundleError(f"The database's index {manifest.bundle_id} names a file outside its folder.")
        with connection.cursor(name="parts", binary=True) as cursor, (folder / name).open("wb") as file:
            cursor.itersize = 1
            cursor.execute(
                "SELECT content FROM learning_from_reviews.file_parts WHERE sha256 = %s ORDER BY part", (sha256,)
            )
            for (content,) in cursor:
                file.write(content)
        if file_sha256(folder / name) != sha256:
            raise BundleError(
                f"The database's copy of {name} of index {manifest.bundle_id} is damaged. Publish it again: "
                "learning-from-reviews index --publish"
            )


def _write_table(connection: Connection, folder: Path, manifest: Manifest) -> None:
    corpus = Corpus.model_validate_json((folder / RECORDS_FILE).read_bytes())
    ids = [passage.id for passage in passages(corpus)]
    write_vectors(connection, manifest.bundle_id, ids, open_store(manifest.store, folder / STORE_FILE, ids).vectors())
    connection.execute(
        "UPDATE learning_from_reviews.bundles SET searchable = true WHERE id = %s", (manifest.bundle_id,)
    )


def _prune(connection: Connection) -> None:
    """Keep the current bundle, the one before it and the newest others, `KEPT_BUNDLES` in all, and the files they have."""
    rows: list[tuple[Any, ...]] = connection.execute(
        "SELECT b.id, b.manifest FROM learning_from_reviews.bundles AS b, learning_from_reviews.shelf AS s "
        "ORDER BY b.id = s.current DESC, b.id = s.previous DESC NULLS LAST, b.published DESC"
    ).fetchall()
    for old, _ in rows[KEPT_BUNDLES:]:
        connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table_of(old)))
        connection.execute("DELETE FROM learning_from_reviews.bundles WHERE id = %s", (old,))
    if rows[KEPT_BUNDLES:]:
        kept = {sha256 for _, text in rows[:KEPT_BUNDLES] for sha256 in json.loads(text)["files"].values()}
        connection.execute("DELETE FROM learning_from_reviews.file_parts WHERE NOT sha256 = ANY(%s)", (sorted(kept),))
