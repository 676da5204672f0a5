"""The status reader that the repository ships is what its record says, and is taught again by one command."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus, StatusExample, Vignette
from indexer.errors import ModelUnavailable
from indexer.export import DEFAULT_MODEL, PACKAGED_MODELS
from indexer.reading.segment import segment
from indexer.status_reader import LONGEST_WINDOW, STATUS_READER_FILE, OnnxStatusReader
from indexer.taught import FOLDER, shipped


@pytest.fixture(scope="module")
def reader() -> OnnxStatusReader:
    return OnnxStatusReader(FOLDER)


def test_the_shipped_files_are_those_of_the_record() -> None:
    taught = shipped()
    assert taught.model_sha256 == PACKAGED_MODELS[DEFAULT_MODEL][1]
    assert taught.parts_in_cases["accuracy"] > 0.9


@pytest.mark.parametrize("fault", ["changed", "missing"])
def test_another_file_is_refused_with_the_way_to_mend_it(tmp_path: Path, fault: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "taught")
    if fault == "changed":
        (folder / STATUS_READER_FILE).write_bytes(b"other")
    else:
        (folder / STATUS_READER_FILE).unlink()
    with pytest.raises(ModelUnavailable, match="--teach"):
        shipped(folder)


def test_probabilities_add_up_and_do_not_hang_on_what_was_read_before(reader: OnnxStatusReader) -> None:
    text = "No DV, past or present. He is cold and hungry."
    first = reader.probabilities(text, segment(text))
    reader.probabilities("Something else entirely.", segment("Something else entirely."))
    np.testing.assert_allclose(first.sum(axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(first, reader.probabilities(text, segment(text)))
    assert first.argmax(axis=1).tolist() == [1, 0]


def test_a_long_text_is_read_in_windows_to_its_end(reader: OnnxStatusReader) -> None:
    text = "The nursery rang again and nobody has been out to see him. " * 60 + "No DV, police checked."
    found = reader.probabilities(text, segment(text))
    assert len(text.split()) > 2 * LONGEST_WINDOW
    assert len(found) == 61
    assert found[-1].argmax() == 1
    assert (found[:-1].argmax(axis=1) == 0).mean() > 0.9


def test_a_part_without_a_word_is_present(reader: OnnxStatusReader) -> None:
    assert reader.probabilities("", ()).shape == (0, 5)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_it_is_taught_from_labelled_cases_and_sentences(tmp_path: Path, tiny: Corpus) -> None:
    from indexer.teaching.status import labelled_cases, teach

    vignettes = tuple(
        Vignette(
            id=f"case-{number}",
            text=f"He is cold, visit {number}. There is no violence at home. She is hungry.",
            relevant={},
            statuses=(StatusExample(text="There is no violence at home.", status="ruled_out"),),
            voice="x",
        )
        for number in range(24)
    )
    sentences = tuple(StatusExample(text=f"He was {year}, years ago.", status="historical") for year in range(24))
    corpus = tiny.model_copy(update={"vignettes": vignettes, "statuses": sentences})
    assert [status for *_, status in labelled_cases(corpus)[0].spans] == [0, 1, 0]
    taught = teach(corpus, tmp_path, lambda _: None, epochs=1)
    assert shipped(tmp_path) == taught
    assert taught.parts_in_cases["parts"] == 9
    assert OnnxStatusReader(tmp_path).probabilities("He is cold.", segment("He is cold.")).shape == (1, 5)
