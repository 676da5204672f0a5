"""Every way to be refused: the right status, problem+json, the right field, and the headers of service/guard.py."""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.app import create_app
from service.guard import HEADERS, MAX_BODY_BYTES
from service.live import LiveBundle
from service.settings import Settings

API = "/api/v1"
JSON = {"content-type": "application/json"}
CASE = "Third core group for the two children, and no one from school came again."
LONE = b"Mum said \\ud83d and no more"  # half of a pair, as JSON escapes it


def check_problem(answer: Response, status: int, field: str | None = None) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    check_headers(answer)
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"]
    assert body["type"]
    if field is not None:
        problems = body["problems"]
        assert [one["field"] for one in problems] == [field]
        assert all(one["problem"] for one in problems)
    return body


def check_headers(answer: Response) -> None:
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value], name
    assert answer.headers["cache-control"] == "no-store"
    assert "server" not in answer.headers
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "path",
    ["/", "/reviews", "/privacy", "/nowhere", f"{API}/themes", f"{API}/nowhere", f"{API}/health/live", f"{API}/match"],
)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    check_headers(client.get(path))


def test_static_files_may_be_kept(client: TestClient) -> None:
    page = client.get("/").text
    address = page.partition('href="/static/')[2].partition('"')[0]
    answer = client.get(f"/static/{address}")
    assert answer.status_code == 200
    assert answer.headers["cache-control"].startswith("public")
    check_headers(client.get("/static/nothing-of-the-kind.css"))


# 400


@pytest.mark.parametrize("body", [b'{"case":', b"", b"{case: x}", b"[" * 100_000, b'{"case": "a\nb"}', b"nothing"])
@pytest.mark.parametrize("endpoint", ["match", "reflect", "identifiers", "related"])
def test_malformed_json_is_400(client: TestClient, endpoint: str, body: bytes) -> None:
    check_problem(client.post(f"{API}/{endpoint}", content=body, headers=JSON), 400)


@pytest.mark.parametrize("body", [b'{"case": "Mum \xff"}', b'{"case": "caf\xe9"}', '{"case": "x"}'.encode("utf-16")])
def test_what_is_not_utf8_is_400(client: TestClient, body: bytes) -> None:
    check_problem(client.post(f"{API}/match", content=body, headers=JSON), 400)


def test_an_unknown_host_is_400(client: TestClient) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        check_problem(client.get(f"{API}/themes", headers={"host": host}), 400)
        assert client.get("/", headers={"host": host}).status_code == 400
    for host in ("localhost:8000", "127.0.0.1", "[::1]:8000", "[::1]"):
        assert client.get(f"{API}/health/live", headers={"host": host}).status_code == 200


# 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_another_origin_is_403(client: TestClient, headers: dict[str, str]) -> None:
    check_problem(client.post(f"{API}/match", json={"case": CASE}, headers=headers), 403)
    page = client.post("/", data={"case": CASE}, headers=headers)
    assert page.status_code == 403
    check_headers(page)


def test_the_own_origin_may_send(client: TestClient) -> None:
    headers = {"origin": "http://127.0.0.1", "sec-fetch-site": "same-origin"}
    assert client.post(f"{API}/identifiers", json={"text": CASE}, headers=headers).status_code == 200


# 404, 405


@pytest.mark.parametrize(
    "path", ["nowhere", "themes/child-b", "reviews/none", "themes/none/none", "learning-points/a/b/c"]
)
def test_an_unknown_address_or_id_is_404(client: TestClient, path: str) -> None:
    check_problem(client.get(f"{API}/{path}"), 404)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "match"), ("PUT", "match"), ("DELETE", "themes"), ("POST", "themes")]
)
def test_a_wrong_method_is_405(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, f"{API}/{path}")
    check_problem(answer, 405)
    assert answer.headers["allow"]


# 413, 415


def test_five_megabytes_are_413(client: TestClient) -> None:
    body = b'{"case": "' + b"a" * 5_000_000 + b'"}'
    check_problem(client.post(f"{API}/match", content=body, headers=JSON), 413)


def test_five_megabytes_without_a_length_are_413(client: TestClient) -> None:
    chunks = (b"a" * 100_000 for _ in range(50))
    check_problem(client.post(f"{API}/match", content=chunks, headers=JSON), 413)


def test_the_edge_of_what_is_read(client: TestClient) -> None:
    """512 KiB to the byte are read (and found to be too long a case); one byte more is not."""
    assert MAX_BODY_BYTES == 512 * 1024
    empty = len(b'{"case":""}')
    whole = b'{"case":"' + b"a" * (MAX_BODY_BYTES - empty) + b'"}'
    assert len(whole) == MAX_BODY_BYTES
    check_problem(client.post(f"{API}/match", content=whole, headers=JSON), 422, "case")
    check_problem(client.post(f"{API}/match", content=whole + b" ", headers=JSON), 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("endpoint", ["match", "reflect", "identifiers", "related"])
def test_anything_but_json_is_415(client: TestClient, endpoint: str, kind: str) -> None:
    body = b'{"case": "Mum was late.", "text": "Mum", "topic": "neglect", "model": "kolb"}'
    check_problem(client.post(f"{API}/{endpoint}", content=body, headers={"content-type": kind}), 415)


def test_a_body_without_a_type_is_415(client: TestClient) -> None:
    request = client.build_request("POST", f"{API}/match", content=b'{"case": "Mum was late."}')
    request.headers.pop("content-type", None)
    check_problem(client.send(request), 415)


def test_a_form_of_the_page_takes_no_json(client: TestClient) -> None:
    answer = client.post("/", json={"case": CASE})
    assert answer.status_code == 415
    check_headers(answer)


# 422


@pytest.mark.parametrize("case", ["", "   ", "\n\r\n\t", "\u00a0\u2003", "... !!! ???", "—", "___", "🏠🏠", "\u200b"])
@pytest.mark.parametrize("endpoint", ["match", "reflect"])
def test_a_case_without_words_is_422(client: TestClient, endpoint: str, case: str) -> None:
    check_problem(client.post(f"{API}/{endpoint}", json={"case": case, "model": "kolb"}), 422, "case")


@pytest.mark.parametrize("case", [None, 5, True, ["Mum"], {"text": "Mum"}])
@pytest.mark.parametrize(("endpoint", "field"), [("match", "case"), ("reflect", "case"), ("identifiers", "text")])
def test_a_case_of_another_type_is_422(client: TestClient, endpoint: str, field: str, case: Any) -> None:
    check_problem(client.post(f"{API}/{endpoint}", json={field: case, "model": "kolb"}), 422, field)


@pytest.mark.parametrize(
    ("endpoint", "field"), [("match", "case"), ("reflect", "case"), ("identifiers", "text"), ("related", "topic")]
)
def test_a_missing_field_is_422(client: TestClient, endpoint: str, field: str) -> None:
    check_problem(client.post(f"{API}/{endpoint}", json={"model": "kolb", "more": 1}), 422, field)


@pytest.mark.parametrize(("endpoint", "field"), [("match", "case"), ("reflect", "case"), ("identifiers", "text")])
def test_a_long_text_is_422_by_code_points(client: TestClient, endpoint: str, field: str) -> None:
    for text in ("a" * 20_001, "🏠a" * 10_000 + "a"):
        body = check_problem(client.post(f"{API}/{endpoint}", json={field: text, "model": "kolb"}), 422, field)
        assert "20,000" in body["problems"][0]["problem"]
    assert client.post(f"{API}/identifiers", json={"text": "🏠a" * 10_000}).status_code == 200


@pytest.mark.parametrize("text", ["", "  \n "])
def test_blank_identifiers_are_422(client: TestClient, text: str) -> None:
    check_problem(client.post(f"{API}/identifiers", json={"text": text}), 422, "text")


@pytest.mark.parametrize(
    ("endpoint", "body"),
    [
        ("match", b'{"case": "Mum\\u0000was late"}'),
        ("match", b'{"case": "' + LONE + b'"}'),
        ("reflect", b'{"model": "kolb", "case": "Mum\\u0000was late"}'),
        ("reflect", b'{"model": "kolb", "case": "' + LONE + b'"}'),
        ("identifiers", b'{"text": "' + LONE + b'"}'),
        ("related", b'{"topic": "' + LONE + b'"}'),
    ],
)
def test_nul_and_half_pairs_are_422(client: TestClient, endpoint: str, body: bytes) -> None:
    check_problem(client.post(f"{API}/{endpoint}", content=body, headers=JSON), 422)


@pytest.mark.parametrize(
    ("endpoint", "body", "allowed"),
    [
        ("related", b'{"to": "' + LONE + b'"}', {404, 422}),
        ("reflect", b'{"case": "Mum was late", "model": "kolb", "theme_ids": ["' + LONE + b'"]}', {404, 422}),
        ("reflect", b'{"case": "Mum was late", "model": "' + LONE + b'"}', {422}),
        ("reflect", b'{"case": "Mum was late", "model": "kolb", "role": "' + LONE + b'"}', {422}),
        ("related", b'{"topic": "neglect", "provenance": "' + LONE + b'"}', {422}),
    ],
)
def test_a_half_pair_in_a_name_is_refused(client: TestClient, endpoint: str, body: bytes, allowed: set[int]) -> None:
    answer = client.post(f"{API}/{endpoint}", content=body, headers=JSON)
    assert answer.status_code in allowed, answer.text
    check_problem(answer, answer.status_code)


@pytest.mark.parametrize("limit", [0, -1, 51, 10**30, "10", 5.0, 5.5, True, None, [5]])
def test_a_wrong_limit_is_422(client: TestClient, limit: Any) -> None:
    check_problem(client.post(f"{API}/match", json={"case": CASE, "limit": limit}), 422, "limit")


def test_a_limit_in_an_address_is_checked_too(client: TestClient) -> None:
    check_problem(client.get(f"{API}/related?topic=neglect&limit=ten"), 422, "limit")


@pytest.mark.parametrize("body", [b"[]", b'"Mum"', b"5", b"null", b"true"])
def test_a_body_that_is_no_object_is_422(client: TestClient, body: bytes) -> None:
    check_problem(client.post(f"{API}/match", content=body, headers=JSON), 422, "body")


def test_every_wrong_field_is_named_at_once(client: TestClient) -> None:
    body = check_problem(client.post(f"{API}/match", json={"case": 5, "limit": "x", "statuses": 0}), 422)
    assert {one["field"] for one in body["problems"]} == {"case", "limit", "statuses"}


def test_unknown_fields_are_ignored(client: TestClient) -> None:
    assert client.post(f"{API}/identifiers", json={"text": CASE, "colour": "red"}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/reflect"])
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"case": ""}, 422),
        ({"case": "  "}, 422),
        ({}, 422),
        ({"case": "!?"}, 422),
        ({"case": "a" * 20_001}, 422),
        ({"case": "Mum\x00late"}, 422),
        ({"case": CASE, "status": "0-99999-present"}, 422),
        ({"case": CASE, "status": "0-9-present", "model": "kolb", "limit": "5"}, 200),
    ],
)
def test_a_form_is_checked_as_the_api_is(client: TestClient, address: str, form: dict[str, str], status: int) -> None:
    answer = client.post(address, data=form)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    check_headers(answer)


def test_a_form_that_is_not_utf8_is_422(client: TestClient) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    for address in ("/", "/reflect"):
        assert client.post(address, content=b"case=Mum+%FF+late", headers=headers).status_code == 422


# 503 and 500


@pytest.fixture(scope="module")
def no_bundle(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    root = tmp_path_factory.mktemp("none")
    app = create_app(Settings(bundles=root), LiveBundle(root))
    return TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_without_a_bundle_it_is_503_and_alive(no_bundle: TestClient) -> None:
    asked = [
        no_bundle.post(f"{API}/match", json={"case": CASE}),
        no_bundle.post(f"{API}/reflect", json={"case": CASE, "model": "kolb"}),
        no_bundle.get(f"{API}/related", params={"topic": "neglect"}),
        *(no_bundle.get(f"{API}/{path}") for path in ("reviews", "themes", "learning-points", "health/ready")),
    ]
    for answer in asked:
        check_problem(answer, 503)
        assert int(answer.headers["retry-after"]) > 0
    assert no_bundle.get(f"{API}/health/live").json() == {"status": "ok"}
    page = no_bundle.post("/", data={"case": CASE})
    assert page.status_code == 503
    assert int(page.headers["retry-after"]) > 0


def test_without_a_bundle_no_answer_says_where_files_lie(no_bundle: TestClient, tmp_path: Path) -> None:
    answer = no_bundle.get(f"{API}/health/ready")
    assert str(tmp_path.parent) not in answer.text


def test_a_damaged_bundle_is_503(bundle_root: Path, tmp_path: Path) -> None:
    version = (bundle_root / "CURRENT").read_text(encoding="utf-8").strip()
    (tmp_path / "CURRENT").write_text(version, encoding="utf-8")
    (tmp_path / version).mkdir()
    for file in (bundle_root / version).iterdir():
        (tmp_path / version / file.name).symlink_to(file)
    records = tmp_path / version / "records.json"
    whole = records.read_bytes()
    records.unlink()
    records.write_bytes(whole[:-1])
    app = create_app(Settings(bundles=tmp_path), LiveBundle(tmp_path))
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        body = check_problem(opened.get(f"{API}/health/ready"), 503)
    assert "records.json" in body["detail"]


@contextlib.contextmanager
def _held(live: LiveBundle) -> Iterator[None]:
    """Holds a place from another thread, as a request would."""
    taken, done = threading.Event(), threading.Event()

    def hold() -> None:
        with live.place():
            taken.set()
            done.wait(timeout=30)

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(timeout=30)
    yield
    done.set()
    holder.join(timeout=30)


def test_when_too_busy_it_is_503(bundle_root: Path) -> None:
    live = LiveBundle(bundle_root, max_concurrent=1)
    app = create_app(Settings(bundles=bundle_root), live)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        with _held(live):
            busy = opened.post(f"{API}/match", json={"case": CASE})
        free = opened.post(f"{API}/match", json={"case": CASE})
    check_problem(busy, 503)
    assert int(busy.headers["retry-after"]) > 0
    assert free.status_code == 200


def test_a_fault_of_ours_is_500_and_gives_its_place_back(bundle_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault on the way must not use up a place for ever."""
    live = LiveBundle(bundle_root, max_concurrent=1)
    app = create_app(Settings(bundles=bundle_root), live)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(CASE)

    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as opened:
        with monkeypatch.context() as patched:
            patched.setattr("service.api.cases.match_case", broken)
            answer = opened.post(f"{API}/match", json={"case": CASE})
        again = opened.post(f"{API}/match", json={"case": CASE})
    check_problem(answer, 500)
    assert CASE not in answer.text
    assert again.status_code == 200


@pytest.mark.parametrize("name", ["to", "topic"])
def test_an_address_that_holds_no_text_is_refused(client: TestClient, name: str) -> None:
    assert client.get(f"/api/v1/related?{name}=%00").status_code == 422
