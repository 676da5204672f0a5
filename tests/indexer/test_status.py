"""A status other than present needs a cue word and the classifier to agree; the real bundle reads what practitioners write."""

import numpy as np
import pytest

from corpus import Status
from indexer import Bundle, Segment, read_text
from indexer.reading.status import STATUSES, cue_flags, with_status


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("No DV, past or present.", "ruled_out"),
        ("There are no concerns about drugs or alcohol.", "ruled_out"),
        ("Police checks came back clear.", "ruled_out"),
        ("Domestic abuse has been ruled out.", "ruled_out"),
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
    (part,) = read_text(text, bundle.encoder, bundle.learned).segments
    assert part.status == status


@pytest.mark.model
def test_what_is_denied_before_a_contrast_is_not_denied_after_it(bundle: Bundle) -> None:
    text = "No DV, past or present, but the children are cold and hungry every day."
    assert [part.status for part in read_text(text, bundle.encoder, bundle.learned).segments] == [
        "ruled_out",
        "present",
    ]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("She came to clinic.", (0, 0, 0, 0)),
        ("No concerns.", (1, 0, 0, 0)),
        ("no food in the cupboards", (0, 0, 0, 0)),
        ("He used to hit her years ago.", (0, 1, 0, 0)),
        ("What if he comes?", (0, 0, 1, 0)),
        ("The neighbours argue.", (0, 0, 0, 1)),
        ("NO CONCERNS, YEARS AGO", (1, 1, 0, 0)),
    ],
)
def test_cue_words(text: str, flags: tuple[int, ...]) -> None:
    assert tuple(cue_flags(text)) == flags


def read_with(text: str, probability: float) -> Status:
    """The status of a text whose likeliest one is "ruled out"."""
    row = [1 - probability, probability, 0, 0, 0]
    thresholds = np.array([[2, 2], [0.5, 0.9], [2, 2], [2, 2], [2, 2]], dtype=np.float32)
    (part,) = with_status(text, [Segment(start=0, end=len(text))], np.array([row], dtype=np.float32), thresholds)
    return part.status


@pytest.mark.parametrize(
    ("text", "probability", "status"),
    [
        ("No concerns.", 0.4, "present"),
        ("No concerns.", 0.6, "ruled_out"),
        ("She is cold.", 0.6, "present"),
        ("She is cold.", 0.95, "ruled_out"),
    ],
)
def test_a_cue_word_lowers_what_is_needed(text: str, probability: float, status: Status) -> None:
    assert read_with(text, probability) == status


def test_each_segment_is_judged_by_its_own_words() -> None:
    text = "No concerns. She is cold."
    parts = [Segment(start=0, end=12), Segment(start=13, end=25)]
    rows = np.array([[0.3, 0.7, 0, 0, 0]] * 2, dtype=np.float32)
    thresholds = np.array([[2, 2]] + [[0.5, 0.9]] * 4, dtype=np.float32)
    assert [part.status for part in with_status(text, parts, rows, thresholds)] == ["ruled_out", "present"]


def test_present_comes_first_of_the_statuses() -> None:
    assert STATUSES[0] == "present"
    assert len(STATUSES) == 5
