"""Whether a text has to do with safeguarding children at all: a few figures of how it was read."""

import numpy as np

from indexer.features import SegmentScores, features
from indexer.learned import Floats, LearnedParts, softmax
from indexer.ranker import rank_scores

SCOPE_FEATURES = ("top_theme", "clearest_segment", "mean_segment", "nearest_cue", "nearest_point", "length")


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
