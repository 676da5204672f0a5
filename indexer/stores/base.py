"""What a vector store promises, whichever one it is."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.encoder import Vectors
from indexer.passages import PassageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage found. `score` is the cosine with the query, in [-1, 1]."""

    passage_id: PassageId
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """The passages nearest to each query, best first. `rows` and `scores` are (queries, k); a row is a passage's place."""

    rows: npt.NDArray[np.int64]
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

        `queries` is float32 (n, dimension), rows of length 1. Equal scores come in the store's order.
        Raises ValueError where the dimension is another.
        """
        ...

    def search(self, queries: Vectors, k: int) -> tuple[tuple[Hit, ...], ...]:
        """The same as `nearest`, as hits with the passages' ids: one tuple for each query."""
        ...

    def vectors(self) -> Vectors:
        """Every stored vector in the store's order: float32 (n, dimension)."""
        ...

    def close(self) -> None:
        """Give back what the store holds open."""
        ...
