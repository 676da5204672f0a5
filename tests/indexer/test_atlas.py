"""The map: nothing overlaps, nothing lies outside, near themes lie near, and the same corpus gives the same bytes."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from indexer import Bundle, BundleError
from indexer.atlas import HEIGHT, WIDTH, make_atlas, read_atlas, write_atlas
from indexer.passages import passages


def test_no_box_overlaps_another_or_leaves_the_picture(bundle: Bundle) -> None:
    places = bundle.atlas.places
    assert [place.theme_id for place in places] == [theme.id for theme in bundle.corpus.themes]
    for one, other in itertools.combinations(places, 2):
        apart = (
            abs(one.x - other.x) * 2 >= one.width + other.width or abs(one.y - other.y) * 2 >= one.height + other.height
        )
        assert apart, (one.theme_id, other.theme_id)
    for place in places:
        assert place.width / 2 <= place.x <= WIDTH - place.width / 2
        assert place.height / 2 <= place.y <= HEIGHT - place.height / 2
        assert " ".join(place.lines) == next(t.title for t in bundle.corpus.themes if t.id == place.theme_id)


def test_what_learned_alike_lies_near(bundle: Bundle) -> None:
    close = np.array(bundle.atlas.closeness)
    assert (close == close.T).all()
    middles = np.array([(place.x, place.y) for place in bundle.atlas.places])
    distances = np.linalg.norm(middles[:, None] - middles[None], axis=-1)
    upper = np.triu_indices(len(close), 1)
    one, other = (np.argsort(np.argsort(values)) for values in (-close[upper], distances[upper]))
    assert np.corrcoef(one, other)[0, 1] > 0.6  # Spearman


def test_the_same_corpus_gives_the_same_bytes(tmp_path: Path, bundle: Bundle) -> None:
    for name in ("a", "b"):
        write_atlas(tmp_path / name, make_atlas(bundle.corpus, bundle.passages, bundle.store.vectors()))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert read_atlas(tmp_path / "a") == bundle.atlas
    (tmp_path / "a").write_text('{"places": []}')
    with pytest.raises(BundleError, match="cannot be read"):
        read_atlas(tmp_path / "a")


def test_a_corpus_of_one_review_has_a_map(tiny: Corpus) -> None:
    found = passages(tiny)
    vectors = np.eye(len(found), dtype=np.float32)
    atlas = make_atlas(tiny, found, vectors)
    assert len(atlas.places) == len(tiny.themes)
    assert atlas.near == 1
