"""Segments -> what each channel makes of them, by vector and by word."""

from indexer import Bundle, Reading, SegmentScores, score_segments
from service.matching.case import CaseDescription


def retrieve(case: CaseDescription, reading: Reading, bundle: Bundle) -> SegmentScores:
    """Hold every segment of a case against the bundle's passages, all in one search."""
    words = [case.text[segment.start : segment.end] for segment in reading.segments]
    return score_segments(reading.vectors, words, bundle.store, bundle.text_vectors, bundle.table, bundle.learned)
