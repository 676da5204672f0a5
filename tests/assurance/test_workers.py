"""Several workers: each answers alike, takes up a new index, ends what is in flight, and goes with its parent."""

import json
import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from tests.assurance.conftest import Record
from tests.assurance.fixtures import make_current
from tests.assurance.places import API, CASE
from tests.assurance.servers import Served, served
from tests.benchmarks.workers import processes_of

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are found in /proc")
WORKERS = 2


def _alive(pid: int) -> bool:
    try:
        return "(zombie)" not in Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return False


def _gone(pids: list[int], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while any(_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(_alive(pid) for pid in pids)


def _indexes(running: Served, times: int) -> Counter[str]:
    """Which index readiness names, each time over a new connection, so that it may be any worker's."""
    named: Counter[str] = Counter()
    for _ in range(times):
        with running.client() as client:
            named[client.get(f"{API}/health/ready").json()["index"]] += 1
    return named


def test_each_worker_answers_alike_and_takes_up_a_new_index(two_bundles: Path, tmp_path: Path, record: Record) -> None:
    """Two workers: one answer, byte for byte, whoever gives it; a new index is named by both within seconds."""
    first, second = ((two_bundles / name).read_text().strip() for name in ("CURRENT", "PREVIOUS"))
    with served(two_bundles, tmp_path, workers=WORKERS) as running:
        assert len(processes_of(running.process.pid)) >= 1 + WORKERS
        answers: list[bytes] = []

        def ask() -> None:
            with running.client() as client:
                answers.append(client.post(f"{API}/match", json={"case": CASE}).content)

        askers = [threading.Thread(target=ask) for _ in range(8)]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        assert len(set(answers)) == 1
        assert json.loads(answers[0])["themes"]
        assert set(_indexes(running, 20)) == {first}
        make_current(two_bundles, second)
        until = time.monotonic() + 30
        while set(_indexes(running, 20)) != {second} and time.monotonic() < until:
            time.sleep(0.5)
        assert set(_indexes(running, 20)) == {second}
    assert running.process.returncode == 0
    record(workers=WORKERS, answers_compared=len(answers))


def test_a_stop_lets_every_worker_finish(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """SIGTERM to the parent while four cases are matched: four answers, exit code 0, no process left."""
    codes: list[int] = []
    with served(bundle_root, tmp_path, workers=WORKERS) as running:
        pids = processes_of(running.process.pid)
        begun = threading.Barrier(5)

        def ask() -> None:
            with running.client() as client:
                client.get(f"{API}/health/live")  # connected: what is sent now is in flight
                begun.wait()
                codes.append(client.post(f"{API}/match", json={"case": CASE}).status_code)

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        begun.wait()
        time.sleep(0.1)
        running.process.send_signal(signal.SIGTERM)
        for asker in askers:
            asker.join()
        assert running.process.wait(timeout=40) == 0
    assert codes == [200] * 4
    assert _gone(pids, 5)
    record(in_flight=len(codes), answered=codes.count(200))


def test_workers_do_not_outlive_a_parent_that_is_killed(bundle_root: Path, tmp_path: Path) -> None:
    with served(bundle_root, tmp_path, workers=WORKERS) as running:
        pids = processes_of(running.process.pid)
        running.process.kill()
        running.process.wait()
        assert _gone(pids, 15)
        with pytest.raises(httpx2.TransportError), running.client() as client:
            client.get(f"{API}/health/live")


def test_a_worker_that_dies_is_replaced(bundle_root: Path, tmp_path: Path) -> None:
    with served(bundle_root, tmp_path, workers=WORKERS) as running:
        before = processes_of(running.process.pid)
        os.kill(before[-1], signal.SIGKILL)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            now = processes_of(running.process.pid)
            if len(now) == len(before) and before[-1] not in now:
                break
            time.sleep(0.1)
        else:
            pytest.fail("no other worker came in its place")
        assert all(_indexes(running, 4))
