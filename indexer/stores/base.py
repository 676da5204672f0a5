"""What a vector store promises, whichever one it is."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.passages import PassageId

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found. `score` is the cosine with the query, in [-1, 1]."""

    passage_id: PassageId
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The passages nearest to each query, best first. `rows` and `scores` are (queries, k); a row is a passage's place."""

    rows: Rows
    scores: npt.NDArray[np.float32]


class VectorStore(Protocol):
    """Reads passages by the vectors that stand for them. A store is opened whole and never written to."""

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        ...

    def __len__(self) -> int:
        """The number of passages."""
        ...

    def nearest(self, queries: Vectors, k: int) -> Neighbours:
        """The `k` passages nearest to each query by cosine, best first; all of them where the store holds fewer.

        `queries` is float32 (n, dimension), rows of length 1. Equal scores come in the store's order. Scores are exact; a
        store made for many passages may miss a few of the nearest (see `indexer.stores.CHOICES`).
        Raises ValueError where the dimension is another.
        """
        ...

    def search(self, queries: Vectors, k: int) -> tuple[tuple[Hit, ...], ...]:
        """The same as `nearest`, as hits with the passages' ids: one tuple for each query."""
        ...

    def vectors(self, rows: Rows | None = None) -> Vectors:
        """The stored vectors of some rows, in that order, or of all in the store's: float32 (n, dimension). Not to be written to."""
        ...

    def close(self) -> None:
        """Give back what the store holds open."""
        ...


def checked(queries: Vectors, dimension: int) -> Vectors:
    """Queries as a store can take them. Raises ValueError where the dimension is another."""
    if queries.ndim != 2 or queries.shape[1] != dimension:
        raise ValueError(f"queries of shape {queries.shape} do not fit vectors of dimension {dimension}")
    return np.ascontiguousarray(queries, dtype=np.float32)


def as_hits(found: Neighbours, ids: tuple[PassageId, ...]) -> tuple[tuple[Hit, ...], ...]:
    """Rows and scores -> hits: one tuple for each query."""
    return tuple(
        tuple(Hit(passage_id=ids[row], score=float(score)) for row, score in zip(rows, scores, strict=True))
        for rows, scores in zip(found.rows.tolist(), found.scores.tolist(), strict=True)
    )
