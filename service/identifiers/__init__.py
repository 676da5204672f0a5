"""Points out likely names, numbers and addresses in a text, and writes the text without them. Keeps nothing of it."""

from service.identifiers.find import find_identifiers
from service.identifiers.identifier import Identifier, IdentifierType
from service.identifiers.redaction import NEUTRAL_WORDS, Redaction, redact

__all__ = ["NEUTRAL_WORDS", "Identifier", "IdentifierType", "Redaction", "find_identifiers", "redact"]
