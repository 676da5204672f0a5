"""The embedded store: one FAISS file, exact inner product. Right up to some 100,000 passages (150 MB)."""

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np

from indexer.encoder import Vectors
from indexer.errors import BundleError
from indexer.passages import PassageId
from indexer.stores.base import Hit, Neighbours

# A case asks some twenty questions at once: as one product of matrices they take a third of the time that they take apart.
faiss.cvar.distance_compute_blas_threshold = 4


def write_faiss(path: Path, vectors: Vectors) -> None:
    """Write vectors, float32 (n, dimension) of unit length, as an exact index; a row's number is its place."""
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


class FaissStore:
    """Exact search over a file written by `write_faiss`, whose rows stand for `ids` in their order."""

    def __init__(self, path: Path, ids: Sequence[PassageId]) -> None:
        try:
            self._index = faiss.read_index(str(path))
        except RuntimeError as error:
            raise BundleError(
                f"{path.name} cannot be read as a FAISS index. Build again: learning-from-reviews index"
            ) from error
        if self._index.ntotal != len(ids):
            raise BundleError(
                f"{path.name} holds {self._index.ntotal} vectors for {len(ids)} passages. "
                "Build again: learning-from-reviews index"
            )
        self._ids = tuple(ids)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, queries: Vectors, k: int) -> Neighbours:
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise ValueError(f"queries of shape {queries.shape} do not fit vectors of dimension {self.dimension}")
        # A case asks some twenty small questions: threads would only wait for each other, and another case has a use for
        # the core. It holds for the thread that sets it alone, so every search does.
        faiss.omp_set_num_threads(1)
        scores, rows = self._index.search(np.ascontiguousarray(queries, dtype=np.float32), min(k, len(self)))
        order = np.lexsort((rows, -scores), axis=-1)
        return Neighbours(
            rows=np.take_along_axis(rows, order, axis=-1), scores=np.take_along_axis(scores, order, axis=-1)
        )

    def search(self, queries: Vectors, k: int) -> tuple[tuple[Hit, ...], ...]:
        found = self.nearest(queries, k)
        return tuple(
            tuple(Hit(passage_id=self._ids[row], score=float(score)) for row, score in zip(rows, scores, strict=True))
            for rows, scores in zip(found.rows.tolist(), found.scores.tolist(), strict=True)
        )

    def vectors(self) -> Vectors:
        every: Vectors = self._index.reconstruct_n(0, len(self))
        return every

    def close(self) -> None:
        self._index = faiss.IndexFlatIP(self.dimension)
