"""Street addresses: a number or a flat before a street's name, or a street where somebody lives."""

import re
from collections.abc import Iterator, Sequence

from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import Lexicon, word_set
from service.identifiers.words import Word

# A street without a number is taken for one only with these; with a number, with those too.
_STREETS = word_set("road street lane avenue crescent grove terrace mount drive close gardens rd ave cres")
_PLACES = _STREETS | word_set(
    "court house towers heights view park hill bank green row walk way rise side end fold garth croft square "
    "parade villas mews lodge grange mill mills approach gate "
    "place st av ln dr gdns ct terr tce pl sq cl vale nook bottom yard point quay wharf plaza cottages cottage "
    "springs estate drove spur ridge dene dale top"
)
_LOWER = word_set(
    "road rd street st lane avenue ave drive crescent cres grove terrace gardens court close mount place row walk view"
)
_NOT_STREET_NAMES = word_set(
    "high main side same downing coronation sesame harley wall elland the a an of on in to down per and long "
    "short way minute minutes min mins hour hours mile miles week weeks day days "
    "month months year years times old people person half third young two one his her my their this that every "
    "each walk drive family crown county youth supreme magistrates civil criminal "
    "no meter metre yard yards km metres cul de sac other across busy next nearby quiet local wrong right back "
    "front first second"
)
_PREFIX = re.compile(
    r"(?:(?:flat|apartment|apt|unit|room|rm|bedsit|caravan|plot)\.? ?(?:no\.? ?)?(?:[a-z]?\d{1,4}[a-z]?|"
    r"[a-z])(?: ?, ?| )(?:block [a-z],? )?)?"
    r"(?<![\d/.:,£-])\d{1,4} ?[a-z]?(?: ?[-/] ?\d{1,4}[a-z]?)?,? \Z|(?:flat|apartment|apt|unit|room|rm|bedsit|"
    r"caravan|plot)\.? ?(?:no\.? ?)?[a-z]?\d{1,4}[a-z]?,? (?:at )?\Z",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|address(?:es)?|moved?|moving|home|house|housed|flat|stay(?:s|ed|ing)?|resid(?:es|"
    r"ing|ed)|placed|tenancy|property|neighbours?|neighbour|door|hostel|"
    r"based|bail(?:ed)?|hiding|returned?|rents?|renting|visit(?:ed)? (?:him|her|them) at)\b",
    re.IGNORECASE,
)
_LIVES_AT = re.compile(
    r"\b(?:liv(?:e|es|ed|ing)|resid(?:es|ing|ed)|stay(?:s|ed|ing)?|moved?|moving|placed|address|home|house|flat|"
    r"based)(?: is| was)?(?: back)?(?: (?:on|at|in|to)|:)\s\Z",
    re.IGNORECASE,
)
_REACH = 48


def find_addresses(text: str, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Identifier]:
    for index, anchor in enumerate(words):
        if anchor.folded not in _PLACES or index == 0 or anchor.gap not in (" ", "  ", "\u00a0"):
            continue
        if (
            index + 1 < len(words)
            and words[index + 1].gap == " "
            and words[index + 1].folded in _PLACES
            and words[index + 1].case == anchor.case
        ):
            continue  # "Boggart Hill Gardens" ends later
        first = _first_of_name(words, index)
        if first == index:
            first_lower = _first_of_lower_name(words, index, lexicon)
            if first_lower is None:
                continue
            first = first_lower
        before = text[max(0, words[first].start - _REACH) : words[first].start]
        prefix = _PREFIX.search(before)
        name = words[first:index]
        if prefix is not None and not all(word.folded in _NOT_STREET_NAMES for word in name):
            start = words[first].start - len(prefix.group().lstrip())
            yield Identifier(type="ADDRESS", start=start, end=anchor.end)
        elif prefix is None and _is_home_street(before, name, anchor, lexicon):
            yield Identifier(type="ADDRESS", start=words[first].start, end=anchor.end)


def _is_home_street(before: str, name: Sequence[Word], anchor: Word, lexicon: Lexicon) -> bool:
    """Whether a street without a number still gives somebody's home away, and is no main road named in passing."""
    if anchor.case == "lower" or anchor.shouting or any(word.case == "lower" or word.possessive for word in name):
        return False
    if all(word.folded in _NOT_STREET_NAMES for word in name):
        return False
    if anchor.folded not in _STREETS:
        return _LIVES_AT.search(before) is not None and not any(word.folded in lexicon.not_names for word in name)
    known = all(word.folded in lexicon.not_names or lexicon.is_word(word.folded) for word in name)
    return not known or _HOME.search(before) is not None


def _first_of_name(words: Sequence[Word], anchor: int) -> int:
    """Where up to four words with a capital begin that end at the anchor."""
    first = anchor
    while anchor - first < 4 and first > 0:
        word = words[first - 1]
        if (
            word.case == "lower"
            or (word.case == "upper" and not word.shouting)
            or words[first].gap not in (" ", "-", "'s ", "’s ", ". ")
        ):
            break
        first -= 1
        if word.starts_sentence:
            break
    return first


def _first_of_lower_name(words: Sequence[Word], anchor: int, lexicon: Lexicon) -> int | None:
    """The same in lower case: words that are no common ones, with a number before them."""
    if words[anchor].folded not in _LOWER:
        return None
    first = anchor
    while anchor - first < 3 and first > 0 and words[first].gap == " ":
        word = words[first - 1]
        if word.folded in _NOT_STREET_NAMES:
            break
        first -= 1
        if any(letter.isdigit() for letter in word.gap):
            break
    if first == anchor or not any(letter.isdigit() for letter in words[first].gap):
        return None
    known = all(lexicon.is_word(word.folded) for word in words[first:anchor])
    if known and words[anchor].folded not in ("road", "rd", "street", "lane", "avenue", "ave", "crescent", "terrace"):
        return None
    return first
