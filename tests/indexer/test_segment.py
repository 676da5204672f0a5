"""A text is cut into pieces that remember their place: nothing lost, nothing twice."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from indexer.reading.segment import LONGEST_WORDS, segment

FRAGMENTS = st.sampled_from(
    [
        *["but ", "No DV", ", ", "; ", " – ", "- ", "\r\n", "\n\n", "\r", "Dr. ", "e.g. ", "3 p.m. ", ". ", "! ", "?"],
        *[
            "👩‍👧",
            "😀 ",
            "é",
            "e\u0301",
            "漢字。",
            "\u00a0",
            "\u2028",
            "\t",
            "\x1c",
            "\x00",
            "“",
            "” ",
            "• ",
            "* ",
            "...",
        ],
        *["and she ", "he said ", "Mum ", "school ", "what there is ", "CP plan. ", "A", "1. ", "(", ") "],
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(FRAGMENTS, max_size=60).map("".join))


def pieces(text: str) -> list[str]:
    return [text[part.start : part.end] for part in segment(text)]


@settings(deadline=None, max_examples=300)
@given(TEXTS)
@example("")
@example(" \r\n\t ")
@example("One.\r\nTwo.\r\n\r\nThree 😀😀.")
@example("a but b but c")
@example("- \r\n- ")
def test_every_character_that_is_not_a_space_is_covered_once_in_order(text: str) -> None:
    parts = segment(text)
    covered: list[int] = []
    for part in parts:
        assert 0 <= part.start < part.end <= len(text)
        assert not text[part.start].isspace()
        assert not text[part.end - 1].isspace()
        covered += range(part.start, part.end)
    assert covered == sorted(set(covered))
    assert {place for place, letter in enumerate(text) if not letter.isspace()} <= set(covered)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "No DV in this house but the children are cold and hungry every day.",
            ["No DV in this house", "but the children are cold and hungry every day."],
        ),
        (
            "The house is clean today; the cupboards are empty every single week.",
            ["The house is clean today;", "the cupboards are empty every single week."],
        ),
        (
            "He is quiet at school – nobody has asked him why he is.",
            ["He is quiet at school –", "nobody has asked him why he is."],
        ),
        (
            "There was never any violence here, what there is is dirt and hunger.",
            ["There was never any violence here,", "what there is is dirt and hunger."],
        ),
        (
            "Dad denies hitting her, however the school saw two bruises.",
            ["Dad denies hitting her,", "however the school saw two bruises."],
        ),
    ],
)
def test_a_contrast_is_a_boundary(text: str, expected: list[str]) -> None:
    found = pieces(text)
    if "–" in text:  # the dash may stand with either side
        found = [piece.strip("– ") for piece in found]
        expected = [piece.strip("– ") for piece in expected]
    assert found == expected


def test_a_clause_too_short_to_be_read_stays_with_its_neighbour() -> None:
    assert pieces("Fed but cold.") == ["Fed but cold."]
    assert pieces("She is very quiet at home but fine.") == ["She is very quiet at home but fine."]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Smith saw her at 3 p.m. today.",
        "Mr. Jones and Mrs. Jones met the S.W. at No. 4 today.",
        "Ref. made to CSC, e.g. for neglect.",
        "He weighs 3.5 kg at 6 months.",
    ],
)
def test_an_abbreviation_ends_no_sentence(text: str) -> None:
    assert pieces(text) == [text]


def test_sentences_and_lines_are_boundaries() -> None:
    assert pieces("She was seen. He was not.\r\nNo reply\n\nCalled again") == [
        "She was seen.",
        "He was not.",
        "No reply",
        "Called again",
    ]


def test_bullets_stay_with_what_they_introduce() -> None:
    assert pieces("- first thing here\r\n- second thing here\n\n• third") == [
        "- first thing here",
        "- second thing here",
        "• third",
    ]


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    text = (
        "She came to the clinic with the baby in a pram that had lost a wheel, and then she told me that he had been "
        "round again on Sunday night, and we sat for an hour while she cried and the older one drew on the wall"
    )
    assert len(text.split()) > LONGEST_WORDS
    found = pieces(text)
    assert len(found) > 1
    assert all(len(piece.split()) <= LONGEST_WORDS for piece in found)
    assert found[0] == "She came to the clinic with the baby in a pram that had lost a wheel,"


def test_a_sentence_that_is_not_long_is_left_whole() -> None:
    text = "She came to the clinic, and then she told me, and we sat for an hour."
    assert pieces(text) == [text]


def test_offsets_are_code_points_of_the_text_as_received() -> None:
    text = "👩‍👧 seen.\r\nNobody came."
    assert [(part.start, part.end) for part in segment(text)] == [(0, 9), (11, 23)]


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "but ",
        ", ",
        "and he, ",
        ". ",
        " - ",
        "\n",
        "?",
        "(",
        "Dr. ",
        " ",
        "- ",
        "; ",
        "😀",
        '"',
        "one two three four but ",
        "1.2.",
    ],
)
def test_hostile_text_is_read_in_time(unit: str) -> None:
    text = (unit * 20_000)[:20_000]
    started = time.perf_counter()
    segment(text)
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("He has had nothing since Aug. Nobody has spoken to him.", 2),
        ("She rang the ward at 9 p.m. Nobody came to the phone.", 2),
        ("The review is on Mon. Tues is the clinic as ever.", 2),
        ("He was seen on 3 Aug. 2024 at the clinic in town.", 1),
        ("Mon. Plan review with him at the table.", 1),
        ("Seen with Dr. Smith at the surgery on the hill.", 1),
    ],
)
def test_an_abbreviation_may_end_a_sentence(text: str, parts: int) -> None:
    assert len(segment(text)) == parts
