"""Non-retention: a random marker sent down every path is found nowhere that it must not be."""

import re
import secrets
import signal
import socket
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.live import LiveBundle
from service.settings import Settings
from tests.assurance.conftest import Record
from tests.assurance.places import API, CHECKOUT
from tests.assurance.servers import Served, served

MARKER = f"zq{secrets.token_hex(10)}"
WORDS = f"Third core group and no one from school came again. {MARKER} has slid back. Call {MARKER}@example.org."
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
_BOX = re.compile(  # the boxes that a refused form keeps the user's words in
    r"<textarea[^>]*>.*?</textarea>|<input type=\"hidden\"[^>]*>|<input\s[^>]*name=\"topic\"[^>]*>", re.DOTALL
)
_FIELDS = ("case", "text", "topic", "q", "title", "name", "notes")


def posts() -> list[str]:
    """Every address that takes a POST, those of the page among them: a new one is in the proof as soon as it is there."""
    app = create_app(Settings(), LiveBundle(Path("nowhere")))
    found: set[str] = set()
    waiting: list[Any] = list(app.routes)
    while waiting:
        route = waiting.pop()
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        waiting += list(inner.routes) if inner is not None else []
        path = str(getattr(route, "path", ""))
        if path and "POST" in (getattr(route, "methods", None) or ()):
            found.add(re.sub(r"\{[^}]*\}", MARKER, path))
    return sorted(found)


def requests_to(path: str) -> list[dict[str, Any]]:
    """Ways to ask one address: done well, and wrong in every way that has an answer of its own."""
    if path.startswith("/api/"):
        good: dict[str, Any] = {"case": WORDS, "text": WORDS, "topic": WORDS[:90], "model": "kolb", "limit": 5}
        ways: list[dict[str, Any]] = [{"json": good}]
        ways += [
            {"json": {**good, key: value}}
            for key in good
            for value in (MARKER * 1200, [WORDS], {MARKER: WORDS}, f"{MARKER}\x00", "")
        ]
        ways += [{"json": {MARKER: WORDS}}, {"json": WORDS}, {"json": [WORDS]}]
        ways += [{"json": {**good, "statuses": [{"start": 0, "end": 10**6, "status": MARKER}]}}]
        raw = [b'{"case": "' + MARKER.encode(), b'{"case": "' + MARKER.encode() + b'\xff"}', MARKER.encode() * 40_000]
        ways += [{"content": body, "headers": JSON} for body in raw]
        ways += [{"content": MARKER.encode(), "headers": {"content-type": kind}} for kind in ("text/plain", MARKER)]
        origin = {"json": good}
    else:
        fields = {**dict.fromkeys(_FIELDS, WORDS), "model": "kolb"}
        ways = [{"data": fields}, {"data": {**fields, "mask": "1"}}]
        ways += [
            {"data": {**fields, key: value}}
            for key in (*_FIELDS, "model", "role", "status", "theme", "limit", "format")
            for value in (MARKER, MARKER * 1200, f"{MARKER}\x00")
        ]
        ways += [{"content": b"case=" + MARKER.encode() + b"%FF", "headers": FORM}]
        ways += [{"content": b"case=" + MARKER.encode() * 40_000, "headers": FORM}]
        ways += [{"content": (MARKER.encode() + b"=1&") * 6000, "headers": FORM}]
        ways += [{"json": {"case": WORDS}}, {"files": {"case": (MARKER, WORDS.encode())}}]
        origin = {"data": fields}
    ways += [{**origin, "headers": {"origin": f"https://{MARKER}.example"}}, {**origin, "headers": {"host": MARKER}}]
    ways += [{**origin, "headers": {"sec-fetch-site": "cross-site"}}]
    return ways


def check(answer: httpx2.Response) -> None:
    assert not [name for name, value in answer.headers.items() if MARKER in name + value]
    assert "set-cookie" not in answer.headers
    if not answer.is_success:
        text = answer.content.decode("utf-8", "replace")
        assert MARKER not in (_BOX.sub("", text) if "html" in answer.headers.get("content-type", "") else text)
        assert answer.headers["cache-control"] == "no-store"


def cut_short(running: Served, path: str) -> None:
    """Hang up within the body; before the answer; in no HTTP at all."""
    body = b'{"case": "' + WORDS.encode() + b'"}'
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{running.port}\r\nContent-Type: application/json\r\n"
    for raw in (
        head.encode() + b"Content-Length: 9000\r\n\r\n" + body,
        head.encode() + f"Content-Length: {len(body)}\r\n\r\n".encode() + body,
        MARKER.encode() + b" / no http\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as connection:
            connection.sendall(raw)


def everything(running: Served, paths: list[str]) -> tuple[int, set[int]]:
    """Send every request; how many, and which statuses were answered."""
    number, statuses = 0, set()
    with running.client() as client:
        for path in paths:
            for way in requests_to(path):
                answer = client.post(path, **way)
                check(answer)
                number += 1
                statuses.add(answer.status_code)
            for method, address in (("GET", f"{path}?case={MARKER}"), ("PUT", path), ("DELETE", f"{path}/{MARKER}")):
                check(client.request(method, address))
                number += 1
            cut_short(running, path)
            number += 3
    return number, statuses


def held(folders: list[Path], since: float) -> list[str]:
    """Files under these folders, changed since then, that hold the marker or are a core dump."""
    found = []
    for file in (file for folder in folders for file in folder.rglob("*")):
        try:
            if not file.is_file() or file.is_symlink() or file.stat().st_mtime < since - 1:
                continue
            if MARKER.encode() in file.read_bytes() or file.name == "core" or file.name.startswith("core."):
                found.append(str(file))
        except OSError:
            continue
    return found


def swap_bundle(root: Path) -> None:
    """Make another bundle current, as a build does, while cases are matched."""
    current = (root / "CURRENT").read_text(encoding="utf-8").strip()
    other = next(
        path.name for path in sorted(root.iterdir()) if (path / "manifest.json").is_file() and path.name != current
    )
    (root / ".next").write_text(other, encoding="utf-8")
    (root / ".next").replace(root / "CURRENT")


def run(bundles: Path, home: Path, paths: list[str], *, loud: bool, reload: bool) -> tuple[int, set[int]]:
    since = time.time()
    with served(bundles, home, loud=loud) as running:
        number, statuses = everything(running, paths)
        if reload:
            swap_bundle(bundles)
            time.sleep(1.1)
            more, others = everything(running, paths[:2])
            number, statuses = number + more, statuses | others
        if loud:
            running.process.send_signal(signal.SIGABRT)  # a crash, with cases still in memory
            running.process.wait(timeout=30)
    assert MARKER not in running.printed()
    assert held([home, bundles, CHECKOUT / "docs", CHECKOUT / "service"], since) == []
    return number, statuses


def test_the_marker_reaches_every_post_address() -> None:
    """The list of addresses is read off the app itself."""
    found = posts()
    assert {f"{API}/match", f"{API}/reflect", f"{API}/identifiers", f"{API}/related", "/", "/reflect"} <= set(found)


def test_a_short_pass_over_a_real_server(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Two addresses over a socket: no marker in refused answers, headers, output or files."""
    number, statuses = run(bundle_root, tmp_path, [f"{API}/match", "/"], loud=False, reload=False)
    assert {200, 400, 403, 413, 415, 422} <= statuses
    record(requests=number)


@pytest.mark.assure
def test_every_address_at_every_log_level_through_a_reload_and_a_crash(
    two_bundles: Path, tmp_path: Path, record: Record
) -> None:
    """Every POST address, with logs at their most talkative and asyncio in debug mode, while the index changes, and then a
    crash: no marker in refused answers, headers, logs, files or a core dump."""
    home = tmp_path / "home"
    home.mkdir()
    number, statuses = run(two_bundles, home, posts(), loud=True, reload=True)
    record(addresses=len(posts()), requests=number, statuses=sorted(statuses))
    assert not [code for code in statuses if code >= 500]


def test_the_service_needs_no_file_to_write_to(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """With the system refusing it a single byte in any file (RLIMIT_FSIZE 0), it answers all the same."""
    with served(bundle_root, tmp_path, may_write=False) as running, running.client() as client:
        assert client.post(f"{API}/match", json={"case": WORDS}).is_success
        assert client.post("/", data={"case": WORDS}).is_success
        assert client.post("/reflect", data={"case": WORDS, "model": "kolb"}).is_success
        assert client.post(f"{API}/match", json={"case": ""}).status_code == 422
        limits = Path(f"/proc/{running.process.pid}/limits").read_text(encoding="ascii")
        assert re.search(r"Max core file size\s+0\s+0", limits)
        assert re.search(r"Max file size\s+0\s+0", limits)
    assert running.process.returncode in (0, -signal.SIGTERM)
    record(bytes_it_may_write=0)


def test_a_fault_says_where_and_not_what(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A fault that nobody foresaw, with the case in its message: the line of our code is logged, and no word of the case."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError(WORDS)

    monkeypatch.setattr("service.requests.match", broken)
    answer = client.post(f"{API}/match", json={"case": WORDS})
    assert answer.status_code == 500
    check(answer)
    assert "ValueError at service/requests.py:" in caplog.text
    assert MARKER not in caplog.text + "".join(capfd.readouterr())
