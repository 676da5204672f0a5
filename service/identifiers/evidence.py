"""What at one word of a text says that a person's name stands there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from service.identifiers import contexts
from service.identifiers.lexicon import Lexicon
from service.identifiers.words import Word

Kind = Literal["first", "context", "surname", "word_surname", "not_name", "word", "unknown"]

_SHORTEST_LOWER = 4
_SHORT_BUT_SURE = frozenset(
    [
        "amy",
        "zoe",
        "eva",
        "ava",
        "tom",
        "ben",
        "dan",
        "leo",
        "ian",
        "joe",
        "kai",
        "tim",
        "jim",
        "sam",
        "meg",
        "mia",
        "lou",
        "jon",
        "roy",
    ]
)
_ACRONYMS = frozenset(
    [
        "nicu",
        "elsa",
        "iris",
        "henry",
        "ana",
        "mia",
        "tia",
        "ada",
        "eva",
        "isa",
        "maya",
        "dora",
        "leo",
        "sims",
        "mind",
        "star",
        "stars",
        "sara",
        "pam",
        "nat",
        "cora",
        "hana",
        "sami",
        "asa",
        "iona",
        "marac",
        "mash",
        "lara",
        "jade",
        "ruby",
        "tara",
    ]
)
_ASIDE = frozenset(
    (" ", ", ", " (", ": ", ":", " - ", " – ", " — ", ' "', " '", " “", " ‘", "/", " / ", "\u00a0", " [")
)
_AGE_AFTER = re.compile(
    r"(?:,? (?:who is )?\(?aged? ?\d|,? \((?:[mf], ?|male,? |female,? )?\d{1,2}(?: ?(?:y|m|w|years?|yrs?|months?|weeks?)\b|[),])|, \d{1,2}(?: ?(?:y|m|w|years?|yrs?|months?|weeks?)\b|,)"
    r"|,? \(?(?:DOB|D\.O\.B|dob|born)\b)"
)
_WEAK = frozenset(
    [
        "judge",
        "bishop",
        "major",
        "deacon",
        "queen",
        "king",
        "baron",
        "duke",
        "earl",
        "royal",
        "prince",
        "princess",
        "christian",
        "story",
        "junior",
        "ranger",
    ]
)


@dataclass(slots=True)
class Scene:
    """A text's words, and which of them are already spoken for."""

    text: str
    words: Sequence[Word]
    settled: Sequence[bool]
    lexicon: Lexicon

    def kind(self, index: int) -> Kind:
        folded = self.words[index].folded
        lists = self.lexicon
        if folded in lists.context_names:
            return "context"
        if folded in lists.first_names:
            return "first"
        if folded in lists.surnames:
            return "surname"
        if folded in lists.word_surnames:
            return "word_surname"
        if folded in lists.not_names:
            return "not_name"
        return "word" if len(folded) < 2 or lists.is_word(folded) else "unknown"

    def before(self, index: int) -> Word | None:
        return self.words[index - 1] if index > 0 and not self.settled[index - 1] else None

    def after(self, index: int) -> Word | None:
        return self.words[index + 1] if index + 1 < len(self.words) and not self.settled[index + 1] else None

    # -- what forbids a name

    def is_public(self, index: int) -> bool:
        """A law's, a church's, a charity's or a method's name rather than a person's."""
        word, before, after = self.words[index], self.before(index), self.after(index)
        if (
            before is not None
            and before.folded in contexts.SAINTS
            and word.gap in (" ", ". ")
            and before.case != "lower"
        ):
            return True
        if after is None:
            return False
        if (
            after.folded in contexts.LAWS
            and after.gap in (" ", "'s ", "’s ")
            and (word.possessive or word.folded.endswith("s"))
        ):
            return True
        if after.folded in contexts.EPONYMOUS and (
            after.folded in ("et", "competent", "competence", "guidelines") or word.folded in self.lexicon.word_surnames
        ):
            return True
        for ahead in (1, 2):
            if index + ahead >= len(self.words) or self.words[index + ahead].gap not in (" ", "'s ", "’s "):
                return False
            following = self.words[index + ahead]
            if following.case != "title" or self.settled[index + ahead]:
                return False
            if following.folded in contexts.ORGANISATIONS or (ahead == 1 and following.folded in contexts.METHODS):
                in_place = before is not None and before.folded in ("at", "in", "the", "from") and word.gap == " "
                return following.folded not in self.lexicon.word_surnames or in_place
        return False

    def in_collocation(self, index: int) -> bool:
        """ "Faith group", "in Summer", "Mark the record": the word, not the name."""
        word, before, after = self.words[index], self.before(index), self.after(index)
        if (
            after is not None
            and after.gap == " "
            and not word.possessive
            and after.folded in contexts.COLLOCATIONS.get(word.folded, ())
        ):
            return True
        return (
            word.folded in contexts.SEASONS_AND_MONTHS
            and before is not None
            and word.gap == " "
            and before.folded in contexts.IN_TIME
        )

    # -- what stands before

    def titled(self, index: int) -> bool:
        before = self.before(index)
        gap = self.words[index].gap
        if before is None or before.folded not in contexts.TITLES or before.possessive:
            return False
        if gap not in (" ", "\u00a0") and not (gap in (". ", ".") and before.folded in contexts.ABBREVIATED_TITLES):
            return False
        if before.folded in contexts.FORMAL_TITLES:
            return True
        if before.case == "lower" and before.folded in ("ps", "di", "dc", "ds", "sister", "miss", "master", "fr"):
            return self.words[index].case == "title" and before.folded in ("sister", "miss")
        return True

    def related(self, index: int) -> bool:
        """After "her son", "mum (", "social worker, ", "Child:", "called", "known as", "Dear"."""
        word, before = self.words[index], self.before(index)
        if before is None:
            return False
        earlier = self.before(index - 1) if index > 1 else None
        label = word.gap.strip() == ":" and before.folded in (contexts.LABELS | contexts.KIN | contexts.WORKERS)
        aside = word.gap in _ASIDE and not before.possessive and before.folded in (contexts.KIN | contexts.WORKERS)
        called = word.gap in _ASIDE and before.folded in contexts.CALLED
        known_as = before.folded == "as" and earlier is not None and earlier.folded in ("known", "registered")
        name_is = (
            before.folded in ("is", "was")
            and earlier is not None
            and earlier.folded in ("name", "names", "nickname", "surname")
        )
        greeted = before.folded in contexts.GREETINGS and word.gap.strip(" ,\r\n") == "" and "\n\n" not in word.gap
        signed = before.folded in contexts.SIGN_OFFS and "\n" in word.gap
        return label or aside or called or known_as or name_is or greeted or signed

    def met(self, index: int) -> bool:
        before = self.before(index)
        if before is None or self.words[index].gap != " ":
            return False
        if before.folded in contexts.MET:
            return True
        earlier = self.before(index - 1) if index > 1 else None
        return before.folded in contexts.MET_PREPOSITIONS and earlier is not None and earlier.folded in contexts.SPOKEN

    # -- what stands after

    def acts(self, index: int, verbs: frozenset[str]) -> bool:
        after = self.after(index)
        return after is not None and after.gap == " " and not self.words[index].possessive and after.folded in verbs

    def is_in_state(self, index: int, states: frozenset[str]) -> bool:
        after = self.after(index)
        if (
            after is None
            or after.gap != " "
            or after.folded not in ("is", "was", "has")
            or self.words[index].possessive
            or index + 2 >= len(self.words)
        ):
            return False
        state = self.words[index + 2]
        if state.folded == "been" and index + 3 < len(self.words):
            state = self.words[index + 3]
        return state.folded in states or (state.gap != " " and any(letter.isdigit() for letter in state.gap))

    def owns(self, index: int, nouns: frozenset[str] | None) -> bool:
        after = self.after(index)
        if after is None or not self.words[index].possessive or after.case != "lower" or not after.gap.endswith(" "):
            return False
        return nouns is None or after.folded in nouns

    def has_age(self, index: int) -> bool:
        word = self.words[index]
        return _AGE_AFTER.match(self.text, word.end) is not None

    def heads_household(self, index: int) -> bool:
        before, after = self.before(index), self.after(index)
        return (
            before is not None
            and before.folded == "the"
            and after is not None
            and after.gap in (" ", "' ", "’ ")
            and after.folded in contexts.HOUSEHOLD
        )

    # -- the verdict

    def is_name(self, index: int) -> bool:
        """Whether a person's name stands at this word, from the lists and the words around it alone."""
        word = self.words[index]
        if self.settled[index] or word.case == "initial":
            return False
        if word.folded in contexts.ROLES or self.is_public(index):
            return False
        kind = self.kind(index)
        if self.titled(index) and self._after_title(index, kind):
            return True
        if self._after_initial(index, kind):
            return True
        if word.case == "lower":
            return self._lower(index, kind)
        if word.shouting:
            return self._shouted(index, kind)
        if word.case == "upper":
            return kind in ("first", "surname") and len(word.folded) >= _SHORTEST_LOWER and word.folded not in _ACRONYMS
        if kind in ("first", "surname"):
            return True
        if kind in ("context", "unknown"):
            return self._by_context(index, kind)
        return kind == "word_surname" and self._surname_by_context(index)

    def _after_title(self, index: int, kind: Kind) -> bool:
        word, title = self.words[index], self.words[index - 1]
        formal = title.folded in contexts.FORMAL_TITLES
        if word.case == "upper" and not word.shouting:
            return kind in ("first", "context", "surname", "word_surname") or (formal and kind == "unknown")
        if word.case == "lower":
            return formal and len(word.folded) > 2 and kind != "word"
        return kind not in ("word", "not_name") or (formal and len(word.folded) > 1)

    def _after_initial(self, index: int, kind: Kind) -> bool:
        """ "K. Oyewusi": a surname after an initial that is none of a sentence's own letters."""
        word, before = self.words[index], self.before(index)
        if (
            before is None
            or before.case != "initial"
            or word.gap not in (". ", ".")
            or before.folded in ("i", "a", "x")
            or word.case not in ("title", "upper")
        ):
            return False
        if kind not in ("unknown", "surname", "word_surname") or len(word.folded) < 3:  # noqa: PLR2004
            return False
        earlier = self.before(index - 1) if index > 1 else None
        return earlier is None or before.starts_sentence or before.gap != " " or earlier.folded in contexts.TITLES

    def _surname_by_context(self, index: int) -> bool:
        word = self.words[index]
        if self.heads_household(index) and not word.starts_sentence:
            return True
        common = self.lexicon.is_word(word.folded) or word.folded in self.lexicon.not_names
        return not common and (
            self.related(index) or (self.acts(index, contexts.SPEECH_VERBS) and word.folded not in _EPONYMS)
        )

    def _lower(self, index: int, kind: Kind) -> bool:
        word = self.words[index]
        folded = word.folded
        long_enough = len(folded) >= _SHORTEST_LOWER or folded in _SHORT_BUT_SURE
        if kind == "first" and folded not in self.lexicon.capital_names and long_enough:
            return True
        if kind == "surname":
            return self.heads_household(index)
        if len(folded) < 3 or kind in ("word", "not_name", "word_surname") or not self.related(index):
            return False
        before = self.words[index - 1]
        after = self.after(index)
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
        return (word.gap == " (" and closed) or (called and len(folded) > 3)

    def _shouted(self, index: int, kind: Kind) -> bool:
        word = self.words[index]
        if kind == "first":
            return len(word.folded) > 2 and (word.folded not in self.lexicon.capital_names or self.related(index))
        if kind == "surname":
            return len(word.folded) > 3
        if kind == "context":
            return self.related(index) and (word.gap != " " or word.folded not in contexts.VERB_NAMES)
        return kind == "unknown" and self.related(index) and len(word.folded) > 3

    def _by_context(self, index: int, kind: Kind) -> bool:
        word = self.words[index]
        folded = word.folded
        unlikely = folded in self.lexicon.not_names or folded in _WEAK
        in_collocation = self.in_collocation(index)
        at_start = word.starts_sentence
        if self.related(index):
            return kind == "unknown" or not in_collocation or (word.gap == " " and word.case == "title")
        if in_collocation:
            return False
        if self.has_age(index) or self.owns(index, contexts.PERSONAL_NOUNS) or self.acts(index, contexts.SPEECH_VERBS):
            return True
        if self.met(index) and not (unlikely and self.words[index - 1].folded in ("to", "from", "visited", "left")):
            return True
        if self._is_doubled(index):
            return True
        if at_start and (folded in contexts.ABSTRACT_NAMES or folded in contexts.VERB_NAMES or unlikely):
            return self.is_in_state(index, contexts.STATES_OF_PEOPLE)
        if self.is_in_state(index, contexts.STATES) and (kind == "context" or not at_start):
            return True
        if kind == "context":
            if at_start:
                return self.acts(index, contexts.PERSON_VERBS)
            return not unlikely and self._stands_alone(index)
        before = self.before(index)
        in_place = (
            before is not None
            and word.gap == " "
            and before.folded in ("in", "at", "near", "around", "outside", "via", "across", "the")
        )
        if not at_start and not in_place and (self.acts(index, contexts.PERSON_VERBS) or self.owns(index, None)):
            return True
        return self.heads_household(index) or self._begins_full_name(index)

    def _is_doubled(self, index: int) -> bool:
        """ "Summer-Rose", "Hope-Marie"."""
        after = self.after(index)
        return (
            after is not None
            and after.gap == "-"
            and after.case == "title"
            and self.kind(index + 1) in ("first", "context")
        )

    def _stands_alone(self, index: int) -> bool:
        """A capital in mid-sentence that no heading or organisation explains."""
        word, before, after = self.words[index], self.before(index), self.after(index)
        if (
            before is not None
            and word.gap == " "
            and before.case in ("title", "upper")
            and not self._may_precede(index - 1)
        ):
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
            and self.kind(index + 1) in ("word", "not_name")
        )

    def _may_precede(self, index: int) -> bool:
        kind = self.kind(index)
        return kind not in ("word", "not_name", "unknown") or (kind == "word" and self.words[index].starts_sentence)

    def _begins_full_name(self, index: int) -> bool:
        word, after = self.words[index], self.after(index)
        if (
            after is None
            or after.case != "title"
            or after.gap not in (" ", "-")
            or word.possessive
            or self.is_public(index + 1)
        ):
            return False
        following = self.kind(index + 1)
        if following not in ("unknown", "surname"):
            return False
        if not word.starts_sentence:
            return True
        beyond = self.after(index + 1)
        return (
            beyond is None
            or beyond.gap != " "
            or beyond.folded in contexts.PERSON_VERBS
            or beyond.folded in ("is", "was")
        )


_EPONYMS = frozenset(
    [
        "kolb",
        "gibbs",
        "morrison",
        "driscoll",
        "brookfield",
        "gillick",
        "munro",
        "laming",
        "hackett",
        "finkelhor",
        "maslow",
        "bowlby",
        "horwath",
        "calder",
    ]
)
