"""The measures that say how well the ranking was learned, worked by hand."""

import numpy as np
import pytest

from indexer.fitting.ranking import _threshold, ndcg


def testndcg_worked_by_hand() -> None:
    grades = np.array([3, 0, 1], dtype=np.float32)
    best = 7 + 1 / np.log2(3)
    assert ndcg(np.array([3, 1, 2], dtype=np.float32), grades, k=3) == pytest.approx(1)
    found = ndcg(np.array([1, 3, 2], dtype=np.float32), grades, k=3)
    assert found == pytest.approx((1 / np.log2(3) + 7 / 2) / best)
    assert ndcg(np.array([1, 2, 3], dtype=np.float32), np.zeros(3, dtype=np.float32), k=3) == 0


def test_a_threshold_is_the_lowest_with_the_precision_wanted() -> None:
    probability = np.linspace(1, 0, 101, dtype=np.float32)
    clear = np.arange(101) < 50
    found = _threshold(probability, clear, 0.5)
    assert found == pytest.approx(0.01)  # 100 of the highest, 50 of them clear
    assert _threshold(probability, clear, 1.0) == pytest.approx(0.51)
    assert _threshold(probability, ~clear, 0.8) == 1.0  # never precise enough: nothing is shown


def testndcg_of_fewer_themes_than_its_depth() -> None:
    grades = np.array([3, 0, 1], dtype=np.float32)
    assert ndcg(np.array([3, 1, 2], dtype=np.float32), grades) == pytest.approx(1)
