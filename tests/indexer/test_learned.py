"""Learned parts are plain arrays: what is written is read, and nothing that runs."""

import gc
import math
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from indexer import BundleError, LearnedParts, softmax
from indexer.learned import LinearReader, compact, read_learned, write_learned
from indexer.ngrams import BUCKETS, ngrams


def test_they_are_read_as_they_were_written(parts: LearnedParts, tmp_path: Path) -> None:
    write_learned(tmp_path / "learned.npz", parts)
    found = read_learned(tmp_path / "learned.npz")
    for field in fields(LearnedParts):
        one, other = getattr(parts, field.name), getattr(found, field.name)
        if isinstance(one, LinearReader):
            for inner in fields(LinearReader):
                np.testing.assert_array_equal(getattr(one, inner.name), getattr(other, inner.name))
                assert getattr(one, inner.name).dtype == getattr(other, inner.name).dtype
        elif isinstance(one, tuple):
            assert one == other
        else:
            np.testing.assert_array_equal(one, other)
            assert one.dtype == other.dtype


def test_the_same_parts_are_the_same_bytes(parts: LearnedParts, tmp_path: Path) -> None:
    write_learned(tmp_path / "a.npz", parts)
    write_learned(tmp_path / "b.npz", parts)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_a_pickle_is_refused(parts: LearnedParts, tmp_path: Path) -> None:
    path = tmp_path / "learned.npz"
    write_learned(path, parts)
    with np.load(path) as file:
        arrays = dict(file)
    arrays["scope"] = np.array([{"an": "object"}], dtype=object)
    np.savez(path, **arrays)
    with pytest.raises(BundleError, match=r"learned\.npz cannot be read\. Build again"):
        read_learned(path)


def test_a_missing_array_is_a_fault(parts: LearnedParts, tmp_path: Path) -> None:
    path = tmp_path / "learned.npz"
    write_learned(path, parts)
    with np.load(path) as file:
        arrays = {name: file[name] for name in file.files if name != "reader.idf"}
    np.savez(path, **arrays)
    with pytest.raises(BundleError, match=r"learned\.npz cannot be read"):
        read_learned(path)


@pytest.mark.parametrize("data", [b"not arrays", None])
def test_a_file_that_holds_no_arrays_is_a_fault(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "learned.npz"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(BundleError, match=r"learned\.npz cannot be read"):
        read_learned(path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")  # numpy leaves a file that is no archive open
@pytest.mark.parametrize("kept", [0, 1000])
def test_a_file_cut_short_is_a_fault(parts: LearnedParts, tmp_path: Path, kept: int) -> None:
    path = tmp_path / "learned.npz"
    write_learned(path, parts)
    path.write_bytes(path.read_bytes()[:kept])
    try:
        read_learned(path)
    except BundleError as error:
        found = str(error)
    except (EOFError, zipfile.BadZipFile) as error:
        found = type(error).__name__
    gc.collect()
    assert "learned.npz cannot be read" in found


def test_softmax() -> None:
    np.testing.assert_allclose(softmax(np.array([[0, math.log(3)]], dtype=np.float32)), [[0.25, 0.75]], atol=1e-6)
    np.testing.assert_allclose(softmax(np.array([[1e4, 0]], dtype=np.float32)), [[1, 0]])


def test_compact_keeps_the_rows_that_were_seen() -> None:
    weights = np.zeros((BUCKETS, 1), dtype=np.float32)
    weights[5], weights[9] = 2, 3
    seen = np.zeros(BUCKETS, dtype=np.bool_)
    seen[[5, 9]] = True
    kept, rows = compact(weights, seen)
    assert kept.tolist() == [[2], [3]]
    assert (rows[5], rows[9], rows[0]) == (0, 1, -1)
    assert int((rows >= 0).sum()) == 2


def test_a_reader_adds_vector_ngrams_and_bias() -> None:
    ones = np.ones(BUCKETS, dtype=np.float32)
    buckets, weights = ngrams("ab", ones)
    rows = np.full(BUCKETS, -1, dtype=np.int32)
    rows[buckets[0]] = 0  # the word's own bucket, of weight 1; its pieces are unknown
    reader = LinearReader(
        dense=np.array([[1, 0], [0, 2]], dtype=np.float32),
        sparse=np.array([[4, -4]], dtype=np.float16),
        rows=rows,
        idf=ones,
        bias=np.array([0.5, 0], dtype=np.float32),
    )
    vectors = np.array([[1, 1], [1, 1]], dtype=np.float32)
    np.testing.assert_allclose(reader.scores(vectors, ["ab", "zz"]), [[5.5, -2], [1.5, 2]])
    assert weights[0] == 1
