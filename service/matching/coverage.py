"""What a case names that these reviews do not speak to, so that silence is not taken for reassurance."""

import functools
import re
from collections.abc import Sequence

from corpus import CoverageGap
from indexer import LearnedParts, Segment, SegmentScores, softmax


def not_covered(
    text: str, segments: Sequence[Segment], scores: SegmentScores, gaps: Sequence[CoverageGap], learned: LearnedParts
) -> tuple[str, ...]:
    """The ids of the gaps that a case speaks of, by their own words or as their cues do, in the corpus's order.

    What is ruled out or belongs to someone else names no gap.
    """
    kept = [segment.status not in ("ruled_out", "someone_else") for segment in segments]
    if not any(kept):
        return ()
    likely = softmax(scores.joint)[kept][:, len(learned.theme_ids) : -1].max(axis=0)
    words = "\n".join(text[segment.start : segment.end] for segment, keep in zip(segments, kept, strict=True) if keep)
    return tuple(
        gap.id
        for gap, probability in zip(gaps, likely, strict=True)
        if probability >= float(learned.gap_threshold[0]) or names_gap(words, gap)
    )


def names_gap(text: str, gap: CoverageGap) -> bool:
    """Whether a text has one of the gap's own words in it, in capitals or not."""
    return bool(gap.terms) and _any_of(tuple(gap.terms)).search(text.lower()) is not None


@functools.cache
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for the words of a gap, made once: they are the corpus's, never a case's."""
    return re.compile(rf"\b(?:{'|'.join(re.escape(term.lower()) for term in terms)})\b")
