"""Stretches of a text, in code points, and the user's own readings of them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of a text, `text[start:end]` in code points, and how the text means it."""

    start: int
    end: int
    status: Status = "present"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserStatus:
    """The user's own reading of a stretch of the text: it replaces ours on all that it covers."""

    start: int
    end: int
    status: Status


def corrected(segments: Sequence[Segment], readings: Sequence[UserStatus]) -> tuple[Segment, ...]:
    """Put the user's own readings in the place of ours, splitting a segment that one of them cuts."""
    result: list[Segment] = []
    for segment in segments:
        cuts = {segment.start, segment.end}
        for reading in readings:
            cuts |= {cut for cut in (reading.start, reading.end) if segment.start < cut < segment.end}
        ordered = sorted(cuts)
        for start, end in itertools.pairwise(ordered):
            own = [reading.status for reading in readings if reading.start < end and start < reading.end]
            result.append(Segment(start=start, end=end, status=own[0] if own else segment.status))
    return tuple(result)
