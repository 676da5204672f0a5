"""What is measured of a made library of one size, each in a process of its own: `... scale_steps STEP PASSAGES FOLDER`.

Prints a step's figures as JSON: seconds, and bytes of memory.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Corpus, load_corpus
from indexer import LearnedParts, PassageTable, Reading, Segment, Vectors, VectorStore, score_segments
from indexer.bundle import write_records
from indexer.features import CASE_FEATURES, DEPTH, N_FEATURES
from indexer.learned import LinearReader
from indexer.ngrams import BUCKETS
from indexer.passages import passages
from indexer.scope import SCOPE_FEATURES
from indexer.stores import FaissStore, kind_for, write_faiss
from service.matching.rank import rank
from tests.benchmarks.figures import p50, p95
from tests.benchmarks.library import Shape, made_corpus, make_library, table_of

COMPARED = 50
SINGLE_QUERIES = 100
EXACT_CASES = 8
LEARNED_CASES = 5
Figures = dict[str, float | str]


def build(shape: Shape, folder: Path) -> Figures:
    """Make the vectors, then the index that fits so many, and an exact one to compare with."""
    real = np.load(folder / "real.npz")
    path = folder / f"vectors-{shape.passages}.npy"
    vectors = np.lib.format.open_memmap(
        path, mode="w+", dtype=np.float32, shape=(shape.passages, real["vectors"].shape[1])
    )
    at = 0
    for made in make_library(real["vectors"], real["points"], shape):
        vectors[at : at + len(made.vectors)] = made.vectors
        at += len(made.vectors)
    vectors.flush()
    kind = kind_for(shape.passages)
    started = time.perf_counter()
    write_faiss(folder / f"index-{shape.passages}", vectors)
    seconds = time.perf_counter() - started
    if kind != "faiss-flat":
        write_faiss(folder / f"exact-{shape.passages}", vectors, "faiss-flat")
    return {"kind": kind, "seconds": seconds, "bytes": (folder / f"index-{shape.passages}").stat().st_size, **memory()}


def search(shape: Shape, folder: Path) -> Figures:
    """Search whole cases and single segments, each to the depth that a match looks to."""
    started = time.perf_counter()
    store = FaissStore(folder / f"index-{shape.passages}", range(shape.passages))  # type: ignore[arg-type]  # ids are never asked for
    opened = time.perf_counter() - started
    cases = list(the_cases(folder))
    for case in cases:  # each page is mapped once, by the first that reads it
        store.nearest(case, DEPTH)
    whole = [seconds_of(lambda case=case: store.nearest(case, DEPTH)) for case in cases]  # type: ignore[misc]
    began = time.thread_time()
    for case in cases:
        store.nearest(case, DEPTH)
    processor = (time.thread_time() - began) / len(cases)
    single = [seconds_of(lambda one=one: store.nearest(one, DEPTH)) for one in np.vstack(cases)[:SINGLE_QUERIES, None]]  # type: ignore[misc]
    held = memory()  # before the exact index is read too
    exact = folder / f"exact-{shape.passages}"
    truth: VectorStore = FaissStore(exact, range(shape.passages)) if exact.exists() else store  # type: ignore[arg-type]
    truth.nearest(cases[0], DEPTH)
    began = time.thread_time()
    for case in cases[:EXACT_CASES]:
        truth.nearest(case, DEPTH)
    exact_processor = (time.thread_time() - began) / EXACT_CASES
    exactly = [seconds_of(lambda case=case: truth.nearest(case, DEPTH)) for case in cases[:EXACT_CASES]]  # type: ignore[misc]
    return {
        "open": opened,
        "p50": p50(whole),
        "p95": p95(whole),
        "vector": p50([seconds / len(case) for seconds, case in zip(whole, cases, strict=True)]),
        "single_p50": p50(single),
        "single_p95": p95(single),
        "exact_p50": p50(exactly),
        "processor": processor,
        "exact_processor": exact_processor,
        "recall": float(np.mean([recall(store, truth, case) for case in cases])),
        **held,
    }


def recall(store: VectorStore, truth: VectorStore, case: Vectors) -> float:
    """The share of the COMPARED nearest that a search to the usual depth finds."""
    ours, theirs = store.nearest(case, DEPTH).rows[:, :COMPARED], truth.nearest(case, COMPARED).rows
    return float(np.mean([len({*a} & {*b}) / COMPARED for a, b in zip(ours.tolist(), theirs.tolist(), strict=True)]))


def learned(shape: Shape, folder: Path) -> Figures:
    """Score and rank cases with learned parts of the library's shape: what they take, not what they find."""
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / f"vectors-{shape.passages}.npy", mmap_mode="r")
    store = FaissStore(folder / f"index-{shape.passages}", range(shape.passages))  # type: ignore[arg-type]
    table = table_of(shape)
    said = np.array(vectors[~table.cue])
    parts = parts_of(shape, vectors.shape[1])
    history = np.zeros(shape.themes, dtype=np.bool_)
    scoring, ranking = [], []
    began = time.process_time()
    for case, words in list(zip(the_cases(folder), texts, strict=True))[:LEARNED_CASES]:
        reading = Reading(
            segments=tuple(Segment(start=0, end=1, status="present") for _ in words),
            words=tuple(words),
            vectors=case,
            in_context=np.zeros((len(words), shape.themes), dtype=np.float32),
            points=np.zeros((len(words), 0), dtype=np.float32),
        )
        started = time.perf_counter()
        scores = score_segments(reading, store, said, table, parts)
        between = time.perf_counter()
        rank(scores, reading.segments, history, parts)
        scoring.append(between - started)
        ranking.append(time.perf_counter() - between)
    return {
        "scoring": p50(scoring),
        "ranking": p50(ranking),
        "processor": (time.process_time() - began) / LEARNED_CASES,
        "reader": parts.reader.dense.nbytes + parts.reader.sparse.nbytes,
        "case_model": parts.case_model.nbytes,
        "points": parts.point_of.nbytes,
        "texts": said.nbytes,
        **memory(),
    }


def records(shape: Shape, folder: Path) -> Figures:
    """Write the records of a library of this shape, read them as opening a bundle does, and list the passages."""
    write_records(folder, made_corpus(load_corpus(), shape))
    return {"bytes": (folder / "records.json").stat().st_size}


def opening(shape: Shape, folder: Path) -> Figures:
    """Read the records as opening a bundle does: the checks, the passages, and where each belongs."""
    started = time.perf_counter()
    corpus = Corpus.model_validate_json((folder / "records.json").read_bytes())
    between = time.perf_counter()
    found = passages(corpus)
    PassageTable.of(found, [theme.id for theme in corpus.themes], [point.id for point in corpus.learning_points])
    if len(found) != shape.passages:
        raise ValueError(f"{len(found)} passages in the place of {shape.passages}")
    return {"reading": between - started, "passages": time.perf_counter() - between, **memory()}


def parts_of(shape: Shape, dimension: int) -> LearnedParts:
    """Learned parts of the library's shape, every number the same."""
    classes = shape.themes + 1

    def filled(*size: int) -> npt.NDArray[np.float32]:
        return np.full(size, 0.01, dtype=np.float32)

    return LearnedParts(
        theme_ids=tuple(str(number) for number in range(shape.themes)),
        gap_ids=(),
        reader=LinearReader(
            dense=filled(dimension, classes),
            sparse=np.full((BUCKETS, classes), 0.01, dtype=np.float16),
            rows=np.arange(BUCKETS, dtype=np.int32),
            idf=np.ones(BUCKETS, dtype=np.float32),
            bias=filled(classes),
        ),
        dense_only=filled(dimension + 1, classes),
        point_of=filled(dimension + 1, shape.points),
        case_model=filled(dimension + len(CASE_FEATURES) * shape.themes + 1, shape.themes),
        taught=np.ones(shape.themes, dtype=np.bool_),
        rank_weights=filled(2, N_FEATURES + 1),
        context_columns=np.arange(shape.themes),
        point_columns=np.full(shape.points, -1),
        stack=filled(3),
        thresholds=filled(3),
        scope=filled(len(SCOPE_FEATURES) + 1),
        gap_threshold=filled(1),
    )


def the_cases(folder: Path) -> Iterator[Vectors]:
    """The vectors of the segments of each case: float32 (segments, dimension)."""
    held = np.load(folder / "cases.npz")
    for start, end in pairwise([0, *np.cumsum(held["sizes"]).tolist()]):
        yield held["vectors"][start:end]


def seconds_of(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory() -> dict[str, float]:
    """Bytes of this process: its own, those of mapped files, which processes share, and the most of both at any time."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    found = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in lines if line.endswith("kB")}
    return {"own": found["RssAnon"], "mapped": found["RssFile"], "peak": found["VmHWM"]}


STEPS: dict[str, Callable[[Shape, Path], Figures]] = {
    "build": build,
    "search": search,
    "learned": learned,
    "records": records,
    "opening": opening,
}


def main(arguments: Sequence[str]) -> None:
    step, passages_wanted, folder = arguments
    figures = STEPS[step](Shape(passages=int(passages_wanted)), Path(folder))
    print(json.dumps({**figures, "load": os.getloadavg()[0]}))


if __name__ == "__main__":
    main(sys.argv[1:])
