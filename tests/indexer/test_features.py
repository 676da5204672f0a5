"""Features of a text, worked by hand, and what is left of them without each segment."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import LearningPointId, ThemeId
from indexer import (
    LearnedParts,
    Passage,
    PassageTable,
    Reading,
    Segment,
    SegmentScores,
    Stated,
    score_segments,
)
from indexer.features import (
    CASE_FEATURES,
    FEATURES,
    FLOOR,
    N_FEATURES,
    POOLED,
    case_inputs,
    features,
    features_without_each,
    stated_rows,
)
from indexer.passages import Facet, PassageId
from indexer.stores import FaissStore, write_faiss

Floats = npt.NDArray[np.float32]
BOTH = np.array([True, True])
NONE = np.array([False, False])


def array(rows: object) -> Floats:
    return np.array(rows, dtype=np.float32)


def a_case_model(dimension: int, themes: int) -> Floats:
    return np.zeros((dimension + len(CASE_FEATURES) * themes + 1, themes), dtype=np.float32)


@pytest.fixture
def two() -> SegmentScores:
    """Two segments, two themes and one class for what is neither; probabilities that are easy to read."""
    return SegmentScores(
        vectors=array([[1, 0], [0, 1]]),
        in_context=array([[1, 0], [0, 2]]),
        joint=np.log(array([[0.5, 0.25, 0.25], [0.1, 0.7, 0.2]])),
        dense=np.log(array([[0.2, 0.2, 0.6], [0.6, 0.2, 0.2]])),
        cue=array([[0.8, 0.2], [0.4, 0.6]]),
        point=array([[0.1, 0.3], [0.5, 0.1]]),
        point_cue=array([[0, 0], [0, 0]]),
    )


def column(rows: Floats, name: str) -> list[float]:
    found: list[float] = rows[:, FEATURES.index(name)].tolist()
    return found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("joint_best", [math.log(0.5 + FLOOR), math.log(0.7 + FLOOR)]),
        ("joint_best_three", [math.log(0.3 + FLOOR), math.log(0.475 + FLOOR)]),
        ("joint_mean", [math.log(0.3 + FLOOR), math.log(0.475 + FLOOR)]),
        ("joint_mean_score", [(math.log(0.5) + math.log(0.1)) / 2, (math.log(0.25) + math.log(0.7)) / 2]),
        ("dense_best", [math.log(0.6 + FLOOR), math.log(0.2 + FLOOR)]),
        ("dense_mean", [math.log(0.4 + FLOOR), math.log(0.2 + FLOOR)]),
        ("cue_best", [0.8, 0.6]),
        ("cue_mean", [0.6, 0.4]),
        ("point_best", [0.5, 0.3]),
        ("point_best_three", [0.3, 0.2]),
        ("cue_best_relative", [1, -1]),  # of two themes, one is a standard deviation above the mean
        ("dense_best_relative", [1, -1]),
        ("joint_best_relative", [-1, 1]),
        ("case", [1, 3]),
        ("case_relative", [-1, 1]),
        ("set_aside", [math.log(FLOOR)] * 2),
        ("set_aside_beyond", [0, 0]),
    ],
)
def test_features_worked_by_hand(two: SegmentScores, name: str, expected: list[float]) -> None:
    case_model = a_case_model(2, 2)
    case_model[-1] = 1, 3
    rows = features(two, BOTH, NONE, case_model)
    assert rows.shape == (2, N_FEATURES)
    assert rows.dtype == np.float32
    assert column(rows, name) == pytest.approx(expected, abs=1e-4)


def test_what_is_set_aside_speaks_for_nothing_but_is_remembered(two: SegmentScores) -> None:
    rows = features(two, np.array([True, False]), np.array([False, True]), a_case_model(2, 2))
    assert column(rows, "cue_best") == pytest.approx([0.8, 0.2])
    assert column(rows, "set_aside") == pytest.approx([math.log(0.1 + FLOOR), math.log(0.7 + FLOOR)], abs=1e-5)
    beyond = math.log(0.7 + FLOOR) - math.log(0.25 + FLOOR)
    assert column(rows, "set_aside_beyond") == pytest.approx([0, beyond], abs=1e-5)


def test_the_case_model_reads_the_mean_direction(two: SegmentScores) -> None:
    case_model = a_case_model(2, 2)
    case_model[0, 0] = 2  # the first component of the mean, for the first theme
    rows = features(two, BOTH, NONE, case_model)
    assert column(rows, "case") == pytest.approx([2 / math.sqrt(2), 0])


def test_case_inputs_are_the_mean_and_some_features_of_every_theme(two: SegmentScores) -> None:
    inputs = case_inputs(two, BOTH, 2)
    rows = features(two, BOTH, NONE, a_case_model(2, 2))
    assert inputs.shape == (2 + len(CASE_FEATURES) * 2,)
    assert inputs[:2].tolist() == pytest.approx([math.sqrt(0.5)] * 2)
    assert inputs[2:4].tolist() == pytest.approx([0.1 * value for value in column(rows, "joint_mean_relative")])
    assert inputs[4:6].tolist() == pytest.approx([0.1 * value for value in column(rows, "cue_mean_relative")])


def test_three_best_are_of_more_than_three() -> None:
    cue = array([[0.1], [0.9], [0.4], [0.5]])
    scores = SegmentScores(
        vectors=array([[1, 0]] * 4),
        in_context=array([[0]] * 4),
        joint=array([[0, 0]] * 4),
        dense=array([[0, 0]] * 4),
        cue=cue,
        point=cue,
        point_cue=cue,
    )
    rows = features(scores, np.ones(4, dtype=np.bool_), np.zeros(4, dtype=np.bool_), a_case_model(2, 1))
    assert column(rows, "cue_best_three") == pytest.approx([0.6])
    assert column(rows, "cue_mean") == pytest.approx([0.475])


def some_scores(seed: int, segments: int, themes: int, *, ties: bool) -> tuple[SegmentScores, Floats]:
    random = np.random.default_rng(seed)

    def draw(*shape: int) -> Floats:
        drawn = random.normal(size=shape)
        return (np.round(drawn * 2) / 2 if ties else drawn).astype(np.float32)

    scores = SegmentScores(
        vectors=random.normal(size=(segments, 4)).astype(np.float32),
        in_context=draw(segments, themes),
        joint=draw(segments, themes + 2) * 2,
        dense=draw(segments, themes + 2) * 2,
        cue=draw(segments, themes),
        point=draw(segments, themes),
        point_cue=draw(segments, 1),
    )
    return scores, random.normal(size=(4 + len(CASE_FEATURES) * themes + 1, themes)).astype(np.float32)


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 2**32 - 1),
    segments=st.integers(2, 9),
    themes=st.integers(3, 6),
    ties=st.booleans(),
    data=st.data(),
)
def test_features_without_each_are_those_of_the_text_without_it(
    seed: int, segments: int, themes: int, ties: bool, data: st.DataObject
) -> None:
    scores, case_model = some_scores(seed, segments, themes, ties=ties)
    chosen = data.draw(st.lists(st.booleans(), min_size=segments, max_size=segments).filter(lambda one: sum(one) >= 2))
    active = np.array(chosen)
    aside = ~active
    found = features_without_each(scores, active, aside, case_model)
    assert found.shape == (int(active.sum()), themes, N_FEATURES)
    # Against other themes, a rounding error is divided by how far apart they are: with ties, by next to nothing.
    compared = slice(0, len(POOLED)) if ties else slice(None)
    for row, left_out in zip(found, np.flatnonzero(active), strict=True):
        without = active.copy()
        without[left_out] = False
        expected = features(scores, without, aside, case_model)
        np.testing.assert_allclose(row[:, : len(POOLED)], expected[:, : len(POOLED)], atol=2e-4)
        np.testing.assert_allclose(row[:, compared], expected[:, compared], atol=2e-2, rtol=1e-2)


def test_history_counts_for_the_themes_that_say_so(two: SegmentScores) -> None:
    stated = Stated.of(["present", "historical"])
    rows = stated_rows(two, stated, np.array([False, True]), a_case_model(2, 2))
    present = features(two, np.array([True, False]), NONE, a_case_model(2, 2))
    every = features(two, BOTH, NONE, a_case_model(2, 2))
    np.testing.assert_array_equal(rows[0], present[0])
    np.testing.assert_array_equal(rows[1], every[1])


def test_segments_are_sorted_by_status() -> None:
    stated = Stated.of(["present", "ruled_out", "historical", "hypothetical", "someone_else"])
    assert stated.present.tolist() == [True, False, False, False, False]
    assert stated.past.tolist() == [False, False, True, False, False]
    assert stated.supposed.tolist() == [False, False, False, True, False]
    assert stated.set_aside.tolist() == [False, True, False, False, True]


def a_passage(number: int, owner: str, theme: str, facet: Facet) -> Passage:
    return Passage(
        id=PassageId(f"{number}"), owner_id=LearningPointId(owner), theme_id=ThemeId(theme), facet=facet, text="x"
    )


PASSAGES = (
    a_passage(0, "a", "a", "theme"),
    a_passage(1, "a", "a", "cue"),
    a_passage(2, "a/p", "a", "learning"),
    a_passage(3, "a/p", "a", "cue"),
    a_passage(4, "b", "b", "theme"),
    a_passage(5, "b/q", "b", "cue"),
)
VECTORS = array([[0, 1, 0, 0], [1, 0, 0, 0], [0.6, 0.8, 0, 0], [0.8, 0.6, 0, 0], [0, 0, 1, 0], [0.28, 0.96, 0, 0]])


def test_the_table_says_where_each_passage_belongs() -> None:
    table = PassageTable.of(PASSAGES, ["a", "b"], ["a/p", "b/q"])
    assert table.theme.tolist() == [0, 0, 0, 0, 1, 1]
    assert table.point.tolist() == [-1, -1, 0, 0, -1, 1]
    assert table.cue.tolist() == [False, True, False, True, False, True]
    assert (table.n_themes, table.n_points) == (2, 2)


@pytest.fixture
def scored(parts: LearnedParts, tmp_path: Path) -> Callable[[Floats], SegmentScores]:
    """Score segments given by their vectors against six passages."""
    write_faiss(tmp_path / "index.faiss", VECTORS)
    store = FaissStore(tmp_path / "index.faiss", [passage.id for passage in PASSAGES])
    table = PassageTable.of(PASSAGES, ["a", "b"], ["a/p", "b/q"])

    def score(vectors: Floats) -> SegmentScores:
        reading = Reading(
            segments=tuple(Segment(start=0, end=1) for _ in vectors),
            words=("x",) * len(vectors),
            vectors=vectors,
            in_context=vectors[:, :2] * 2,
            points=vectors[:, :0],
        )
        return score_segments(reading, store, VECTORS[~table.cue], table, parts)

    return score


def test_channels_worked_by_hand(scored: Callable[[Floats], SegmentScores]) -> None:
    found = scored(array([[1, 0, 0, 0]]))
    # Cosines with the passages: 0, 1, 0.6, 0.8, 0, 0.28; the lowest, 0, stands for a cue that a theme has not.
    np.testing.assert_allclose(found.cue, [[(1 + 0.8 + 0) / 3, 0.28 / 3]], atol=1e-6)
    np.testing.assert_allclose(found.point, [[0.6, 0]], atol=1e-6)
    np.testing.assert_allclose(found.point_cue, [[0.8, 0.28]], atol=1e-6)
    assert found.in_context.tolist() == [
        [0, 0]
    ]  # the second of what the case reader knows; and a theme it does not know
    assert found.joint.shape == found.dense.shape == (1, 4)


def test_a_segment_is_scored_alone(scored: Callable[[Floats], SegmentScores]) -> None:
    one, other = array([[1, 0, 0, 0]]), array([[0, 0, 0.6, 0.8]])
    both = scored(np.vstack([one, other]))
    for name in ("joint", "dense", "cue", "point", "point_cue"):
        np.testing.assert_allclose(
            getattr(both, name), np.vstack([getattr(scored(one), name), getattr(scored(other), name)]), atol=1e-6
        )


def test_the_dense_channel_is_linear_in_the_vector(
    scored: Callable[[Floats], SegmentScores], parts: LearnedParts
) -> None:
    found = scored(array([[0, 1, 0, 0]]))
    np.testing.assert_allclose(found.dense[0], parts.dense_only[1] + parts.dense_only[4], atol=1e-6)
