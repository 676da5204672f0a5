"""The field's metrics, through ir-measures, with paired bootstrap intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import ir_measures
import numpy as np
import numpy.typing as npt
from ir_measures import RR, R, Success, nDCG

from service.evaluation.cases import Judged

NDCG = nDCG(gains={0: 0, 1: 1, 2: 3, 3: 7}) @ 10  # gain 2^grade - 1 (Burges et al. 2005)
HIT = Success(rel=2) @ 1
RECALL = R(rel=2) @ 5
MRR = RR(rel=2)
MEASURES = (NDCG, HIT, RECALL, MRR)
NAMES = ("nDCG@10", "hit@1", "recall@5", "MRR")
RESAMPLES = 2000

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a run scored on each case: (cases, len(MEASURES)), and the means."""

    per_case: Scores

    @property
    def means(self) -> tuple[float, ...]:
        return tuple(float(mean) for mean in self.per_case.mean(axis=0))

    def interval(self, other: "Measured", column: int = 0) -> tuple[float, float]:
        """The 95 % interval of how far this run is above `other` on the same cases (paired bootstrap, Sakai 2006)."""
        rng = np.random.default_rng(0)
        differences = self.per_case[:, column] - other.per_case[:, column]
        drawn = rng.integers(0, len(differences), size=(RESAMPLES, len(differences)))
        low, high = np.quantile(differences[drawn].mean(axis=1), [0.025, 0.975])
        return float(low), float(high)


def measure(cases: Sequence[Judged], scores: Scores, theme_ids: Sequence[str]) -> Measured:
    """Score a run. `scores` is (cases, themes), higher is better; equal scores rank by theme id."""
    qrels = [
        ir_measures.Qrel(case.id, theme, grade) for case in cases for theme, grade in case.relevant.items() if grade > 0
    ]
    # Ranks as scores, so that ties break here by id and not in the library by its own rule.
    order = np.lexsort((np.argsort(np.argsort(theme_ids)) * np.ones((len(cases), 1)), -scores), axis=-1)
    run = [
        ir_measures.ScoredDoc(case.id, theme_ids[theme], -float(place))
        for case, row in zip(cases, order, strict=True)
        for place, theme in enumerate(row.tolist())
    ]
    place = {case.id: number for number, case in enumerate(cases)}
    per_case = np.zeros((len(cases), len(MEASURES)))
    column = {str(name): number for number, name in enumerate(MEASURES)}
    for one in ir_measures.iter_calc(list(MEASURES), qrels, run):
        per_case[place[one.query_id], column[str(one.measure)]] = one.value
    return Measured(per_case=per_case)


def row_of(name: str, measured: Measured, above: Measured | None = None) -> str:
    """A line of a table: the means, and how far `above` is above them in nDCG@10 with its interval."""
    line = f"{name:44s}" + "".join(f"{mean:10.3f}" for mean in measured.means)
    if above is not None:
        low, high = above.interval(measured)
        line += f"   {above.means[0] - measured.means[0]:+.3f} [{low:+.3f}, {high:+.3f}]"
    return line
