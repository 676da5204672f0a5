"""A text's words as the rules for names look at them: what each may be, and what stands around it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from service.identifiers import contexts
from service.identifiers.lexicon import Lexicon
from service.identifiers.words import Word

Kind = Literal["first", "context", "surname", "word_surname", "not_name", "word", "rarer_word", "unknown"]

_ASIDE = frozenset(
    (" ", ", ", " (", ": ", ":", " - ", " – ", " — ", ' "', " '", " “", " ‘", "/", " / ", "\u00a0", " [")
)
_AGE_AFTER = re.compile(
    r"(?:,? (?:who is )?\(?aged? ?\d|,? \((?:[mf], ?|male,? |female,? )?\d{1,2}(?: ?(?:y|m|w|years?|yrs?|months?|"
    r"weeks?)\b|[),])|, \d{1,2}(?: ?(?:y|m|w|years?|yrs?|months?|weeks?)\b|,)"
    r"|,? \(?(?:DOB|D\.O\.B|dob|born)\b)"
)


# "Ferguson (2011)", "Brandon et al"
_CITED = re.compile(r",? (?:et al|\(?(?:19|20)\d{2}[a-z]?\b)")


@dataclass(slots=True)
class Scene:
    """A text's words, and which of them are already spoken for."""

    text: str
    words: Sequence[Word]
    settled: Sequence[bool]
    lexicon: Lexicon
    _kinds: dict[int, Kind] = field(default_factory=dict)

    def kind(self, index: int) -> Kind:
        known = self._kinds.get(index)
        if known is None:
            known = self._kinds[index] = self._kind(index)
        return known

    def _kind(self, index: int) -> Kind:
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
        if len(folded) < 2 or lists.is_word(folded):
            return "word"
        return "rarer_word" if lists.is_rarer_word(folded) else "unknown"

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
            after.folded in contexts.SURELY_EPONYMOUS or word.folded in self.lexicon.word_surnames
        ):
            return True
        if _CITED.match(self.text, word.end) is not None and self.kind(index) in ("surname", "word_surname"):
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
        if (
            before is not None
            and word.gap == " "
            and before.folded in contexts.COLLOCATIONS_BEFORE.get(word.folded, ())
        ):
            return True
        return (
            word.folded in contexts.SEASONS_AND_MONTHS
            and not self.is_doubled(index)
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
            return before.folded == "miss" or (before.folded == "sister" and self.words[index].case == "title")
        return True

    def related(self, index: int) -> bool:
        """After "her son", "mum (", "social worker, ", "Child:", "called", "known as", "Dear"."""
        word, before = self.words[index], self.before(index)
        if before is None:
            return False
        earlier = self.before(index - 1) if index > 1 else None
        label = word.gap.strip() == ":" and before.folded in contexts.LABELLED
        aside = word.gap in _ASIDE and not before.possessive and before.folded in contexts.PEOPLE_WORDS
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

    def is_introduced(self, index: int) -> bool:
        """ "Will, his mentor", "Magnus to book it"."""
        word, after = self.words[index], self.after(index)
        if after is None or word.possessive:
            return False
        if after.gap == " " and after.folded == "to":
            return not self.lexicon.is_word(word.folded) and not self.lexicon.is_rarer_word(word.folded)
        return after.gap in (", ", " (") and after.folded in contexts.INTRODUCTIONS

    def did(self, index: int) -> bool:
        """ "Inderpreet chaired"."""
        word, after = self.words[index], self.after(index)
        if (
            after is None
            or after.gap != " "
            or word.possessive
            or after.case != "lower"
            or not after.folded.endswith("ed")
        ):
            return False
        return self.kind(index + 1) in ("word", "rarer_word")

    def ends_with_letter(self, index: int) -> bool:
        """Whether the letter before is the end of a sentence, "on code T. Bridget said", and no initial."""
        initial, earlier = self.words[index - 1], self.before(index - 1) if index > 1 else None
        if self.words[index].gap == " " or initial.starts_sentence or initial.gap != " " or earlier is None:
            return False
        if earlier.folded in contexts.LETTERED:
            return True
        return earlier.case == "lower" and earlier.folded not in contexts.BEFORE_INITIALS

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
            (self.words[index].starts_sentence or (before is not None and before.folded == "the"))
            and after is not None
            and after.gap in (" ", "' ", "’ ")
            and after.folded in contexts.HOUSEHOLD
            and not after.possessive
        )

    def is_doubled(self, index: int) -> bool:
        """ "Summer-Rose", "Hope-Marie"."""
        after = self.after(index)
        return (
            after is not None
            and after.gap == "-"
            and after.case == "title"
            and self.kind(index + 1) in ("first", "context")
        )
