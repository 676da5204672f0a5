"""Names of people: where one stands for sure, how far it reaches, and where the text says it again."""

import re
from collections.abc import Sequence

from service.identifiers import contexts
from service.identifiers.evidence import Scene
from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import Lexicon
from service.identifiers.words import Word

_LONGEST_NAME = 6
_SPACES = (" ", "\u00a0")
_HYPHENS = ("-", "‐", "‑")
_LISTED = re.compile(r"(?:,? (?:and|&|or) |, | & |/| / | \+ )\Z")
# Surnames that nobody writes after a first name in any other sense, even in lower case.
_LOWER_SURNAMES = frozenset(
    [
        "brown",
        "taylor",
        "walker",
        "wright",
        "turner",
        "cooper",
        "carter",
        "parker",
        "baker",
        "fisher",
        "miller",
        "smith",
        "jones",
        "wilson",
        "evans",
        "khan",
        "green",
        "hall",
        "hill",
        "wood",
    ]
)


def find_people(
    text: str, words: Sequence[Word], settled_spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[Identifier]:
    """The names of people outside the settled spans, in order."""
    spans = sorted([*settled_spans, *(match.span() for match in lexicon.public_names.finditer(text))])
    scene = Scene(text, words, _inside(words, spans), lexicon)
    named = [False] * len(words)
    parts: list[tuple[int, int]] = []
    for index in range(len(words)):
        if not named[index] and scene.is_name(index):
            parts.append(_reach(scene, index, named))
    parts += _listed_beside(scene, named)
    parts += _said_again(scene, named)
    found = [Identifier(type="PERSON", start=words[first].start, end=words[last].end) for first, last in sorted(parts)]
    found += _without_apostrophe(scene, named)
    return sorted(found, key=lambda person: person.start)


def _inside(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[bool]:
    inside = []
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        inside.append(at < len(spans) and spans[at][0] < word.end)
    return inside


def _reach(scene: Scene, seed: int, named: list[bool]) -> tuple[int, int]:
    """Extend a name over the words that belong to it, and mark them."""
    first = seed
    while seed - first < _LONGEST_NAME and _belongs_before(scene, first, named):
        first -= 1
    last = seed
    while last - seed < _LONGEST_NAME:
        step = _belongs_after(scene, last, named)
        if not step:
            break
        last += step
    for index in range(first, last + 1):
        named[index] = True
    return first, last


def _belongs_before(scene: Scene, first: int, named: list[bool]) -> bool:
    before = scene.before(first)
    word = scene.words[first]
    if before is None or named[first - 1] or before.possessive:
        return False
    if before.case == "initial":
        if word.gap not in (" ", ". ", ".", "-") or before.folded in ("i", "a") or word.case == "lower":
            return False
        # "on code T. Bridget said": there the letter ends a sentence
        earlier = scene.before(first - 1) if first > 1 else None
        return not (
            word.gap == ". "
            and before.gap == " "
            and earlier is not None
            and earlier.case == "lower"
            and scene.kind(first) == "first"
        )
    if word.gap not in _SPACES + _HYPHENS or before.folded in contexts.ROLES or scene.is_public(first - 1):
        return False
    if before.case != "title" or word.case == "lower":
        return False
    kind = scene.kind(first - 1)
    if kind == "context":
        follows_as_surname = scene.kind(first) in ("surname", "word_surname") or word.folded in scene.lexicon.surnames
        verb_like = before.folded in contexts.VERB_NAMES or before.folded in scene.lexicon.not_names
        if not before.starts_sentence and before.folded in scene.lexicon.not_names:
            return follows_as_surname
        return follows_as_surname or not (before.starts_sentence and verb_like)
    if kind == "unknown":
        return not before.starts_sentence or not before.folded.endswith(("ed", "ing", "ly"))
    return kind in ("first", "surname") or (word.gap in _HYPHENS and kind == "word_surname")


def _belongs_after(scene: Scene, last: int, named: list[bool]) -> int:
    """How many of the following words the name takes in: none, one, or a particle and what it leads to."""
    word, after = scene.words[last], scene.after(last)
    if after is None or named[last + 1] or word.possessive:
        return 0
    initial_before = word.case == "initial"
    if after.gap not in _SPACES + _HYPHENS and not (initial_before and after.gap in (". ", ".")):
        return 0
    hyphened = after.gap in _HYPHENS
    if after.folded in contexts.PARTICLES and after.case != "upper":
        beyond = scene.after(last + 1)
        leads_on = (
            beyond is not None
            and beyond.case in ("title", "upper")
            and beyond.gap in (" ", "-", "'", "’")
            and beyond.case == word.case
        )
        if leads_on and (
            scene.kind(last + 2) not in ("word", "not_name") or after.folded in ("al", "el", "van", "bin", "ibn")
        ):
            return 2
    if after.case == "initial":
        beyond = scene.after(last + 1)
        full = (
            beyond is not None
            and beyond.case == "title"
            and beyond.gap in (" ", ". ")
            and scene.kind(last + 2) not in ("word", "not_name")
        )
        return (
            1 if full or (after.folded not in ("i", "a", "x") and not hyphened and not _runs_on(scene, last + 1)) else 0
        )
    kind = scene.kind(last + 1)
    lists = scene.lexicon
    if after.case == "lower" or after.shouting:
        if word.case != after.case:
            return 0
        if after.shouting:
            return int(
                kind in ("first", "surname", "unknown")
                or (
                    kind in ("word_surname", "context")
                    and (hyphened or not lists.is_word(after.folded) or after.folded in _LOWER_SURNAMES)
                )
            )
        sure_first = kind == "first" and after.folded not in lists.capital_names
        return int(
            sure_first
            or kind == "surname"
            or (kind == "word_surname" and (after.folded in _LOWER_SURNAMES or not lists.is_word(after.folded)))
            or (hyphened and kind != "word")
        )
    if after.case == "upper":
        return int(kind in ("first", "surname") or (kind == "word_surname" and len(after.folded) > 3))
    if kind in ("word", "not_name") or (scene.is_public(last + 1) and kind != "word_surname"):
        return 0
    beyond = scene.after(last + 1)
    heading = (
        beyond is not None
        and beyond.gap == " "
        and beyond.case == "title"
        and scene.kind(last + 2) in ("word", "not_name")
    )
    if kind == "word_surname" and heading and lists.is_word(after.folded):
        return 0  # "Jayden Early Help": the word begins a heading
    return 1


def _runs_on(scene: Scene, index: int) -> bool:
    """Whether a single letter goes on as something else: "A&E", "C of E", "B/F"."""
    word = scene.words[index]
    return scene.text[word.end : word.end + 1] in ("&", "/", "+", "-") or scene.text[word.end : word.end + 4] == " of "


def _may_be_name(scene: Scene, index: int) -> bool:
    word = scene.words[index]
    if (
        scene.settled[index]
        or word.case != "title"
        or word.shouting
        or scene.is_public(index)
        or scene.in_collocation(index)
    ):
        return False
    kind = scene.kind(index)
    return kind == "unknown" or (kind == "context" and word.folded not in scene.lexicon.not_names)


def _listed_beside(scene: Scene, named: list[bool]) -> list[tuple[int, int]]:
    """ "Jayden, Zebedee and Kayla": what stands in a list with a name is one too."""
    parts = []
    count = len(scene.words)
    for forward in (True, False):
        for index in range(count) if forward else range(count - 1, -1, -1):
            if named[index] or not _may_be_name(scene, index):
                continue
            neighbour, joint = _neighbour(scene, index, forward=forward)
            if neighbour is None or not named[neighbour] or _LISTED.match(joint) is None or scene.settled[neighbour]:
                continue
            word, after = scene.words[index], scene.after(index)
            if not forward and word.starts_sentence and scene.kind(index) == "context":
                continue
            if (
                after is not None
                and after.gap == " "
                and after.case == "title"
                and scene.kind(index + 1) in ("word", "not_name")
            ):
                continue
            parts.append(_reach(scene, index, named))
    return parts


def _neighbour(scene: Scene, index: int, *, forward: bool) -> tuple[int | None, str]:
    """The nearest other word and what lies between, over one "and", "or" or "&"."""
    words = scene.words
    step = -1 if forward else 1
    other = index + step
    if not 0 <= other < len(words):
        return None, ""
    if words[other].folded in ("and", "or") and words[other].case == "lower" and 0 <= other + step < len(words):
        other += step
    left, right = (other, index) if forward else (index, other)
    if words[left].possessive:
        return None, ""
    return other, scene.text[words[left].end : words[right].start]


def _said_again(scene: Scene, named: list[bool]) -> list[tuple[int, int]]:
    """Where a name that stands elsewhere in the text as one is written once more."""
    lists = scene.lexicon
    names = {
        word.folded: word.case
        for word, is_named in zip(scene.words, named, strict=True)
        if is_named and word.case != "initial" and len(word.folded) > 1 and word.folded not in contexts.PARTICLES
    }
    parts = []
    for index, word in enumerate(scene.words):
        if (
            named[index]
            or scene.settled[index]
            or word.folded not in names
            or scene.is_public(index)
            or scene.in_collocation(index)
        ):
            continue
        kind = scene.kind(index)
        common = kind in ("word_surname", "word", "context") and (kind == "context" or lists.is_word(word.folded))
        if word.case == "lower" or word.shouting:
            again = not common and len(word.folded) > 2 and word.folded not in lists.not_names
            again = again or (
                common and (scene.acts(index, contexts.SPEECH_VERBS) or scene.owns(index, contexts.PERSONAL_NOUNS))
            )
        elif word.case == "upper":
            again = kind in ("first", "surname", "unknown") and len(word.folded) > 3
        elif kind in ("word_surname", "word", "not_name"):
            again = not word.starts_sentence and not common and kind != "not_name"
        elif kind == "context" and word.starts_sentence and word.folded in contexts.VERB_NAMES:
            again = (
                scene.acts(index, contexts.PERSON_VERBS)
                or scene.is_in_state(index, contexts.STATES)
                or _did(scene, index)
                or _leads_to_name(scene, index, named)
            )
        elif kind == "context" and word.starts_sentence and word.folded in contexts.ABSTRACT_NAMES:
            again = not scene.is_in_state(index, frozenset(("not", "a", "an", "the")))
        else:
            again = True
        if again:
            parts.append(_reach(scene, index, named))
    return parts


def _did(scene: Scene, index: int) -> bool:
    after = scene.after(index)
    return after is not None and after.gap == " " and after.case == "lower" and after.folded.endswith("ed")


def _leads_to_name(scene: Scene, index: int, named: Sequence[bool]) -> bool:
    after = scene.after(index)
    return after is not None and after.gap == " " and named[index + 1]


def _without_apostrophe(scene: Scene, named: list[bool]) -> list[Identifier]:
    """ "jaydens coat", "the Hussains": a name and an s."""
    lists = scene.lexicon
    known = {
        word.folded for word, is_named in zip(scene.words, named, strict=True) if is_named and len(word.folded) > 2
    }
    found = []
    for index, word in enumerate(scene.words):
        folded = word.folded
        if named[index] or scene.settled[index] or not folded.endswith("s") or len(folded) < 5 or word.possessive:
            continue
        stem = folded[:-1]
        listed = stem in lists.first_names and (
            word.case != "lower" or (stem not in lists.capital_names and len(stem) > 3)
        )
        surname = (
            stem in lists.surnames and word.case == "title" and index > 0 and scene.words[index - 1].folded == "the"
        )
        if not (listed or surname or (stem in known and stem not in lists.context_names)):
            continue
        if (
            scene.kind(index) in ("unknown", "first", "surname", "word_surname")
            and not scene.is_public(index)
            and not lists.is_word(folded)
        ):
            found.append(Identifier(type="PERSON", start=word.start, end=word.end - 1))
    return found
