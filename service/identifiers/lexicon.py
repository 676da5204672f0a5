"""The word lists beside this file, read once: which words are names, which may be, which are not."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LISTS = Path(__file__).with_name("lists")

# Letters that no decomposition turns into a plain one.
_PLAIN = str.maketrans(
    {
        "ł": "l",
        "Ł": "L",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ı": "i",
        "ß": "ss",
        "æ": "ae",
        "ə": "a",
        "'": "",
        "’": "",
        "‘": "",
        "ʼ": "",
    }
)

_ENDINGS = (
    ("ies", ("y",)), ("ied", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ed", ("", "e")), ("ing", ("", "e")),
    ("ings", ("", "e")), ("ly", ("",)), ("d", ("",)),
)  # fmt: skip

# No name ends like this.
_WORD_ENDINGS = (
    "ism", "ology", "ologist", "tion", "tions", "ment", "ments", "ness", "graphy", "ship", "hood", "ics", "ists", "able", "ible",
    "ality", "anity",
)  # fmt: skip


def fold(word: str) -> str:
    """A word as the lists write it: lower case, no accents, no apostrophes."""
    if word.isascii() and "'" not in word:
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).lower()


def word_set(text: str) -> frozenset[str]:
    """The words of a short list that stands in the code, folded as far as our own lists need it."""
    return frozenset(text.replace("'", "").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Folded words. `context_names` are names only where the context says so, `capital_names` in lower case only there."""

    first_names: frozenset[str]
    capital_names: frozenset[str]
    context_names: frozenset[str]
    surnames: frozenset[str]
    word_surnames: frozenset[str]
    not_names: frozenset[str]
    words: frozenset[str]
    rarer_words: frozenset[str]
    public_names: re.Pattern[str]

    def is_word(self, folded: str) -> bool:
        """Whether an ordinary word of such texts, in any of its endings, is known to the lists."""
        return _is_in(self.words, folded)

    def is_rarer_word(self, folded: str) -> bool:
        """The same for words that such texts seldom hold, so that a surname may look like one."""
        return folded.endswith(_WORD_ENDINGS) or _is_in(self.rarer_words, folded)


def _is_in(words: frozenset[str], folded: str) -> bool:
    if folded in words:
        return True
    for ending, stems in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) > 2:
            base = folded[: -len(ending)]
            if any(base + stem in words for stem in stems):
                return True
            if len(base) > 3 and base[-1] == base[-2] and ending in ("ed", "ing") and base[:-1] in words:
                return True
    return False


def _read(name: str) -> frozenset[str]:
    lines = (_LISTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _public_names() -> re.Pattern[str]:
    lines = (_LISTS / "public-names.txt").read_text(encoding="utf-8").splitlines()
    names = sorted((line for line in lines if not line.startswith("#")), key=len, reverse=True)
    patterns = (re.escape(name).replace("'", "['’]?") for name in names)
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


@cache  # our own lists, read when first needed; no text of a case comes near it
def lexicon() -> Lexicon:
    not_names = _read("not-names")
    capital_names = _read("names-needing-a-capital")
    first_names = _read("first-names") | capital_names
    surnames = _read("surnames")
    return Lexicon(
        first_names=first_names - not_names,
        capital_names=capital_names,
        context_names=_read("names-that-are-words") | (first_names & not_names),
        surnames=surnames - not_names,
        word_surnames=_read("surnames-that-are-words") | (surnames & not_names),
        not_names=not_names,
        words=_read("words"),
        rarer_words=_read("rarer-words"),
        public_names=_public_names(),
    )
