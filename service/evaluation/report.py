"""Runs the evaluation and prints it: one table after another, as plain text."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer import Bundle
from service.evaluation import evidence, ladder, robust, runs
from service.evaluation.cases import CasesError, Judged, read_judged, read_pairs
from service.evaluation.metrics import NAMES, Measured, measure, row_of
from service.matching import MatchReport
from service.related import related_by_topic

Scores = npt.NDArray[np.float64]

HEAD = f"{'':44s}" + "".join(f"{name:>10s}" for name in NAMES)


def evaluate(bundle: Bundle, folder: Path, *, quick: bool = False) -> str:
    """Everything that `make evaluate` prints. Raises CasesError where the folder holds no judged cases."""
    cases = [case for case in read_judged(folder, "cases") if case.relevant]
    if not cases:
        raise CasesError(f"{folder} holds no judged cases: there is no cases.jsonl with graded themes in it.")
    return "\n".join(_report(bundle, folder, cases, quick=quick))


def _report(bundle: Bundle, folder: Path, cases: list[Judged], *, quick: bool) -> Iterator[str]:
    theme_ids = [theme.id for theme in bundle.corpus.themes]
    texts = [case.text for case in cases]
    reports = [runs.report(bundle, text) for text in texts]
    scores = runs.scores_of(runs.pipeline(bundle), texts)
    whole = measure(cases, scores, theme_ids)
    yield f"Index {bundle.version}; {len(cases)} judged cases, none of them fitted on. Gain 2^grade - 1; relevant: grade 2 or 3."
    yield ""
    yield "The ladder: baselines, then the pipeline. Behind nDCG@10, how far the pipeline is above it (95 %, paired bootstrap)."
    yield HEAD
    for name, run in (
        ("BM25 over learning points", runs.bm25(bundle, cues=False)),
        ("whole text, one vector, against points", runs.whole_text(bundle)),
        ("segments against points", runs.segments_against(bundle, cues=False)),
        ("segments against cues", runs.segments_against(bundle, cues=True)),
        ("BM25 over points and cues", runs.bm25(bundle, cues=True)),
        ("reader (vectors and n-grams), mean", runs.reader_alone(bundle)),
        ("case reader alone", runs.in_context_alone(bundle)),
    ):
        yield row_of(name, measure(cases, runs.scores_of(run, texts), theme_ids), whole)
    yield row_of("the pipeline", whole)
    if not quick:
        yield ""
        yield from ladder.lines(bundle, cases, whole)
    yield ""
    yield "Slices of the pipeline"
    yield HEAD
    for name, chosen in _slices(cases):
        if len(chosen) >= 5:
            yield row_of(f"{name} ({len(chosen)})", Measured(per_case=whole.per_case[chosen]))
    yield ""
    yield from _strengths(cases, reports, scores, theme_ids, bundle)
    for name in ("negated", "denials"):
        yield from _denials(bundle, name, read_judged(folder, name), theme_ids)
    yield from _pairs(bundle, folder)
    for name in ("out_of_scope", "scope"):
        yield from _scope(bundle, name, read_judged(folder, name))
    yield from _gaps(bundle, read_judged(folder, "gaps"), cases)
    yield from _aspects(bundle, read_judged(folder, "aspects"), theme_ids)
    yield from evidence.lines(bundle, [one for one in bundle.corpus.vignettes if one.carried_by])
    yield from robust.lines(bundle, folder)
    for name in ("training", "topics"):
        yield from _training(bundle, name, read_judged(folder, name), theme_ids)
    yield ""
    yield "The ten worst misses: case, nDCG@10, and the grade-3 themes with the rank that they were given"
    for place in np.argsort(whole.per_case[:, 0], kind="stable")[:10].tolist():
        yield f"  {cases[place].id}  {whole.per_case[place, 0]:.2f}  {_ranks(cases[place], scores[place], theme_ids)}"


def _slices(cases: Sequence[Judged]) -> Iterator[tuple[str, list[int]]]:
    words = np.array([len(case.text.split()) for case in cases])
    shorthand = np.array([_shorthand(case.text) for case in cases])
    yield "up to 100 words", np.flatnonzero(words <= 100).tolist()
    yield "101 to 200 words", np.flatnonzero((words > 100) & (words <= 200)).tolist()
    yield "over 200 words", np.flatnonzero(words > 200).tolist()
    yield "in shorthand", np.flatnonzero(shorthand).tolist()
    yield "in full words", np.flatnonzero(~shorthand).tolist()
    for kind in sorted({case.kind for case in cases}):
        yield f"kind: {kind}", [place for place, case in enumerate(cases) if case.kind == kind]
    for review in sorted({theme.split("/")[0] for case in cases for theme in case.relevant}):
        yield (
            f"central theme in {review}",
            [
                place
                for place, case in enumerate(cases)
                if any(grade == 3 and theme.startswith(f"{review}/") for theme, grade in case.relevant.items())
            ],
        )


def _shorthand(text: str) -> bool:
    """Whether at least one word in forty is an abbreviation in capitals."""
    words = text.split()
    return sum(len(word) > 1 and word.strip(".,;:()'").isupper() for word in words) * 40 >= len(words)


def _strengths(
    cases: Sequence[Judged],
    reports: Sequence[MatchReport],
    scores: Scores,
    theme_ids: Sequence[str],
    bundle: Bundle,
) -> Iterator[str]:
    clear = np.array([[case.relevant.get(theme, 0) >= 2 for theme in theme_ids] for case in cases])
    strong = np.array(
        [
            [any(found.theme_id == theme and found.strength == "strong" for found in one.themes) for theme in theme_ids]
            for one in reports
        ]
    )
    possible = (scores >= float(bundle.learned.thresholds[0])) & ~strong
    yield "How far to trust what is shown, on the judged cases"
    for name, shown in (("strong", strong), ("possible", possible)):
        yield f"  {name}: {shown.sum(axis=1).mean():.1f} themes a case, {_share(clear[shown])} of them clearly relevant"
    yield f"  refused: {sum(one.nothing_relevant for one in reports)} of {len(cases)}"
    yield "  reliability: score, themes, share clearly relevant"
    edges = (0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.01)
    for low, high in itertools.pairwise(edges):
        inside = (scores >= low) & (scores < high)
        yield f"    {low:.2f} to {min(high, 1):.2f}  {int(inside.sum()):5d}  mean {_mean(scores[inside])}  clear {_share(clear[inside])}"


def _share(values: npt.NDArray[np.bool_]) -> str:
    return f"{values.mean():.2f}" if values.size else "-"


def _mean(values: Scores) -> str:
    return f"{values.mean():.2f}" if values.size else "-"


def _denials(bundle: Bundle, name: str, cases: Sequence[Judged], theme_ids: Sequence[str]) -> Iterator[str]:
    if not cases:
        return
    scores = runs.scores_of(runs.pipeline(bundle), [case.text for case in cases])
    first = [[theme_ids[place] for place in np.argsort(-row, kind="stable")[:5]] for row in scores]
    wrong = [bool(set(top) & set(case.ruled_out)) for top, case in zip(first, cases, strict=True)]
    central = [
        bool(set(top) & {theme for theme, grade in case.relevant.items() if grade == 3})
        for top, case in zip(first, cases, strict=True)
        if 3 in case.relevant.values()
    ]
    by_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for case, one in zip(cases, wrong, strict=True):
        by_kind[case.kind or "all"].append(one)
    yield ""
    yield f"Cases that deny, remember, suppose or tell of others: {name}.jsonl ({len(cases)})"
    yield HEAD
    yield row_of("the pipeline", measure(cases, scores, theme_ids))
    kinds = ", ".join(f"{kind} {np.mean(values):.2f}" for kind, values in sorted(by_kind.items()))
    yield f"  a ruled-out theme in the first five: {np.mean(wrong):.2f} ({kinds}); a grade-3 theme there: {np.mean(central):.2f}"


def _pairs(bundle: Bundle, folder: Path) -> Iterator[str]:
    pairs = read_pairs(folder)
    if not pairs:
        return
    results: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for pair in pairs:
        tops = [
            {found.theme_id for found in runs.report(bundle, text).themes[:5]}
            for text in (pair.with_theme, pair.without)
        ]
        results[pair.kind].append((pair.theme in tops[0], (pair.theme in tops[1]) == pair.both))
    yield ""
    yield f"Minimal pairs, one clause turned ({len(pairs)}): theme in the first five as it applies; as it should be once turned"
    for kind, values in sorted(results.items()):
        yield f"  {kind:16s} {np.mean([one for one, _ in values]):.2f}  {np.mean([two for _, two in values]):.2f}"


def _scope(bundle: Bundle, name: str, cases: Sequence[Judged]) -> Iterator[str]:
    if not cases:
        return
    refused = [(case.in_scope, runs.report(bundle, case.text).nothing_relevant) for case in cases]
    out = [one for scope, one in refused if not scope]
    real = [not one for scope, one in refused if scope]
    yield ""
    yield (
        f"Knowing when nothing fits: {name}.jsonl. Refused {np.mean(out):.2f} of {len(out)} that have nothing to do with it; "
        f"answered {np.mean(real):.2f} of {len(real)} very short real ones"
    )


def _gaps(bundle: Bundle, cases: Sequence[Judged], others: Sequence[Judged]) -> Iterator[str]:
    if not cases:
        return
    named = [set(case.gaps) <= set(runs.report(bundle, case.text).not_covered) for case in cases]
    false = [len(runs.report(bundle, case.text).not_covered) for case in others]
    yield ""
    yield (
        f"What these reviews do not speak to ({len(cases)} cases): named in {np.mean(named):.2f}; "
        f"named on a judged case that is not about one: {np.mean(false):.2f} a case"
    )


def _aspects(bundle: Bundle, cases: Sequence[Judged], theme_ids: Sequence[str]) -> Iterator[str]:
    if not cases:
        return
    scores = runs.scores_of(runs.pipeline(bundle), [case.text for case in cases])
    order = np.argsort(-scores, axis=1, kind="stable")[:, :10]
    found = []
    for case, row in zip(cases, order, strict=True):
        clear = {theme for theme, grade in case.relevant.items() if grade >= 2}
        found.append(len(clear & {theme_ids[place] for place in row}) / len(clear))
    yield ""
    yield f"Long notes in which many things happen at once ({len(cases)})"
    yield HEAD
    yield row_of("the pipeline", measure(cases, scores, theme_ids))
    yield f"  clearly relevant themes in the first ten: {np.mean(found):.2f} of them"


def _training(bundle: Bundle, name: str, cases: Sequence[Judged], theme_ids: Sequence[str]) -> Iterator[str]:
    if not cases:
        return
    texts = [case.text for case in cases]
    places = {theme: place for place, theme in enumerate(theme_ids)}
    scores = np.zeros((len(cases), len(theme_ids)))
    for row, text in zip(scores, texts, strict=True):
        for found in related_by_topic(text, bundle, limit=len(theme_ids)):
            row[places[found.theme.id]] = found.score
    topic = measure(cases, scores, theme_ids)
    yield ""
    yield f"Training designers' requests: {name}.jsonl ({len(cases)})"
    yield HEAD
    yield row_of(
        "BM25 over learning points",
        measure(cases, runs.scores_of(runs.bm25(bundle, cues=False), texts), theme_ids),
        topic,
    )
    yield row_of(
        "whole text, one vector, against points",
        measure(cases, runs.scores_of(runs.whole_text(bundle), texts), theme_ids),
        topic,
    )
    yield row_of("topic search", topic)


def _ranks(case: Judged, scores: Scores, theme_ids: Sequence[str]) -> str:
    order = [theme_ids[place] for place in np.argsort(-scores, kind="stable")]
    central = [theme for theme, grade in case.relevant.items() if grade == 3]
    return "; ".join(f"{theme} at {order.index(theme) + 1}" for theme in central if theme in order) or "none central"
