"""Bundles in a real PostgreSQL: published whole, switched at once, copied by each server, rolled back."""

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psycopg
import pytest

from indexer import Bundle, BundleError, StoreUnavailable, current_version, open_bundle, open_shelf
from indexer.encoder import Vectors
from indexer.manifest import read_manifest
from indexer.passages import PassageId
from indexer.postgres import schema
from indexer.postgres.connecting import open_pool, transaction
from indexer.postgres.shelf import Shelf
from indexer.stores.postgres_store import PostgresStore, write_vectors
from tests.bundles import another

CHECKOUT = Path(__file__).parent.parent.parent


@pytest.fixture
def shelf(database: str) -> Iterator[Shelf]:
    opened = open_shelf(database)
    yield opened
    opened.close()


def count(database: str, statement: str) -> int:
    with psycopg.connect(database) as connection:
        row = connection.execute(statement.encode()).fetchone()
        return int(row[0]) if row else 0


def test_a_server_s_copy_is_the_bundle_byte_for_byte(shelf: Shelf, bundle_root: Path, tmp_path: Path) -> None:
    version = shelf.publish(bundle_root, searchable=False)
    assert shelf.fetch(tmp_path) == version == current_version(tmp_path) == shelf.current()
    for path in (bundle_root / version).iterdir():
        assert (tmp_path / version / path.name).read_bytes() == path.read_bytes(), path.name
    before = (tmp_path / "CURRENT").stat().st_mtime_ns
    assert shelf.fetch(tmp_path) == version
    assert (tmp_path / "CURRENT").stat().st_mtime_ns == before


def test_publishing_again_adds_nothing(shelf: Shelf, database: str, bundle_root: Path) -> None:
    parts = "SELECT count(*) FROM learning_from_reviews.file_parts"
    version = shelf.publish(bundle_root, searchable=False)
    held = count(database, parts)
    assert shelf.publish(bundle_root, searchable=False) == version
    assert count(database, parts) == held
    with pytest.raises(BundleError, match="no earlier index"):
        shelf.rollback()


def test_what_two_bundles_share_is_kept_once_and_the_old_one_is_a_step_back(
    shelf: Shelf, database: str, bundle_root: Path, tmp_path: Path
) -> None:
    first = shelf.publish(bundle_root, searchable=False)
    held = count(database, "SELECT count(*) FROM learning_from_reviews.file_parts")
    second, third, fourth = (another(bundle_root, tmp_path / mark, mark) for mark in "bcd")
    assert len({first, second, third, fourth}) == 4
    for mark in "bcd":
        shelf.publish(tmp_path / mark, searchable=False)
    assert count(database, "SELECT count(*) FROM learning_from_reviews.file_parts") == held
    assert count(database, "SELECT count(*) FROM learning_from_reviews.bundles") == 3
    assert shelf.current() == fourth
    assert shelf.rollback() == third == shelf.current()
    assert shelf.rollback() == fourth


def test_readers_see_one_bundle_or_the_other_while_it_is_switched(
    database: str, shelf: Shelf, bundle_root: Path, tmp_path: Path
) -> None:
    versions = {shelf.publish(bundle_root, searchable=False), another(bundle_root, tmp_path / "new", "b")}
    shelf.publish(tmp_path / "new", searchable=False)
    stop = threading.Event()

    def read(number: int) -> set[str]:
        seen = set()
        while not stop.is_set():
            root = tmp_path / f"server-{number}"
            version = shelf.fetch(root)
            folder = root / version
            manifest = read_manifest(folder)
            assert manifest.bundle_id == version
            assert {path.name for path in folder.iterdir()} == {*manifest.files, "manifest.json"}
            seen.add(version)
            shutil.rmtree(root)
        return seen

    with ThreadPoolExecutor(3) as readers:
        running = [readers.submit(read, number) for number in range(3)]
        for _ in range(8):
            shelf.rollback()
        stop.set()
        assert set().union(*(one.result() for one in running)) <= versions


def test_a_publish_that_fails_leaves_the_old_one(
    shelf: Shelf, database: str, bundle_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = shelf.publish(bundle_root, searchable=False)
    another(bundle_root, tmp_path, "b")

    def fails(*_: object) -> None:
        raise psycopg.errors.DiskFull

    monkeypatch.setattr("indexer.postgres.shelf._make_current", fails)
    with pytest.raises(StoreUnavailable, match=r"did not do what was asked \(53100\)"):
        shelf.publish(tmp_path, searchable=True)
    assert shelf.current() == version
    assert count(database, "SELECT count(*) FROM learning_from_reviews.bundles") == 1


def test_a_damaged_copy_is_refused_and_nothing_of_it_stays(
    shelf: Shelf, database: str, bundle_root: Path, tmp_path: Path
) -> None:
    shelf.publish(bundle_root, searchable=False)
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE learning_from_reviews.file_parts SET content = 'x' WHERE length(content) < 20000")
    with pytest.raises(BundleError, match=r"copy of atlas\.json of index \w+ is damaged\. Publish it again"):
        shelf.fetch(tmp_path)
    assert current_version(tmp_path) is None
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]


def test_a_database_with_nothing_published_says_how_to(shelf: Shelf, tmp_path: Path) -> None:
    assert shelf.current() is None
    with pytest.raises(
        StoreUnavailable, match=r"holds no index yet\. Publish one: learning-from-reviews index --publish"
    ):
        shelf.fetch(tmp_path)


def test_migrating_twice_changes_nothing_and_a_later_version_is_refused(database: str, shelf: Shelf) -> None:
    pool = open_pool(database, 1)
    for _ in range(2):
        with transaction(pool, writes=True) as connection:
            schema.migrate(connection)
            assert schema.version_of(connection) == len(schema.MIGRATIONS)
    with transaction(pool, writes=True) as connection:
        connection.execute("UPDATE learning_from_reviews.schema_version SET version = 99")
    pool.close()
    with pytest.raises(StoreUnavailable, match="of version 99; this program reads up to 1"):
        shelf.current()


def test_who_only_serves_needs_no_right_but_to_read(
    shelf: Shelf, database: str, bundle_root: Path, tmp_path: Path
) -> None:
    version = shelf.publish(bundle_root, searchable=True)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS lfr_reader")
        connection.execute("CREATE ROLE lfr_reader LOGIN")
        connection.execute("GRANT USAGE ON SCHEMA learning_from_reviews TO lfr_reader")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA learning_from_reviews TO lfr_reader")
    reader = open_shelf(database.replace("postgres:", "lfr_reader:", 1))
    assert reader.fetch(tmp_path) == version
    assert len(open_bundle(tmp_path, open_vectors=reader.open_vectors).store) > 4000
    with pytest.raises(StoreUnavailable, match="42501"):
        reader.publish(bundle_root, searchable=False)
    reader.close()


def test_searching_there_ranks_as_the_embedded_index_does(
    shelf: Shelf, bundle: Bundle, bundle_root: Path, tmp_path: Path
) -> None:
    version = shelf.publish(bundle_root, searchable=True)
    store = shelf.open_vectors(version, [passage.id for passage in bundle.passages])
    asked = bundle.encoder.encode([vignette.text[:120] for vignette in bundle.corpus.vignettes[:20]])
    there, here = store.nearest(asked, 400), bundle.store.nearest(asked, 400)
    np.testing.assert_allclose(there.scores, here.scores, atol=1e-6)
    settled = np.diff(here.scores, axis=1, append=-2) < -1e-6  # what differs by more than the last bits of a sum
    settled &= np.diff(here.scores, axis=1, prepend=2) < -1e-6
    np.testing.assert_array_equal(there.rows[settled], here.rows[settled])
    rows = np.array([9, 2, 9])
    np.testing.assert_array_equal(store.vectors(rows), bundle.store.vectors(rows))


def test_a_bundle_without_vectors_there_says_how_to_get_them(shelf: Shelf, bundle: Bundle, bundle_root: Path) -> None:
    ids = [passage.id for passage in bundle.passages]
    version = shelf.publish(bundle_root, searchable=False)
    with pytest.raises(StoreUnavailable, match="LFR_STORE_SEARCH=database set: learning-from-reviews index --publish"):
        shelf.open_vectors(version, ids)
    shelf.publish(bundle_root, searchable=True)
    assert len(shelf.open_vectors(version, ids)) == len(ids)


@pytest.mark.parametrize(
    ("setting", "remedy"),
    [
        ("log_statement = 'all'", "log_parameter_max_length"),
        ("log_min_duration_statement = 500", "log_parameter_max_length"),
        ("log_parameter_max_length_on_error = -1", "log_parameter_max_length_on_error"),
    ],
)
def test_a_database_that_would_log_cases_is_not_searched_in(database: str, setting: str, remedy: str) -> None:
    pool = open_pool(database, 1)
    with transaction(pool, writes=True) as connection:
        connection.execute("CREATE SCHEMA learning_from_reviews")
        write_vectors(connection, "0" * 12, [PassageId("one")], np.array([[0, 1]], dtype=np.float32))
    pool.close()
    name = database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET {setting}".encode())
    pool = open_pool(database, 1)
    with pytest.raises(
        StoreUnavailable, match=rf"vectors of cases, into its log \({setting.split()[0]}\). Set {remedy} = 0"
    ):
        PostgresStore(pool, "0" * 12, [PassageId("one")])
    pool.close()
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET {remedy} = 0".encode())
    pool = open_pool(database, 1)
    assert len(PostgresStore(pool, "0" * 12, [PassageId("one")])) == 1
    pool.close()


def test_many_passages_are_searched_by_a_graph(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.stores.postgres_store.EXACT_UP_TO", 500)
    random = np.random.default_rng(5)
    vectors: Vectors = random.normal(size=(3000, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    ids = [PassageId(str(place)) for place in range(len(vectors))]
    pool = open_pool(database, 2)
    with transaction(pool, writes=True) as connection:
        connection.execute("CREATE SCHEMA learning_from_reviews")
        write_vectors(connection, "a" * 12, ids, vectors)
    store = PostgresStore(pool, "a" * 12, ids)
    found = store.nearest(vectors[:20], 50)
    exact = np.argsort(-(vectors[:20] @ vectors.T), axis=1)[:, :50]
    recall = np.mean([len({*ours} & {*theirs}) / 50 for ours, theirs in zip(found.rows, exact, strict=True)])
    assert recall >= 0.95
    with ThreadPoolExecutor(6) as readers:  # three times as many as there are connections
        for one in readers.map(lambda _: store.nearest(vectors[:20], 50), range(12)):
            np.testing.assert_array_equal(one.rows, found.rows)
    pool.close()


def test_an_outage_is_told_without_a_password() -> None:
    with pytest.raises(
        StoreUnavailable, match=r"cannot be reached: .*Connection refused\. Check that it runs"
    ) as refused:
        open_shelf("postgresql://someone:hunter2@127.0.0.1:1/none")
    assert "hunter2" not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_missing_extra_is_named_with_its_remedy() -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from indexer import open_shelf, StoreUnavailable\n"
        "try: open_shelf('postgresql://x')\n"
        "except StoreUnavailable as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/", check=True).stdout
    assert "needs the extra `postgres` (psycopg is missing)" in said
    assert "requirements/postgres.lock" in said
    assert (CHECKOUT / "requirements/postgres.lock").is_file()


def test_an_address_that_cannot_be_read_is_not_repeated() -> None:
    with pytest.raises(StoreUnavailable, match="LFR_STORE is not an address") as refused:
        open_shelf("postgresql://someone:hunter2@[::1/none")
    assert "hunter2" not in str(refused.value)


def test_a_log_of_every_statement_holds_no_vector(
    shelf: Shelf, database: str, bundle: Bundle, bundle_root: Path
) -> None:
    version = shelf.publish(bundle_root, searchable=True)
    name = database.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} SET log_statement = 'all'".encode())
        connection.execute(f"ALTER DATABASE {name} SET log_parameter_max_length = 0".encode())
    pool = open_pool(database, 1)
    asked = bundle.encoder.encode(["No one from school came to the core group."])
    PostgresStore(pool, version, [passage.id for passage in bundle.passages]).nearest(asked, 5)
    pool.close()
    log = (Path(database.rpartition("host=")[2]) / "log").read_text(encoding="utf-8")
    searched = [line for line in log.splitlines() if "unnest($1::vector[])" in line]
    assert searched, "the log holds no search at all"
    assert not re.search(r"0\.\d{5}", log[log.index(searched[0]) :])
    assert "arameters:" not in log[log.index(searched[0]) :]
