"""The same case and the same index give the same bytes: across restarts, threads and neighbours."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.assurance.conftest import Record
from tests.assurance.places import API, CASE, PROGRAM
from tests.assurance.servers import environment, served

CASES = [CASE, *(sentence.strip() + "." for sentence in CASE.split(".") if len(sentence) > 40)][:8]


def answers(url: str, texts: list[str], at_once: int) -> list[bytes]:
    import httpx2

    with httpx2.Client(base_url=url, timeout=120) as client, ThreadPoolExecutor(at_once) as pool:
        return list(pool.map(lambda text: client.post(f"{API}/match", json={"case": text}).content, texts))


def run(bundles: Path, home: Path, rounds: int, restarts: int) -> int:
    """How many answers were compared; each with the first of its case."""
    alone: list[bytes] = []
    compared = 0
    for restart in range(restarts):
        settings = {
            "LFR_THREADS": str(1 + restart % 2),
            "PYTHONHASHSEED": str(restart),
            "OMP_NUM_THREADS": str(1 + restart % 2),
        }
        with served(bundles, home, settings=settings) as running:
            alone = alone or answers(running.url, CASES, at_once=1)
            for number in range(rounds):
                shifted = CASES[number % len(CASES) :] + CASES[: number % len(CASES)]
                for text, found in zip(shifted, answers(running.url, shifted, at_once=8), strict=True):
                    assert found == alone[CASES.index(text)]
                    compared += 1
    return compared


def test_the_same_bytes_after_a_restart_and_beside_others(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Eight cases at once, in a second process with another hash seed and twice the threads: byte for byte as alone."""
    record(answers_compared=run(bundle_root, tmp_path, rounds=1, restarts=2))


@pytest.mark.assure
def test_the_same_bytes_over_many_restarts(bundle_root: Path, tmp_path: Path, record: Record) -> None:
    """Six restarts, twenty rounds of eight cases at once in each, and the command line: byte for byte the same."""
    compared = run(bundle_root, tmp_path, rounds=20, restarts=6)
    printed = {
        subprocess.run(
            [PROGRAM, "match", "--json"], input=CASE.encode(), env=environment(bundle_root, PYTHONHASHSEED=str(seed)), capture_output=True, check=True
        ).stdout
        for seed in range(5)
    }  # fmt: skip
    assert len(printed) == 1
    record(answers_compared=compared, command_lines_compared=5)
