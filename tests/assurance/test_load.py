"""Load: no error, bounded memory, and waiting that grows no faster than the queue."""

import os
import statistics
import threading
import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.assurance.conftest import Record
from tests.assurance.places import API, CASE
from tests.assurance.servers import Served, served

LOAD_SECONDS = float(os.environ.get("ASSURE_LOAD_SECONDS", "300"))
SOAK_SECONDS = float(os.environ.get("ASSURE_SOAK_SECONDS", "300"))


def load(running: Served, clients: int, seconds: float) -> dict[str, Any]:
    """Ask the same case from so many clients at once, each as soon as it is answered."""
    taken: list[float] = []
    wrong: list[int] = []
    ends = time.monotonic() + seconds

    def ask() -> None:
        with httpx2.Client(base_url=running.url, timeout=60) as client:
            while time.monotonic() < ends:
                began = time.perf_counter()
                answer = client.post(f"{API}/match", json={"case": CASE})
                taken.append(time.perf_counter() - began)
                if answer.status_code != 200:
                    wrong.append(answer.status_code)

    askers = [threading.Thread(target=ask) for _ in range(clients)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    ranked = sorted(taken)
    return {
        "answers": len(taken),
        "errors": len(wrong),
        "answers_a_second": round(len(taken) / seconds, 1),
        "p50_ms": round(statistics.median(ranked) * 1000),
        "p95_ms": round(ranked[int(len(ranked) * 0.95)] * 1000),
        "p99_ms": round(ranked[int(len(ranked) * 0.99)] * 1000),
    }


def test_four_clients_for_three_seconds(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """A short load: no error."""
    with served(bundle_root, tmp_path) as running:
        found = load(running, clients=4, seconds=3)
    record(**found)
    assert found["errors"] == 0
    assert found["answers"] > 4


@pytest.mark.assure
def test_eight_clients_for_five_minutes(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Eight clients, five minutes: no error, memory bounded, and a p95 at most in proportion to the clients who wait."""
    with served(bundle_root, tmp_path) as running:
        one = load(running, clients=1, seconds=20)
        four = load(running, clients=4, seconds=20)
        load(running, clients=8, seconds=10)
        before = running.resident_megabytes()
        eight = load(running, clients=8, seconds=LOAD_SECONDS)
        after = running.resident_megabytes()
    record(
        one_client=one,
        four_clients=four,
        eight_clients=eight,
        seconds=round(LOAD_SECONDS),
        resident_megabytes={"before": round(before), "after": round(after)},
    )
    assert one["errors"] == four["errors"] == eight["errors"] == 0
    assert after - before < 30
    assert eight["p95_ms"] <= 8 * 1.5 * one["p95_ms"]


@pytest.mark.assure
def test_soak(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """A mix of pages, cases, refusals and hang-ups, over and over: no error, and memory that has stopped growing."""
    megabytes: list[float] = []
    counts = {"requests": 0, "server_errors": 0}
    with served(bundle_root, tmp_path) as running, running.client() as client:
        ends = time.monotonic() + SOAK_SECONDS
        number = 0
        while time.monotonic() < ends:
            text = f"{CASE} Visit {number}."
            for answer in (
                client.post(f"{API}/match", json={"case": text}),
                client.post(f"{API}/reflect", json={"case": text, "model": "kolb"}),
                client.post(f"{API}/identifiers", json={"text": text}),
                client.post(f"{API}/related", json={"topic": f"missed meetings {number}"}),
                client.post("/", data={"case": text, "mask": "1"}),
                client.post("/reflect", data={"case": text, "model": "gibbs"}),
                client.post(f"{API}/match", json={"case": " "}),
                client.post(f"{API}/match", content=b"{", headers={"content-type": "application/json"}),
                client.get("/reviews"),
                client.get(f"{API}/themes"),
                client.get(f"/nowhere/{number}"),
            ):
                counts["requests"] += 1
                counts["server_errors"] += answer.status_code >= 500
            number += 1
            if number % 10 == 0:
                megabytes.append(running.resident_megabytes())
    third = len(megabytes) // 3
    first, last = statistics.mean(megabytes[third : 2 * third]), statistics.mean(megabytes[2 * third :])
    record(
        **counts,
        seconds=round(SOAK_SECONDS),
        resident_megabytes={
            "second third": round(first, 1),
            "last third": round(last, 1),
            "most": round(max(megabytes)),
        },
    )
    assert counts["server_errors"] == 0
    assert last - first < 15
