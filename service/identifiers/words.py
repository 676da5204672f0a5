"""A text cut into words that remember their place, their case and whether a name stands at them."""

import re
from dataclasses import dataclass
from typing import Literal

from service.identifiers.lexicon import fold, word_set

Case = Literal["lower", "title", "upper", "initial"]

# A letter may carry combining accents; an apostrophe joins only between letters. No two alternatives begin alike: linear.
_WORD = re.compile(r"(?<![^\W_])[^\W\d_](?:[^\W\d_]|[\u0300-\u036f]|['’‘ʼ](?=[^\W\d_]))*")
# "Jayden's", and "Jayden'll", "I've".
_ENDING = re.compile(r"['’‘ʼ](?:s|ll|ve|re|d|m)\Z", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;•|\n\r\"“”*>–—]|\s-\s?|^\s*-")
_CAPITALS_WITHIN = (
    "Mc",
    "Mac",
    "O'",
    "O’",
    "D'",
    "D’",
    "M'",
    "N'",
    "De",
    "Di",
    "La",
    "Le",
    "Fitz",
    "Van",
    "Ta'",
    "Ap",
    "Al",
    "El",
    "Jo",
    "Da",
)
_ABBREVIATED = word_set("st mr mrs ms dr prof rev fr sgt insp cllr")
_SHOUTING_SHARE = 0.6


@dataclass(slots=True)
class Word:
    """`text[start:end]` without an ending such as "'s" or "'ll"; `gap` lies between it and the word before."""

    start: int
    end: int
    folded: str
    case: Case
    gap: str
    possessive: bool  # it has such an ending
    starts_sentence: bool
    shouting: bool = False  # its line is in capitals, so that a capital says nothing


def _case(word: str) -> Case:
    if not word[0].isupper():
        return "lower"
    if len(word) == 1:
        return "initial"
    # "LAs", "OASys", "DfE"; but "McDonald", "O'Brien", "DeShawn"
    inner = sum(letter.isupper() for letter in word[1:])
    return "upper" if word.isupper() or (inner and not word.startswith(_CAPITALS_WITHIN)) else "title"


def split_words(text: str) -> list[Word]:
    """All words of a text, in order."""
    words: list[Word] = []
    line: list[Word] = []
    after = 0
    for match in _WORD.finditer(text):
        start, end = match.span()
        written = match.group()
        gap = text[after:start]
        after = end
        ending = _ENDING.search(written)
        if ending is not None:
            written = written[: ending.start()]
        if "\n" in gap or "\r" in gap:
            _mark_shouting(line)
            line = []
        starts = not words or (
            _SENTENCE_END.search(gap) is not None and not (gap == ". " and words[-1].folded in _ABBREVIATED)
        )
        word = Word(start, start + len(written), fold(written), _case(written), gap, ending is not None, starts)
        words.append(word)
        line.append(word)
    _mark_shouting(line)
    return words


def _mark_shouting(line: list[Word]) -> None:
    long_words = [word for word in line if word.end - word.start > 1]
    capitals = sum(word.case == "upper" for word in long_words)
    if len(long_words) > 2 and capitals >= _SHOUTING_SHARE * len(long_words):
        for word in line:
            word.shouting = word.case != "lower"
