"""Identifiers: how many are found, how many look-alikes are masked, and what masking does to the answer."""

import json
import statistics
import time
from typing import Any

from indexer import Bundle
from service.identifiers import find_identifiers, redact
from service.requests import match_case
from tests.assurance.conftest import Record
from tests.assurance.places import CHECKOUT

SET = CHECKOUT / "tests" / "evaluation" / "identifiers.jsonl"


def texts() -> list[dict[str, Any]]:
    return [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]


def test_recall_and_look_alikes(record: Record) -> None:
    """At least 95 % of the identifiers' characters masked, at most 5 % of the look-alikes, on our own set."""
    find_identifiers("Sarah Jones")  # loads the lists
    wanted = found = touched = identifiers = alike = 0
    seconds = []
    for one in texts():
        began = time.perf_counter()
        spans = find_identifiers(one["text"])
        seconds.append(time.perf_counter() - began)
        covered = {place for span in spans for place in range(span.start, span.end)}
        for span in one["identifiers"]:
            whole = set(range(span["start"], span["end"]))
            wanted, found, identifiers = wanted + len(whole), found + len(whole & covered), identifiers + 1
        for span in one["lookalikes"]:
            alike, touched = alike + 1, touched + bool(covered & set(range(span["start"], span["end"])))
    record(
        texts=len(seconds), identifiers=identifiers, look_alikes=alike,
        recall_by_characters=round(found / wanted, 3), look_alikes_masked=round(touched / alike, 3),
        median_milliseconds=round(statistics.median(seconds) * 1000, 1),
    )  # fmt: skip
    assert found / wanted >= 0.95
    assert touched / alike <= 0.05


def test_masking_leaves_the_first_five_themes(bundle: Bundle, record: Record) -> None:
    """The first five themes of a text are those of the same text masked: in at least 95 of 100."""
    same = number = 0
    for one in texts():
        masked = redact(one["text"])
        if masked.identifiers:
            number += 1
            same += first_five(one["text"], bundle) == first_five(masked.text, bundle)
    record(texts=number, unchanged=same, share=round(same / number, 3))
    assert number >= 60
    assert same / number >= 0.95


def test_another_name_leaves_the_first_five_themes(bundle: Bundle, record: Record) -> None:
    """The same text about people with names from other communities: the first five themes are the same in 95 of 100."""
    names = (
        "Oluwaseun Adeyemi",
        "Agnieszka Kowalska",
        "Mohammed Iqbal",
        "Siân Llewellyn",
        "Xiu Ying Chen",
        "Rivka Cohen",
    )
    same = number = 0
    for one in texts():
        people = [span for span in find_identifiers(one["text"]) if span.type == "PERSON"]
        if not people:
            continue
        other, end = "", 0
        for place, span in enumerate(people):
            other += one["text"][end : span.start] + names[(number + place) % len(names)]
            end = span.end
        number += 1
        same += first_five(one["text"], bundle) == first_five(other + one["text"][end:], bundle)
    record(texts=number, unchanged=same, share=round(same / number, 3))
    assert same / number >= 0.95


def first_five(text: str, bundle: Bundle) -> list[str]:
    return [theme.theme_id for theme in match_case(text, bundle, limit=5)[1].themes]
