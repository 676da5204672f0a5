"""What is learned is learned from the corpus alone, and the same each time."""

from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from indexer import Encoder, LearnedParts, PassageTable, ReadInContext, Reading, Segment, score_segments
from indexer.features import stated_rows
from indexer.fit import Fitted, fit, marked_words, read_vignette
from indexer.fitting.ranking import folds_together
from indexer.kept import Kept
from indexer.learned import write_learned
from indexer.passages import passages
from indexer.ranker import rank_scores
from indexer.stores import FaissStore, VectorStore, write_faiss
from indexer.taught import TaughtIds, is_held_out


class ReadsNothing:
    """Reads every segment as present, and no theme in any."""

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        statuses = np.tile(np.array([1, 0, 0, 0, 0], dtype=np.float32), (len(segments), 1))
        return ReadInContext(
            statuses=statuses,
            themes=np.zeros((len(segments), 1), dtype=np.float32),
            points=np.zeros((len(segments), 0), dtype=np.float32),
        )

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
        return lambda: self.read(text, segments)


@pytest.fixture(scope="module")
def store(tiny: Corpus, hashing_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> VectorStore:
    path = tmp_path_factory.mktemp("fit") / "index.faiss"
    found = passages(tiny)
    write_faiss(path, hashing_encoder.encode([one.text for one in found]))
    return FaissStore(path, [one.id for one in found])


@pytest.fixture(scope="module")
def fitted(few_buckets: None, tiny: Corpus, hashing_encoder: Encoder, store: VectorStore) -> Fitted:
    return fit(tiny, passages(tiny), store, hashing_encoder, ReadsNothing(), TaughtIds((), ()), Kept(None))


def test_the_same_corpus_gives_the_same_bytes(
    tiny: Corpus, hashing_encoder: Encoder, store: VectorStore, fitted: Fitted, tmp_path: Path
) -> None:
    write_learned(tmp_path / "one.npz", fitted.learned)
    again = fit(tiny, passages(tiny), store, hashing_encoder, ReadsNothing(), TaughtIds((), ()), Kept(None))
    write_learned(tmp_path / "two.npz", again.learned)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert fitted.notes == again.notes


def test_every_part_is_finite_and_has_its_shape(tiny: Corpus, fitted: Fitted) -> None:
    learned = fitted.learned
    assert learned.theme_ids == tuple(theme.id for theme in tiny.themes)
    assert learned.gap_ids == ("online",)
    assert learned.reader.bias.shape == (10 + 1 + 1,)
    assert learned.point_of.shape == (17, 20)
    assert learned.taught.all()
    for field in fields(LearnedParts):
        value = getattr(learned, field.name)
        if isinstance(value, np.ndarray):
            assert np.isfinite(value).all(), field.name


def test_a_segment_is_read_as_its_theme(
    tiny: Corpus, hashing_encoder: Encoder, store: VectorStore, fitted: Fitted
) -> None:
    table = PassageTable.of(passages(tiny), fitted.learned.theme_ids, [point.id for point in tiny.learning_points])
    texts = ["Nan asked about homework and the teacher.", "The fridge and the cupboards.", "The officer had a warrant."]
    reading = Reading(
        segments=tuple(Segment(start=0, end=len(text)) for text in texts),
        words=tuple(texts),
        vectors=hashing_encoder.encode(texts),
        in_context=np.zeros((len(texts), 1), dtype=np.float32),
        points=np.zeros((len(texts), 0), dtype=np.float32),
    )
    found = score_segments(reading, store, store.vectors()[~table.cue], table, fitted.learned)
    assert found.joint.argmax(axis=1).tolist() == [0, 1, 2]


def test_the_ranking_puts_a_vignette_s_themes_first(
    tiny: Corpus, hashing_encoder: Encoder, store: VectorStore, fitted: Fitted
) -> None:
    table = PassageTable.of(passages(tiny), fitted.learned.theme_ids, [point.id for point in tiny.learning_points])
    history = np.array([theme.history_counts for theme in tiny.themes])
    right = 0
    for vignette in tiny.vignettes:
        read = read_vignette(
            vignette, store, store.vectors()[~table.cue], table, hashing_encoder, ReadsNothing(), fitted.learned
        )
        scores = rank_scores(stated_rows(read.scores, read.stated, history, fitted.learned.case_model), fitted.learned)
        right += int(read.grades[scores.argmax()] > 0)
    assert right >= 0.9 * len(tiny.vignettes)


def test_the_notes_are_for_the_person_who_builds(fitted: Fitted) -> None:
    assert [note.split(":")[0] for note in fitted.notes] == [
        "themes of a vignette",
        "texts that have nothing to do with it",
    ]


def test_marked_words_teach_which_point_they_call_for(tiny: Corpus, fitted: Fitted, hashing_encoder: Encoder) -> None:
    marks = marked_words(tiny)
    kept = [one for one in tiny.vignettes if not is_held_out(one.told_first)]
    assert marks == [(one.carried_by[0].words[0], one.carried_by[0].point) for one in kept]
    assert 0 < len(marks) < len(tiny.vignettes)
    points = [point.id for point in tiny.learning_points]
    vectors = hashing_encoder.encode([words for words, _ in marks])
    scores = vectors @ fitted.learned.point_of[:-1] + fitted.learned.point_of[-1]
    right = []
    for row, (_, point) in zip(scores, marks, strict=True):
        rivals = [place for place, name in enumerate(points) if name.rsplit("/", 1)[0] == point.rsplit("/", 1)[0]]
        right.append(points[rivals[int(np.argmax(row[rivals]))]] == point)
    assert np.mean(right) > 0.8


def test_a_case_and_its_retelling_are_in_the_same_fold(
    tiny: Corpus, fitted: Fitted, hashing_encoder: Encoder, store: VectorStore
) -> None:
    table = PassageTable.of(passages(tiny), fitted.learned.theme_ids, [point.id for point in tiny.learning_points])
    first, second, third = tiny.vignettes[:3]
    again = second.model_copy(update={"id": "again", "retells": first.id})
    read = [
        read_vignette(one, store, store.vectors()[~table.cue], table, hashing_encoder, ReadsNothing(), fitted.learned)
        for one in (first, second, again, third)
    ]
    assert folds_together(read).tolist() == [0, 1, 0, 2]
