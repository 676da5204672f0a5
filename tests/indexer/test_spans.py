"""The user's own reading of a stretch replaces ours, and cuts a segment that it does not cover."""

from hypothesis import given
from hypothesis import strategies as st

from indexer import Segment, UserStatus
from indexer.reading.spans import corrected

TWO = (Segment(start=0, end=10, status="present"), Segment(start=12, end=20, status="ruled_out"))


def test_without_readings_nothing_changes() -> None:
    assert corrected(TWO, ()) == TWO


def test_a_reading_of_a_whole_segment_replaces_its_status_alone() -> None:
    assert corrected(TWO, [UserStatus(start=12, end=20, status="present")]) == (
        TWO[0],
        Segment(start=12, end=20, status="present"),
    )


def test_a_reading_inside_a_segment_cuts_it_in_three() -> None:
    assert corrected(TWO, [UserStatus(start=3, end=6, status="historical")]) == (
        Segment(start=0, end=3, status="present"),
        Segment(start=3, end=6, status="historical"),
        Segment(start=6, end=10, status="present"),
        TWO[1],
    )


def test_a_reading_across_two_segments_applies_to_both() -> None:
    assert corrected(TWO, [UserStatus(start=8, end=14, status="someone_else")]) == (
        Segment(start=0, end=8, status="present"),
        Segment(start=8, end=10, status="someone_else"),
        Segment(start=12, end=14, status="someone_else"),
        Segment(start=14, end=20, status="ruled_out"),
    )


def test_a_reading_that_only_touches_a_segment_leaves_it() -> None:
    assert corrected(TWO, [UserStatus(start=10, end=12, status="historical")]) == TWO


@given(
    st.lists(st.integers(0, 60), min_size=2, max_size=20, unique=True),
    st.lists(st.integers(0, 60), min_size=2, max_size=10, unique=True),
)
def test_corrections_keep_every_character_and_apply_exactly(places: list[int], marks: list[int]) -> None:
    places, marks = sorted(places), sorted(marks)
    segments = [Segment(start=a, end=b) for a, b in zip(places[::2], places[1::2], strict=False)]
    readings = [UserStatus(start=a, end=b, status="historical") for a, b in zip(marks[::2], marks[1::2], strict=False)]
    found = {place: part.status for part in corrected(segments, readings) for place in range(part.start, part.end)}
    theirs = {place for reading in readings for place in range(reading.start, reading.end)}
    assert found == {
        place: "historical" if place in theirs else "present"
        for part in segments
        for place in range(part.start, part.end)
    }
    assert sum(part.end - part.start for part in corrected(segments, readings)) == len(found)
