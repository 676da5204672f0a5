"""A text as the pipeline reads it, when building and when serving alike: segments, vectors and statuses."""

from collections.abc import Sequence
from dataclasses import dataclass

from indexer.case_reader import CaseReader
from indexer.encoder import Encoder, Vectors
from indexer.learned import Floats
from indexer.reading.segment import segment
from indexer.reading.spans import Segment, UserStatus, corrected
from indexer.reading.status import with_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A text's segments with their statuses.

    `words` are theirs, `vectors` is float32 (segments, dimension), and `in_context` and `points` what the case reader makes
    of each for each theme and learning point that it was taught: float32 (segments, taught themes or points).
    """

    segments: tuple[Segment, ...]
    words: tuple[str, ...]
    vectors: Vectors
    in_context: Floats
    points: Floats


def read_text(text: str, encoder: Encoder, case_reader: CaseReader, readings: Sequence[UserStatus] = ()) -> Reading:
    """Segment a text, encode each segment, and say how the text means it; the user's own readings come first."""
    # A reading that ends at a space would leave the space as a segment of its own.
    cut = [part for part in corrected(segment(text), readings) if not text[part.start : part.end].isspace()]
    words = tuple(text[part.start : part.end] for part in cut)
    in_context = case_reader.start(text, cut)  # the longer runs first, so that no thread ends late
    vectors = encoder.start(words)()
    found = in_context()
    segments = corrected(with_status(cut, found.statuses), readings)
    return Reading(segments=segments, words=words, vectors=vectors, in_context=found.themes, points=found.points)
