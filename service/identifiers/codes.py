"""Numbers and codes that belong to one person, case, household or car."""

import re
from collections.abc import Iterator

from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import word_set

_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")

_AREAS = (
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|"
    "FK|FY|G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|"
    "JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|"
    "SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|"
    "W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
_POSTCODE = re.compile(rf"(?<![\w-])(?:{_AREAS})\d[A-Z\d]?[ \u00a0]{{0,2}}\d[ABD-HJLNP-UW-Z]{{2}}(?!\w)", re.IGNORECASE)
# "s17 4th", "E1 2nd": an ordinal after something else.
_ORDINAL = re.compile(r"\d(?:st|nd|rd|th)\Z")

_TEN_DIGITS = re.compile(r"(?<![\d+/.-])(?<!\d )\d{3}[ -]?\d{3}[ -]?\d{4}(?![\d/]|[ -]\d)")
_NHS_LABEL = re.compile(
    r"\bNHS(?: ?(?:no|num|number|id|#))?[\s.:()#-]{0,4}(?:(?:is|for|of|number|"
    r"no)\b[\s.:]{0,2}(?:\w{1,20}[\s:]{1,2})?)?\Z",
    re.IGNORECASE,
)

_NI = re.compile(
    r"(?<!\w)(?:[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]|QQ)[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}(?:[ -]?[A-D](?!\w)|(?!\w))",
    re.IGNORECASE,
)
_NI_LABEL = re.compile(r"\b(?:NI|NINO|national insurance)\b.{0,12}\Z", re.IGNORECASE)

_PHONE = re.compile(r"(?<![\w+./-])(?:\+|\(\+?)?\d(?:[ \u00a0().-]{0,2}\d){6,14}(?![\d/]|-\d|\w)")
_DATE_FIRST = re.compile(r"\d{1,2}[.-]\d{1,2}[.-]\d{2}|\d{4}-\d{2}-\d{2}")
_PHONE_LABEL = re.compile(
    r"\b(?:tel|telephone|phone|mob|mobile|landline|whatsapp|ring|call|text)\b[\w\s.:]{0,12}\Z", re.IGNORECASE
)
# Numbers that anyone may ring: freephone, charged and helplines, and the Leeds front doors.
_PUBLIC_PREFIXES = (
    "0800",
    "0808",
    "0300",
    "0303",
    "0330",
    "0333",
    "0343",
    "0344",
    "0345",
    "0370",
    "0371",
    "084",
    "087",
    "0500",
    "116",
)
_PUBLIC_NUMBERS = frozenset({"01133760336", "01133760469", "01132460401", "01132224403", "01132224444"})

_CURRENT_PLATE = re.compile(r"(?<![\w-])[A-HJ-PR-Y]{2}\d{2}( ?)[A-HJ-PR-Z]{3}(?![\w-])", re.IGNORECASE)
_OLD_PLATE = re.compile(
    r"(?<![\w-])(?:[A-HJ-NPR-TV-Y] ?\d{1,3} ?[A-HJ-PR-Y]{3}|[A-Z]{3} ?\d{1,3}[A-Z]|[A-Z]{2,3} ?\d{3,4}|\d{1,4} "
    r"?[A-Z]{2,3})(?![\w-])"
)
_CAR = re.compile(
    r"\b(?:reg|registration|vrm|vrn|plates?|car|van|vehicle|taxi|moped|motorbike|scooter|quad|transit|bmw|audi|"
    r"ford|vauxhall|corsa|astra|golf|polo|fiesta|focus|"
    r"mercedes|merc|toyota|skoda|nissan|honda|peugeot|renault|clio|seat|kia|mini|fiat|volvo|vw|4x4)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = word_set(
    "and the for her his was but not she has had who are you our out off all any can did got him how its may new "
    "now old one see two way why yes ago due per via"
)

_LABEL = re.compile(
    r"\b(?P<strong>(?:case|crime|incident|occurrence|log|court|claim|hospital|patient|client|person|pupil|child|"
    r"passport|asylum|account|rent|tenancy|visa|licence|policy|file|lcs|mosaic|niche|"
    r"nass|brp|unit|nhs|home office|prison|booking|custody|referral|order|systmone|emis|rio|liquidlogic|family|"
    r"record|staff|collar)?[ -]?"
    r"(?:ref(?:erence)?s?|number|numbers|no|nos|id|ids|#)|urn|upn|uln|mrn|nass|crn|pnc ?id)\b"
    r"|\b(?P<weak>lcs|mosaic|liquidlogic|niche|log|cad|systmone|emis|passport|brp|ho|crime|occurrence|case|file|"
    r"warrant|custody record)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"[\s.:#(=–-]{1,4}(?:(?:is|was|number|no|ref|reference|id)\b[\s.:#]{1,3})?(?:(?:number|"
    r"no)\b[\s.:#]{1,3})?([A-Z0-9][A-Z0-9/.-]{1,22}[A-Z0-9])(?![\w])",
    re.IGNORECASE,
)
_A_DATE = re.compile(
    r"\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2}|[/.-]\d{4})?\Z|\d{4}-\d{2}-\d{2}\Z|(?:19|20)\d{2}(?:[/-](?:\d{2}|"
    r"20\d{2}))?\Z|\d{1,2}[.:]\d{2}(?:am|pm)?\Z"
)
_BARE_CODE = re.compile(
    r"(?<![\w/-])(?:[A-Z]{2}\d{2}[A-Z]\d{5}|[A-HJ-NP-RT-Z]\d{11}[0-9A-Z]|13\d{9}|(?!COVID|ICD|ISO|"
    r"KCSIE)[A-Z]{2,6}[-/](?:\d{2,4}[-/])?(?!(?:19|20)\d\d(?!\d))\d{4,10})(?![\w/-])"
)


def find_codes(text: str) -> Iterator[Identifier]:
    """Candidates, the surest kinds first; they may overlap."""
    for match in _EMAIL.finditer(text):
        yield Identifier(type="EMAIL", start=match.start(), end=match.start() + len(match.group().rstrip("-_")))
    for match in _POSTCODE.finditer(text):
        if _ORDINAL.search(match.group()) is None:
            yield Identifier(type="POSTCODE", start=match.start(), end=match.end())
    yield from _nhs_numbers(text)
    for match in _NI.finditer(text):
        whole = match.group()[-1].isalpha()
        if whole or _NI_LABEL.search(text[max(0, match.start() - 40) : match.start()]) is not None:
            yield Identifier(type="NI_NUMBER", start=match.start(), end=match.end())
    yield from _phones(text)
    yield from _plates(text)
    yield from _references(text)


def nhs_check_digit_is_right(digits: str) -> bool:
    """Modulus 11 over the first nine digits, weights 10 to 2 (NHS Data Dictionary, NHS NUMBER)."""
    remainder = 11 - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return remainder != 10 and remainder % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Identifier]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if nhs_check_digit_is_right(digits) and digits.strip("0"):
            yield Identifier(type="NHS_NUMBER", start=match.start(), end=match.end())
        elif _NHS_LABEL.search(text[max(0, match.start() - 50) : match.start()]) is not None:
            # Mistyped, so no NHS number; but it still stands for one person.
            yield Identifier(type="CASE_REFERENCE", start=match.start(), end=match.end())


def _phones(text: str) -> Iterator[Identifier]:
    for match in _PHONE.finditer(text):
        written = match.group()
        digits = re.sub(r"\D", "", written)
        if _DATE_FIRST.match(written.lstrip("(+")) is not None:
            continue
        abroad = written.lstrip("(").startswith("+") or digits.startswith("00")
        national = _national(digits) if abroad else digits
        if national.startswith(_PUBLIC_PREFIXES) or national in _PUBLIC_NUMBERS:
            continue
        home = national.startswith(("01", "02", "03", "055", "056", "07")) and len(national) in (10, 11)
        labelled = _PHONE_LABEL.search(text[max(0, match.start() - 30) : match.start()]) is not None
        if home or (abroad and len(digits) > 8) or labelled:
            # "(07700 900123)" stands in the sentence's brackets, "(0113) 496 0123" has its own
            around = written.startswith("(") and ")" not in written
            yield Identifier(type="PHONE", start=match.start() + around, end=match.end())


def _national(digits: str) -> str:
    """The digits of a number with a country code, as they are dialled here where it is ours."""
    digits = digits.removeprefix("00")
    return "0" + digits[2:].removeprefix("0") if digits.startswith("44") else digits


def _plates(text: str) -> Iterator[Identifier]:
    for match in _CURRENT_PLATE.finditer(text):
        written = match.group()
        spaced = bool(match.group(1))
        capitals = written.isupper()
        car = _CAR.search(text[max(0, match.start() - 40) : match.start()]) is not None
        if car or ((capitals or not spaced) and not (spaced and written[-3:].lower() in _SHORT_WORDS)):
            yield Identifier(type="VEHICLE_REGISTRATION", start=match.start(), end=match.end())
    for match in _OLD_PLATE.finditer(text):
        if match.group()[-3:].lower() in _SHORT_WORDS or not any(letter.isdigit() for letter in match.group()):
            continue
        if _CAR.search(text[max(0, match.start() - 32) : match.start()]) is not None:
            yield Identifier(type="VEHICLE_REGISTRATION", start=match.start(), end=match.end())


def _references(text: str) -> Iterator[Identifier]:
    for match in _BARE_CODE.finditer(text):
        yield Identifier(type="CASE_REFERENCE", start=match.start(), end=match.end())
    for label in _LABEL.finditer(text):
        code = _CODE.match(text, label.end())
        if code is None:
            continue
        written = code.group(1)
        digits = sum(letter.isdigit() for letter in written)
        least = 3 if label.group("strong") else 4
        if digits >= least and _A_DATE.match(written) is None:
            yield Identifier(type="CASE_REFERENCE", start=code.start(1), end=code.end(1))
