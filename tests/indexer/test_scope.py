"""Ranking scores and the few figures that say whether a text has to do with any of it."""

from dataclasses import replace

import numpy as np
import pytest

from indexer import LearnedParts, SegmentScores, scope_features, scope_score
from indexer.features import N_FEATURES
from indexer.ranker import rank_scores
from indexer.scope import LONGEST, SCOPE_FEATURES, STRIDE


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


def test_a_long_record_is_as_sure_as_its_surest_stretch(parts: LearnedParts) -> None:
    """Office talk, and three sentences of safeguarding at the end of it."""
    n = LONGEST + 15
    joint = np.tile(np.array([[0, 0, 0, 5]], dtype=np.float32), (n, 1))
    joint[-3:] = 5, 0, 0, -5
    scores = SegmentScores(
        vectors=np.tile(np.eye(1, 4, dtype=np.float32), (n, 1)),
        in_context=np.zeros((n, 2), dtype=np.float32),
        joint=joint,
        dense=joint,
        cue=np.zeros((n, 2), dtype=np.float32),
        point=np.zeros((n, 2), dtype=np.float32),
        point_cue=np.zeros((n, 4), dtype=np.float32),
    )
    weights = np.zeros(len(SCOPE_FEATURES) + 1, dtype=np.float32)
    weights[SCOPE_FEATURES.index("mean_segment")] = 1
    known = replace(parts, scope=weights)
    talk = np.arange(n) < n - 3
    assert scope_score(scores, known) > scope_score(scores.only(talk), known) + 0.5
    last = np.arange(n) >= STRIDE
    assert scope_score(scores, known) == pytest.approx(scope_score(scores.only(last), known))


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
