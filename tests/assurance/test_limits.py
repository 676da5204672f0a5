"""Limits: size, time and number of what is read at once, and what happens to it at the end."""

import http.client
import json
import signal
import socket
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service import serving
from service.guard import MAX_BODY_BYTES
from tests.assurance.conftest import Record
from tests.assurance.places import API, CASE
from tests.assurance.servers import served


def test_a_body_is_refused_before_it_is_read(bundle_root: Path, tmp_path: Path) -> None:
    """A body that says it is too large is refused while it has not been sent; one that says nothing, once it is."""
    with served(bundle_root, tmp_path) as running:
        with socket.create_connection(("127.0.0.1", running.port), timeout=10) as asked:
            asked.sendall(
                f"POST {API}/match HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 9000000\r\n\r\n".encode()
            )
            assert b" 413 " in asked.recv(200)
        with running.client() as client:
            chunks = (b"a" * 65536 for _ in range(MAX_BODY_BYTES // 65536 + 2))
            assert (
                client.post(f"{API}/match", content=chunks, headers={"content-type": "application/json"}).status_code
                == 413
            )


def test_a_body_that_does_not_come_is_given_up(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """408 where a body does not come in whole in time, and 503 where the answer takes too long."""
    monkeypatch.setattr("service.guard.ANSWER_SECONDS", 0.0001)
    answer = client.post(f"{API}/match", json={"case": CASE})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.headers["cache-control"] == "no-store"
    monkeypatch.setattr("service.guard.ANSWER_SECONDS", 30.0)
    assert client.post(f"{API}/match", json={"case": CASE}).status_code == 200


@pytest.mark.assure
def test_slow_senders_are_sent_away(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Fifty connections that send half a head, half a body or nothing are closed in time, and the service answers meanwhile."""
    head = f"POST {API}/match HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 900\r\n"
    with served(bundle_root, tmp_path) as running, running.client() as client:
        began = time.monotonic()
        slow = []
        for number in range(50):
            one = socket.create_connection(("127.0.0.1", running.port), timeout=60)
            one.sendall(("", head, f'{head}\r\n{{"case": "')[number % 3].encode())
            slow.append(one)
        answer = time.monotonic()
        assert client.post(f"{API}/match", json={"case": CASE}).is_success
        answered = time.monotonic() - answer
        said = [one.recv(4096) for one in slow]
        for one in slow:
            one.close()
        record(
            all_closed_after_seconds=round(time.monotonic() - began, 1), answered_meanwhile_seconds=round(answered, 2)
        )
    assert sum(b" 408 " in one for one in said) >= 16
    assert time.monotonic() - began < serving.HEAD_SECONDS + 20


def flood(url: str, port: int, number: int) -> tuple[Counter[int], list[float], float]:
    """Ask `number` times at once: statuses, the seconds that health took meanwhile, and the longest wait."""
    import httpx2

    statuses: Counter[int] = Counter()
    waits: list[float] = []
    text = (CASE * 20)[:19_000]

    def ask() -> None:
        began = time.monotonic()
        answer = httpx2.post(f"{url}{API}/match", json={"case": text}, timeout=120)
        waits.append(time.monotonic() - began)
        statuses[answer.status_code] += 1
        assert answer.status_code != 503 or answer.headers["retry-after"] == "5"

    askers = [threading.Thread(target=ask) for _ in range(number)]
    for asker in askers:
        asker.start()
    health = []
    for _ in range(10):
        began = time.monotonic()
        assert httpx2.get(f"{url}{API}/health/live", timeout=60).is_success
        health.append(time.monotonic() - began)
        time.sleep(0.1)
    for asker in askers:
        asker.join()
    return statuses, health, max(waits)


def test_too_many_at_once_are_told_to_come_back(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Forty of the longest cases at once, two places: some are answered, the rest told 503 and when to try again, and health
    answers meanwhile."""
    with served(bundle_root, tmp_path, settings={"LFR_MAX_CONCURRENT": "2"}) as running:
        statuses, health, longest = flood(running.url, running.port, 40)
        record(
            statuses={str(code): n for code, n in sorted(statuses.items())},
            slowest_health_seconds=round(max(health), 2),
            longest_wait_seconds=round(longest, 1),
        )
        assert set(statuses) == {200, 503}
        assert max(health) < 5
        with running.client() as client:
            assert client.post(f"{API}/match", json={"case": CASE}).is_success


def test_sigterm_finishes_what_is_in_flight(bundle_root: Path, tmp_path: Path) -> None:
    """A long case that is being matched when SIGTERM comes is answered; then the service ends with code 0."""
    body = json.dumps({"case": (CASE * 20)[:19_000]})
    with served(bundle_root, tmp_path) as running:
        asked = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
        asked.request("POST", f"{API}/match", body, {"Content-Type": "application/json"})
        time.sleep(0.3)
        running.process.send_signal(signal.SIGTERM)
        answer = asked.getresponse()
        segments = json.loads(answer.read())["segments"]
        asked.close()
        running.process.wait(timeout=60)
        assert running.process.returncode in (0, -signal.SIGTERM)
    assert answer.status == 200
    assert segments
