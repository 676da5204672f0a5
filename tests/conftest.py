"""What tests share: the real corpus, the real bundle, a client of the real app, and a server of it."""

import os
import secrets
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.testclient import TestClient

from corpus import Corpus, load_corpus
from indexer import Bundle, open_bundle
from service.app import create_app
from service.live import LiveBundle
from service.settings import Settings
from tests.assurance.network import deny_network

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _no_network() -> Iterator[None]:
    """Every test runs with the network denied: loopback alone."""
    with pytest.MonkeyPatch.context() as patch:
        deny_network(patch)
        yield


@pytest.fixture(scope="session")
def corpus() -> Corpus:
    """The corpus of this checkout."""
    return load_corpus()


@pytest.fixture(scope="session")
def bundle_root() -> Path:
    """The folder with the bundle that `make setup` built."""
    root = Path(os.environ.get("LFR_BUNDLES", CHECKOUT / ".bundles"))
    if not (root / "CURRENT").exists():
        pytest.fail("There is no index to test with. Run: make setup")
    return root


@pytest.fixture(scope="session")
def bundle(bundle_root: Path) -> Bundle:
    """The bundle, opened once."""
    return open_bundle(bundle_root, threads=2)


@pytest.fixture(scope="session")
def bundle_folder(bundle_root: Path) -> Path:
    """The folder of the bundle in use."""
    return bundle_root / (bundle_root / "CURRENT").read_text(encoding="utf-8").strip()


@pytest.fixture(scope="session")
def client(bundle_root: Path) -> Iterator[TestClient]:
    """A client of the whole app, guard and all."""
    app = create_app(Settings(bundles=bundle_root), LiveBundle(bundle_root, threads=2))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(bundle_root: Path) -> Iterator[str]:
    """The address of a real server over the real bundle."""
    app = create_app(Settings(bundles=bundle_root), LiveBundle(bundle_root, threads=2))
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", access_log=False))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.02)
    assert running.started, "the server did not start within 30 seconds"
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(timeout=30)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL with pgvector: the address of each of its databases. Under root it runs as a user of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lfr-postgres-"))
    try:
        with warnings.catch_warnings(action="ignore"):  # it would like XDG_RUNTIME_DIR to be set
            from pgserver.postgres_server import get_server
        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"pgserver cannot start PostgreSQL here ({type(error).__name__})")
    yield server.get_uri
    server.cleanup()


@pytest.fixture
def database(postgres: Callable[[str], str]) -> Iterator[str]:
    """The address of a database of the test's own, empty."""
    name = f"test_{secrets.token_hex(4)}"
    with psycopg.connect(postgres("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        yield postgres(name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        path = CHROMIUM if CHROMIUM.exists() else own
        if not path.exists():
            why = "no Chromium: apt-get install chromium, or .venv/bin/playwright install chromium"
            if os.environ.get("CI"):
                pytest.fail(why)
            pytest.skip(why)
        started = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield started
        started.close()
