"""The verdict on one word: whether a person's name stands there, from the lists and the words around it alone."""

from service.identifiers import contexts
from service.identifiers.scene import Kind, Scene

_SHORTEST_LOWER = 4


def is_name(scene: Scene, index: int) -> bool:
    """Whether a person's name stands at this word, from the lists and the words around it alone."""
    word = scene.words[index]
    if scene.settled[index] or word.case == "initial":
        return False
    if word.folded in contexts.ROLES or scene.is_public(index):
        return False
    kind = scene.kind(index)
    if scene.titled(index) and _after_title(scene, index, kind):
        return True
    if _after_initial(scene, index, kind):
        return True
    if word.case == "lower":
        return _lower(scene, index, kind)
    if word.shouting:
        return _shouted(scene, index, kind)
    if word.case == "upper":
        return (
            kind in ("first", "surname")
            and len(word.folded) >= _SHORTEST_LOWER
            and word.folded not in contexts.ACRONYMS
        )
    if kind in ("first", "surname"):
        return True
    if kind in ("context", "unknown"):
        return _by_context(scene, index, kind)
    if kind == "rarer_word":
        return scene.related(index) and scene.words[index - 1].folded in contexts.KIN
    return kind == "word_surname" and _surname_by_context(scene, index)


def _after_title(scene: Scene, index: int, kind: Kind) -> bool:
    word, title = scene.words[index], scene.words[index - 1]
    formal = title.folded in contexts.FORMAL_TITLES
    if word.case == "upper" and not word.shouting:
        return kind in ("first", "context", "surname", "word_surname") or (formal and kind == "unknown")
    if word.case == "lower":
        sure = (
            kind in ("surname", "unknown")
            and len(word.folded) >= _SHORTEST_LOWER
            and title.folded in ("miss", "dr", "nurse")
        )
        return len(word.folded) > 2 and (kind != "word" if formal else sure)
    return kind not in ("word", "not_name") or (formal and len(word.folded) > 1)


def _after_initial(scene: Scene, index: int, kind: Kind) -> bool:
    """ "K. Oyewusi": a surname after an initial that is none of a sentence's own letters."""
    word, before = scene.words[index], scene.before(index)
    if (
        before is None
        or before.case != "initial"
        or word.gap not in (". ", ".")
        or before.folded in ("i", "x")
        or (before.folded == "a" and not before.starts_sentence)
        or word.case not in ("title", "upper")
    ):
        return False
    if kind not in ("unknown", "surname", "word_surname") or len(word.folded) < 3:
        return False
    return not scene.ends_with_letter(index)


def _surname_by_context(scene: Scene, index: int) -> bool:
    word = scene.words[index]
    if scene.heads_household(index) and not word.starts_sentence:
        return True
    lists = scene.lexicon
    if lists.is_word(word.folded) or lists.is_rarer_word(word.folded) or word.folded in lists.not_names:
        return False
    if scene.heads_household(index) or scene.related(index):
        return True
    return scene.acts(index, contexts.SPEECH_VERBS) and word.folded not in contexts.EPONYMS


def _lower(scene: Scene, index: int, kind: Kind) -> bool:
    word = scene.words[index]
    folded = word.folded
    long_enough = len(folded) >= _SHORTEST_LOWER or folded in contexts.SHORT_BUT_SURE
    if kind == "first" and folded not in scene.lexicon.capital_names and long_enough:
        return True
    if kind == "surname":
        return scene.heads_household(index)
    unlisted = kind == "unknown" and len(folded) >= _SHORTEST_LOWER and not folded.endswith(("ed", "ing", "ly"))
    if unlisted and scene.owns(index, contexts.KIN):
        return True
    if len(folded) < 3 or kind in ("word", "not_name", "word_surname") or not scene.related(index):
        return False
    before = scene.words[index - 1]
    after = scene.after(index)
    closed = after is None or after.gap != " "
    called = before.folded in contexts.CALLED or before.folded in ("as", "is", "was")
    if kind == "first":
        return True
    if kind == "context":
        return (
            (word.gap == " (" and closed)
            or called
            or (word.gap == " " and folded in contexts.PLAIN_CONTEXT_NAMES and before.folded in contexts.KIN)
        )
    if kind == "rarer_word":
        return called
    if (word.gap == " (" and closed) or called or before.folded in contexts.GREETINGS:
        return True
    signed = before.folded in contexts.SIGN_OFFS and word.gap != " " and closed
    # "their dad valentino was asleep", where "her son overdosd on" is only misspelt
    goes_on = scene.acts(index, contexts.GOES_ON) or (after is not None and after.gap == ", ")
    return signed or (word.gap == " " and before.folded in contexts.KIN and goes_on and unlisted)


def _shouted(scene: Scene, index: int, kind: Kind) -> bool:
    word = scene.words[index]
    if kind == "first":
        return len(word.folded) > 2 and (word.folded not in scene.lexicon.capital_names or scene.related(index))
    if kind == "surname":
        return len(word.folded) > 3
    if kind == "context":
        return scene.related(index) and (word.gap != " " or word.folded not in contexts.VERB_NAMES)
    return kind == "unknown" and (scene.related(index) or scene.has_age(index)) and len(word.folded) > 3


def _by_context(scene: Scene, index: int, kind: Kind) -> bool:
    word = scene.words[index]
    folded = word.folded
    unlikely = folded in scene.lexicon.not_names or folded in contexts.WEAK_NAMES
    in_collocation = scene.in_collocation(index)
    at_start = word.starts_sentence
    if scene.related(index):
        return kind == "unknown" or not in_collocation or (word.gap == " " and word.case == "title")
    if scene.heads_household(index) and not in_collocation and (kind == "unknown" or not at_start):
        return True
    before = scene.before(index)
    in_place = kind == "unknown" and before is not None and word.gap == " " and before.folded in contexts.IN_PLACE
    if at_start and scene.is_in_state(index, contexts.STATES_OF_PEOPLE):
        return True
    if in_collocation or (in_place and not scene.has_age(index)):
        return False
    if scene.has_age(index) or scene.owns(index, contexts.PERSONAL_NOUNS) or scene.acts(index, contexts.SPEECH_VERBS):
        return True
    if scene.met(index) and not (unlikely and scene.words[index - 1].folded in ("to", "from", "visited", "left")):
        return True
    if scene.is_doubled(index) or (scene.is_introduced(index) and not unlikely):
        return True
    if at_start and (folded in contexts.ABSTRACT_NAMES or unlikely):
        return False
    if scene.is_in_state(index, contexts.STATES) and (kind == "context" or not at_start):
        return True
    if at_start:
        if kind == "context":
            return scene.acts(index, contexts.PERSON_VERBS)
        return scene.acts(index, contexts.ENTRIES) or scene.did(index) or _begins_full_name(scene, index)
    if kind == "context":
        return not unlikely and _stands_alone(scene, index)
    if scene.acts(index, contexts.PERSON_VERBS) or scene.owns(index, None):
        return True
    return (len(folded) > 2 and _is_spoken_of(scene, index)) or _begins_full_name(scene, index)


def _is_spoken_of(scene: Scene, index: int) -> bool:
    """An unknown word with a capital in mid-sentence, and not where a place, a feast or a firm would stand."""
    word, before, after = scene.words[index], scene.before(index), scene.after(index)
    if word.gap == "&" or (after is not None and after.folded == "of"):
        return False
    if (
        before is not None
        and word.gap == " "
        and before.folded in ("from", "on", "into", "of", "per", "via", "during", "using", "playing", "called")
    ):
        return False
    return _stands_alone(scene, index)


def _stands_alone(scene: Scene, index: int) -> bool:
    """A capital in mid-sentence that no heading or organisation explains."""
    word, before, after = scene.words[index], scene.before(index), scene.after(index)
    if before is not None and word.gap == " " and before.case != "lower" and not _may_precede(scene, index - 1):
        return False
    if (
        before is not None
        and word.gap == " "
        and before.folded in ("the", "a", "an", "this", "that", "some", "no", "of", "our")
    ):
        return before.folded in ("that", "of") and (after is None or after.case == "lower")
    return not (
        after is not None
        and after.gap in (" ", "-")
        and not word.possessive
        and after.case in ("title", "upper")
        and scene.kind(index + 1) in ("word", "rarer_word", "not_name")
    )


def _may_precede(scene: Scene, index: int) -> bool:
    kind = scene.kind(index)
    return kind not in ("word", "rarer_word", "not_name", "unknown") or (
        kind == "word" and scene.words[index].starts_sentence
    )


def _begins_full_name(scene: Scene, index: int) -> bool:
    """Two words that no list knows, or one and a surname, side by side with capitals."""
    word, after = scene.words[index], scene.after(index)
    if after is None or after.gap not in (" ", "-") or word.possessive or scene.is_public(index + 1):
        return False
    at = index + 1
    if after.folded in contexts.PARTICLES and after.case != "upper" and at + 1 < len(scene.words):
        at += 1
    following = scene.words[at]
    if following.case != "title" or scene.settled[at] or following.gap not in (" ", "-"):
        return False
    kind = scene.kind(at)
    long_enough = min(len(word.folded), len(following.folded)) > 2
    return long_enough and (kind == "unknown" or (kind == "surname" and not word.folded.endswith("ed")))
