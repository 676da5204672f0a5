"""The index: taken up hot, rolled back, refused when damaged, whole after a kill at any moment."""

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

from indexer import open_bundle
from tests.assurance.conftest import Record
from tests.assurance.fixtures import make_current, two_versions
from tests.assurance.places import API, CASE, CHECKOUT, PROGRAM
from tests.assurance.servers import Served, environment, served


def ask_until(running: Served, stop: threading.Event, seen: Counter[str], faults: list[str]) -> None:
    """Ask case after case. `seen` counts answers by version: the titles of one end in stars, of the other in none."""
    with running.client() as client:
        while not stop.is_set():
            answer = client.post(f"{API}/match", json={"case": CASE, "limit": 10})
            if answer.status_code != 200:
                faults.append(f"status {answer.status_code}")
                continue
            starred = {theme["title"].endswith("*") for theme in answer.json()["themes"]}
            if len(starred) != 1:
                faults.append("an answer that mixes two versions")
            seen["second" if True in starred else "first"] += 1


def swapping(root: Path, home: Path, *, clients: int, swaps: int) -> tuple[Counter[str], list[str]]:
    names = [path.name for path in root.iterdir() if (path / "manifest.json").is_file()]
    current = (root / "CURRENT").read_text(encoding="utf-8").strip()
    seen: Counter[str] = Counter()
    faults: list[str] = []
    stop = threading.Event()
    with served(root, home) as running, running.client() as client:
        askers = [threading.Thread(target=ask_until, args=(running, stop, seen, faults)) for _ in range(clients)]
        for asker in askers:
            asker.start()
        for _ in range(swaps):
            current = next(name for name in names if name != current)
            make_current(root, current)
            until = time.monotonic() + 30
            while client.get(f"{API}/health/ready").json()["index"] != current and time.monotonic() < until:
                time.sleep(0.2)
            assert client.get(f"{API}/health/ready").json()["index"] == current
        stop.set()
        for asker in askers:
            asker.join()
    return seen, faults


def test_a_new_index_is_taken_up_under_load(two_bundles: Path, tmp_path: Path, record: Record) -> None:
    """Two clients, two swaps: no answer fails or mixes two versions, and readiness names the new one."""
    seen, faults = swapping(two_bundles, tmp_path, clients=2, swaps=2)
    assert faults == []
    assert min(seen["first"], seen["second"]) > 0
    record(answers=dict(seen), failed_or_mixed=0)


@pytest.mark.assure
def test_twenty_swaps_under_eight_clients(two_bundles: Path, tmp_path: Path, record: Record) -> None:
    """Eight clients, twenty swaps, back and forth: no answer fails or mixes two versions."""
    seen, faults = swapping(two_bundles, tmp_path, clients=8, swaps=20)
    record(answers=dict(seen), swaps=20, failed_or_mixed=len(faults))
    assert faults == []


def test_a_running_service_is_rolled_back_by_one_command(two_bundles: Path, tmp_path: Path) -> None:
    """`rollback` changes the index of a running service, and back."""
    first = (two_bundles / "CURRENT").read_text(encoding="utf-8").strip()
    with served(two_bundles, tmp_path) as running, running.client() as client:
        for _ in range(2):
            before = client.get(f"{API}/health/ready").json()["index"]
            done = subprocess.run([PROGRAM, "rollback"], env=environment(two_bundles), capture_output=True, check=False)
            assert done.returncode == 0, done.stderr
            time.sleep(1.2)
            client.get(f"{API}/health/ready")
            assert client.get(f"{API}/health/ready").json()["index"] != before
        assert client.get(f"{API}/health/ready").json()["index"] == first


def _halve(path: Path) -> None:
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.unlink()  # a link to the whole one
    path.write_bytes(half)


def test_a_damaged_or_half_written_index_is_refused(two_bundles: Path, tmp_path: Path, record: Record) -> None:
    """Each file cut in half, missing, unreadable or replaced, and CURRENT pointing astray: the last good index goes on."""
    first = (two_bundles / "CURRENT").read_text(encoding="utf-8").strip()
    second = (two_bundles / "PREVIOUS").read_text(encoding="utf-8").strip()
    whole = tmp_path / "whole"
    shutil.copytree(two_bundles / second, whole)
    tried = 0
    with served(two_bundles, tmp_path) as running, running.client() as client:

        def still_first() -> None:
            nonlocal tried
            time.sleep(1.05)
            for _ in range(2):
                assert client.post(f"{API}/match", json={"case": "No one from school came again."}).status_code == 200
            assert client.get(f"{API}/health/ready").json()["index"] == first
            tried += 1
            make_current(two_bundles, first)
            time.sleep(1.05)
            client.get(f"{API}/health/ready")

        for name in sorted(path.name for path in whole.iterdir()):
            shutil.rmtree(two_bundles / second)
            shutil.copytree(whole, two_bundles / second, copy_function=os.link)
            _halve(two_bundles / second / name)
            make_current(two_bundles, second)
            still_first()
        for astray in ("../elsewhere", "/etc", "\x00", "0" * 12, ""):
            make_current(two_bundles, astray)
            still_first()
        shutil.rmtree(two_bundles / second)
        shutil.copytree(whole, two_bundles / second, copy_function=os.link)
        make_current(
            two_bundles, second
        )  # and a whole one is taken up after all of that, at the latest when tried anew
        until = time.monotonic() + 25
        while client.get(f"{API}/health/ready").json()["index"] != second and time.monotonic() < until:
            time.sleep(0.5)
        assert client.get(f"{API}/health/ready").json()["index"] == second
    assert "refused" in running.printed()
    record(ways_of_damage=tried)


# Killed at the k-th thing that it does to a file below the folder; python tells of each before it is done.
KILLED = """
import os, signal, sys
from pathlib import Path
root, at, rest = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
{prepare}
count = 0
def hook(event, args):
    global count
    if event in ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.chmod") and root in str(args[0]):
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
{work}
print(count)
"""
WRITE = KILLED.format(
    prepare="from indexer.bundle import write_bundle, only_builder\nfrom tests.indexer.test_bundle import MANIFEST, holding",
    work="with only_builder(Path(root)):\n    write_bundle(Path(root), MANIFEST, holding('two'))",
)
BUILD = KILLED.format(
    prepare="from tests.assurance.quick_build import quick_build",
    work="quick_build(Path(root), Path(rest[0]))",
)


def _run(code: str, root: Path, at: int, *rest: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", code, str(root), str(at), *rest]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=120, check=False)


def test_a_write_that_is_killed_anywhere_leaves_a_whole_index(tmp_path: Path, record: Record) -> None:
    """Writing a bundle is killed before each thing that it does to a file: CURRENT names a whole bundle every time."""
    from indexer.bundle import current_manifest, write_bundle
    from indexer.manifest import verify
    from tests.indexer.test_bundle import MANIFEST, holding

    start = tmp_path / "start"
    write_bundle(start, MANIFEST, holding("one"))
    shutil.copytree(start, tmp_path / "count")
    steps = int(_run(WRITE, tmp_path / "count", 0).stdout)
    assert steps > 10
    kills = 0
    for at in range(1, steps + 1):
        root = tmp_path / f"root{at}"
        shutil.copytree(start, root)
        killed = _run(WRITE, root, at)
        assert killed.returncode == -9
        manifest = current_manifest(root)
        assert manifest is not None
        verify(root / manifest.bundle_id, manifest)
        kills += 1
        after = _run(WRITE, root, 0)  # and the next attempt succeeds, and clears what the killed one left
        assert after.returncode == 0, after.stderr
        assert not list(root.glob(".partial-*"))
        assert (root / "CURRENT").read_text() != (start / "CURRENT").read_text()
    record(kills=kills, whole_after=kills)


@pytest.mark.assure
def test_a_build_that_is_killed_anywhere_leaves_a_whole_index(
    bundle_root: Path, tmp_path: Path, record: Record
) -> None:
    """A whole build of a small corpus is killed before each thing that it does to a file, and at twenty random moments."""
    real = str(bundle_root / (bundle_root / "CURRENT").read_text().strip())
    start = tmp_path / "start"
    start.mkdir()
    two_versions(bundle_root, start)
    before = (start / "CURRENT").read_text()

    def fresh(name: str) -> Path:
        root = tmp_path / name
        shutil.copytree(start, root, copy_function=os.link)
        make_current(root, before.strip())
        return root

    counted = _run(BUILD, fresh("count"), 0, real)
    assert counted.returncode == 0, counted.stderr
    steps = int(counted.stdout.split()[-1])
    outcomes: Counter[str] = Counter()

    def check(root: Path) -> None:
        opened = open_bundle(root)
        outcomes["old" if opened.version == before.strip() else "new, whole"] += 1
        shutil.rmtree(root)

    for at in range(1, steps + 1):
        root = fresh(f"step{at}")
        assert _run(BUILD, root, at, real).returncode == -9
        check(root)
    chance = random.Random(7)  # noqa: S311 (moments, not secrets)
    began = time.monotonic()
    assert _run(BUILD, fresh("timed"), 0, real).returncode == 0
    longest = time.monotonic() - began
    for number in range(20):
        root = fresh(f"moment{number}")
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(root), "0", real],
            cwd=CHECKOUT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.2, longest))
        process.kill()
        process.wait()
        check(root)
    record(kills=steps + 20, left=dict(outcomes))


def test_a_second_build_waits_its_turn(tmp_path: Path) -> None:
    """Two builds in one folder: the second is refused in words."""
    from indexer import BundleError
    from indexer.bundle import only_builder

    with only_builder(tmp_path), pytest.raises(BundleError, match="Another build is at work"), only_builder(tmp_path):
        pass


def test_records_that_fit_their_hash_and_nothing_else_are_refused(two_bundles: Path) -> None:
    """A bundle whose hashes are right and whose files are nonsense is refused as a bundle, not as a fault of ours."""
    from dataclasses import replace

    from indexer import BundleError
    from indexer.manifest import MANIFEST_FILE, file_sha256, read_manifest

    folder = two_bundles / (two_bundles / "CURRENT").read_text().strip()
    for name, nonsense in (
        ("records.json", json.dumps({"reviews": "__import__('os')"}).encode()),
        ("index.faiss", b"IxFI" + b"\xff" * 64),
        ("learned.npz", b"PK\x03\x04 no archive"),
        ("encoder.onnx", b"\x08\x07no graph"),
        ("tokenizer.json", b"{}"),
    ):
        copy = two_bundles / f"copy-{name}"
        shutil.copytree(folder, copy)
        (copy / name).write_bytes(nonsense)
        manifest = read_manifest(copy)
        changed = replace(manifest, files={**manifest.files, name: file_sha256(copy / name)})
        (copy / MANIFEST_FILE).write_text(changed.to_json(), encoding="utf-8")
        with pytest.raises(BundleError):
            open_bundle(copy)
