"""Ranking scores and the few figures that say whether a text has to do with any of it."""

from dataclasses import replace

import numpy as np
import pytest

from indexer import LearnedParts, SegmentScores, scope_features
from indexer.features import N_FEATURES
from indexer.ranker import rank_scores
from indexer.scope import SCOPE_FEATURES


def test_a_theme_that_was_taught_has_other_weights_than_one_that_was_not(parts: LearnedParts) -> None:
    weights = np.zeros((2, N_FEATURES + 1), dtype=np.float32)
    weights[0, 0], weights[0, -1] = 2, 1
    weights[1, 1], weights[1, -1] = 3, -1
    rows = np.ones((2, N_FEATURES), dtype=np.float32)
    rows[:, 1] = 5
    assert rank_scores(rows, replace(parts, rank_weights=weights)).tolist() == [2 + 1, 3 * 5 - 1]


def test_rank_scores_keep_the_shape_of_the_texts(parts: LearnedParts) -> None:
    rows = np.zeros((3, 2, N_FEATURES), dtype=np.float32)
    assert rank_scores(rows, parts).shape == (3, 2)


def test_figures_of_a_text(parts: LearnedParts) -> None:
    scores = SegmentScores(
        vectors=np.eye(2, 4, dtype=np.float32),
        in_context=np.zeros((2, 2), dtype=np.float32),
        joint=np.log(np.array([[0.3, 0.1, 0.1, 0.5], [0.1, 0.1, 0, 0.8]], dtype=np.float32) + 1e-9),
        dense=np.zeros((2, 4), dtype=np.float32),
        cue=np.array([[0.2, 0.4], [0.1, 0.3]], dtype=np.float32),
        point=np.array([[0.1, 0.1], [0.6, 0.1]], dtype=np.float32),
        point_cue=np.zeros((2, 4), dtype=np.float32),
    )
    found = dict(zip(SCOPE_FEATURES, scope_features(scores, parts).tolist(), strict=True))
    assert found["clearest_segment"] == pytest.approx(0, abs=1e-3)  # even odds of background
    assert found["mean_segment"] == pytest.approx(np.log(0.2 / 0.8) / 2, abs=1e-2)
    assert found["nearest_cue"] == pytest.approx(4)
    assert found["nearest_point"] == pytest.approx(6)
    assert found["length"] == pytest.approx(np.log(2))
