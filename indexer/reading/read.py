"""A text as the pipeline reads it, when building and when serving alike: segments, vectors and statuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.encoder import Encoder, Vectors
from indexer.reading.segment import segment
from indexer.reading.spans import Segment, UserStatus, corrected
from indexer.reading.status import with_status
from indexer.status_reader import StatusReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text's segments with their statuses, and a vector for each: float32 (segments, dimension)."""

    segments: tuple[Segment, ...]
    vectors: Vectors


def read_text(text: str, encoder: Encoder, status_reader: StatusReader, readings: Sequence[UserStatus] = ()) -> Reading:
    """Segment a text, encode each segment, and say how the text means it; the user's own readings come first."""
    # A reading that ends at a space would leave the space as a segment of its own.
    cut = [part for part in corrected(segment(text), readings) if not text[part.start : part.end].isspace()]
    words = [text[part.start : part.end] for part in cut]
    statuses = status_reader.start(text, cut)  # the longer runs first, so that no thread ends late
    vectors = encoder.start(words)()
    read = with_status(cut, statuses())
    return Reading(segments=corrected(read, readings), vectors=vectors)
