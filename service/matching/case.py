"""The only type that holds words of a case."""

import re
from dataclasses import dataclass, field

from service.errors import MAX_CASE_CHARACTERS, CaseBlank, CaseTooLong, CaseUnreadable, CaseWordless

_LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDescription:
    """A practitioner's own words about a case: special-category data, kept in memory only, and never printed.

    Raises CaseError where it is blank, has no word, holds bytes that are not text, or is longer than 20,000 characters.
    """

    text: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise CaseBlank
        if len(self.text) > MAX_CASE_CHARACTERS:
            raise CaseTooLong(len(self.text))
        if "\x00" in self.text or any("\ud800" <= character <= "\udfff" for character in self.text):
            raise CaseUnreadable
        if not _LETTER.search(self.text):
            raise CaseWordless
