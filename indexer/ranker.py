"""Scores of segments -> how likely a supervisor would call each theme clearly relevant, in log-odds.

Two readings are added: the ranking over features of single segments, and the case reader's over the whole text. Their
weights are fitted on the composed cases that taught the case reader nothing (stacking, Wolpert 1992).
"""

import numpy as np

from indexer.features import Mask, SegmentScores, features, features_without_each
from indexer.learned import Floats, LearnedParts


def rank_scores(rows: Floats, learned: LearnedParts) -> Floats:
    """Feature rows (..., themes, N_FEATURES) -> the ranking's log-odds of each theme (..., themes)."""
    weights = np.where(learned.taught[:, None], learned.rank_weights[0], learned.rank_weights[1])
    return ((rows * weights[:, :-1]).sum(axis=-1) + weights[:, -1]).astype(np.float32)


def log_odds(scores: SegmentScores, active: Mask, set_aside: Mask, learned: LearnedParts) -> Floats:
    """Log-odds of each theme on the active segments: (themes,). At least one segment must be active."""
    ranked = rank_scores(features(scores, active, set_aside, learned.case_model), learned)
    return stacked(ranked, context_scores(scores, active), learned)


def log_odds_without_each(scores: SegmentScores, active: Mask, set_aside: Mask, learned: LearnedParts) -> Floats:
    """The same with each active segment left out in turn: (active segments, themes). At least two must be active."""
    ranked = rank_scores(features_without_each(scores, active, set_aside, learned.case_model), learned)
    return stacked(ranked, _context_scores_without_each(scores, active), learned)


def stacked(ranked: Floats, context: Floats, learned: LearnedParts) -> Floats:
    """The two readings together, each (..., themes). A theme that the case reader was not taught keeps its ranking."""
    of_ranking, of_context, intercept = learned.stack
    both = of_ranking * ranked + of_context * context + intercept
    return np.where(learned.context_columns >= 0, both, ranked).astype(np.float32)


def context_scores(scores: SegmentScores, active: Mask) -> Floats:
    """The case reader's score of each theme, pooled softly over the active segments (log-sum-exp): (themes,)."""
    return np.asarray(np.logaddexp.reduce(scores.in_context[active], axis=0), dtype=np.float32)


def _context_scores_without_each(scores: SegmentScores, active: Mask) -> Floats:
    values = scores.in_context[active]
    before = np.logaddexp.accumulate(values, axis=0)
    after = np.logaddexp.accumulate(values[::-1], axis=0)[::-1]
    nothing = np.full((1, values.shape[1]), -np.inf, dtype=np.float32)
    return np.logaddexp(np.concatenate([nothing, before[:-1]]), np.concatenate([after[1:], nothing]))
