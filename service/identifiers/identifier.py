"""What an identifier is: where in a text it stands and what kind it is, never its words."""

from dataclasses import dataclass
from typing import Literal

IdentifierType = Literal[
    "PERSON",
    "DATE_OF_BIRTH",
    "NHS_NUMBER",
    "NI_NUMBER",
    "CASE_REFERENCE",
    "POSTCODE",
    "ADDRESS",
    "PHONE",
    "EMAIL",
    "VEHICLE_REGISTRATION",
    "SCHOOL",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A likely identifier: `text[start:end]`, in code points of the text as it was given."""

    type: IdentifierType
    start: int
    end: int
