"""A marker word sent down every path, failing and succeeding, is found again nowhere that it must not be."""

import io
import logging
import os
import re
import secrets
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from corpus import LearningFromReviewsError
from indexer import Bundle
from service.api import bodies
from service.app import create_app
from service.cli import main
from service.errors import IdUnknown, answer_to
from service.guard import HEADERS
from service.live import LiveBundle
from service.matching import CaseDescription
from service.page.forms import Sent, corrections
from service.related import related_by_topic
from service.requests import match_case
from service.settings import Settings

CHECKOUT = Path(__file__).parent.parent
PROGRAM = Path(sys.executable).parent / "learning-from-reviews"
MARKER = f"zq{secrets.token_hex(8)}"
CASE = f"Third core group and no one from school came again. {MARKER} has slid back since the plan ended."
API = "/api/v1"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
# A form's own box: seen, or hidden beside a button that asks again.
_BOX = re.compile(r'<textarea[^>]*name="case"[^>]*>.*?</textarea>|<input type="hidden" name="case"[^>]*>', re.DOTALL)
_CLIENTS = ("httpx", "httpcore", "hypothesis")  # the test's own client logs the addresses that it asks for


@dataclass(frozen=True, kw_only=True)
class Sending:
    """One way to send the marker. `status`: what is expected, so that a path that is refused stays one."""

    name: str
    status: int
    method: str = "POST"
    path: str
    json: Any = None
    body: bytes | None = None
    form: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, client: httpx2.Client) -> httpx2.Response:
        more: dict[str, Any] = {"headers": self.headers}
        if self.json is not None:
            more["json"] = self.json
        if self.body is not None:
            more["content"] = self.body
        if self.form is not None:
            more["data"] = self.form
        return client.request(self.method, self.path, **more)


def api(name: str, status: int, endpoint: str, json: Any = None, **more: Any) -> Sending:
    return Sending(name=name, status=status, path=f"{API}/{endpoint}", json=json, **more)


def form(name: str, status: int, path: str, fields: dict[str, Any], **more: Any) -> Sending:
    return Sending(name=name, status=status, path=path, form=fields, **more)


WORD = MARKER.encode()
PATHS = [
    api("match", 200, "match", {"case": CASE}),
    api("reflect", 200, "reflect", {"case": CASE, "model": "kolb"}),
    api("identifiers", 200, "identifiers", {"text": CASE}),
    api("related", 200, "related", {"topic": MARKER}),
    api("long", 422, "match", {"case": CASE * 300}),
    api("long text", 422, "identifiers", {"text": CASE * 300}),
    api("nul", 422, "match", {"case": f"{MARKER}\x00"}),
    api("half a pair", 422, "match", body=b'{"case": "' + WORD + b' \\ud800"}', headers=JSON),
    api("limit", 422, "match", {"case": CASE, "limit": MARKER}),
    api("limit range", 422, "match", {"case": CASE, "limit": 99}),
    api("case type", 422, "match", {"case": [CASE]}),
    api("case key", 422, "match", {"case": {MARKER: MARKER}}),
    api("text type", 422, "identifiers", {"text": {MARKER: 1}}),
    api("own key", 422, "match", {MARKER: CASE}),
    api("body is text", 422, "match", CASE),
    api("body is a list", 422, "match", [CASE]),
    api("statuses", 422, "match", {"case": CASE, "statuses": MARKER}),
    api("status", 422, "match", {"case": CASE, "statuses": [{"start": 0, "end": 4, "status": MARKER}]}),
    api("status start", 422, "match", {"case": CASE, "statuses": [{"start": MARKER, "end": 4, "status": "present"}]}),
    api("status key", 422, "match", {"case": CASE, "statuses": [{MARKER: MARKER}]}),
    api("status range", 422, "match", {"case": CASE, "statuses": [{"start": 0, "end": 9999, "status": "present"}]}),
    api("model", 422, "reflect", {"case": CASE, "model": MARKER}),
    api("role", 422, "reflect", {"case": CASE, "model": "kolb", "role": MARKER}),
    api("theme", 404, "reflect", {"case": CASE, "model": "kolb", "theme_ids": [MARKER]}),
    api("theme type", 422, "reflect", {"case": CASE, "model": "kolb", "theme_ids": [{MARKER: MARKER}]}),
    api("to", 404, "related", {"to": MARKER}),
    api("both", 422, "related", {"to": MARKER, "topic": MARKER}),
    api("long topic", 422, "related", {"topic": MARKER * 50}),
    api("provenance", 422, "related", {"topic": "neglect", "provenance": MARKER}),
    api("filter type", 422, "related", {"topic": "neglect", "agency": [MARKER]}),
    api("malformed", 400, "match", body=b'{"case": "' + WORD, headers=JSON),
    api("malformed key", 400, "match", body=b"{" + WORD + b": 1}", headers=JSON),
    api("not utf-8", 400, "match", body=b'{"case": "' + WORD + b' \xff"}', headers=JSON),
    api("origin", 403, "match", {"case": CASE}, headers={"origin": f"https://{MARKER}.example"}),
    api("site", 403, "match", {"case": CASE}, headers={"sec-fetch-site": "cross-site"}),
    api("host", 400, "match", {"case": CASE}, headers={"host": f"{MARKER}.example"}),
    api("method", 405, "match", {"case": CASE}, method="PUT"),
    api("nowhere", 404, "nowhere", {"case": CASE}),
    api("large", 413, "match", body=b'{"case": "' + WORD * 30_000 + b'"}', headers=JSON),
    api("plain", 415, "match", body=CASE.encode(), headers={"content-type": "text/plain"}),
    api("own type", 415, "match", body=CASE.encode(), headers={"content-type": MARKER}),
    api("address", 404, f"nowhere/{MARKER}", method="GET"),
    api("query", 405, f"match?case={MARKER}", method="GET"),
    api("query limit", 422, f"related?topic={MARKER}&limit={MARKER}", method="GET"),
    form("page", 200, "/", {"case": CASE}),
    form("page reflect", 200, "/reflect", {"case": CASE, "model": "kolb"}),
    form("page sheet", 200, "/reflect/sheet", {"case": CASE, "model": "kolb", "words": "1"}),
    form("page sheet model", 422, "/reflect/sheet", {"case": CASE, "model": MARKER, "words": "1"}),
    form("page mask", 200, "/", {"case": CASE, "mask": "1"}),
    form("page long", 422, "/", {"case": CASE * 300}),
    form("page nul", 422, "/", {"case": f"{MARKER}\x00"}),
    form("page limit", 422, "/", {"case": CASE, "limit": MARKER}),
    form("page limit range", 422, "/", {"case": CASE, "limit": "99"}),
    form("page status", 422, "/", {"case": CASE, "status": MARKER}),
    form("page status range", 422, "/", {"case": CASE, "status": "0-99999-present"}),
    form("page model", 422, "/reflect", {"case": CASE, "model": MARKER}),
    form("page role", 422, "/reflect", {"case": CASE, "model": "kolb", "role": MARKER}),
    form("page theme", 404, "/reflect", {"case": CASE, "model": "kolb", "theme": MARKER}),
    Sending(name="page not utf-8", status=422, path="/", body=b"case=" + WORD + b"%FF", headers=FORM),
    Sending(name="page json", status=415, path="/", json={"case": CASE}),
    Sending(name="page large", status=413, path="/", body=b"case=" + WORD * 30_000, headers=FORM),
    Sending(name="page fields", status=413, path="/", body=(WORD + b"=1&") * 6_000, headers=FORM),
    form("page origin", 403, "/", {"case": CASE}, headers={"origin": "https://evil.example"}),
    form("page method", 405, "/", {"case": CASE}, method="PUT"),
    form("page nowhere", 404, "/nowhere", {"case": CASE}),
    Sending(name="page address", status=404, method="GET", path=f"/nowhere/{MARKER}"),
]


def check_answer(answer: httpx2.Response) -> None:
    """No marker where none may be, and the headers of service/guard.py on every answer."""
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value], name
    assert answer.headers["cache-control"] == "no-store"
    assert not [name for name, value in answer.headers.items() if MARKER in name + value]
    if not answer.is_success:
        text = answer.text
        if answer.headers["content-type"].startswith("text/html"):
            text = _BOX.sub("", text)
        assert MARKER not in text, text[max(0, text.find(MARKER) - 200) : text.find(MARKER) + 200]


def logged(records: list[logging.LogRecord]) -> list[str]:
    own = [record for record in records if not record.name.startswith(_CLIENTS)]
    return [f"{record.name}: {record.getMessage()} {record.args} {record.exc_text} {record.exc_info}" for record in own]


def modified_with_marker(since: float, roots: Collection[Path]) -> list[str]:
    """Files under these folders that were changed since then and hold the marker, or have it in their name."""
    found = []
    for root in sorted({root.resolve() for root in roots}):
        for folder, _, names in os.walk(root):
            for name in names:
                file = os.path.join(folder, name)  # noqa: PTH118 (there are many thousands)
                try:
                    known = os.lstat(file)
                    recent = stat.S_ISREG(known.st_mode) and known.st_mtime >= since - 1
                    if MARKER in name or (recent and WORD in Path(file).read_bytes()):
                        found.append(file)
                except OSError:  # gone meanwhile, or not ours to read
                    continue
    return found


@pytest.fixture(scope="module", autouse=True)
def _leaves_no_file() -> Iterator[None]:
    """When every test here is done, no file holds the marker."""
    since = time.time()
    yield
    assert modified_with_marker(since, [Path(tempfile.gettempdir()), Path.home(), CHECKOUT]) == []


def test_the_search_of_files_finds_a_marker(tmp_path: Path) -> None:
    """A search that finds nothing proves nothing until it is seen to find."""
    since = time.time()
    file = tmp_path / "kept.txt"
    file.write_text(CASE, encoding="utf-8")
    found = modified_with_marker(since, [tmp_path])
    file.unlink()
    assert [Path(name).resolve() for name in found] == [file.resolve()]


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_no_answer_and_no_log_holds_the_marker(
    client: TestClient, caplog: pytest.LogCaptureFixture, path: Sending
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "service", "fastapi", "starlette"):
        caplog.set_level(logging.DEBUG, logger=name)
    answer = path.send(client)
    assert answer.status_code == path.status, answer.text[:300]
    check_answer(answer)
    assert not [line for line in logged(caplog.records) if MARKER in line]


@pytest.mark.parametrize(
    "address", ["reviews/{}", "themes/{}/x", "themes/child-b/{}", "learning-points/a/b/{}", "related?to={}"]
)
def test_an_unknown_id_in_an_address_is_not_repeated(client: TestClient, address: str) -> None:
    answer = client.get(f"{API}/{address.format(MARKER)}")
    assert answer.status_code == 404
    check_answer(answer)


def test_a_fault_of_ours_is_quiet(
    bundle_root: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """An error that nobody foresaw, with the case in its message: not in the answer, nor in a log or its trace."""
    caplog.set_level(logging.DEBUG)

    def broken(text: str, *_: object, **__: object) -> None:
        raise ValueError(text)

    monkeypatch.setattr("service.api.cases.match_case", broken)
    monkeypatch.setattr("service.page.views.match_case", broken)
    monkeypatch.setattr("service.page.supervision.match_case", broken)
    monkeypatch.setattr("service.api.cases.redact", broken)
    app = create_app(Settings(bundles=bundle_root), LiveBundle(bundle_root))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        answers = [
            opened.post(f"{API}/match", json={"case": CASE}),
            opened.post(f"{API}/reflect", json={"case": CASE, "model": "kolb"}),
            opened.post(f"{API}/identifiers", json={"text": CASE}),
            opened.post("/", data={"case": CASE}),
            opened.post("/reflect", data={"case": CASE}),
        ]
    for answer in answers:
        assert answer.status_code == 500
        check_answer(answer)
    lines = logged(caplog.records)
    assert any("ValueError" in line for line in lines)  # that it happened is said
    assert not [line for line in lines if MARKER in line]
    assert MARKER not in "".join(capfd.readouterr())


def test_without_a_bundle_the_case_is_not_repeated(tmp_path: Path) -> None:
    app = create_app(Settings(bundles=tmp_path), LiveBundle(tmp_path))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        for answer in (opened.post(f"{API}/match", json={"case": CASE}), opened.post("/", data={"case": CASE})):
            assert answer.status_code == 503
            check_answer(answer)


def test_no_error_of_ours_holds_the_marker(bundle: Bundle) -> None:
    asked: list[Callable[[], object]] = [
        lambda: CaseDescription(text=CASE * 300),
        lambda: CaseDescription(text=f"{MARKER}\x00"),
        lambda: match_case(CASE, bundle, limit=99),
        lambda: match_case(CASE, bundle, statuses=[bodies.StatusIn(start=0, end=9999, status="present")]),
        lambda: related_by_topic(MARKER * 50, bundle),
        lambda: corrections([MARKER]),
    ]
    for ask in asked:
        with pytest.raises(LearningFromReviewsError) as raised:
            ask()
        said = "".join(traceback.format_exception(raised.value)) + repr(raised.value)
        assert MARKER not in said
        assert answer_to(raised.value).status == 422
    with pytest.raises(ValueError, match="limit") as refused:
        bodies.MatchIn.model_validate({"case": [MARKER], "limit": MARKER})
    assert MARKER not in str(refused.value)


def test_no_object_prints_the_marker(bundle: Bundle) -> None:
    case, report = match_case(CASE, bundle)
    assert MARKER not in repr(case) + repr(report) + repr(Sent(fields={"case": [CASE]}))
    assert MARKER not in str(IdUnknown("child-b/none", ["child-b"]))


# The command line


CLI: list[tuple[list[str], bytes, int]] = [
    (["match", "-"], CASE.encode(), 0),
    (["match", "--limit", "99"], CASE.encode(), 1),
    (["match"], CASE.encode() * 300, 1),
    (["match"], WORD + b"\xff", 1),
    (["match"], WORD + b"\x00", 1),
    (["match", "--redact"], WORD * 40_000, 1),
    (["reflect", "--model", "none"], CASE.encode(), 1),
    (["reflect", "--model", MARKER], CASE.encode(), 1),
    (["reflect", "--model", "kolb", "--role", MARKER], CASE.encode(), 1),
    (["related", "--topic", MARKER * 50], b"", 1),
    (["related", "--topic", MARKER], b"", 0),
]


@pytest.mark.parametrize(("arguments", "stdin", "code"), CLI, ids=range(len(CLI)))
def test_the_command_line_does_not_repeat_the_case(
    bundle: Bundle,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    arguments: list[str],
    stdin: bytes,
    code: int,
) -> None:
    """Standard error never; standard output only where the case was answered."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("service.cli._bundle", lambda _: bundle)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
    assert bool(main(arguments)) is bool(code)
    said = capfd.readouterr()
    assert MARKER not in said.err
    if code:
        assert MARKER not in said.out
    assert not [line for line in logged(caplog.records) if MARKER in line]


def test_a_wrong_setting_is_not_repeated() -> None:
    done = subprocess.run(
        [PROGRAM, "match"], input=CASE.encode(), capture_output=True, env={**os.environ, "LFR_THREADS": MARKER}, timeout=60, check=False
    )  # fmt: skip
    assert done.returncode == 2
    assert WORD not in done.stdout + done.stderr


# A real server, as `serve` starts it


def test_a_real_server_keeps_nothing_and_says_nothing(bundle_root: Path, tmp_path: Path) -> None:
    """Every path again over a socket. What it prints, uvicorn's own logs among it, never holds the marker."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LFR_BUNDLES": str(bundle_root), "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = [str(PROGRAM), "serve", "--port", str(port)]
    output = tmp_path / "output"
    with (
        output.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env=environment, cwd=tmp_path) as server,
    ):
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                _wait_for(client, server)
                for path in PATHS:
                    answer = path.send(client)
                    assert answer.status_code == path.status, path.name
                    assert not [name for name, value in answer.headers.items() if MARKER in name + value], path.name
                    assert answer.headers["cache-control"] == "no-store"
                    assert "server" not in answer.headers
            _cut_short(port)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=60)
    printed = output.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}" in printed
    assert MARKER not in printed
    kept = [file for file in tmp_path.rglob("*") if file.is_file() and file != output]
    assert [file for file in kept if WORD in file.read_bytes()] == []


def _wait_for(client: httpx2.Client, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            if client.get(f"{API}/health/ready").is_success:
                return
        except httpx2.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def _cut_short(port: int) -> None:
    """Ask, and hang up: once within the body, once in no HTTP at all."""
    head = f"POST {API}/match HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    for raw in (head.encode() + b'{"case": "' + WORD, WORD + b" / nonsense\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(raw)
