"""A text -> segments that remember their place in it. Cases, vignettes and cues are read alike."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from nupunkt import sent_spans

from indexer.reading.spans import Segment

# A sentence longer than this many words is cut at a clause boundary where it has one.
LONGEST_WORDS = 32
# A clause shorter than this many words stays with its neighbour: alone it says too little to be read.
SHORTEST_CLAUSE_WORDS = 4

_LINE_BREAK = re.compile(r"[\r\n]+")
_BULLET = re.compile(r"(?:^|(?<=\s))[-*•–·](?=\s)")
# Each run of spaces is tried once, from its start and whole, so that a long one costs no more than its length.
# Where a contrast turns: what is denied before it is not denied after it (ConText's "terminators", Harkema et al. 2009).
_TURN = re.compile(
    r"(?:;\s++|(?<!\s)\s++[-–—]+\s+|[,.]?(?<!\s)\s++(?=(?:but|however|although|though|yet|whereas|except|apart from|it's just|what there is|what we have)\b))",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?:,\s++(?=(?:and|so|then|who|which|when|because|she|he|they|we|i|mum|dad)\b)|(?<!\s)\s++(?=and (?:then|now|she|he|they|we|i|mum|dad|the)\b)|,\s++)",
    re.IGNORECASE,
)
# Abbreviations that end a sentence as often as not; the splitter takes every one for the middle of a sentence.
_ABBREVIATED_END = re.compile(
    r"\b(?i:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|mon|tues?|weds?|thurs?|fri|sat|sun|yrs?|mo|hosp|dept|a\.?m|p\.?m"
    r"|hrs?|info|misc|rd|ave)\.\s++(?=[A-Z])"
)
_WORD = re.compile(r"\w+")


def segment(text: str) -> tuple[Segment, ...]:
    """Split a text into segments short enough to be read whole: sentences, lines, and clauses where a contrast turns.

    They come in order, do not overlap, and cover every character that is not a space.
    """
    return tuple(
        Segment(start=start, end=end)
        for line_start, line_end in _pieces(text, 0, len(text), _LINE_BREAK)
        for bullet_start, bullet_end in _pieces(text, line_start, line_end, _BULLET, keep=True)
        for long_start, long_end in _sentences(text, bullet_start, bullet_end)
        for sentence_start, sentence_end in _cut(text, long_start, long_end, _ABBREVIATED_END, SHORTEST_CLAUSE_WORDS, 0)
        for start, end in _clauses(text, sentence_start, sentence_end)
    )


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _pieces(
    text: str, start: int, end: int, boundary: re.Pattern[str], *, keep: bool = False
) -> Iterator[tuple[int, int]]:
    """Stretches between boundaries. A boundary's own characters, spaces apart, stay with what follows (`keep`) or precedes it."""
    cursor = start
    for found in boundary.finditer(text, start, end):
        cut = found.start() if keep else found.end()
        if cut > cursor:
            piece = _trim(text, cursor, cut)
            if piece[0] < piece[1]:
                yield piece
        cursor = max(cursor, cut)
    piece = _trim(text, cursor, end)
    if piece[0] < piece[1]:
        yield piece


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    cursor = start
    for _, span_end in sent_spans(text[start:end]):
        piece = _trim(text, cursor, min(start + span_end, end))
        if piece[0] < piece[1]:
            yield piece
        cursor = start + span_end
    piece = _trim(text, min(cursor, end), end)
    if piece[0] < piece[1]:
        yield piece


def _words(text: str, start: int, end: int) -> int:
    return sum(1 for _ in _WORD.finditer(text, start, end))


def _clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for turn_start, turn_end in _cut(text, start, end, _TURN, SHORTEST_CLAUSE_WORDS, 0):
        if _words(text, turn_start, turn_end) > LONGEST_WORDS:
            yield from _cut(text, turn_start, turn_end, _CLAUSE, SHORTEST_CLAUSE_WORDS, LONGEST_WORDS // 2)
        else:
            yield turn_start, turn_end


def _cut(
    text: str, start: int, end: int, boundary: re.Pattern[str], shortest: int, wanted: int
) -> Iterator[tuple[int, int]]:
    """Cut at boundaries, each piece of at least `shortest` words and, where the text allows, of about `wanted`."""
    words = [word.start() for word in _WORD.finditer(text, start, end)]
    cursor, passed = start, 0
    for found in boundary.finditer(text, start, end):
        cut = found.end()
        before = bisect_left(words, cut)
        if before - passed >= max(shortest, wanted) and len(words) - before >= shortest:
            piece = _trim(text, cursor, cut)
            if piece[0] < piece[1]:
                yield piece
            cursor, passed = cut, before
    piece = _trim(text, cursor, end)
    if piece[0] < piece[1]:
        yield piece
