"""What was asked -> checked values: the page, the API and the command line take their input through here."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from corpus import Status
from indexer import Bundle, UserStatus
from service.errors import MAX_CASE_CHARACTERS, MAX_LIMIT, LimitOutOfRange, StatusesInvalid
from service.identifiers import redact
from service.identifiers.offsets import to_masked, to_text
from service.matching import CaseDescription, Evidence, MatchOptions, MatchReport, match


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
    return case, _match_unnamed(case, bundle, MatchOptions(limit=limit), readings)


def _match_unnamed(
    case: CaseDescription, bundle: Bundle, options: MatchOptions, readings: tuple[UserStatus, ...]
) -> MatchReport:
    """Match with every identifier read as the neutral word for it, and say where in the user's own words each find lies.

    So the answer does not hang on who the family is: a text, and the same text masked or with other names, are matched
    alike. Where the neutral words would make the text longer than may be read, it is matched as it stands.
    """
    redaction = redact(case.text)
    if not redaction.map or len(redaction.text) > MAX_CASE_CHARACTERS:
        return replace(match(case, bundle, options, readings), identifiers=redaction.identifiers)
    masks = redaction.map
    unnamed = tuple(
        UserStatus(
            start=to_masked(one.start, masks, is_end=False),
            end=to_masked(one.end, masks, is_end=True),
            status=one.status,
        )
        for one in readings
    )
    report = match(CaseDescription(text=redaction.text), bundle, options, _apart(unnamed))

    def evidence(part: Evidence) -> Evidence:
        return replace(part, start=to_text(part.start, masks), end=to_text(part.end, masks))

    themes = tuple(
        replace(
            theme,
            points=tuple(
                replace(point, evidence=tuple(evidence(part) for part in point.evidence)) for point in theme.points
            ),
        )
        for theme in report.themes
    )
    segments = tuple(
        replace(part, start=to_text(part.start, masks), end=to_text(part.end, masks)) for part in report.segments
    )
    return replace(
        report,
        themes=themes,
        segments=tuple(part for part in segments if part.start < part.end),
        identifiers=redaction.identifiers,
    )


def _apart(readings: tuple[UserStatus, ...]) -> tuple[UserStatus, ...]:
    """Two readings that met within one identifier both cover its mask now: the first keeps it."""
    kept: list[UserStatus] = []
    for one in readings:
        start = max(one.start, kept[-1].end) if kept else one.start
        if start < one.end:
            kept.append(replace(one, start=start))
    return tuple(kept)
