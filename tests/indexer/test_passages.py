"""Which texts are indexed, and what they are called."""

import pytest

from corpus import Corpus
from indexer import Bundle
from indexer.passages import passages


def test_every_theme_and_point_is_indexed_in_order(tiny: Corpus) -> None:
    found = passages(tiny)
    theme = tiny.themes[0]
    point = theme.learning_points[0]
    assert [(one.id, one.owner_id, one.facet, one.text) for one in found[:2]] == [
        (f"{theme.id}#theme", theme.id, "theme", f"{theme.title}. {theme.summary}"),
        (f"{theme.id}#cue-1", theme.id, "cue", theme.cues[0]),
    ]
    after = 1 + len(theme.cues)
    assert [(one.id, one.owner_id, one.facet, one.text) for one in found[after : after + 3]] == [
        (f"{point.id}#learning", point.id, "learning", point.learning),
        (f"{point.id}#practice", point.id, "practice", point.practice),
        (f"{point.id}#cue-1", point.id, "cue", point.cues[0]),
    ]
    assert {one.theme_id for one in found} == {theme.id for theme in tiny.themes}


def test_each_passage_has_an_id_of_its_own_and_none_is_left_out(corpus: Corpus) -> None:
    found = passages(corpus)
    expected = sum(
        1 + len(theme.cues) + sum(2 + len(point.cues) for point in theme.learning_points) for theme in corpus.themes
    )
    assert len(found) == len({one.id for one in found}) == expected


@pytest.mark.model
def test_the_model_reads_every_passage_to_its_end(bundle: Bundle) -> None:
    assert [one.id for one in bundle.passages if not bundle.encoder.reads_whole(one.text)] == []
