"""One YAML file at a time: plain data, text that stays text, and a line for every value."""

import contextlib
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import places
from corpus.errors import Fault
from corpus.places import ReadFile, read_yaml


def read(tmp_path: Path, text: str | bytes) -> tuple[ReadFile | None, list[Fault]]:
    path = tmp_path / "a.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    faults: list[Fault] = []
    return read_yaml(path, "a.yaml", faults), faults


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2017/18", "2017/18"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("2020-01-01", "2020-01-01"),
        ("1.5", "1.5"),
        ("1e3", "1e3"),
        ("4x4x4", "4x4x4"),
        ("=", "="),
        ("true", True),
        ("False", False),
        ("3", 3),
        ("null", None),
        ("~", None),
        ('"3"', "3"),
        ('"true"', "true"),
    ],
)
def test_text_stays_the_text_that_was_typed(tmp_path: Path, typed: str, value: Any) -> None:
    found, faults = read(tmp_path, f"key: {typed}\n")
    assert found is not None
    assert not faults
    assert found.value == {"key": value}
    assert type(found.value["key"]) is type(value)


def test_each_value_knows_its_line(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "a: 1\nb:\n  - x\n  - c: y\n    d: z\n")
    assert found is not None
    assert [found.line(path) for path in [("a",), ("b",), ("b", 0), ("b", 1), ("b", 1, "d")]] == [1, 2, 3, 4, 5]


def test_a_value_that_is_not_there_has_the_line_of_what_would_hold_it(tmp_path: Path) -> None:
    found, _ = read(tmp_path, "a: 1\nb:\n  c: x\n")
    assert found is not None
    assert found.line(("b", "missing", 4)) == 2
    assert found.line(("nowhere",)) == 1


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, '"a" stands twice. Keep one of the two.'),
        ("a: &one [1]\nb: *one\n", 2, "an alias (*name) is not allowed. Write the value out."),
        ("a: &one {b: 1}\nc:\n  <<: *one\n", 3, "an alias (*name) is not allowed. Write the value out."),
        ('a: 1\nb: "open\n', 3, "not valid YAML: found unexpected end of stream."),
        ("a: 1\n b: 2\n", 2, "not valid YAML: mapping values are not allowed in this context."),
        ("a: 1\n---\nb: 2\n", 2, "not valid YAML: "),
        (b"a: 1\nb: caf\xe9\n", 2, "not UTF-8 text. Save the file as UTF-8."),
        ("", 0, "the file is empty."),
        ("# only a comment\n", 0, "the file is empty."),
        ("a: bell \x07\n", 0, "not valid YAML: it cannot be read."),
    ],
)
def test_a_fault_names_the_line_and_the_remedy(tmp_path: Path, text: str | bytes, line: int, problem: str) -> None:
    _, faults = read(tmp_path, text)
    assert [(fault.file, fault.line) for fault in faults] == [("a.yaml", line)]
    assert faults[0].problem.startswith(problem)


@pytest.mark.parametrize("text", [b"a: caf\xe9\n", "a: &x 1\nb: *x\n", "a: [\n", ""])
def test_a_file_that_cannot_be_read_gives_nothing(tmp_path: Path, text: str | bytes) -> None:
    assert read(tmp_path, text)[0] is None


def test_a_twin_key_inside_a_list_is_found_too(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "- a: 1\n- b: 1\n  b: 2\n")
    assert [(fault.line, fault.problem) for fault in faults] == [(3, '"b" stands twice. Keep one of the two.')]


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    found, faults = read(tmp_path, b"\xef\xbb\xbfa: 1\n")
    assert not faults
    assert found is not None
    assert found.value == {"a": 1}


def test_a_tag_builds_no_object(tmp_path: Path) -> None:
    marker = tmp_path / "made"
    with contextlib.suppress(yaml.YAMLError):  # whether it is a fault or a plain list, nothing is run
        read(tmp_path, f"a: !!python/object/apply:pathlib.Path.touch ['{marker}']\n")
    assert not marker.exists()


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    faults: list[Fault] = []
    assert read_yaml(tmp_path / "gone.yaml", "gone.yaml", faults) is None
    assert [str(fault) for fault in faults] == [
        "gone.yaml: the file is missing. Put it back, or take its name out of the list that names it."
    ]


def test_a_folder_in_the_place_of_a_file_is_a_fault(tmp_path: Path) -> None:
    faults: list[Fault] = []
    (tmp_path / "a.yaml").mkdir()
    assert read_yaml(tmp_path / "a.yaml", "a.yaml", faults) is None
    assert "cannot be read" in faults[0].problem


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "MAX_FILE_BYTES", 3)
    found, faults = read(tmp_path, "a: 1\n")
    assert found is None
    assert "larger than" in faults[0].problem
