"""Turns a Corpus into a bundle, and owns the bundle's format. What builds (heavy) is imported by name, not from here."""

from indexer.atlas import Atlas
from indexer.bundle import Bundle, current_version, open_bundle, rollback
from indexer.encoder import Encoder, Vectors
from indexer.errors import BundleError, ModelUnavailable
from indexer.features import (
    PassageTable,
    SegmentScores,
    Stated,
    features,
    features_without_each,
    score_segments,
    stated_rows,
)
from indexer.learned import LearnedParts, softmax
from indexer.passages import Passage
from indexer.reading.read import Reading, read_text
from indexer.reading.spans import Segment, UserStatus
from indexer.scope import rank_scores, scope_features
from indexer.status_reader import StatusReader
from indexer.stores import Hit, VectorStore
from indexer.topics import TopicIndex

__all__ = [
    "Atlas",
    "Bundle",
    "BundleError",
    "Encoder",
    "Hit",
    "LearnedParts",
    "ModelUnavailable",
    "Passage",
    "PassageTable",
    "Reading",
    "Segment",
    "SegmentScores",
    "Stated",
    "StatusReader",
    "TopicIndex",
    "UserStatus",
    "VectorStore",
    "Vectors",
    "current_version",
    "features",
    "features_without_each",
    "open_bundle",
    "rank_scores",
    "read_text",
    "rollback",
    "scope_features",
    "score_segments",
    "softmax",
    "stated_rows",
]
