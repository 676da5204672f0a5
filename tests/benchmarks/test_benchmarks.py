"""The benchmarks' own path, on the cheapest figure: it starts, asks, weighs and ends. No time is asserted."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import contenders
from tests.benchmarks.figures import QUICK, measure, p50, p95
from tests.benchmarks.places import CASE
from tests.benchmarks.processes import BenchmarkError, free_port, run_helper, serving


def test_the_cheapest_service_is_measured(tmp_path: Path) -> None:
    run_helper("plain_index", str(tmp_path), "--words-only")
    effort = replace(QUICK, cold_starts=1, throughput_seconds=0.2)
    said: list[str] = []
    service = contenders.plain(contenders.BM25, "bm25", tmp_path, "all")
    found = measure([service], CASE.read_text(encoding="utf-8"), effort, said.append)[service.name]
    assert len(found.cold_seconds) == 1
    assert len(found.warm_seconds) == QUICK.warm_answers
    assert found.peak_bytes > 0
    assert found.answers_per_second > 0
    assert len(said) == 3


def test_a_server_that_does_not_start_is_told_with_what_it_said() -> None:
    with pytest.raises(BenchmarkError, match="no-such-flag"), serving(("--no-such-flag",), free_port()):
        pass


def test_percentiles() -> None:
    assert (p50([3, 1, 2]), p95([3, 1, 2])) == (2, 3)
    assert p95([float(value) for value in range(1, 101)]) == 95.0
