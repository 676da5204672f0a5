"""How far a person's name reaches: initials, particles, more first names and surnames around one that is sure."""

from service.identifiers import contexts
from service.identifiers.scene import Scene

_LONGEST_NAME = 6
_SPACES = (" ", "\u00a0")
_HYPHENS = ("-", "‐", "‑")


def reach_of_name(scene: Scene, seed: int, named: list[bool]) -> tuple[int, int]:
    """Extend a name over the words that belong to it, and mark them."""
    first = seed
    while seed - first < _LONGEST_NAME and _belongs_before(scene, first, seed, named):
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


def _belongs_before(scene: Scene, first: int, seed: int, named: list[bool]) -> bool:
    before = scene.before(first)
    word = scene.words[first]
    if before is None or named[first - 1] or before.possessive:
        return False
    if before.folded in contexts.PARTICLES and before.case == "lower" and word.gap in (" ", "-") and first > 1:
        leading = scene.before(first - 1)
        return leading is not None and before.gap == " " and _leads(scene, first - 2, named)
    if before.case == "initial":
        if word.gap not in (" ", ". ", ".", "-") or before.folded in ("i", "a") or word.case == "lower":
            return False
        return not scene.ends_with_letter(first)
    if word.gap not in _SPACES + _HYPHENS or before.folded in contexts.ROLES or scene.is_public(first - 1):
        return False
    if before.shouting and word.shouting and word.gap == " ":
        return scene.kind(first - 1) == "unknown" and len(before.folded) > 3
    if word.case == "lower" and word.folded in contexts.PARTICLES and first < seed:
        return _leads(scene, first - 1, named)
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


def _leads(scene: Scene, index: int, named: list[bool]) -> bool:
    """Whether a first name, or one more particle after one, stands here: "Jan van der"."""
    word = scene.words[index]
    if named[index] or word.possessive or scene.settled[index]:
        return False
    if word.folded in contexts.PARTICLES and word.case == "lower":
        return (
            index > 0 and word.gap == " " and _leads(scene, index - 1, named) and scene.words[index - 1].case != "lower"
        )
    return word.case == "title" and scene.kind(index) in ("first", "context", "unknown")


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
            and not named[last + 2]
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
                    and (hyphened or not lists.is_word(after.folded) or after.folded in contexts.LOWER_SURNAMES)
                )
            )
        sure_first = kind == "first" and after.folded not in lists.capital_names
        return int(
            sure_first
            or kind == "surname"
            or (kind == "word_surname" and (after.folded in contexts.LOWER_SURNAMES or not lists.is_word(after.folded)))
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
