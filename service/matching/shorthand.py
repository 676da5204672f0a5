"""Whether a text is written in the shorthand of those who work with children: then it is a case, whatever it says."""

import functools
import re
from collections.abc import Sequence

from corpus import Abbreviation

ENOUGH = 2  # different abbreviations: none of 438 texts about something else has as many
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z&/]*[A-Z][A-Za-z&/]*")


def in_shorthand(text: str, glossary: Sequence[Abbreviation]) -> bool:
    """Whether at least ENOUGH different abbreviations of the glossary stand in a text, capitals and all."""
    return len(set(_any_of(tuple(one.term for one in glossary)).findall(text))) >= ENOUGH


@functools.cache
def _any_of(terms: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for those that are written in capitals, the longest first, made once: they are the corpus's."""
    chosen = sorted((term for term in terms if _ABBREVIATION.fullmatch(term)), key=lambda term: (-len(term), term))
    return re.compile(rf"(?<![\w/])(?:{'|'.join(map(re.escape, chosen)) or '(?!)'})(?!\w)")
