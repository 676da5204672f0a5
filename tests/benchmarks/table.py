"""Figures -> the plain-text table, goals beside figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.benchmarks.contenders import PRODUCT, SENTENCES, WHOLE
from tests.benchmarks.figures import CLIENTS, Contender, Figures, p50, p95

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Where one match's time goes: seconds of each step, of the whole match ("match") and of its JSON ("answer")."""

    segments: int
    themes: int
    seconds: Mapping[str, float]


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


def goals_table(found: Mapping[str, Figures], cli_seconds: Sequence[float], cli_peak_bytes: int) -> str:
    """The goals of issues 3 and 8 beside what this run measured."""
    own, whole, sentences = found[PRODUCT], found[WHOLE], found[SENTENCES]
    cold, cli = p50(own.cold_seconds), p50(cli_seconds)
    peak = max(own.peak_bytes, own.busy_peak_bytes) / MB
    cold_ratio = p50(whole.cold_seconds) / cold
    to_whole = min(p(whole.warm_seconds) / p(own.warm_seconds) for p in (p50, p95))
    to_sentences = min(p(sentences.warm_seconds) / p(own.warm_seconds) for p in (p50, p95))
    faster = p50(sentences.warm_seconds) / p50(own.warm_seconds)
    rate = own.answers_per_second / sentences.answers_per_second
    third = max(whole.peak_bytes, whole.busy_peak_bytes) / MB / peak
    rows: list[tuple[str, str, str, str]] = [("goal", "figure", "wanted", "met")]

    def add(goal: str, figure: str, wanted: str, *, met: bool) -> None:
        rows.append((goal, figure, wanted, "yes" if met else "NO"))

    add("issue 3: cold start to the first answer over HTTP", f"{cold:.2f} s", "under 2 s", met=cold < 2)
    add("issue 3: cold match from the command line", f"{cli:.2f} s", "under 2 s", met=cli < 2)
    add("issue 3: peak memory of the server, eight clients too", f"{peak:.0f} MB", "under 250 MB", met=peak < 250)
    add(
        "issue 3: peak memory of the command line",
        f"{cli_peak_bytes / MB:.0f} MB",
        "under 250 MB",
        met=cli_peak_bytes < 250 * MB,
    )
    add("issue 3: against the service that reads every sentence", f"{faster:.2f} x", "over 1 x", met=faster > 1)
    add("issue 8: cold start", f"{cold:.2f} s", "under 1 s", met=cold < 1)
    add("issue 8: cold start against the plain service", f"{cold_ratio:.2f} x", "8 x", met=cold_ratio >= 8)
    add("issue 8: warm against the truncating one, p50 and p95", f"{to_whole:.2f} x", "1 x", met=to_whole >= 1)
    add("issue 8: the same, as a stretch", f"{to_whole:.2f} x", "1.5 x", met=to_whole >= 1.5)
    add("issue 8: warm against every sentence, p50 and p95", f"{to_sentences:.2f} x", "3 x", met=to_sentences >= 3)
    add("issue 8: throughput against every sentence", f"{rate:.2f} x", "3 x", met=rate >= 3)
    add("issue 8: memory against the plain service, stretch", f"1/{third:.2f}", "1/3", met=third >= 3)
    return aligned(rows)


def steps_table(steps: Steps, warm_seconds: float) -> str:
    """The steps of one match, in process, and what HTTP adds."""
    own = {name: seconds for name, seconds in steps.seconds.items() if name not in ("match", "answer")}
    whole, answer = steps.seconds["match"], steps.seconds["answer"]
    rows = [("step", "ms", "share of the match")]
    rows += [(name, f"{seconds * 1000:.2f}", f"{seconds / whole:.0%}") for name, seconds in own.items()]
    rows += [
        ("the whole match", f"{whole * 1000:.2f}", "100%"),
        ("its answer as JSON", f"{answer * 1000:.2f}", ""),
        ("HTTP, guard and threads (warm p50 less both)", f"{(warm_seconds - whole - answer) * 1000:.2f}", ""),
    ]
    return aligned(rows)
