"""Dates, and which of them are dates of birth."""

import re
from collections.abc import Iterator, Sequence

from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import word_set

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
)
_DATE = re.compile(
    rf"(?<![\w/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1(?:\d{{4}}|\d{{2}})(?![\d/])|"
    rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?![\d/])"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ -]?(?:of )?{_MONTH}\.?,?(?:[ -]?(?:19|20)\d{{2}}(?!\d)|[ -]'?\d{{2}}(?![\d:]))?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d),?(?: (?:19|20)\d{{2}}(?!\d))?|{_MONTH},? (?:19|20)\d{{2}}(?!\d))",
    re.IGNORECASE,
)
_WITH_YEAR = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d{2}\Z|\W\d{2}\Z")
_LABEL = re.compile(
    r"\bd\.? ?o\.? ?b\.?s?\b|\bdates? of birth\b|\bbirth ?date\b|\bborn\b|\bbirthday\b|\bb(?=[.:]? ?\Z)", re.IGNORECASE
)
_TOKEN = re.compile(r"[\w-]+|[^\w\s]")
# What may lie between the label and its date; after "in" or "at", a place too: "born in Leeds on".
_BETWEEN = word_set(
    ". : , ( ) = - – is was are on the given recorded as of about around approx approximately false his her "
    "their self says it for baby in at and "
    "unknown maybe possibly c"
)
_MOST_BETWEEN = 8
_AFTER_ANOTHER = re.compile(
    r"\A(?:\W|\b(?:but|or|and|not|also|papers?|says?|say|states?|documents?|now|it|its|could|be|maybe|is|was|"
    r"other|then|passport|given|elsewhere|gave|on|the)\b){1,9}\Z"
)
_AFTER_PERSON = re.compile(
    r"\A['’]?s?(?:[ \t]{0,2}[(\[|:][ \t]{0,2}|,? (?=\d{1,2} ?[ymw]|aged)|, ?|[ \t]{1,3}| [-–] )"
    r"(?:(?:aged? )?\d{1,2}(?: ?(?:years?|yrs?|y/?o|months?|mths?|m|y|weeks?|w))?(?: old)?[ ,;|/-]{1,3})?"
    r"(?:(?:male|female|boy|girl|m|f)[ ,;|/]{1,3})?(?:(?:b|born|dob)[ .:]{1,2})?\Z",
    re.IGNORECASE,
)  # fmt: skip
_CHILD_WORD = re.compile(
    r"\b(?:son|daughter|child|baby|boy|girl|brother|sister|twins?|mother|father|mum|mam|dad|eldest|youngest|"
    r"sibling|infant|toddler)\b",
    re.IGNORECASE,
)
_ENDS_ENTRY = re.compile(r"\A(?:[ \t]*[,;|)\]]| ?(?:and|&)\b|[ \t]*\Z|[ \t]*[\r\n]|\.[ \r\n]|\.\Z)")
_REACH = 60


def find_dates(text: str) -> list[tuple[int, int]]:
    """The spans of all dates, of birth or not."""
    return [(match.start(), match.start() + len(match.group().rstrip(" ,.-"))) for match in _DATE.finditer(text)]


def _sentence_before(text: str, start: int) -> str:
    before = text[max(0, start - _REACH) : start]
    cut = max(before.rfind(". "), before.rfind("? "), before.rfind("! "), before.rfind("; "))
    # "D.O.B. 17 March" has no sentence end in it.
    if cut > 0 and re.search(r"\bd\.? ?o\.? ?b\Z|\bb\Z", before[:cut], re.IGNORECASE) is None:
        before = before[cut + 1 :]
    return before


def _is_labelled(before: str) -> bool:
    labels = [match.end() for match in _LABEL.finditer(before)]
    if not labels:
        return False
    tokens = _TOKEN.findall(before[labels[-1] :])
    in_place = False
    for token in tokens:
        if token.lower() not in _BETWEEN and not (in_place and token[0].isupper()):
            return False
        in_place = token.lower() in ("in", "at") or (in_place and token[0].isupper())
    return len(tokens) <= _MOST_BETWEEN


def find_dates_of_birth(
    text: str, dates: Sequence[tuple[int, int]], people: Sequence[Identifier]
) -> Iterator[Identifier]:
    """The dates that are labelled as a birth's, or stand right after a person or a word for a child."""
    person_ends = [person.end for person in people]
    at = 0
    last_birth: int | None = None
    for start, end in dates:
        before = _sentence_before(text, start)
        labelled = _is_labelled(before)
        again = (
            last_birth is not None
            and start - last_birth < _REACH
            and _AFTER_ANOTHER.match(text[last_birth:start]) is not None
        )
        named = False
        if not labelled and _WITH_YEAR.search(text[start:end]) is not None:
            while at + 1 < len(person_ends) and person_ends[at + 1] <= start:
                at += 1
            owners = [match.end() for match in _CHILD_WORD.finditer(before)]
            gaps = [before[owners[-1] :]] if owners else []
            if person_ends and person_ends[at] <= start and start - person_ends[at] < _REACH:
                gaps.append(text[person_ends[at] : start])
                opens_entry = _opens_entry(text, people[at].start)
            else:
                opens_entry = False
            named = any(_belongs(gap, text[end : end + 8], opens_entry=opens_entry) for gap in gaps)
        if labelled or again or named:
            last_birth = end
            yield Identifier(type="DATE_OF_BIRTH", start=start, end=end)


def _opens_entry(text: str, start: int) -> bool:
    """Whether a name stands first in its line, cell or list entry: then a bare date after it is its own."""
    before = text[max(0, start - 5) : start].rstrip(" \t")
    return not before or before[-1] in "\r\n,;:|([•-–*&" or before.endswith("and")


def _belongs(gap: str, after: str, *, opens_entry: bool) -> bool:
    if _AFTER_PERSON.match(gap) is None:
        return False
    return any(mark in gap for mark in "([|:") or (opens_entry and _ENDS_ENTRY.match(after) is not None)
