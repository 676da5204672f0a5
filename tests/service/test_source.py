"""The index from a database: the same answers, taken up while serving, and what happens when the database goes away."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg
import pytest

from indexer import Bundle, StoreUnavailable, current_version, open_shelf, read_text, score_segments
from indexer.postgres.shelf import Shelf
from service.api.answers import match_out
from service.catalogue import Catalogue
from service.cli import main
from service.evaluation import DEFAULT_CASES
from service.evaluation.cases import read_judged
from service.matching.rank import rank
from service.requests import match_case
from service.settings import Settings
from service.source import source_of
from tests.benchmarks.processes import free_port
from tests.bundles import another

CASE = "Third core group for the two children, and no one from school came again. CAMHS sent apologies with no report."


@pytest.fixture
def shelf(database: str, bundle_root: Path) -> Iterator[Shelf]:
    """A database with the built bundle in it, its vectors too."""
    opened = open_shelf(database)
    opened.publish(bundle_root, searchable=True)
    yield opened
    opened.close()


def settings(database: str, folder: Path, **others: str) -> Settings:
    return Settings.model_validate({"store": database, "bundles": folder, **others})


def answer(text: str, bundle: Bundle) -> str:
    case, report = match_case(text, bundle)
    return match_out(case, report, Catalogue(bundle.corpus)).model_dump_json()


def test_a_copy_from_the_database_answers_judged_cases_with_the_same_bytes(
    shelf: Shelf, database: str, bundle: Bundle, tmp_path: Path
) -> None:
    source = source_of(settings(database, tmp_path))
    copied = source.open(threads=1)
    for case in read_judged(DEFAULT_CASES, "cases")[::8]:
        assert answer(case.text, copied) == answer(case.text, bundle), case.id
    assert source.shelf is not None
    source.shelf.close()


@pytest.mark.parametrize(("name", "each"), [("cases", 4), ("negated", 1)])
def test_searching_in_the_database_ranks_judged_cases_the_same(
    name: str, each: int, shelf: Shelf, bundle: Bundle, bundle_root: Path
) -> None:
    store = shelf.open_vectors(bundle.version, [passage.id for passage in bundle.passages])
    history_counts = np.array([theme.history_counts for theme in bundle.corpus.themes])
    for case in read_judged(DEFAULT_CASES, name)[::each]:
        reading = read_text(case.text, bundle.encoder, bundle.case_reader)
        here, there = (
            rank(
                score_segments(reading, one, bundle.text_vectors, bundle.table, bundle.learned),
                reading.segments,
                history_counts,
                bundle.learned,
            )
            for one in (bundle.store, store)
        )
        assert here.fits == there.fits
        assert np.argsort(-here.probabilities).tolist() == np.argsort(-there.probabilities).tolist(), case.id
        np.testing.assert_allclose(there.probabilities, here.probabilities, atol=1e-5)


def test_a_case_whose_search_finds_the_database_gone_is_refused_without_its_words(
    shelf: Shelf, database: str, tmp_path: Path
) -> None:
    source = source_of(settings(database, tmp_path, store_search="database"))
    bundle = source.open(threads=1)
    assert json.loads(answer(CASE, bundle))["themes"]
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("DROP SCHEMA learning_from_reviews CASCADE")
    with pytest.raises(StoreUnavailable, match=r"did not do what was asked \(42P01\)") as refused:
        answer(CASE, bundle)
    assert refused.value.__suppress_context__
    assert source.shelf is not None
    source.shelf.close()


def serving(port: int, database: str, folder: Path) -> "subprocess.Popen[bytes]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LFR_")}
    return subprocess.Popen(
        [sys.executable, "-m", "service.cli", "serve", "--port", str(port)],
        env={**kept, "LFR_STORE": database, "LFR_BUNDLES": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def ready(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=20) as response:
        return str(json.load(response)["index"])


def until(port: int, version: str, seconds: float) -> str:
    """The version that a server says it uses, once it is the one wanted or the time is over."""
    deadline, found = time.monotonic() + seconds, ""
    while found != version and time.monotonic() < deadline:
        try:
            found = ready(port)
        except OSError:
            found = ""
        time.sleep(0.1)
    return found


def test_a_server_takes_up_what_is_published_and_serves_on_when_the_database_is_gone(
    shelf: Shelf, database: str, bundle_root: Path, tmp_path: Path
) -> None:
    port = free_port()
    server = serving(port, database, tmp_path / "server")
    try:
        assert until(port, str(shelf.current()), 30) == shelf.current()
        new = another(bundle_root, tmp_path / "built", "b")
        shelf.publish(tmp_path / "built", searchable=False)
        assert until(port, new, 20) == new
        shelf.close()
        name = database.partition("?")[0].rpartition("/")[2]
        with psycopg.connect(database.replace(name, "postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            time.sleep(6)  # past the next look at the database
            request = urllib.request.Request(
                f"http://127.0.0.1:{port}/api/v1/match",
                json.dumps({"case": CASE}).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=20) as response:
                assert json.load(response)["themes"]
            assert ready(port) == new
            connection.execute(f"CREATE DATABASE {name}".encode())
    finally:
        server.terminate()
        said = server.communicate(timeout=40)[1].decode()
    assert said.count("goes on being served") == 1
    assert "Traceback" not in said
    assert "core group" not in said


def test_a_server_that_finds_no_database_stops_with_a_reason(tmp_path: Path) -> None:
    server = serving(free_port(), "postgresql://someone:hunter2@127.0.0.1:1/none", tmp_path)
    said = server.communicate(timeout=40)[1].decode()
    assert server.returncode == 1
    assert "cannot be reached" in said
    assert "Connection refused" in said
    assert "hunter2" not in said
    assert "Traceback" not in said


def test_commands_use_the_database(
    shelf: Shelf,
    database: str,
    bundle_root: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    first = shelf.current()
    another(bundle_root, tmp_path / "built", "b")
    shelf.publish(tmp_path / "built", searchable=False)
    monkeypatch.setenv("LFR_STORE", database)
    monkeypatch.setenv("LFR_BUNDLES", str(tmp_path))
    assert main(["rollback"]) == 0
    assert capsys.readouterr().out == f"The index in the database is now {first}.\n"
    assert main(["related", "child-b/attendance-at-meetings", "--limit", "2"]) == 0
    assert current_version(tmp_path / "from-database") == first


def test_publishing_without_a_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LFR_STORE", raising=False)
    assert main(["index", "--publish"]) == 2
    assert "--publish needs LFR_STORE" in capsys.readouterr().err


def test_an_address_of_something_else_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LFR_STORE", "mysql://someone:hunter2@db/none")
    assert main(["match"]) == 2
    said = capsys.readouterr().err
    assert "LFR_STORE is not usable. Allowed: an address that begins with postgresql://" in said
    assert "hunter2" not in said
    assert "hunter2" not in repr(Settings(store="postgresql://someone:hunter2@db/none"))
