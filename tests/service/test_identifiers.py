"""Identifiers: each type, look-alikes left alone, offsets, the map, and the figures on our own set of texts."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.identifiers import find_identifiers, redact

CASES = Path(__file__).parent.parent / "evaluation" / "identifiers.jsonl"


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("Spoke to Mrs Khan about the visit.", "PERSON", "Mrs Khan"),
        ("Jayden (dob 03/04/2012) was seen.", "DATE_OF_BIRTH", "03/04/2012"),
        ("NHS 943 476 5919 on the letter.", "NHS_NUMBER", "943 476 5919"),
        ("NI number QQ 12 34 56 C was given.", "NI_NUMBER", "QQ 12 34 56 C"),
        ("They live at LS8 2AB now.", "POSTCODE", "LS8 2AB"),
        ("She moved to 12 Acacia Road last week.", "ADDRESS", "12 Acacia Road"),
        ("Ring mum on 07700 900123 after two.", "PHONE", "07700 900123"),
        ("Email sent to rose.smith@example.org today.", "EMAIL", "rose.smith@example.org"),
    ],
)
def test_each_type_is_found_where_it_stands(text: str, kind: str, words: str) -> None:
    found = {(one.type, text[one.start : one.end]) for one in find_identifiers(text)}
    assert any((one == kind and words.endswith(held)) or held == words for one, held in found), found
    assert words not in redact(text).text


@pytest.mark.parametrize(
    "text",
    [
        "Leeds MASH rang back on Tuesday.",
        "She asked about Claire's Law.",
        "The review of Child B says the same.",
        "He is on Ritalin and melatonin.",
        "NSPCC guidance and the Graded Care Profile.",
        "We hope to see mum in the summer, and will mark it in the plan.",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert redact(text).text == text


def test_offsets_are_code_points_and_the_map_follows() -> None:
    text = "😀 Seen with Mrs Khan\r\nat LS8 2AB."
    redaction = redact(text)
    assert [text[one.start : one.end] for one in redaction.identifiers][-1] == "LS8 2AB"
    for start, end, masked_start, masked_end in redaction.map:
        assert 0 <= start < end <= len(text)
        assert redaction.text[masked_start] == "["
        assert redaction.text[masked_end - 1] == "]"


def test_a_redaction_never_prints_its_text() -> None:
    assert "Khan" not in repr(redact("Spoke to Mrs Khan."))


@pytest.mark.parametrize("piece", ["A ", "Mr ", "1 ", "a@", "07", "(", "Smith-", "o'", "LS1 1"])
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    find_identifiers((piece * 20_000)[:20_000])


def test_recall_and_look_alikes_on_our_own_set() -> None:
    """At least 95 % of the identifiers' characters are masked, and at most 5 % of the look-alikes are touched."""
    cases: list[dict[str, Any]] = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    wanted = held = lookalikes = touched = identifiers = 0
    for case in cases:
        covered = {place for one in find_identifiers(case["text"]) for place in range(one.start, one.end)}
        for one in case["identifiers"]:
            identifiers += 1
            span = set(range(one["start"], one["end"]))
            wanted += len(span)
            held += len(span & covered)
        for one in case["lookalikes"]:
            lookalikes += 1
            touched += bool(set(range(one["start"], one["end"])) & covered)
    assert len(cases) >= 60
    assert identifiers >= 250
    assert held / wanted >= 0.95, f"{held / wanted:.3f} of {identifiers} identifiers by characters"
    assert touched / lookalikes <= 0.05, f"{touched} of {lookalikes} look-alikes"
