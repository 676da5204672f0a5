"""The one place where a store's name becomes a class."""

from indexer.stores.base import Hit, Neighbours, VectorStore
from indexer.stores.faiss_store import FaissStore, write_faiss

__all__ = ["FaissStore", "Hit", "Neighbours", "VectorStore", "write_faiss"]
