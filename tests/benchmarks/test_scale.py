"""The made library: its shape, that it is the same each time, and that every step of the benchmark runs. No time is asserted."""

from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from indexer import Bundle
from indexer.passages import passages
from tests.benchmarks.library import Shape, made_corpus, make_library, real_points, table_of
from tests.benchmarks.scale import measure, write_inputs

SMALL = Shape(passages=1_000)


def test_a_million_passages_are_two_thousand_reviews() -> None:
    shape = Shape(passages=1_000_000)
    assert (shape.reviews, shape.themes, shape.points) == (2_000, 6_000, 40_000)


def test_vectors_have_unit_length_and_are_the_same_each_time(bundle: Bundle) -> None:
    made = [
        np.vstack([one.vectors for one in make_library(bundle.store.vectors(), real_points(bundle), SMALL)])
        for _ in range(2)
    ]
    assert made[0].shape == (1_000, bundle.store.dimension)
    np.testing.assert_array_equal(made[0], made[1])
    np.testing.assert_allclose(np.linalg.norm(made[0], axis=1), 1, atol=1e-5)
    nearest = np.sort(made[0] @ bundle.store.vectors().T, axis=1)[:, -1]
    assert (nearest < 0.99).all(), "a made passage is a copy of a real one"


def test_texts_and_vectors_have_the_same_shape(corpus: Corpus) -> None:
    found = passages(made_corpus(corpus, SMALL))
    table = table_of(SMALL)
    assert len(found) == len(table.theme) == SMALL.passages
    assert [one.facet == "cue" for one in found].count(True) == int(table.cue.sum())
    assert len({one.id for one in found}) == SMALL.passages
    assert len({one.theme_id for one in found}) == table.n_themes
    assert len({one.owner_id for one in found} - {one.theme_id for one in found}) == table.n_points


def test_the_benchmark_runs_to_its_end(
    bundle_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bundle: Bundle
) -> None:
    monkeypatch.setenv("LFR_BUNDLES", str(bundle_root))
    monkeypatch.setattr("tests.benchmarks.scale.CASES", 10)
    monkeypatch.setattr("tests.benchmarks.scale_steps.EXACT_CASES", 5)
    said = measure((1_000,), tmp_path)
    assert "1,000  " in said
    assert "faiss-flat" in said
    assert not list(tmp_path.glob("1000"))
    assert write_inputs(bundle, tmp_path).startswith("10 cases of ")
