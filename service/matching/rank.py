"""Scores of segments -> calibrated scores of themes; or the honest answer that nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from indexer import (
    LearnedParts,
    Segment,
    SegmentScores,
    Stated,
    log_odds,
    log_odds_without_each,
    scope_score,
    softmax,
)

# How far a theme falls, in log-odds, for each power of e by which what is not present speaks louder for it than what is.
SET_ASIDE_PENALTY = 1.5
FAINT = 0.03  # a probability below which a segment hardly speaks for a theme

Floats = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

UNSUPPORTED = -20.0  # the log-odds of a theme that nothing stated speaks for
SUPPOSED_BELOW = 2.5  # how far below "possible" a theme stays that is only supposed, in log-odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Every theme's probability, (themes,), in the corpus's order, and how far it falls without each segment,
    (segments, themes), in log-odds: 0 for a segment that does not speak for the theme.
    """

    probabilities: Floats
    supposed: Mask  # (themes,): carried by what the case only supposes, so at most possible
    falls: Floats
    fits: bool  # whether the text has to do with any of it


def rank(
    scores: SegmentScores,
    segments: Sequence[Segment],
    history_counts: Mask,
    learned: LearnedParts,
    *,
    is_case: bool = False,
) -> Ranking:
    """Rank themes on what the case states. `history_counts`, (themes,): the themes for which the past counts too.
    `is_case`: that it is known to be about safeguarding, however it reads.

    What is ruled out or belongs to someone else carries no theme. What is supposed carries one at most as possible.
    """
    stated = Stated.of([segment.status for segment in segments])
    n_themes = len(learned.theme_ids)
    logits = np.full(n_themes, UNSUPPORTED, dtype=np.float32)
    falls = np.zeros((len(segments), n_themes), dtype=np.float32)
    if stated.present.any():
        logits = log_odds(scores, stated.present, stated.set_aside, learned)
        falls = _falls(logits, scores, stated.present, stated.set_aside, learned)
    if history_counts.any() and stated.past.any():
        active = stated.present | stated.past
        with_past = log_odds(scores, active, stated.set_aside, learned)
        logits[history_counts] = with_past[history_counts]
        falls[:, history_counts] = _falls(with_past, scores, active, stated.set_aside, learned)[:, history_counts]
    supposed = np.zeros(n_themes, dtype=np.bool_)
    if stated.supposed.any():
        active = stated.present | stated.past | stated.supposed
        with_fears = log_odds(scores, active, stated.set_aside, learned)
        feared = np.minimum(with_fears, _log_odds(learned.thresholds[0]) - SUPPOSED_BELOW)
        supposed = feared > logits
        if supposed.any():
            logits[supposed] = feared[supposed]
            falls[:, supposed] = _falls(with_fears, scores, active, stated.set_aside, learned)[:, supposed]
    logits[~history_counts] -= _taken_back(scores, stated.present, n_themes)[~history_counts]
    speaks = not bool(stated.set_aside.all())
    return Ranking(
        probabilities=(1 / (1 + np.exp(-logits))).astype(np.float32),
        supposed=supposed,
        falls=falls,
        fits=speaks and (is_case or scope_score(scores, learned) >= float(learned.thresholds[2])),
    )


def _taken_back(scores: SegmentScores, present: Mask, n_themes: int) -> Floats:
    """How far each theme falls because what the text denies, remembers, supposes or tells of others names it: (themes,).

    Vague words ("she begged me not to say") would otherwise carry what only a denied sentence makes them seem to mean.
    """
    spoken = softmax(scores.joint)[:, :n_themes]
    aside = (spoken * ~present[:, None]).max(axis=0)
    stated = (spoken * present[:, None]).max(axis=0)
    return np.asarray(SET_ASIDE_PENALTY * np.maximum(np.log((aside + FAINT) / (stated + FAINT)), 0), dtype=np.float32)


def _log_odds(probability: np.floating) -> float:
    clipped = min(max(float(probability), 1e-6), 1 - 1e-6)
    return float(np.log(clipped / (1 - clipped)))


def _falls(whole: Floats, scores: SegmentScores, active: Mask, set_aside: Mask, learned: LearnedParts) -> Floats:
    """How far each theme falls from its log-odds on the `whole`, (themes,), without each segment: (segments, themes).

    A lone segment carries everything.
    """
    falls = np.zeros((len(scores), len(learned.theme_ids)), dtype=np.float32)
    if active.sum() == 1:
        falls[active] = 1
        return falls
    falls[active] = whole - log_odds_without_each(scores, active, set_aside, learned)
    return falls
