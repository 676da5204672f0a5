"""Where the time of one match goes: each step of the pipeline timed in process. `python -m tests.benchmarks.steps ROUNDS`

It walks the steps of `service/matching/pipeline.py` by hand, and stops where the two no longer find the same.
"""

import json
import statistics
import sys
import time

import numpy as np

from indexer import Reading, open_bundle
from indexer.reading.segment import segment
from indexer.reading.status import with_status
from service.api.answers import match_out
from service.catalogue import Catalogue
from service.identifiers import redact
from service.matching import CaseDescription, MatchOptions, match
from service.matching.coverage import not_covered
from service.matching.explain import explain
from service.matching.rank import rank
from service.matching.retrieve import retrieve
from service.settings import read_settings
from tests.benchmarks.places import CASE

STEPS = ("segment", "encode and read", "retrieve", "rank", "explain", "coverage")
APART = ("encode", "read in context")  # the two halves of a step, which share the threads, each without the other


def main(rounds: int) -> None:
    """Print the seconds of each step, of the whole match and of writing the answer, as JSON: medians of the rounds."""
    settings = read_settings()
    bundle = open_bundle(settings.bundles, threads=settings.threads)
    learned, options = bundle.learned, MatchOptions()
    case = CaseDescription(text=CASE.read_text(encoding="utf-8"))
    history_counts = np.array([theme.history_counts for theme in bundle.corpus.themes])
    expected = match(case, bundle)
    taken: dict[str, list[float]] = {name: [] for name in (*STEPS, *APART, "match", "identifiers", "answer")}
    for _ in range(rounds):
        marks = [time.perf_counter()]
        cut = segment(case.text)
        marks.append(time.perf_counter())
        words = tuple(case.text[part.start : part.end] for part in cut)
        begun = bundle.case_reader.start(case.text, cut)
        vectors = bundle.encoder.start(words)()
        in_context = begun()
        read = with_status(cut, in_context.statuses)
        marks.append(time.perf_counter())
        reading = Reading(
            segments=read, words=words, vectors=vectors, in_context=in_context.themes, points=in_context.points
        )
        scores = retrieve(reading, bundle)
        marks.append(time.perf_counter())
        ranking = rank(scores, read, history_counts, learned)
        marks.append(time.perf_counter())
        themes = explain(ranking, scores, reading, bundle.corpus, learned, options)
        marks.append(time.perf_counter())
        not_covered(case.text, read, scores, bundle.corpus.coverage, learned)
        marks.append(time.perf_counter())
        for name, start, end in zip(STEPS, marks[:-1], marks[1:], strict=True):
            taken[name].append(end - start)
        if (read, themes if ranking.fits else ()) != (expected.segments, expected.themes):
            raise SystemExit("The steps timed here are no longer those of service/matching/pipeline.py.")
        for name, run in (
            ("encode", lambda: bundle.encoder.encode(words)),  # noqa: B023 (called at once)
            ("read in context", lambda: bundle.case_reader.read(case.text, cut)),  # noqa: B023
            ("identifiers", lambda: redact(case.text)),
        ):
            started = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - started)
        started = time.perf_counter()
        report = match(case, bundle)
        taken["match"].append(time.perf_counter() - started)
        started = time.perf_counter()
        match_out(case, report, Catalogue(bundle.corpus)).model_dump_json()
        taken["answer"].append(time.perf_counter() - started)
    steps = {name: statistics.median(values) for name, values in taken.items()}
    print(json.dumps({"segments": len(expected.segments), "themes": len(expected.themes), "seconds": steps}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
