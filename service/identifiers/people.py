"""Names of people: where one stands for sure, how far it reaches, and where the text says it again."""

import re
from collections.abc import Sequence

from service.identifiers import contexts
from service.identifiers.evidence import is_name
from service.identifiers.identifier import Identifier
from service.identifiers.lexicon import Lexicon
from service.identifiers.reach import reach_of_name
from service.identifiers.scene import Scene
from service.identifiers.words import Word

_LISTED = re.compile(r"(?:,? (?:and|&|or) |, | & |/| / | \+ )\Z")


def find_people(
    text: str, words: Sequence[Word], settled_spans: Sequence[tuple[int, int]], lexicon: Lexicon
) -> list[Identifier]:
    """The names of people outside the settled spans, in order."""
    spans = sorted([*settled_spans, *(match.span() for match in lexicon.public_names.finditer(text))])
    scene = Scene(text, words, _inside(words, spans), lexicon)
    named = [False] * len(words)
    parts: list[tuple[int, int]] = []
    for index in range(len(words)):
        if not named[index] and is_name(scene, index):
            parts += [reach_of_name(scene, index, named)]
    parts += _listed_beside(scene, named)
    parts += _said_again(scene, named)
    found = [
        Identifier(type="PERSON", start=words[first].start, end=words[last].end)
        for first, last in _joined(parts, words)
    ]
    found += _without_apostrophe(scene, named)
    return sorted(found, key=lambda person: person.start)


def _joined(parts: Sequence[tuple[int, int]], words: Sequence[Word]) -> list[tuple[int, int]]:
    """Parts of one name that were found apart, put together."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
            continue
        before = words[first - 1]
        follows = bool(joined) and joined[-1][1] + 1 == first and not before.possessive
        surname_first = words[first].gap == ", " and before.case == "upper" and not before.shouting
        if follows and (words[first].gap in (" ", "-") or surname_first):
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _inside(words: Sequence[Word], spans: Sequence[tuple[int, int]]) -> list[bool]:
    inside = []
    at = 0
    for word in words:
        while at < len(spans) and spans[at][1] <= word.start:
            at += 1
        inside.append(at < len(spans) and spans[at][0] < word.end)
    return inside


def _may_be_name(scene: Scene, index: int) -> bool:
    word = scene.words[index]
    if scene.settled[index] or word.shouting or word.folded in contexts.ROLES:
        return False
    if scene.is_public(index) or scene.in_collocation(index):
        return False
    kind = scene.kind(index)
    if word.case == "lower":
        return kind == "unknown" and len(word.folded) > 4 and not word.folded.endswith(("ed", "ing", "ly"))
    return word.case == "title" and (
        kind == "unknown" or (kind == "context" and word.folded not in scene.lexicon.not_names)
    )


def _listed_beside(scene: Scene, named: list[bool]) -> list[tuple[int, int]]:
    """ "Jayden, Zebedee and Kayla": what stands in a list with a name is one too."""
    parts = []
    count = len(scene.words)
    for forward in (True, False):
        for index in range(count) if forward else range(count - 1, -1, -1):
            if named[index]:
                continue
            neighbour, joint = _neighbour(scene, index, forward=forward)
            if neighbour is None or not named[neighbour] or _LISTED.match(joint) is None or scene.settled[neighbour]:
                continue
            if not _may_be_name(scene, index):
                continue
            word, after = scene.words[index], scene.after(index)
            if word.case == "lower" and (scene.words[neighbour].case != "lower" or "and" not in joint):
                continue
            if not forward and word.starts_sentence and scene.kind(index) == "context" and "and" not in joint:
                continue
            if (
                after is not None
                and after.gap == " "
                and after.case == "title"
                and scene.kind(index + 1) in ("word", "not_name")
            ):
                continue
            parts.append(reach_of_name(scene, index, named))
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
        common = kind in ("word_surname", "word", "rarer_word", "context") and (
            kind == "context" or lists.is_word(word.folded)
        )
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
                or scene.did(index)
                or _leads_to_name(scene, index, named)
            )
        elif kind == "context" and word.starts_sentence and word.folded in contexts.ABSTRACT_NAMES:
            again = scene.acts(index, contexts.HAS) or not scene.is_in_state(index, contexts.STATES_OF_THINGS)
        else:
            again = True
        if again:
            parts.append(reach_of_name(scene, index, named))
    return parts


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
