"""The case reader that the repository ships is what its record says, and is taught again by one command."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus import Carried, Corpus, StatusExample, ThemeId, Vignette
from indexer.case_reader import CASE_READER_FILE, LONGEST_WINDOW, SILENT, OnnxCaseReader
from indexer.errors import ModelUnavailable
from indexer.export import DEFAULT_MODEL, PACKAGED_MODELS
from indexer.reading.segment import segment
from indexer.reading.spans import Segment
from indexer.taught import FOLDER, is_held_out, shipped


@pytest.fixture(scope="module")
def reader() -> OnnxCaseReader:
    return OnnxCaseReader(FOLDER)


def test_the_shipped_files_are_those_of_the_record() -> None:
    taught = shipped()
    assert taught.model_sha256 == PACKAGED_MODELS[DEFAULT_MODEL][1]
    assert taught.parts_in_cases["accuracy"] > 0.9


@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_another_file_is_refused_with_the_way_to_mend_it(tmp_path: Path, fault: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "taught")
    if fault == "changed":
        (folder / CASE_READER_FILE).write_bytes(b"other")
    else:
        (folder / CASE_READER_FILE).unlink()
    with pytest.raises(ModelUnavailable, match="--teach"):
        shipped(folder)


def test_what_is_read_does_not_hang_on_what_was_read_before(reader: OnnxCaseReader) -> None:
    text = "No DV past or present, police checked. He came to nursery in wet shoes and had not eaten since Friday."
    first = reader.read(text, segment(text))
    reader.read("Something else entirely.", segment("Something else entirely."))
    again = reader.read(text, segment(text))
    np.testing.assert_allclose(first.statuses.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(first.statuses, again.statuses)
    np.testing.assert_array_equal(first.themes, again.themes)
    assert first.statuses.argmax(axis=1).tolist() == [1, 0]


def test_a_long_text_is_read_in_windows_to_its_end(reader: OnnxCaseReader) -> None:
    text = "The nursery rang again and nobody has been out to see him. " * 60 + "No DV, police checked."
    found = reader.read(text, segment(text)).statuses
    assert len(text.split()) > 2 * LONGEST_WINDOW
    assert len(found) == 61
    assert found[-1].argmax() == 1
    assert (found[:-1].argmax(axis=1) == 0).mean() > 0.9


def test_a_sentence_speaks_to_its_theme(reader: OnnxCaseReader) -> None:
    text = "He keeps her bank card and her phone, and she must ask before she leaves the house."
    theme_ids = shipped().theme_ids
    found = reader.read(text, segment(text)).themes
    assert found.shape == (len(segment(text)), len(theme_ids))
    assert "thematic-learning/coercive-control" in {theme_ids[place] for place in np.argsort(-found.max(axis=0))[:3]}


def test_a_part_without_a_word_is_present_and_speaks_to_nothing(reader: OnnxCaseReader) -> None:
    assert reader.read("", ()).statuses.shape == (0, 5)
    found = reader.read("He is cold. \u200b", [Segment(start=0, end=11), Segment(start=12, end=13)])
    assert found.statuses[1].argmax() == 0
    assert (found.themes[1] == SILENT).all()


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_it_is_taught_from_labelled_cases_sentences_and_cues(tmp_path: Path, tiny: Corpus) -> None:
    from indexer.teaching.examples import labelled_cases, labelled_cues, labelled_sentences
    from indexer.teaching.teach import teach

    point = tiny.themes[1].learning_points[0].id
    vignettes = tuple(
        Vignette(
            id=f"case-{number}",
            text=f"He is cold, visit {number}. There is no violence at home. She is hungry.",
            relevant={ThemeId("one/food"): 3},
            ruled_out=(ThemeId("one/police"),),
            statuses=(StatusExample(text="There is no violence at home.", status="ruled_out"),),
            carried_by=(Carried(theme=ThemeId("one/food"), point=point, words=("She is hungry.", "He is cold")),),
            voice="x",
        )
        for number in range(24)
    )
    retold = vignettes[6].model_copy(update={"id": "case-again", "retells": "case-6"})
    sentences = tuple(StatusExample(text=f"He was {year}, years ago.", status="historical") for year in range(24))
    corpus = tiny.model_copy(update={"vignettes": (*vignettes, retold), "statuses": sentences})
    teaching, held_out = (labelled_cases(corpus, held_out=which) for which in (False, True))
    assert len(teaching) + len(held_out) == 25
    assert 0 < len(held_out) < 8
    assert is_held_out("case-6")
    assert not is_held_out("case-again")
    assert [sum(case.text == retold.text for case in part) for part in (teaching, held_out)] == [0, 2]
    assert [part.status for part in teaching[0].parts] == [0, 1, 0]
    assert (teaching[0].grades.tolist()[1], teaching[0].ruled_out.tolist()[2]) == (3, 1)
    assert [[(one.theme, round(one.share, 2)) for one in part.carries] for part in teaching[0].parts] == [
        [(1, 0.33)],
        [],
        [(1, 0.67)],
    ]
    assert len(labelled_cues(corpus)) > 100
    taught = teach(corpus, tmp_path, lambda _: None, epochs=1)
    assert shipped(tmp_path) == taught
    assert taught.theme_ids == tuple(theme.id for theme in tiny.themes)
    assert taught.parts_in_cases["parts"] == 3 * len(held_out)
    assert taught.sentences_alone["parts"] == len(labelled_sentences(corpus, held_out=True))
    found = OnnxCaseReader(tmp_path).read("He is cold.", segment("He is cold."))
    assert (found.statuses.shape, found.themes.shape) == ((1, 5), (1, 10))
    assert found.points.shape == (1, len(tiny.learning_points)) == (1, len(taught.point_ids))
    assert taught.words_of_themes["themes"] == len(held_out)
