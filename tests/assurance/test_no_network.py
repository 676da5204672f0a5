"""No network: nothing asks for another machine, and everything works where there is none."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.assurance.conftest import Record
from tests.assurance.places import CASE, CHECKOUT, PROGRAM
from tests.assurance.servers import environment

INSIDE = """
import sys, time
from pathlib import Path
from tests.assurance.servers import served
from tests.assurance.places import API, CASE
with served(Path(sys.argv[1]), Path(sys.argv[2])) as running, running.client() as client:
    assert client.post(f"{API}/match", json={"case": CASE}).json()["themes"]
    assert client.post("/", data={"case": CASE}).is_success
    assert client.get("/how-good").is_success
print(*sorted(line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line))
"""


def test_a_test_that_asks_the_network_fails() -> None:
    """The denial under which the whole suite runs does deny."""
    with pytest.raises(AssertionError, match="asked the network"), socket.socket() as asked:
        asked.connect(("192.0.2.1", 80))
    with pytest.raises(AssertionError, match="asked for the address"):
        socket.getaddrinfo("example.org", 80)


def test_the_service_works_where_there_is_no_network(
    bundle_root: Path, tmp_path: Path, confined: list[str], record: Record
) -> None:
    """The service and the command line, in a network namespace that holds loopback and nothing else."""
    done = subprocess.run(
        [*confined, "--no-network", "--", sys.executable, "-c", INSIDE, str(bundle_root), str(tmp_path)],
        cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["lo"]
    match = subprocess.run(
        [*confined, "--no-network", "--", str(PROGRAM), "match", "--json"],
        cwd=CHECKOUT, env=environment(bundle_root), input=CASE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert match.returncode == 0, match.stderr
    record(interfaces=done.stdout.split())


def test_nothing_it_stands_on_reports_on_its_use(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """A match leaves no file in the user's home or the system's temporary folder: no device id, no queue of events."""
    told = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [str(PROGRAM), "match", "--json"], env=environment(bundle_root, PYTHONDONTWRITEBYTECODE="1", **told),
        input=CASE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    record(files_left=0)


@pytest.mark.browser
def test_the_page_asks_its_own_origin_only(browser: Browser, server: str, record: Record) -> None:
    """A browser on the page, a case and its reflection: every request goes to the page's origin; no cookie, no storage."""
    asked: list[str] = []
    context = browser.new_context()
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server)
    page.locator('textarea[name="case"]').first.fill(CASE)
    button = 'form:has(textarea[name="case"]) button[type="submit"], form:has(textarea[name="case"]) button:not([type])'
    with page.expect_navigation():  # the script looks for identifiers first, then sends the form
        page.locator(button).first.click()
    for address in ("/reviews", "/privacy", "/how-good"):
        page.goto(server + address)
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    context.close()
    assert asked
    assert [url for url in asked if not url.startswith(server) and not url.startswith("data:")] == []
    record(requests=len(asked), to_other_origins=0)


@pytest.mark.assure
def test_the_whole_suite_passes_without_a_network(confined: list[str], record: Record) -> None:
    """Every test of `make test`, the browser's among them, in a network namespace with loopback alone."""
    kept = {name: value for name, value in os.environ.items() if name != "ASSURANCE_RECORD"}
    done = subprocess.run(
        [*confined, "--no-network", "--", sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=CHECKOUT, env=kept, capture_output=True, text=True, timeout=1800, check=False,
    )  # fmt: skip
    counts = {kind: int(number) for number, kind in re.findall(r"(\d+) (passed|failed|skipped|error)", done.stdout)}
    record(tests=counts)
    assert done.returncode == 0, done.stdout[-3000:]
