"""Every kind of identifier in one text, the surest kind first where two claim the same words."""

import re
from bisect import bisect_left

from service.identifiers.addresses import find_addresses
from service.identifiers.codes import find_codes
from service.identifiers.dates import find_dates, find_dates_of_birth
from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import lexicon
from service.identifiers.people import find_people
from service.identifiers.schools import find_schools
from service.identifiers.words import split_words

# What a redaction has put there, and web addresses: no identifiers in them.
_SETTLED = re.compile(
    r"\[(?:name|date of birth|NHS number|National Insurance number|case reference|postcode|address|phone number|"
    r"email address|car registration|school)\]"
    r"|\b(?:https?://|www\.)\S{1,300}"
)


class _Spans:
    """Spans that do not overlap, in order."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def add(self, start: int, end: int) -> bool:
        """Whether there was room."""
        at = bisect_left(self._starts, start)
        if (at and self._ends[at - 1] > start) or (at < len(self._starts) and self._starts[at] < end):
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """The likely identifiers of a text, in order, none overlapping. Nothing of the text outlives the call."""
    words = split_words(text)
    lists = lexicon()
    taken = _Spans()
    found: list[Identifier] = []
    for match in _SETTLED.finditer(text):
        taken.add(match.start(), match.end())
    dates = find_dates(text)
    candidates = [*find_codes(text), *find_schools(text, words, lists), *find_addresses(text, words, lists)]
    date_starts = dict(dates)
    for candidate in candidates:
        if candidate.type == "CASE_REFERENCE" and date_starts.get(candidate.start) == candidate.end:
            continue
        if taken.add(candidate.start, candidate.end):
            found.append(candidate)
    dates = [date for date in dates if taken.add(*date)]
    settled = sorted(
        [*((one.start, one.end) for one in found), *dates, *(match.span() for match in _SETTLED.finditer(text))]
    )
    people = find_people(text, words, settled, lists)
    found += people
    found += find_dates_of_birth(text, dates, people)
    return tuple(sorted(found, key=lambda identifier: identifier.start))
