"""A text told otherwise says the same."""

import random

from corpus import Abbreviation
from indexer.telling import Shorthand, dictated, mistyped

GLOSSARY = (
    Abbreviation(term="SW", meanings=("social worker",)),
    Abbreviation(term="NFA", meanings=("no further action (by children's services)",)),
    Abbreviation(term="UC", meanings=("UC",)),
)


def test_shorthand_is_the_glossary_turned_round() -> None:
    found = Shorthand(GLOSSARY).of("The social worker met mum and wrote: No further action. UC, socially.")
    assert found == "The SW met MO & wrote: NFA. UC, socially."


def test_dictated_text_has_words_and_no_marks() -> None:
    assert dictated('"He\'s cold," she said.\nTwice!') == "he's cold she said twice"


def test_typing_errors_are_few_and_the_same_for_the_same_chance() -> None:
    text = "Nobody from school has been to the meeting about him since before Christmas. " * 20
    found, again = (mistyped(text, random.Random(3)) for _ in range(2))  # noqa: S311 (no secret)
    assert found == again
    changed = [one != other for one, other in zip(text.split(), found.split(), strict=True)]
    assert 0 < sum(changed) < len(changed) / 10
