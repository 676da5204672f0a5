"""The benchmarks' own path, on the cheapest figure: it starts, asks, weighs and ends. No time is asserted."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.benchmarks import contenders
from tests.benchmarks.figures import QUICK, Figures, measure, p50, p95
from tests.benchmarks.places import CASE
from tests.benchmarks.processes import BenchmarkError, free_port, run_helper, serving
from tests.benchmarks.sizes import plain_bytes, product_bytes
from tests.benchmarks.table import Beside, goals_table


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


def figures(cold: float, warm: float, peak: int, rate: float) -> Figures:
    return Figures(
        cold_seconds=(cold,), warm_seconds=(warm,), peak_bytes=peak, busy_peak_bytes=peak, answers_per_second=rate
    )


def test_goals_stand_beside_figures_as_ratios() -> None:
    found = {
        contenders.PRODUCT: figures(0.5, 0.04, 200 * 10**6, 24),
        contenders.WHOLE: figures(4.5, 0.03, 700 * 10**6, 20),
        contenders.SENTENCES: figures(4.5, 0.12, 700 * 10**6, 8),
    }
    beside = Beside(
        cli_seconds=(0.6,),
        cli_peak_bytes=300 * 10**6,
        encoder={"encoder": 0.023, "bare": 0.02, "texts": 15},
        own_bytes=300 * 10**6,
        plain_bytes=1200 * 10**6,
    )
    rows = [line.split() for line in goals_table(found, beside).splitlines()[1:]]
    met = {" ".join(row[:-1]): row[-1] for row in rows}
    assert [row[-1] for row in rows] == ["yes", "yes", "yes", "NO", "NO", "yes", "yes", "yes", "yes", "NO", "NO", "yes"]
    assert any("9.00 x" in figure and "8 x" in figure for figure in met)
    assert any("1/4.0" in figure for figure in met)


def test_what_serves_is_smaller_than_what_builds(tmp_path: Path) -> None:
    (tmp_path / "index").write_bytes(bytes(5 * 10**6))
    own = product_bytes(tmp_path)
    assert own > product_bytes(tmp_path / "absent") == own - 5 * 10**6
    assert 100 * 10**6 < own < plain_bytes()
