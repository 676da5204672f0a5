"""Scores of segments -> calibrated scores of themes; or the honest answer that nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer import LearnedParts, Segment, SegmentScores, features, features_without_each, rank_scores, scope_features

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every theme's probability, (themes,), in the corpus's order, and how far it falls without each segment,
    (segments, themes), in log-odds: 0 for a segment that does not speak for the theme.
    """

    probabilities: Floats
    supposed: Mask  # (themes,): carried by what the case only supposes, so at most possible
    falls: Floats
    fits: bool  # whether the text has to do with any of it


def rank(scores: SegmentScores, segments: Sequence[Segment], history_counts: Mask, learned: LearnedParts) -> Ranking:
    """Rank themes on what the case states. `history_counts`, (themes,): the themes for which the past counts too.

    What is ruled out or belongs to someone else carries no theme. What is supposed carries one at most as possible.
    """
    n_themes = len(learned.theme_ids)
    status = np.array([segment.status for segment in segments])
    set_aside = np.isin(status, ["ruled_out", "someone_else"])
    present, past, supposed = status == "present", status == "historical", status == "hypothetical"
    logits = np.full(n_themes, -20, dtype=np.float32)
    falls = np.zeros((len(segments), n_themes), dtype=np.float32)
    for themes, active in ((~history_counts, present), (history_counts, present | past)):
        if themes.any() and active.any():
            logits[themes] = _logits(scores, active, set_aside, learned)[themes]
            falls[:, themes] = _falls(scores, active, set_aside, learned)[:, themes]
    weaker = np.zeros(n_themes, dtype=np.bool_)
    if supposed.any():
        active = present | past | supposed
        feared = _logits(scores, active, set_aside, learned)
        weaker = feared > np.maximum(logits, 0)
        if weaker.any():
            logits[weaker] = feared[weaker]
            falls[:, weaker] = _falls(scores, active, set_aside, learned)[:, weaker]
    scope = float(scope_features(scores, ~set_aside if (~set_aside).any() else set_aside, set_aside, learned) @ learned.scope[:-1])
    return Ranking(
        probabilities=(1 / (1 + np.exp(-logits))).astype(np.float32),
        supposed=weaker,
        falls=falls,
        fits=bool((~set_aside).any() and scope + float(learned.scope[-1]) >= float(learned.thresholds[2])),
    )


def _calibrated(rows: Floats, learned: LearnedParts) -> Floats:
    return (rank_scores(rows, learned) * learned.calibration[0] + learned.calibration[1]).astype(np.float32)


def _logits(scores: SegmentScores, active: Mask, set_aside: Mask, learned: LearnedParts) -> Floats:
    return _calibrated(features(scores, active, set_aside, len(learned.theme_ids)), learned)


def _falls(scores: SegmentScores, active: Mask, set_aside: Mask, learned: LearnedParts) -> Floats:
    """How far each theme's log-odds fall without each segment: (segments, themes). A lone segment carries everything."""
    falls = np.zeros((len(scores), len(learned.theme_ids)), dtype=np.float32)
    if active.sum() == 1:
        falls[active] = 1
        return falls
    whole = _logits(scores, active, set_aside, learned)
    falls[active] = whole - _calibrated(features_without_each(scores, active, set_aside, len(learned.theme_ids)), learned)
    return falls
