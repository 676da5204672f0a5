"""What was asked -> checked values: the page, the API and the command line take their input through here."""

import itertools
from collections.abc import Iterable, Sequence
from typing import Protocol

from corpus import Status
from indexer import Bundle, UserStatus
from service.errors import MAX_LIMIT, LimitOutOfRange, StatusesInvalid
from service.matching import CaseDescription, MatchOptions, MatchReport, match


class StatusLike(Protocol):
    start: int
    end: int
    status: Status


def checked_statuses(given: Iterable[StatusLike], length: int) -> tuple[UserStatus, ...]:
    """The user's own readings, in order. Raises StatusesInvalid where one is empty, out of range or overlaps another."""
    readings = sorted(
        (UserStatus(start=one.start, end=one.end, status=one.status) for one in given),
        key=lambda one: (one.start, one.end),
    )
    for reading in readings:
        if not 0 <= reading.start < reading.end <= length:
            raise StatusesInvalid(
                "A reading lies outside the case, or is empty. Its start comes before its end, both within the text."
            )
    for first, second in itertools.pairwise(readings):
        if second.start < first.end:
            raise StatusesInvalid("Two readings overlap. Give each part of the case one status.")
    return tuple(readings)


def match_case(
    text: str, bundle: Bundle, *, limit: int = 10, statuses: Sequence[StatusLike] = ()
) -> tuple[CaseDescription, MatchReport]:
    """Check what was asked, and match. Raises CaseError, LimitOutOfRange or StatusesInvalid."""
    if not 1 <= limit <= MAX_LIMIT:
        raise LimitOutOfRange
    case = CaseDescription(text=text)
    readings = checked_statuses(statuses, len(text))
    return case, match(case, bundle, MatchOptions(limit=limit), readings)
