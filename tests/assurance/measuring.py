"""Measures what the papers state, on the index in use, and writes docs/figures.json and the page's measured.json."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from indexer import Bundle, open_bundle
from service.evaluation.cases import Judged, read_judged
from service.evaluation.metrics import measure
from service.matching import MatchReport
from service.requests import match_case
from service.settings import read_settings
from tests.assurance.places import CHECKOUT, DOCS

FIGURES = DOCS / "figures.json"
PAGE = CHECKOUT / "service" / "page" / "measured.json"
CASES = CHECKOUT / "tests" / "evaluation"


def reports(bundle: Bundle, cases: list[Judged]) -> list[MatchReport]:
    """Each case as the product answers it, with every theme that it would show."""
    return [match_case(case.text, bundle, limit=50)[1] for case in cases]


def quality(bundle: Bundle, cases: list[Judged], found: list[MatchReport]) -> dict[str, Any]:
    """The order of themes: nDCG@10, a relevant theme first, and how many relevant themes are in the first five."""
    themes = [theme.id for theme in bundle.corpus.themes]
    scores = np.zeros((len(cases), len(themes)))
    for row, report in zip(scores, found, strict=True):
        for theme in report.themes:
            row[themes.index(theme.theme_id)] = theme.score
    ndcg, hit, recall, _ = measure(cases, scores, themes).means
    return {"cases": len(cases), "ndcg10": round(ndcg, 3), "hit1": round(hit, 2), "recall5": round(recall, 2)}


def strengths(cases: list[Judged], found: list[MatchReport], least: float) -> dict[str, float]:
    """Of the themes called strong, and of those called possible with a score of at least `least`, the share clearly relevant."""
    clear: dict[str, list[bool]] = {"strong": [], "possible": []}
    for case, report in zip(cases, found, strict=True):
        for theme in (theme for theme in report.themes if theme.score >= least):
            clear[theme.strength].append(case.relevant.get(theme.theme_id, 0) >= 2)
    return {name: round(float(np.mean(values)), 2) for name, values in clear.items() if values}


def measure_all(bundle: Bundle) -> dict[str, Any]:
    """Every figure that a paper states."""
    cases = [case for case in read_judged(CASES, "cases") if case.relevant]
    found = reports(bundle, cases)
    denials = read_judged(CASES, "denials")
    denied = reports(bundle, denials)
    first = [{theme.theme_id for theme in report.themes[:5]} for report in denied]
    kinds: dict[str, list[bool]] = {}
    for case, top in zip(denials, first, strict=True):
        kinds.setdefault(case.kind or "all", []).append(bool(top & set(case.ruled_out)))
    scope = [*read_judged(CASES, "out_of_scope"), *read_judged(CASES, "scope")]
    refused = [
        (case.in_scope, report.nothing_relevant) for case, report in zip(scope, reports(bundle, scope), strict=True)
    ]
    gaps = read_judged(CASES, "gaps")
    named = [
        set(case.gaps) <= set(report.not_covered) for case, report in zip(gaps, reports(bundle, gaps), strict=True)
    ]
    corpus = bundle.corpus
    return {
        "date": datetime.now(tz=UTC).date().isoformat(),
        "index": bundle.version,
        "corpus": {
            "reviews": len(corpus.reviews), "themes": len(corpus.themes), "points": len(corpus.learning_points), "sources": len(corpus.sources),
            "gaps": len(corpus.coverage), "composed": len(corpus.vignettes), "unread_themes": sum(theme.local_text == "not-seen" for theme in corpus.themes),
        },
        "quality": quality(bundle, cases, found),
        "clearly_relevant": strengths(cases, found, float(bundle.learned.thresholds[0])),
        "denials": {
            "cases": len(denials), "ruled_out_in_first_five": round(float(np.mean([one for values in kinds.values() for one in values])), 2),
            "by_kind": {name: round(float(np.mean(values)), 2) for name, values in sorted(kinds.items())},
        },
        "scope": {
            "unrelated": sum(not inside for inside, _ in refused), "refused": round(float(np.mean([one for inside, one in refused if not inside])), 2),
        },
        "gaps": {"cases": len(gaps), "named": round(float(np.mean(named)), 2)},
    }  # fmt: skip


def main() -> int:
    figures = measure_all(open_bundle(read_settings().bundles))
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    day = datetime.fromisoformat(figures["date"])
    shown = {
        **figures["quality"],
        **figures["clearly_relevant"],
        "ndcg10": round(figures["quality"]["ndcg10"], 2),
        "ruled_out_in_five": figures["denials"]["ruled_out_in_first_five"],
        "date": f"{day.day} {day:%B %Y}",
    }
    PAGE.write_text(json.dumps(shown) + "\n", encoding="utf-8")
    print(
        f"Measured on {figures['quality']['cases']} judged cases and {figures['denials']['cases']} that deny: docs/figures.json"
    )
    return 0


def changed(before: Path, now: dict[str, Any], within: float) -> list[str]:
    """Which figures of the file are further from those measured now than `within`."""

    def flat(value: Any, name: str = "") -> dict[str, Any]:
        if not isinstance(value, dict):
            return {name: value}
        return {key: one for part, inner in value.items() for key, one in flat(inner, f"{name}.{part}").items()}

    old, new = flat(json.loads(before.read_text(encoding="utf-8"))), flat(now)
    numbers = {name for name in new if isinstance(new[name], (int, float))}
    return [
        f"{name[1:]}: {old.get(name)} in the file, {new[name]} now"
        for name in sorted(numbers)
        if abs(new[name] - (old.get(name) or 0)) > within
    ]


if __name__ == "__main__":
    sys.exit(main())
