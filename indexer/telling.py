"""A text told otherwise: in shorthand, as dictated, with typing errors. What is learned is then learned of all of these."""

import random
import re
from collections.abc import Sequence

from corpus import Abbreviation

TYPING_ERRORS = 25  # one word in so many
SHORTEST_MISTYPED = 4

# What the glossary does not hold, since everyone can read it.
CLIPPED = {
    "with": "w/",
    "and": "&",
    "about": "re",
    "meeting": "mtg",
    "meetings": "mtgs",
    "week": "wk",
    "weeks": "wks",
    "next": "nxt",
    "yesterday": "yest",
    "referral": "ref",
    "appointments": "appts",
    "hospital": "hosp",
    "mum": "MO",
    "dad": "FA",
    "nan": "MGM",
    "doctor": "GP",
}
_ASIDE = re.compile(r"\s*\(.*?\)")
_PUNCTUATION = re.compile(r"[^\w\s'&/-]+")
_WORD = re.compile(r"[A-Za-z]+")


class Shorthand:
    """Writes what has an abbreviation in the glossary by its abbreviation, the longest first."""

    def __init__(self, glossary: Sequence[Abbreviation]) -> None:
        short = dict(CLIPPED)
        for entry in glossary:
            meaning = _ASIDE.sub("", entry.meanings[0]).partition(":")[0].strip().lower()
            if len(meaning) > len(entry.term) and entry.term[0].isalpha():
                short.setdefault(meaning, entry.term)
        self._short = short
        longest = sorted(map(re.escape, short), key=lambda words: (-len(words), words))
        self._known = re.compile(rf"(?<![\w'])(?:{'|'.join(longest)})(?![\w'])", re.IGNORECASE)

    def of(self, text: str) -> str:
        """The text with its words abbreviated."""
        return self._known.sub(lambda found: self._short[found.group().lower()], text)


def dictated(text: str) -> str:
    """In lower case, without punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", text).lower().split())


def mistyped(text: str, chance: random.Random) -> str:
    """One word in TYPING_ERRORS or so has two letters swapped, one left out, or one twice."""

    def one(found: re.Match[str]) -> str:
        word = found.group()
        if len(word) < SHORTEST_MISTYPED or chance.random() * TYPING_ERRORS >= 1:
            return word
        at = chance.randrange(1, len(word) - 1)
        return chance.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at : at + 1] + word[at:],
            )
        )

    return _WORD.sub(one, text)
