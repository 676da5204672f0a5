"""The case reader reads what practitioners write, in its context."""

from pathlib import Path

import numpy as np
import pytest

from corpus import Status
from indexer import Bundle, Segment, open_bundle, read_text
from indexer.case_reader import LONGEST_WINDOW, windows
from indexer.reading.segment import segment
from indexer.reading.status import STATUSES, with_status


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("No DV past or present, police checked.", "ruled_out"),
        ("There are no concerns about drugs or alcohol.", "ruled_out"),
        ("Police checks came back clear.", "ruled_out"),
        ("We looked at domestic abuse and have ruled it out.", "ruled_out"),
        ("Nobody has asked him what he wants.", "present"),
        ("No food in the cupboards.", "present"),
        ("No one from school came to the core group.", "present"),
        ("She has bruises on both arms.", "present"),
        ("She hasn't been to school since February.", "present"),
        ("No plan.", "present"),
        ("Mum used to drink when she was a teenager, ten years ago.", "historical"),
        ("She was in care as a child.", "historical"),
        ("If he comes out of prison she might take him back.", "hypothetical"),
        ("I'm worried he might come back.", "hypothetical"),
        ("The family next door have a child on a plan.", "someone_else"),
    ],
)
def test_a_sentence_is_read_as_it_is_meant(bundle: Bundle, text: str, status: Status) -> None:
    """Among others, as in a case."""
    case = f"Seen at home on Tuesday with the baby. {text} He came to nursery in wet shoes again."
    assert read_text(case, bundle.encoder, bundle.case_reader).segments[1].status == status


@pytest.mark.parametrize("length", [0, 1, 255, 256, 257, 400, 511, 512, 513, 1700])
@pytest.mark.parametrize("step", [1, 17, 60, 200, 600])
def test_windows_cover_every_token_once_and_none_is_too_long(length: int, step: int) -> None:
    ends = np.append(np.arange(step, length, step), length)
    found = windows(length, ends)
    assert [place for start, end in found for place in range(start, end)] == list(range(length))
    assert all(0 < end - start <= LONGEST_WINDOW for start, end in found)
    assert len(found) <= max(1, -(-length // (LONGEST_WINDOW // 2)))
    if step <= 60:
        assert all(end in ends for _, end in found)  # a segment is not cut


@pytest.mark.model
def test_a_reading_does_not_depend_on_the_number_of_threads(bundle_root: Path) -> None:
    text = "She hit him once. No DV since. The family next door are worse, he says, and always were. " * 30
    cut = segment(text)
    one, three = (open_bundle(bundle_root, threads=number).case_reader.read(text, cut) for number in (1, 3))
    assert one.statuses.tobytes() == three.statuses.tobytes()
    assert one.themes.tobytes() == three.themes.tobytes()


@pytest.mark.model
def test_what_is_denied_before_a_contrast_is_not_denied_after_it(bundle: Bundle) -> None:
    text = "No DV, past or present, but the children are cold and hungry every day."
    assert [part.status for part in read_text(text, bundle.encoder, bundle.case_reader).segments] == [
        "ruled_out",
        "present",
    ]


@pytest.mark.model
def test_what_a_part_means_hangs_on_its_neighbours(bundle: Bundle) -> None:
    theirs = "My colleague's family last year was like this. He broke her arm in the kitchen. Ours are late every day."
    ours = "Mum rang me on Sunday night in tears. He broke her arm in the kitchen. She is at the hospital now."
    found = [read_text(text, bundle.encoder, bundle.case_reader).segments[1].status for text in (theirs, ours)]
    assert found == ["someone_else", "present"]


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ([0.7, 0.3, 0, 0, 0], "present"),
        ([0.3, 0.7, 0, 0, 0], "ruled_out"),
        ([0.3, 0.2, 0.4, 0.1, 0], "historical"),
        ([0, 0, 0, 0.4, 0.6], "someone_else"),
    ],
)
def test_a_part_is_present_unless_the_others_together_are_likelier(row: list[float], status: Status) -> None:
    rows = np.array([[1, 0, 0, 0, 0], row], dtype=np.float32)
    parts = with_status([Segment(start=0, end=4), Segment(start=5, end=9)], rows)
    assert [part.status for part in parts] == ["present", status]


@pytest.mark.parametrize(("probability", "status"), [(0.9, "present"), (0.98, "ruled_out")])
def test_it_takes_more_to_leave_nothing_of_a_note(probability: float, status: Status) -> None:
    rows = np.array([[1 - probability, probability, 0, 0, 0]], dtype=np.float32)
    (part,) = with_status([Segment(start=0, end=4)], rows)
    assert part.status == status


def test_present_comes_first_of_the_statuses() -> None:
    assert STATUSES[0] == "present"
    assert len(STATUSES) == 5
