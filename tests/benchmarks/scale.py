"""`make bench-scale`: what a match costs over a made library of 10 thousand, 100 thousand and a million passages."""

import argparse
import itertools
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from indexer import Bundle, open_bundle, read_text
from service.settings import read_settings
from tests.benchmarks.library import Shape, likeness, make_library, real_points
from tests.benchmarks.processes import BenchmarkError, run_helper
from tests.benchmarks.table import MB, aligned

SIZES = (10_000, 100_000, 1_000_000)
SHORT = (10_000,)
CASES = 40
LONGEST_STEP_SECONDS = 1200.0
GOAL_VECTOR_MS, GOAL_CASE_MS, GOAL_RECALL = 2.0, 50.0, 0.97

Found = Mapping[str, Mapping[str, Any]]


def main() -> int:
    """Measure, and print the tables. 1 where a figure could not be taken; a goal that is missed is only printed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.scale", description=__doc__)
    parser.add_argument("--short", action="store_true", help="10 thousand passages alone: some seconds")
    parser.add_argument(
        "--folder", type=Path, help="where to write up to 5 GB (default: the system's temporary folder)"
    )
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory(prefix="lfr-scale-", dir=given.folder) as folder:
            print(measure(SHORT if given.short else SIZES, Path(folder)))
    except BenchmarkError as error:
        _say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def measure(sizes: Sequence[int], folder: Path) -> str:
    """Measure libraries of these sizes, one after the other, in a folder with room for one of them; returns the report."""
    bundle = open_bundle(read_settings().bundles)
    read = write_inputs(bundle, folder)
    found: dict[int, Found] = {}
    for size in sizes:
        room = folder / str(size)
        room.mkdir()
        for name in ("real.npz", "cases.npz", "texts.json"):
            shutil.copyfile(folder / name, room / name)
        steps: dict[str, Mapping[str, Any]] = {}
        for step in ("build", "search", "learned", "records", "opening"):
            _say(f"{size:,} passages: {step}")
            steps[step] = json.loads(
                run_helper("scale_steps", step, str(size), str(room), limit_seconds=LONGEST_STEP_SECONDS)
            )
        found[size] = steps
        shutil.rmtree(room)
    return "\n\n".join((read, search_table(found), goals(found), parts_table(found), growth(found)))


def write_inputs(bundle: Bundle, folder: Path) -> str:
    """The real vectors, and the segments of composed cases, two cases to one; returns what they are like, in words."""
    vectors = bundle.store.vectors()
    points = real_points(bundle)
    np.savez(folder / "real.npz", vectors=vectors, points=points)
    vignettes = bundle.corpus.vignettes[:: max(1, len(bundle.corpus.vignettes) // (2 * CASES))][: 2 * CASES]
    readings = [
        (
            f"{first.text}\n{second.text}",
            read_text(f"{first.text}\n{second.text}", bundle.encoder, bundle.case_reader),
        )
        for first, second in zip(vignettes[0::2], vignettes[1::2], strict=True)
    ]
    sizes = [len(reading.segments) for _, reading in readings]
    every = np.vstack([reading.vectors for _, reading in readings])
    np.savez(folder / "cases.npz", vectors=every, sizes=np.array(sizes))
    texts = [[text[part.start : part.end] for part in reading.segments] for text, reading in readings]
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    made = np.vstack([one.vectors for one in make_library(vectors, points, Shape(passages=10_000))])[: len(vectors)]
    return (
        f"{len(sizes)} cases of {min(sizes)} to {max(sizes)} segments (median {int(np.median(sizes))}), each searched for its "
        f"400 nearest passages. {os.cpu_count()} cores, load before the run {os.getloadavg()[0]:.1f}; search on one core.\n"
        "Median cosine with the 1st, 5th, 50th and 400th nearest:\n"
        f"  real, {len(vectors):,} passages: {likeness(vectors, every)}\n"
        f"  made, {len(made):,} passages: {likeness(made, every)}"
    )


def search_table(found: Mapping[int, Found]) -> str:
    """One row a size: the index and its search."""
    rows = [
        (
            "passages",
            "index",
            "built, s",
            "MB",
            "opened, ms",
            "case p50 / p95, ms",
            "a vector of it, ms",
            "one alone p50 / p95, ms",
            "exact: case p50, ms",
            "processor a case, ms (exact)",
            "recall@50",
            "own + mapped MB",
            "peak in build",
            "load",
        )
    ]
    for size, steps in found.items():
        built, search = steps["build"], steps["search"]
        rows.append(
            (
                f"{size:,}",
                str(built["kind"]),
                f"{built['seconds']:.1f}",
                f"{built['bytes'] / MB:.0f}",
                f"{search['open'] * 1000:.0f}",
                f"{search['p50'] * 1000:.1f} / {search['p95'] * 1000:.1f}",
                f"{search['vector'] * 1000:.2f}",
                f"{search['single_p50'] * 1000:.1f} / {search['single_p95'] * 1000:.1f}",
                f"{search['exact_p50'] * 1000:.1f}",
                f"{search['processor'] * 1000:.1f} ({search['exact_processor'] * 1000:.1f})",
                f"{search['recall']:.3f}",
                f"{search['own'] / MB:.0f} + {search['mapped'] / MB:.0f}",
                f"{built['peak'] / MB:.0f}",
                f"{search['load']:.1f}",
            )
        )
    return aligned(rows)


def goals(found: Mapping[int, Found]) -> str:
    """The goals of the largest library beside its figures."""
    size = max(found)
    search = found[size]["search"]
    rows = [
        (f"at {size:,} passages", "goal", "found", ""),
        _goal("a vector of a case, ms", GOAL_VECTOR_MS, search["vector"] * 1000, at_most=True),
        _goal("a whole case's search, p95, ms", GOAL_CASE_MS, search["p95"] * 1000, at_most=True),
        _goal("a whole case's search, ms of the processor", GOAL_CASE_MS, search["processor"] * 1000, at_most=True),
        _goal("recall@50 against exact search", GOAL_RECALL, search["recall"], at_most=False),
    ]
    return aligned(rows)


def _goal(name: str, goal: float, value: float, *, at_most: bool) -> tuple[str, str, str, str]:
    met = value <= goal if at_most else value >= goal
    return (name, f"{goal:g} or {'less' if at_most else 'more'}", f"{value:.3g}", "met" if met else "missed")


def parts_table(found: Mapping[int, Found]) -> str:
    """One row a size: what else of a bundle grows."""
    rows = [
        (
            "passages",
            "reviews, themes, points",
            "scoring a case, ms",
            "ranking it, ms",
            "processor, ms",
            "reader MB",
            "case model MB",
            "points + texts MB",
            "records MB",
            "read, s",
            "passages listed, s",
            "peak MB of reading",
        )
    ]
    for size, steps in found.items():
        shape, learned, opening = Shape(passages=size), steps["learned"], steps["opening"]
        rows.append(
            (
                f"{size:,}",
                f"{shape.reviews:,}, {shape.themes:,}, {shape.points:,}",
                f"{learned['scoring'] * 1000:.0f}",
                f"{learned['ranking'] * 1000:.0f}",
                f"{learned['processor'] * 1000:.0f}",
                f"{learned['reader'] / MB:.0f}",
                f"{learned['case_model'] / MB:.0f}",
                f"{(learned['points'] + learned['texts']) / MB:.0f}",
                f"{steps['records']['bytes'] / MB:.0f}",
                f"{opening['reading']:.1f}",
                f"{opening['passages']:.1f}",
                f"{opening['peak'] / MB:.0f}",
            )
        )
    return aligned(rows)


def growth(found: Mapping[int, Found]) -> str:
    """How much more a case costs for how much more there is to search, from each size to the next."""
    sizes = sorted(found)
    lines = [
        f"{larger // smaller} times the passages ({smaller:,} to {larger:,}) cost "
        f"{found[larger]['search']['p50'] / found[smaller]['search']['p50']:.1f} times the search "
        f"({found[larger]['search']['processor'] / found[smaller]['search']['processor']:.1f} in processor time)."
        for smaller, larger in itertools.pairwise(sizes)
    ]
    return "\n".join(lines) or "One size alone: nothing to say of growth."


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
