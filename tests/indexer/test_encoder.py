"""The encoder that serves, on the real bundle."""

from pathlib import Path

import numpy as np
import pytest

from indexer import Bundle, open_bundle

pytestmark = pytest.mark.model

TEXTS = ["She is cold.", "No DV, past or present.", "The third core group with no one from school, again.", "", "👶 é"]


def test_vectors_are_float32_of_unit_length(bundle: Bundle) -> None:
    vectors = bundle.encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(TEXTS), bundle.encoder.dimension)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_text_s_vector_does_not_depend_on_its_neighbours(bundle: Bundle) -> None:
    alone = [bundle.encoder.encode([text])[0].tobytes() for text in TEXTS]
    assert [row.tobytes() for row in bundle.encoder.encode(TEXTS)] == alone
    assert [row.tobytes() for row in bundle.encoder.encode(["word " * 200, *TEXTS])][1:] == alone


def test_a_text_s_vector_does_not_depend_on_the_number_of_threads(bundle_root: Path) -> None:
    texts = [*TEXTS, *(f"{text} {number}" for number in range(5) for text in TEXTS)]
    one, three = (open_bundle(bundle_root, threads=threads).encoder.encode(texts) for threads in (1, 3))
    assert one.tobytes() == three.tobytes()


def test_no_text_gives_no_vector(bundle: Bundle) -> None:
    assert bundle.encoder.encode([]).shape == (0, bundle.encoder.dimension)


def test_it_says_what_it_would_not_read_to_the_end(bundle: Bundle) -> None:
    assert bundle.encoder.reads_whole("She is cold.")
    assert not bundle.encoder.reads_whole("cold " * 600)


def test_what_it_would_not_read_makes_no_difference(bundle: Bundle) -> None:
    long = "cold " * 600
    one, other = bundle.encoder.encode([long + "hungry", long + "bruised"])
    np.testing.assert_array_equal(one, other)


def test_the_same_matter_is_nearer_than_another(bundle: Bundle) -> None:
    hungry, fed, bins = bundle.encoder.encode(
        ["There is no food in the house.", "The cupboards are empty and the kids are hungry.", "Bins go out on Monday."]
    )
    assert float(hungry @ fed) > float(hungry @ bins) + 0.2
