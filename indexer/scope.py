"""Whether a text has to do with safeguarding children at all: a few figures of how it was read."""

import numpy as np

from indexer.features import SegmentScores, features
from indexer.learned import Floats, LearnedParts, softmax
from indexer.ranker import rank_scores

SCOPE_FEATURES = ("top_theme", "clearest_segment", "mean_segment", "nearest_cue", "nearest_point", "length")

LONGEST = 40  # segments looked at together: a long record is about safeguarding where any such stretch of it is
STRIDE = 20


def scope_score(scores: SegmentScores, learned: LearnedParts) -> float:
    """How surely a text has to do with safeguarding children, or the surest stretch of a long one does."""
    starts = range(0, max(len(scores) - LONGEST, 0) + STRIDE, STRIDE) if len(scores) > LONGEST else (0,)
    places = np.arange(len(scores))
    stretches = [scores.only((places >= start) & (places < start + LONGEST)) for start in starts]
    return max(float(scope_features(one, learned) @ learned.scope[:-1] + learned.scope[-1]) for one in stretches)


def scope_features(scores: SegmentScores, learned: LearnedParts) -> Floats:
    """float32 (len(SCOPE_FEATURES),). What a text remembers, supposes or sets aside is still about safeguarding: all of it counts."""
    everything = np.ones(len(scores), dtype=np.bool_)
    rows = features(scores, everything, ~everything, learned.case_model)
    background = softmax(scores.joint)[:, -1]
    about = np.log((1 - background + 1e-4) / (background + 1e-4))
    return np.array(
        [
            rank_scores(rows, learned).max(),
            about.max(),
            about.mean(),
            scores.cue.max() * 10,
            scores.point.max() * 10,
            np.log(len(scores)),
        ],
        dtype=np.float32,
    )
