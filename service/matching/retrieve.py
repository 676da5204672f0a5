"""Segments -> what each channel makes of them, by vector, by word and in context."""

from indexer import Bundle, Reading, SegmentScores, score_segments


def retrieve(reading: Reading, bundle: Bundle) -> SegmentScores:
    """Hold every segment of a case against the bundle's passages, all in one search."""
    return score_segments(reading, bundle.store, bundle.text_vectors, bundle.table, bundle.learned)
