"""Topic search's own index: words weighed as BM25 weighs them, and read back as they were written."""

from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from indexer import BundleError
from indexer.encoder import Encoder
from indexer.topics import bm25_weights, read_topics, terms, topic_index, write_topics


def test_bm25_is_worked_out_by_hand() -> None:
    places, weights = bm25_weights([["bruise", "bruise", "baby"], ["baby"]])
    assert list(places) == ["baby", "bruise"]
    # bruise: in 1 of 2, twice, in a text of 3 where the mean is 2: ln(1 + 1.5 / 1.5) * 2 / (2 + 1.5 * (0.25 + 0.75 * 1.5))
    assert weights[1].tolist() == pytest.approx([np.log(2) * 2 / (2 + 1.5 * 1.375), 0])
    assert weights[0][1] > weights[0][0] > 0


def test_words_that_tell_nothing_apart_and_endings_are_dropped() -> None:
    assert terms("Meetings that he's missing, and the MEETING") == ["meet", "hes", "miss", "meet"]


def test_what_is_written_is_read_back(tmp_path: Path, tiny: Corpus, hashing_encoder: Encoder) -> None:
    made = topic_index(tiny, hashing_encoder)
    path = tmp_path / "topics.npz"
    write_topics(path, made)
    read = read_topics(path)
    assert read.places == made.places
    assert read.when.tolist() == made.when.tolist()
    themes = [theme.id for theme in tiny.themes]
    assert themes[int(read.by_words("the landlord and the eviction").argmax())] == "one/housing"
    assert read.by_words("zzz").tolist() == [0] * len(themes)
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(BundleError, match=r"topics\.npz cannot be read"):
        read_topics(path)
