"""Turns a Corpus into a bundle, and owns the bundle's format. What builds (heavy) is imported by name, not from here."""

from indexer.atlas import Atlas
from indexer.bundle import Bundle, current_version, open_bundle, rollback
from indexer.case_reader import CaseReader, ReadInContext
from indexer.encoder import Encoder, Vectors
from indexer.errors import BundleError, ModelUnavailable, StoreUnavailable
from indexer.features import (
    PassageTable,
    SegmentScores,
    Stated,
    score_segments,
)
from indexer.learned import LearnedParts, softmax
from indexer.passages import Passage
from indexer.postgres import open_shelf
from indexer.ranker import context_scores, log_odds, log_odds_without_each
from indexer.reading.read import Reading, read_text
from indexer.reading.spans import Segment, UserStatus
from indexer.scope import scope_features, scope_score
from indexer.stores import Hit, VectorStore
from indexer.topics import TopicIndex

__all__ = [
    "Atlas",
    "Bundle",
    "BundleError",
    "CaseReader",
    "Encoder",
    "Hit",
    "LearnedParts",
    "ModelUnavailable",
    "Passage",
    "PassageTable",
    "ReadInContext",
    "Reading",
    "Segment",
    "SegmentScores",
    "Stated",
    "StoreUnavailable",
    "TopicIndex",
    "UserStatus",
    "VectorStore",
    "Vectors",
    "context_scores",
    "current_version",
    "log_odds",
    "log_odds_without_each",
    "open_bundle",
    "open_shelf",
    "read_text",
    "rollback",
    "scope_features",
    "scope_score",
    "score_segments",
    "softmax",
]
