"""The embedded store: one FAISS file, memory-mapped, so that the workers of a machine share one copy of it."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import faiss
import numpy as np

from indexer.encoder import Vectors
from indexer.errors import BundleError
from indexer.passages import PassageId
from indexer.stores.base import Hit, Neighbours, Rows, as_hits, checked

FaissKind = Literal["faiss-flat", "faiss-ivf-pq-refined"]

# Up to how many passages each kind is chosen, by `make bench-scale` (docs/scale.md). The exact search of a whole case takes
# 0.4 ms for each thousand passages on a quiet machine, so 20 ms at the limit, and two to three times that where other work
# wants the memory; by codes it takes 12 ms at a hundred thousand and 38 at a million.
CHOICES: tuple[tuple[int | None, FaissKind], ...] = ((50_000, "faiss-flat"), (None, "faiss-ivf-pq-refined"))

# Of as many lists as the square root of the passages, this share is read: sentences in 384 dimensions cluster so weakly that
# less would not do. What is read are 4-bit product codes (Jégou, Douze and Schmid 2011), 32 passages at a time (André,
# Kermarrec and Le Scouarnec 2015); the best of them are then held against the vectors themselves, so that scores are exact.
SHARE_READ = 0.42
DIMENSIONS_A_CODE = 3
CANDIDATES = 3  # looked at closely for each passage asked for
TAUGHT_ON = 65_536  # vectors that lists and codes are learned from
ROUNDS = 10  # of k-means
ADDED_AT_ONCE = 50_000

# A case asks some twenty questions at once: as one product of matrices they take a third of the time that they take apart.
faiss.cvar.distance_compute_blas_threshold = 4


def kind_for(passages: int) -> FaissKind:
    """The kind of index for so many passages: exact while exact is fast."""
    return next(kind for most, kind in CHOICES if most is None or passages <= most)


def write_faiss(path: Path, vectors: Vectors, kind: FaissKind | None = None) -> None:
    """Write vectors, float32 (n, dimension) of unit length, as an index; a row's number is its place.

    `faiss-flat` is exact. `faiss-ivf-pq-refined` finds candidates by codes and then works out their exact cosines. Without
    a `kind` the number of vectors decides.
    """
    kind = kind or kind_for(len(vectors))
    index = faiss.IndexFlatIP(vectors.shape[1]) if kind == "faiss-flat" else _taught_index(vectors)
    for start in range(0, len(vectors), ADDED_AT_ONCE):
        index.add(np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE], dtype=np.float32))
    faiss.write_index(index, str(path))


def _taught_index(vectors: Vectors) -> Any:
    n, dimension = vectors.shape
    lists = max(1, min(round(math.sqrt(n)), n))
    codes = max(1, dimension // DIMENSIONS_A_CODE)
    index: Any = faiss.index_factory(dimension, f"IVF{lists},PQ{codes}x4fs,RFlat", faiss.METRIC_INNER_PRODUCT)
    inverted: Any = faiss.downcast_index(index.base_index)
    inverted.nprobe = math.ceil(SHARE_READ * lists)
    inverted.cp.niter = ROUNDS
    index.k_factor = CANDIDATES
    chosen = np.unique(np.linspace(0, n - 1, min(n, TAUGHT_ON)).astype(np.int64))
    faiss.omp_set_num_threads(1)  # sums in one order, so that the same vectors give the same index
    index.train(np.ascontiguousarray(vectors[chosen], dtype=np.float32))
    faiss.omp_set_num_threads(os.cpu_count() or 1)
    return index


class FaissStore:
    """Search over a file written by `write_faiss`, whose rows stand for `ids` in their order. What it is, the file says."""

    def __init__(self, path: Path, ids: Sequence[PassageId]) -> None:
        try:
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise BundleError(
                f"{path.name} cannot be read as a FAISS index. Build again: learning-from-reviews index"
            ) from error
        if self._index.ntotal != len(ids):
            raise BundleError(
                f"{path.name} holds {self._index.ntotal} vectors for {len(ids)} passages. "
                "Build again: learning-from-reviews index"
            )
        within = getattr(self._index, "refine_index", None)  # what an index of codes holds the vectors themselves in
        self.kind: FaissKind = "faiss-flat" if within is None else "faiss-ivf-pq-refined"
        self._exact: Any = self._index if within is None else faiss.downcast_index(within)
        self._ids = tuple(ids)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, queries: Vectors, k: int) -> Neighbours:
        asked = checked(queries, self.dimension)
        # A case asks some twenty small questions: threads would only wait for each other, and another case has a use for
        # the core. It holds for the thread that sets it alone, so every search does.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(asked, min(k, len(self)))
        order = np.lexsort((rows, -scores), axis=-1)
        return Neighbours(
            rows=np.take_along_axis(rows, order, axis=-1), scores=np.take_along_axis(scores, order, axis=-1)
        )

    def search(self, queries: Vectors, k: int) -> tuple[tuple[Hit, ...], ...]:
        return as_hits(self.nearest(queries, k), self._ids)

    def vectors(self, rows: Rows | None = None) -> Vectors:
        every: Vectors = faiss.rev_swig_ptr(self._exact.get_xb(), len(self) * self.dimension)
        every = every.reshape(len(self), self.dimension)
        return every.copy() if rows is None else every[rows]

    def close(self) -> None:
        self._index = self._exact = faiss.IndexFlatIP(self.dimension)
