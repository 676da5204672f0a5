"""What a build leaves for the next one: whole or not at all, its owner's alone, and never more than a few."""

import os
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from indexer import Segment
from indexer.case_reader import ReadInContext
from indexer.kept import FOLDER, NEWEST, Kept, digest_of
from indexer.reading.status import STATUSES
from indexer.remembering import RememberingCaseReader, RememberingEncoder, encode_ahead
from tests.indexer.conftest import HashingEncoder

ARRAYS = {"one": np.arange(6, dtype=np.float32).reshape(2, 3), "names": np.array(["a", "é"])}


def test_what_is_kept_is_found_under_its_key_alone(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep("kind", "key", ARRAYS)
    found = kept.find("kind", "key")
    assert found is not None
    np.testing.assert_array_equal(found["one"], ARRAYS["one"])
    assert found["names"].tolist() == ["a", "é"]
    assert kept.find("kind", "other") is None
    assert kept.find("other", "key") is None
    assert Kept(None).find("kind", "key") is None


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    Kept(tmp_path).keep("kind", "key", ARRAYS)
    assert stat.S_IMODE((tmp_path / FOLDER).stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / FOLDER).iterdir()] == [0o600]


@pytest.mark.parametrize("place", [0, 31, 40, -1])
def test_a_damaged_file_is_as_none(tmp_path: Path, place: int) -> None:
    kept = Kept(tmp_path)
    kept.keep("kind", "key", ARRAYS)
    (path,) = (tmp_path / FOLDER).iterdir()
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    assert kept.find("kind", "key") is None
    path.write_bytes(content[:10])
    assert kept.find("kind", "key") is None
    assert kept.made("kind", "key", lambda: ARRAYS) is ARRAYS
    assert kept.find("kind", "key") is not None


def test_the_newest_few_of_a_kind_stay_and_what_a_killed_build_left_goes(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.keep("other", "key", ARRAYS)
    for number in range(NEWEST + 2):
        kept.keep("kind", f"key{number}", ARRAYS)
        os.utime(tmp_path / FOLDER / f"kind-key{number}", (number, number))
    (tmp_path / FOLDER / ".partial-kind-x").write_bytes(b"half")
    assert kept.find("kind", f"key{NEWEST - 1}") is not None  # in use again: now the newest
    kept.keep("kind", "last", ARRAYS)
    names = {path.name for path in (tmp_path / FOLDER).iterdir()}
    assert names == {"other-key", "kind-last", f"kind-key{NEWEST - 1}", f"kind-key{NEWEST + 1}"}


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file in its place")
    kept = Kept(tmp_path)
    kept.keep("kind", "key", ARRAYS)
    assert kept.find("kind", "key") is None


def test_a_digest_tells_parts_types_and_shapes_apart() -> None:
    values = np.arange(4, dtype=np.float32)
    digests = [
        digest_of("ab", "c"),
        digest_of("a", "bc"),
        digest_of("abc"),
        digest_of(values),
        digest_of(values.reshape(2, 2)),
        digest_of(values.astype(np.float64)),
        digest_of(values.tobytes()),
    ]
    assert len(set(digests)) == len(digests)


class Counting(HashingEncoder):
    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.asked += texts
        return super().encode(texts)


def test_a_text_is_encoded_once_and_remembered_from_build_to_build(tmp_path: Path) -> None:
    first, texts = Counting(), [f"text {i}" for i in range(40)]
    encoder = RememberingEncoder(first, Kept(tmp_path), "name")
    encode_ahead(texts, encoder, threads=4)
    np.testing.assert_array_equal(encoder.encode(texts), HashingEncoder().encode(texts))
    assert sorted(first.asked) == sorted(texts)
    assert encoder.memory.take_count() == 40
    encoder.memory.save(everything_was_read=True)

    second = Counting()
    encoder = RememberingEncoder(second, Kept(tmp_path), "name")
    asked = [*texts[:10], "new"]
    np.testing.assert_array_equal(encoder.encode(asked), HashingEncoder().encode(asked))
    assert second.asked == ["new"]
    encoder.memory.save(everything_was_read=True)  # the other thirty are in no corpus any more

    third = Counting()
    RememberingEncoder(third, Kept(tmp_path), "name").encode(texts)
    assert third.asked == texts[10:]
    other = Counting()
    RememberingEncoder(other, Kept(tmp_path), "another encoder").encode(texts[:1])
    assert other.asked == texts[:1]


def test_a_reading_is_remembered_by_text_and_cut(tmp_path: Path) -> None:
    class Reader:
        asked = 0

        def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
            Reader.asked += 1
            columns = np.arange(len(STATUSES) + 5, dtype=np.float32)
            rows = np.tile(columns + len(text) / 100, (len(segments), 1))
            statuses, themes, points = np.split(rows, [len(STATUSES), len(STATUSES) + 3], axis=1)
            return ReadInContext(statuses=statuses, themes=themes, points=points)

        def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
            return lambda: self.read(text, segments)

    whole, halves = [Segment(start=0, end=10)], [Segment(start=0, end=5), Segment(start=5, end=10)]
    reader = RememberingCaseReader(Reader(), Kept(tmp_path), "name", 3, 2)
    assert reader.read("0123456789", whole).themes.shape == (1, 3)
    assert reader.read("0123456789", halves).statuses.shape == (2, 5)
    assert reader.read("", []).statuses.shape == (0, 5)
    assert Reader.asked == 3
    reader.memory.save(everything_was_read=True)
    again = RememberingCaseReader(Reader(), Kept(tmp_path), "name", 3, 2)
    np.testing.assert_array_equal(
        again.read("0123456789", halves).themes, np.tile(np.array([5.1, 6.1, 7.1], dtype=np.float32), (2, 1))
    )
    np.testing.assert_allclose(again.read("0123456789", halves).points, [[8.1, 9.1]] * 2)
    np.testing.assert_allclose(again.read("0123456789", halves).statuses[0], [0.1, 1.1, 2.1, 3.1, 4.1])
    assert (again.read("", []).themes.shape, again.read("", []).points.shape) == ((0, 3), (0, 2))
    assert Reader.asked == 3
