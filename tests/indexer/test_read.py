"""A text as the pipeline reads it, on the real bundle."""

import numpy as np
import pytest

from indexer import Bundle, UserStatus, read_text

pytestmark = pytest.mark.model

TEXT = "No DV, past or present. She is cold and hungry."


def test_each_segment_has_its_own_vector(bundle: Bundle) -> None:
    reading = read_text(TEXT, bundle.encoder, bundle.case_reader)
    words = [TEXT[part.start : part.end] for part in reading.segments]
    assert words == ["No DV, past or present.", "She is cold and hungry."]
    np.testing.assert_array_equal(reading.vectors, bundle.encoder.encode(words))


def test_the_user_s_reading_comes_before_ours(bundle: Bundle) -> None:
    ours = read_text(TEXT, bundle.encoder, bundle.case_reader)
    assert [part.status for part in ours.segments] == ["ruled_out", "present"]
    theirs = read_text(TEXT, bundle.encoder, bundle.case_reader, [UserStatus(start=0, end=23, status="present")])
    assert [part.status for part in theirs.segments] == ["present", "present"]
    np.testing.assert_array_equal(ours.vectors, theirs.vectors)


def test_a_reading_that_cuts_a_segment_has_its_parts_read_apart(bundle: Bundle) -> None:
    start = TEXT.index("and hungry")
    end = start + len("and hungry")
    reading = read_text(
        TEXT, bundle.encoder, bundle.case_reader, [UserStatus(start=start, end=end, status="historical")]
    )
    assert [(part.start, part.end) for part in reading.segments][1:3] == [(24, start), (start, end)]
    assert reading.segments[2].status == "historical"
    assert len(reading.vectors) == len(reading.segments)


def test_nothing_to_read_gives_nothing(bundle: Bundle) -> None:
    reading = read_text(" \r\n ", bundle.encoder, bundle.case_reader)
    assert reading.segments == ()
    assert reading.vectors.shape == (0, bundle.encoder.dimension)


def test_the_same_text_gives_the_same_bytes(bundle: Bundle) -> None:
    one, two = (read_text(TEXT, bundle.encoder, bundle.case_reader) for _ in range(2))
    assert one.segments == two.segments
    assert one.vectors.tobytes() == two.vectors.tobytes()
