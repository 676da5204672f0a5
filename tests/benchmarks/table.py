"""Figures -> the plain-text table, goals beside figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.contenders import PRODUCT, SENTENCES, TXTAI, WHOLE
from tests.benchmarks.figures import CLIENTS, Contender, Figures, p50, p95

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where one match's time goes: seconds of each step, of the whole match ("match"),
    of finding identifiers and of the JSON ("answer"). "encode" and "read in context" are also timed alone."""

    segments: int
    themes: int
    seconds: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is measured beside the services: the command line, the encoder alone, and sizes on disk."""

    cli_seconds: Sequence[float]
    cli_peak_bytes: int
    encoder: Mapping[str, float]  # seconds of "encoder" and "bare", and how many "texts"
    own_bytes: int
    plain_bytes: int


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Rows in columns: the first to the left, the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def services_table(found: Mapping[str, Figures], contenders: Sequence[Contender]) -> str:
    """One row a service."""
    rows = [
        (
            "service",
            "cold p50 / p95, s",
            "warm p50 / p95, ms",
            "peak MB",
            f"{CLIENTS} clients, answers/s",
            "peak MB then",
            "reads of the case",
        )
    ]
    for contender in contenders:
        one = found[contender.name]
        rows.append(
            (
                contender.name,
                f"{p50(one.cold_seconds):.2f} / {p95(one.cold_seconds):.2f}",
                f"{p50(one.warm_seconds) * 1000:.1f} / {p95(one.warm_seconds) * 1000:.1f}",
                f"{one.peak_bytes / MB:.0f}",
                f"{one.answers_per_second:.1f}",
                f"{one.busy_peak_bytes / MB:.0f}",
                contender.reads,
            )
        )
    return aligned(rows)


def command_line(seconds: Sequence[float], peak_bytes: int) -> str:
    """The cold command line, in a sentence."""
    return (
        f"`learning-from-reviews match` from the command line: {p50(seconds):.2f} / {p95(seconds):.2f} s (p50 / p95), "
        f"peak {peak_bytes / MB:.0f} MB"
    )


def ratios_table(found: Mapping[str, Figures]) -> str:
    """How many times better the product is than each peer of the same run."""
    own = found[PRODUCT]
    rows: list[tuple[str, ...]] = [("times better than", "cold", "warm p50", "warm p95", "memory", "throughput")]
    for name, other in found.items():
        if name != PRODUCT:
            pairs = (
                (p50(other.cold_seconds), p50(own.cold_seconds)),
                (p50(other.warm_seconds), p50(own.warm_seconds)),
                (p95(other.warm_seconds), p95(own.warm_seconds)),
                (other.peak_bytes, own.peak_bytes),
                (own.answers_per_second, other.answers_per_second),
            )
            rows.append((name, *(f"{better / worse:.2f}" for better, worse in pairs)))
    return aligned(rows)


def goals_table(found: Mapping[str, Figures], beside: Beside) -> str:
    """The goals of issues 3 and 8 beside what this run measured."""
    own, whole, sentences = found[PRODUCT], found[WHOLE], found[SENTENCES]
    cold, cli = p50(own.cold_seconds), p50(beside.cli_seconds)
    peak = max(own.peak_bytes, own.busy_peak_bytes) / MB
    plain_peak = max(whole.peak_bytes, whole.busy_peak_bytes) / MB
    encoder, bare = (beside.encoder[name] for name in ("encoder", "bare"))
    rows: list[tuple[str, str, str, str]] = [("goal", "figure", "wanted", "met")]

    def add(goal: str, figure: str, wanted: str, *, met: bool) -> None:
        rows.append((goal, figure, wanted, "yes" if met else "NO"))

    def times(goal: str, ratio: float, wanted: float) -> None:
        add(goal, f"{ratio:.2f} x", f"{wanted:g} x", met=ratio >= wanted)

    add("cold start to the first answer over HTTP", f"{cold:.2f} s", "under 1 s", met=cold < 1)
    times("cold start against the plain service", p50(whole.cold_seconds) / cold, 8)
    add("cold match from the command line", f"{cli:.2f} s", "under 2 s", met=cli < 2)
    times("warm, all read, against the one that truncates", _faster(whole, own), 1)
    times("the same, as a stretch", _faster(whole, own), 1.5)
    if TXTAI in found:
        times("warm against txtai", _faster(found[TXTAI], own), 1)
    times("warm against the one that reads every sentence", _faster(sentences, own), 3)
    times("throughput against the same, eight clients", own.answers_per_second / sentences.answers_per_second, 3)
    add("peak memory of the server, eight clients too", f"{peak:.0f} MB", "under 250 MB", met=peak < 250)
    add(
        "the same against the plain service, as a stretch",
        f"{peak / plain_peak:.2f}",
        "a third",
        met=peak * 3 <= plain_peak,
    )
    cli_peak = beside.cli_peak_bytes / MB
    add("peak memory of the command line", f"{cli_peak:.0f} MB", "under 250 MB", met=cli_peak < 250)
    size, plain_size = beside.own_bytes / MB, beside.plain_bytes / MB
    add(
        "installed size of what serves, index and all",
        f"{size:.0f} of {plain_size:.0f} MB: 1/{plain_size / size:.1f}",
        "a fifth",
        met=size * 5 <= plain_size,
    )
    add(
        f"encoder alone, {beside.encoder['texts']:.0f} sentences, against onnxruntime alone",
        f"{encoder * 1000:.1f} of {bare * 1000:.1f} ms: {encoder / bare:.2f}",
        "1.5 at most",
        met=encoder <= 1.5 * bare,
    )
    return aligned(rows)


def _faster(other: Figures, own: Figures) -> float:
    """How many times faster the product answers, by p50 or by p95, whichever is less."""
    return min(p(other.warm_seconds) / p(own.warm_seconds) for p in (p50, p95))


def reference_lines(found: Mapping[str, Any]) -> str:
    """The int8 encoder against the fp32 reference, on the ranking of judged cases."""
    low, high = found["interval"]
    return (
        f"int8 against the fp32 reference on {found['cases']} judged cases: nDCG@10 {found['int8']:.3f} and {found['fp32']:.3f} "
        f"(difference [{low:+.3f}, {high:+.3f}], 95 %);\nthe same theme first in {found['same_first']:.2f} of them, "
        f"{found['shared_of_first']:.2f} of the first five themes shared; mean cosine {found['cosine']:.3f}."
    )


def steps_table(steps: Steps, warm_seconds: float) -> str:
    """The steps of one match, in process, and what HTTP adds."""
    beside = ("match", "identifiers", "answer")
    whole = steps.seconds["match"]
    rows = [("step", "ms", "share of the match")]
    for name, seconds in steps.seconds.items():
        if name in ("encode", "read in context"):
            rows.append((f"  {name} alone", f"{seconds * 1000:.2f}", ""))
        elif name not in beside:
            rows.append((name, f"{seconds * 1000:.2f}", f"{seconds / whole:.0%}"))
    rest = warm_seconds - sum(steps.seconds[name] for name in beside)
    rows += [
        ("the whole match", f"{whole * 1000:.2f}", "100%"),
        ("finding identifiers", f"{steps.seconds['identifiers'] * 1000:.2f}", ""),
        ("the answer as JSON", f"{steps.seconds['answer'] * 1000:.2f}", ""),
        ("HTTP, guard and threads (warm p50 less these)", f"{rest * 1000:.2f}", ""),
    ]
    return aligned(rows)
