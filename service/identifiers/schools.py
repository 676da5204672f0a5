"""Schools, nurseries and colleges by name: the words before "Primary School", and what a child attends."""

import re
from collections.abc import Iterator, Sequence

from service.identifiers.contexts import SAINTS
from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import Lexicon, word_set
from service.identifiers.words import Word

_ANCHORS = word_set(
    "school academy nursery nurseries preschool college kindergarten playgroup silc infants juniors daycare creche"
)
# These end a school's name only after a word that is no common one: "Bracken Edge Primary", not "Medium High".
_SHORT_ANCHORS = word_set("primary high infant junior secondary grammar pre")
_QUALIFIERS = _ANCHORS | _SHORT_ANCHORS | word_set(
    "school schools community catholic roman rc ce cofe church of england voluntary aided controlled free "
    "special specialist independent day private sixth form the and inclusive "
    "learning centre center childrens trust girls boys upper lower middle first all through technology sports "
    "arts science business enterprise college academies foundation out"
)  # fmt: skip
_GENERIC = _QUALIFIERS | word_set(
    "my his her their our your its local current new previous old virtual sunday state public saturday "
    "mainstream same a an this that every each any after before year years head in at "
    "to from safeguarding ofsted police nearest hospital home mosque boarding language early help support family "
    "attends attending attended visited called contacted rang emailed nurse reception "
    "headteacher teacher good outstanding preferred named another other both two three next last half whole end "
    "elective royal city national medical nursing attend breakfast holiday summer "
    "school's keep keeping safe safer healthy big feeder forest faith islamic muslim jewish hebrew supplementary "
    "alternative provision non per post pre key stage children children's child "
    "safeguard risk very medium dash low threshold level weekend evening link cluster partner designated lead "
    "yes no of on is was mum mums dad dads mother mothers father since left moved polish"
)
_STAFF = word_set(
    "nurse nurses nursing worker workers counsellor improvement attendance council health governors uniform "
    "holidays holiday staff admissions meals dinners run runs aged leaver leavers readiness report reports place "
    "places meal funding"
)
_LINKS = word_set("of the and st saint our le op")
_ATTENDS = re.compile(
    r"\b(?:attend(?:s|ed|ing)?|(?:pupil|student|place|places|taught|educated|enrolled|on roll|starts?|started|"
    r"teacher|head|headteacher|staff|dsl|senco) (?:at|of)|on (?:the )?roll at|"
    r"excluded from|transferred (?:to|from)|(?P<visits>goes to|go to|went to))\s\Z",
    re.IGNORECASE,
)
_IS_AT = re.compile(
    r"\b(?:(?:is|are|was|were|goes|go|started|starts|now|year \d{1,2}|pupils?) (?:at|to)|school:?)\s\Z", re.IGNORECASE
)
_HOLY = word_set("st saint holy our sacred blessed corpus immaculate christ")
_NOT_ATTENDED = word_set(
    "clinic hospital centre center group church mosque temple gurdwara programme course club hub surgery "
    "practice court police station university gym synagogue cathedral "
    "unit ward cafe team park meeting conference panel service project house street road lane avenue drive "
    "service services college's"
)
_LOWER_BEFORE = word_set("at attends attend attended attending from to with in of")
_NOT_FIRST = _GENERIC - _HOLY - {"the", "little", "our"}
_MAY_FOLLOW = _QUALIFIERS | _LINKS
_LONGEST = 8  # words of a name on either side
_INNER = word_set("and the of for at in on out st our first through all le saint")
_MAY_END = _ANCHORS | _SHORT_ANCHORS | {"centre", "center", "form"}
_CO_OPERATIVES = word_set("coop op outwood dixons oasis ark harris trinity delta")


def find_schools(text: str, words: Sequence[Word], lexicon: Lexicon) -> Iterator[Identifier]:
    covered = 0
    for index, word in enumerate(words):
        if index < covered:
            continue
        if word.folded in _ANCHORS or word.folded in _SHORT_ANCHORS or _is_childrens_centre(words, index):
            found = _around_anchor(words, index, lexicon, floor=covered)
            if found is not None:
                first, last = found
                covered = last + 1
                yield Identifier(type="SCHOOL", start=words[first].start, end=_end(text, words[last]))
        elif word.case == "title" and word.gap in (" ", "\n", "\r\n"):
            attended = _attended(text, words, index, lexicon)
            if attended is not None:
                covered = attended + 1
                yield Identifier(type="SCHOOL", start=word.start, end=_end(text, words[attended]))


def _end(text: str, last: Word) -> int:
    """ "St Anne's" is the whole name."""
    return last.end + 2 if last.possessive and text[last.end + 1 : last.end + 2] in ("s", "S") else last.end


def _is_a_name(word: Word, lexicon: Lexicon) -> bool:
    return word.folded in lexicon.first_names or word.folded in lexicon.surnames


def _is_childrens_centre(words: Sequence[Word], index: int) -> bool:
    return (
        index > 1
        and words[index].folded in ("centre", "center")
        and words[index - 1].folded in ("childrens", "children")
    )


def _joined(words: Sequence[Word], index: int) -> bool:
    """Whether this word goes on with what the word before began."""
    gap = words[index].gap
    if gap == ". ":
        return words[index - 1].folded in ("st", "c", "e", "r")
    return gap in (" ", "-", "'s ", "’s ", "' ", "’ ", " & ", " - ", "\u00a0")


def _around_anchor(words: Sequence[Word], anchor: int, lexicon: Lexicon, *, floor: int) -> tuple[int, int] | None:
    last = _last_of_name(words, anchor)
    if last == anchor and words[anchor].folded == "pre":
        return None
    first = _first_of_name(words, anchor, floor)
    if words[anchor].case == "lower" and words[last].case == "lower":
        lower_first = _first_of_lower_name(words, anchor, lexicon)
        if lower_first is not None:
            return lower_first, last
    name = [
        word
        for word in words[first:anchor]
        if word.folded not in _GENERIC and word.case != "lower" and word.case != "initial"
    ]
    if not name:
        return None
    if last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].folded == "of":
        return None
    uncommon = [word for word in name if not lexicon.is_word(word.folded) and word.folded not in lexicon.not_names]
    areas = [word for word in name if word.folded in lexicon.not_names and not word.shouting]
    staffed = last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].folded in _STAFF
    holy = any(word.folded in SAINTS for word in words[first:anchor])
    if (
        staffed
        and not holy
        and (words[anchor - 1].folded in _GENERIC or (words[last + 1].case != "lower" and not uncommon))
    ):
        return None  # "Free School Meals", "Early Help School Nurse"
    if len(name) == 1 and name[0].possessive and not holy:
        return None  # "Jayden's School"
    bare = words[last].folded in _SHORT_ANCHORS or words[last].folded in ("college", "academy")
    if words[anchor].case == "lower" or words[last].case == "lower":
        named_after = len(name) == 1 and _is_a_name(name[0], lexicon)
        if (not uncommon and not holy and len(name) < 2) or named_after or name[0].case == "upper":
            return None
    elif bare and not (uncommon or holy or areas) and len(name) < 2:
        return None
    if all(word.case == "upper" and not word.shouting for word in name):
        return None  # "SEN School"
    return first, last


def _first_of_name(words: Sequence[Word], anchor: int, floor: int) -> int:
    """Walk back over words with a capital, and the small words between them."""
    first = anchor
    probe = anchor
    while probe > floor and anchor - probe < _LONGEST and _joined(words, probe):
        before = words[probe - 1]
        if before.case == "lower" and before.folded not in _LINKS:
            break
        if before.folded == "and" and words[probe].folded not in _HOLY:
            break
        probe -= 1
        if before.case != "lower":
            first = probe
        if before.starts_sentence and before.case != "lower":
            break
    while first < anchor and words[first].folded in _NOT_FIRST:
        first += 1
    while first < anchor and words[first].folded in ("the", "and", "of"):
        first += 1
    return first


def _last_of_name(words: Sequence[Word], anchor: int) -> int:
    last = anchor
    capital = words[anchor].case != "lower"
    while last + 1 < len(words) and last - anchor < _LONGEST:
        after = words[last + 1]
        if (
            not _joined(words, last + 1)
            or after.folded not in _MAY_FOLLOW
            or (
                capital
                and after.case == "lower"
                and after.folded not in ("school", "nursery", "academy", "college", "and")
            )
        ):
            break
        if after.folded in _INNER:
            following = words[last + 2] if last + 2 < len(words) else None
            if (
                after.folded != "and"
                or following is None
                or following.case == "lower"
                or following.folded not in _ANCHORS
            ):
                break
        last += 1
    previous = words[anchor - 1].folded if anchor else ""
    if words[last].folded == "academy" and previous in _CO_OPERATIVES:
        for _ in range(2):
            if last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].case == "title":
                last += 1
    while last > anchor and words[last].folded not in _MAY_END and previous not in _CO_OPERATIVES:
        last -= 1
    return last


def _first_of_lower_name(words: Sequence[Word], anchor: int, lexicon: Lexicon) -> int | None:
    first = anchor
    while first > 0 and anchor - first < 4 and words[first].gap in (" ", "'s ", "’s "):
        word = words[first - 1]
        if word.case != "lower" or (
            word.folded in _GENERIC
            and word.folded not in _HOLY
            and word.folded not in ("catholic", "community", "primary", "high", "junior", "infant")
        ):
            break
        first -= 1
    while first < anchor and words[first].folded in ("primary", "high", "junior", "infant", "community", "catholic"):
        first += 1
    if first == anchor or first == 0 or words[first - 1].folded not in _LOWER_BEFORE:
        return None
    name = [word for word in words[first:anchor] if word.folded not in _GENERIC]
    if not name or not any(
        word.folded in _HOLY
        or not (
            lexicon.is_word(word.folded) or word.folded in lexicon.first_names or word.folded in lexicon.context_names
        )
        for word in name
    ):
        return None
    if all(word.folded in lexicon.not_names and word.folded not in _HOLY for word in name):
        return None
    return first


def _attended(text: str, words: Sequence[Word], index: int, lexicon: Lexicon) -> int | None:
    """The last word of what is attended, where it looks like a school's name and like nothing else."""
    before = text[max(0, words[index].start - 30) : words[index].start]
    holy = words[index].folded in _HOLY
    attends = _ATTENDS.search(before)
    if attends is None and not (holy and _IS_AT.search(before) is not None):
        return None
    visited_only = attends is not None and attends.group("visits") is not None
    last = index
    while last + 1 < len(words) and last - index < 6 and _joined(words, last + 1):
        after = words[last + 1]
        if after.case == "lower" and not (
            after.folded in _LINKS
            and last + 2 < len(words)
            and words[last + 2].case == "title"
            and (holy or after.folded == "of")
            and words[last + 2].gap == " "
        ):
            break
        if after.case not in ("lower", "title"):
            break
        last += 1
    span = words[index : last + 1]
    if any(word.folded in _NOT_ATTENDED for word in span):
        return None
    listed = (lexicon.not_names, lexicon.first_names)
    uncommon = [
        word for word in span if not lexicon.is_word(word.folded) and not any(word.folded in words for words in listed)
    ]
    if holy:
        return last if len(span) > 1 else None
    if len(span) == 1 and (
        visited_only
        or span[0].folded in lexicon.surnames
        or span[0].folded in lexicon.context_names
        or words[index].possessive
    ):
        return None
    return last if uncommon else None
