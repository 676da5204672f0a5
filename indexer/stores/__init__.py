"""The one place where a store's name becomes a class. Which kind a bundle gets is chosen in faiss_store.py, by size."""

from collections.abc import Sequence
from pathlib import Path

from indexer.errors import BundleError
from indexer.passages import PassageId
from indexer.stores.base import Hit, Neighbours, Rows, VectorStore
from indexer.stores.faiss_store import CHOICES, FaissKind, FaissStore, kind_for, write_faiss

__all__ = [
    "CHOICES",
    "FaissKind",
    "FaissStore",
    "Hit",
    "Neighbours",
    "Rows",
    "VectorStore",
    "kind_for",
    "open_store",
    "write_faiss",
]


def open_store(kind: str, path: Path, ids: Sequence[PassageId]) -> VectorStore:
    """Open what a manifest's `store` names. Raises BundleError where the file is something else or cannot be read."""
    store = FaissStore(path, ids)
    if store.kind != kind:
        raise BundleError(
            f"{path.name} is a store of kind {store.kind}, and the manifest names {kind!r}. "
            "Build again: learning-from-reviews index"
        )
    return store
