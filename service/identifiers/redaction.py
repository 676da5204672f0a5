"""A text with its identifiers replaced by neutral words, and where each one went."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from service.identifiers.find import find_identifiers
from service.identifiers.identifier import Identifier, IdentifierType

NEUTRAL_WORDS: dict[IdentifierType, str] = {
    "PERSON": "[name]",
    "DATE_OF_BIRTH": "[date of birth]",
    "NHS_NUMBER": "[NHS number]",
    "NI_NUMBER": "[National Insurance number]",
    "CASE_REFERENCE": "[case reference]",
    "POSTCODE": "[postcode]",
    "ADDRESS": "[address]",
    "PHONE": "[phone number]",
    "EMAIL": "[email address]",
    "VEHICLE_REGISTRATION": "[car registration]",
    "SCHOOL": "[school]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A redacted text. `map` holds [start, end, redacted_start, redacted_end] for each identifier, in code points."""

    text: str = field(repr=False)
    identifiers: tuple[Identifier, ...]
    map: tuple[tuple[int, int, int, int], ...]


def redact(text: str, identifiers: Iterable[Identifier] | None = None) -> Redaction:
    """Replace the identifiers, or those given, each by a bracketed word.

    Raises ValueError where given identifiers overlap or lie outside the text.
    """
    chosen = (
        find_identifiers(text) if identifiers is None else tuple(sorted(identifiers, key=lambda found: found.start))
    )
    parts: list[str] = []
    spans: list[tuple[int, int, int, int]] = []
    position = length = 0
    for identifier in chosen:
        if not position <= identifier.start < identifier.end <= len(text):
            raise ValueError("Identifiers must lie within the text, hold a character or more and not overlap.")
        kept = text[position : identifier.start]
        word = NEUTRAL_WORDS[identifier.type]
        redacted_start = length + len(kept)
        length = redacted_start + len(word)
        parts += (kept, word)
        spans.append((identifier.start, identifier.end, redacted_start, length))
        position = identifier.end
    parts.append(text[position:])
    return Redaction(text="".join(parts), identifiers=chosen, map=tuple(spans))
