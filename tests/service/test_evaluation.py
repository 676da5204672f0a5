"""What `evaluate` reads of cases told in several ways, and how it tells them."""

import json
from pathlib import Path

import pytest

from corpus import Carried, Vignette
from indexer import Bundle
from service.evaluation import evidence, robust
from service.evaluation.cases import DEFAULT_CASES, CasesError, Retold, read_chronologies, read_judged, read_retold


def test_the_decisive_sentence_is_moved_and_nothing_is_lost() -> None:
    case = Retold(id="x", full="One. Two. Three.", shorthand="", dictated="", typos="", decisive="Two.")
    assert robust.moved(case, to_front=True) == "Two. One. Three."
    assert robust.moved(case, to_front=False) == "One. Three. Two."


def test_the_cases_told_in_several_ways_are_whole() -> None:
    retold = read_retold(DEFAULT_CASES)
    assert len(retold) >= 30
    assert all(case.decisive in case.full for case in retold)
    assert all(case.dictated == case.dictated.lower() and "." not in case.dictated for case in retold)
    [record] = read_chronologies(DEFAULT_CASES)
    assert len(record.text.split()) > 1500
    assert all(words in record.text for words, _ in record.decisive)
    assert all(2 <= len(note.text.split()) <= 5 for note in read_judged(DEFAULT_CASES, "tiny"))


@pytest.mark.parametrize(("name", "read"), [("retold", read_retold), ("chronologies", read_chronologies)])
def test_an_entry_that_lacks_a_part_is_named(tmp_path: Path, name: str, read: object) -> None:
    (tmp_path / f"{name}.jsonl").write_text(json.dumps({"id": "x"}) + "\n")
    with pytest.raises(CasesError, match=rf"{name}\.jsonl: an entry lacks"):
        read(tmp_path)  # type: ignore[operator]


@pytest.mark.model
def test_the_same_case_told_otherwise_gives_much_the_same_answer(bundle: Bundle, tmp_path: Path) -> None:
    """Two cases here; `make evaluate` has them all."""
    lines = (DEFAULT_CASES / "retold.jsonl").read_text(encoding="utf-8").splitlines()
    (tmp_path / "retold.jsonl").write_text("\n".join(lines[:2]), encoding="utf-8")
    rows = [line.rsplit(maxsplit=2) for line in robust.lines(bundle, tmp_path)][2:]
    assert [row[0].strip() for row in rows] == [name for name, _ in robust.TELLINGS]
    assert all(float(stay) >= 5 for _, stay, _ in rows), rows


@pytest.mark.model
def test_the_words_shown_first_are_held_against_the_marked_ones(bundle: Bundle) -> None:
    theme = next(one for one in bundle.corpus.themes if one.id == "thematic-learning/coercive-control")
    text = "The bin was full. He has her bank card and her phone, and she must ask before she leaves the house."
    said = text[18:]

    def measured(words: str) -> str:
        carried = Carried(theme=theme.id, point=theme.learning_points[0].id, words=(words,))
        case = Vignette(id="x", voice="x", text=text, relevant={theme.id: 3}, carried_by=(carried,))
        [_, line] = evidence.lines(bundle, [case])
        return line

    assert "1 of 1 themes" in measured(said)
    assert "are marked 1.00" in measured(said)
    assert "are marked 0.00" in measured("The bin was full.")
    assert list(evidence.lines(bundle, [])) == []
