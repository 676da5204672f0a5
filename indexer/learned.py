"""The parts that were learned from the corpus: arrays, and how they are applied. numpy alone."""

import io
import itertools
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.errors import BundleError
from indexer.ngrams import BUCKETS, ngrams_of

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearReader:
    """A linear classifier over a segment's vector and its n-grams: scores = vector @ dense + n-grams @ sparse + bias.

    `dense` is float32 (dimension, classes). `sparse`, float16 (rows, classes), holds a row for each n-gram bucket
    that the corpus fills; `rows`, int32 (BUCKETS,), says which, or -1. `idf` is float32 (BUCKETS,).
    """

    dense: Floats
    sparse: npt.NDArray[np.float16]
    rows: npt.NDArray[np.int32]
    idf: Floats
    bias: Floats

    def scores(self, vectors: Vectors, texts: Sequence[str]) -> Floats:
        """Scores before the softmax: float32 (len(texts), classes). `vectors` is float32 (len(texts), dimension)."""
        result = vectors @ self.dense + self.bias
        rows, buckets, weights = ngrams_of(texts, self.idf)
        known = self.rows[buckets]
        kept = known >= 0
        known, weights = known[kept], weights[kept]
        bounds = np.searchsorted(rows[kept], np.arange(len(texts) + 1))
        for row, (start, end) in enumerate(itertools.pairwise(bounds.tolist())):
            result[row] += weights[start:end] @ self.sparse[known[start:end]].astype(np.float32)
        return result.astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedParts:
    """Everything learned, in the order of the corpus's themes and points. See indexer/fit.py for how each is made."""

    theme_ids: tuple[str, ...]
    gap_ids: tuple[str, ...]
    reader: LinearReader  # classes: the themes, the coverage gaps, and last "background"
    dense_only: Floats  # float32 (dimension + 1, classes): the same from vectors alone, the last row the bias
    point_of: Floats  # float32 (dimension + 1, points): which point of its theme a segment speaks to
    case_model: Floats  # float32 (inputs + 1, themes): see features.case_inputs
    taught: npt.NDArray[np.bool_]  # (themes,): whether the case model knows the theme
    rank_weights: Floats  # float32 (2, features + 1): for themes taught and untaught; the last is the intercept
    context_columns: npt.NDArray[np.int64]  # (themes,): which column of the case reader is the theme's, -1 for none
    point_columns: npt.NDArray[np.int64]  # (points,): the same of the learning points
    stack: Floats  # float32 (3,): what the ranking's and the case reader's scores count, and the intercept
    thresholds: Floats  # float32 (3,): possible, strong, and the scope score below which nothing fits
    scope: Floats  # float32 (scope features + 1,)
    gap_threshold: Floats  # float32 (1,)


def softmax(scores: Floats) -> Floats:
    """Rows that add up to 1: float32, the shape of `scores`."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return (raised / raised.sum(axis=-1, keepdims=True)).astype(np.float32)


_READERS = ("reader",)
_NAMES = ("theme_ids", "gap_ids")


def write_learned(path: Path, parts: LearnedParts) -> None:
    """Write the parts as plain arrays."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for field in fields(LearnedParts):
        value = getattr(parts, field.name)
        if field.name in _READERS:
            arrays |= {f"{field.name}.{inner.name}": getattr(value, inner.name) for inner in fields(LinearReader)}
        elif field.name in _NAMES:
            arrays[field.name] = np.array(value, dtype=np.str_)
        else:
            arrays[field.name] = value
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the keywords for flags
    path.write_bytes(buffer.getvalue())


def read_learned(path: Path) -> LearnedParts:
    """Read parts written by `write_learned`. Raises BundleError where an array is missing or cannot be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            values: dict[str, object] = {}
            for field in fields(LearnedParts):
                if field.name in _READERS:
                    inner = {part.name: file[f"{field.name}.{part.name}"] for part in fields(LinearReader)}
                    values[field.name] = LinearReader(**inner)
                elif field.name in _NAMES:
                    values[field.name] = tuple(str(name) for name in file[field.name])
                else:
                    values[field.name] = file[field.name]
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BundleError(f"{path.name} cannot be read. Build again: learning-from-reviews index") from error
    return LearnedParts(**values)  # type: ignore[arg-type]  # each value is of its field's type by construction


def compact(weights: Floats, seen: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.int32]]:
    """Keep the rows of n-gram weights, (BUCKETS, classes), that were `seen` in fitting: the rows and where each is."""
    rows = np.full(BUCKETS, -1, dtype=np.int32)
    rows[seen] = np.arange(int(seen.sum()), dtype=np.int32)
    return weights[seen].astype(np.float16), rows
