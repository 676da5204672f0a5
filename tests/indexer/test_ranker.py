"""The ranking and the case reader's scores, put together."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from indexer import LearnedParts, SegmentScores, context_scores, log_odds, log_odds_without_each
from indexer.ranker import stacked

Floats = npt.NDArray[np.float32]
NONE = np.zeros(3, dtype=np.bool_)


@pytest.fixture
def three() -> SegmentScores:
    """Three segments, two themes."""
    random = np.random.default_rng(3)

    def floats(*shape: int) -> Floats:
        return random.normal(size=shape).astype(np.float32)

    return SegmentScores(
        vectors=floats(3, 4),
        in_context=np.array([[0, -20], [np.log(3), 0], [-20, 30]], dtype=np.float32),
        joint=floats(3, 4),
        dense=floats(3, 4),
        cue=floats(3, 2),
        point=floats(3, 2),
        point_cue=floats(3, 4),
    )


def test_a_theme_that_the_case_reader_was_not_taught_keeps_its_ranking(parts: LearnedParts) -> None:
    ranked, context = np.array([2, 3], dtype=np.float32), np.array([4, 100], dtype=np.float32)
    assert stacked(ranked, context, parts).tolist() == [0.5 * 2 + 0.5 * 4 - 1, 3]


def test_the_case_reader_s_scores_add_up_softly_over_what_is_active(three: SegmentScores) -> None:
    assert context_scores(three, np.array([True, True, False])).tolist() == pytest.approx([np.log(4), 0], abs=1e-5)


def test_without_each_segment_is_what_the_text_scores_without_it(three: SegmentScores, parts: LearnedParts) -> None:
    known = replace(parts, context_columns=np.array([1, 0]))
    every = np.ones(3, dtype=np.bool_)
    found = log_odds_without_each(three, every, NONE, known)
    for row in range(3):
        others = every.copy()
        others[row] = False
        np.testing.assert_allclose(found[row], log_odds(three, others, NONE, known), rtol=1e-3, atol=1e-2)
