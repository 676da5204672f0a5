"""Cues -> the reader: which theme, coverage gap or nothing at all a segment speaks to, and which point of a theme."""

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from corpus import Corpus, LearningPointId
from indexer.encoder import Encoder, Vectors
from indexer.features import N_FEATURES, PassageTable
from indexer.fitting.regression import NGRAM_WEIGHT, Labels, matrix_of, regression, wide_regression
from indexer.inputs import code_sha256, machine_and_libraries
from indexer.kept import Arrays, Kept, digest_of
from indexer.learned import Floats, LearnedParts, LinearReader, compact
from indexer.ngrams import BUCKETS, inverse_document_frequencies
from indexer.passages import Passage
from indexer.scope import SCOPE_FEATURES
from indexer.taught import TaughtIds, is_held_out

READER_C = 10.0
DENSE_C = 4.0
POINT_C = 4.0


def fit_reader(
    corpus: Corpus,
    passages: Sequence[Passage],
    vectors: Vectors,
    table: PassageTable,
    encoder: Encoder,
    taught: TaughtIds,
    kept: Kept,
) -> LearnedParts:
    """Learned parts with the reader in them, and the rest still to come. A reader of the same texts is taken from `kept`."""
    themes = {name: place for place, name in enumerate(taught.themes)}
    points = {name: place for place, name in enumerate(taught.points)}
    n_themes = table.n_themes
    teaches = np.array([passage.facet != "practice" for passage in passages])
    gap_texts = [cue for gap in corpus.coverage for cue in gap.cues]
    gap_labels = [n_themes + place for place, gap in enumerate(corpus.coverage) for _ in gap.cues]
    background = [*corpus.background.asides, *halves(corpus)[0]]
    extra = [*gap_texts, *background]
    texts = [passage.text for passage, one in zip(passages, teaches, strict=True) if one] + extra
    every = np.vstack([vectors[teaches], encoder.encode(extra)])
    last = n_themes + len(corpus.coverage)
    labels = np.concatenate(
        [table.theme[teaches], np.array(gap_labels, dtype=np.int64), np.full(len(background), last)]
    )
    inputs = digest_of(code_sha256(), machine_and_libraries(), str(BUCKETS), every, labels, *texts)
    found = kept.made("reader", inputs, lambda: _reader(every, texts, labels))
    return LearnedParts(
        theme_ids=tuple(theme.id for theme in corpus.themes),
        gap_ids=tuple(gap.id for gap in corpus.coverage),
        reader=LinearReader(**{field.name: found[field.name] for field in fields(LinearReader)}),  # type: ignore[arg-type]  # kept as they were made
        dense_only=found["dense_only"].astype(np.float32, copy=False),
        point_of=_points(vectors, table, *_marked(corpus, encoder)),
        case_model=np.zeros((0, n_themes), dtype=np.float32),
        taught=np.zeros(n_themes, dtype=np.bool_),
        rank_weights=np.zeros((2, N_FEATURES + 1), dtype=np.float32),
        context_columns=np.array([themes.get(theme.id, -1) for theme in corpus.themes], dtype=np.int64),
        point_columns=np.array([points.get(point.id, -1) for point in corpus.learning_points], dtype=np.int64),
        stack=np.array([1, 0, 0], dtype=np.float32),
        thresholds=np.zeros(3, dtype=np.float32),
        scope=np.zeros(len(SCOPE_FEATURES) + 1, dtype=np.float32),
        gap_threshold=np.array([0.5], dtype=np.float32),
    )


def _reader(vectors: Vectors, texts: Sequence[str], labels: Labels) -> Arrays:
    reader = _linear_reader(vectors, texts, labels, READER_C)
    arrays: Arrays = {field.name: getattr(reader, field.name) for field in fields(LinearReader)}
    return {**arrays, "dense_only": _dense(vectors, labels, DENSE_C)}


def _linear_reader(vectors: Vectors, texts: Sequence[str], labels: Labels, c: float) -> LinearReader:
    idf = inverse_document_frequencies(texts)
    matrix = matrix_of(vectors, texts, idf, NGRAM_WEIGHT)
    weights, bias = wide_regression(matrix, labels, c)
    dimension = vectors.shape[1]
    seen = np.zeros(BUCKETS, dtype=np.bool_)
    seen[np.unique(matrix.indices[matrix.indices >= dimension]) - dimension] = True
    sparse, rows = compact(weights[dimension:] * NGRAM_WEIGHT, seen)
    return LinearReader(
        dense=np.ascontiguousarray(weights[:dimension]),
        sparse=sparse,
        rows=rows,
        idf=idf,
        bias=bias,
    )


def _dense(vectors: Vectors, labels: Labels, c: float) -> Floats:
    model = regression(vectors, labels, c)
    return np.vstack([model.coef_.T, model.intercept_[None]]).astype(np.float32)


def marked_words(corpus: Corpus) -> list[tuple[str, LearningPointId]]:
    """The words of composed cases that call for a learning point, and that point.

    The cases that taught the case reader nothing teach nothing here either: evidence is measured on them.
    """
    return [
        (words, carried.point)
        for vignette in corpus.vignettes
        if not is_held_out(vignette.told_first)
        for carried in vignette.carried_by
        if carried.point is not None
        for words in carried.words
    ]


def _marked(corpus: Corpus, encoder: Encoder) -> tuple[Vectors, Labels]:
    """The vectors of the marked words, and the places of their points in the corpus."""
    points = {point.id: place for place, point in enumerate(corpus.learning_points)}
    marks = marked_words(corpus)
    labels = np.array([points[point] for _, point in marks], dtype=np.int64)
    return encoder.encode([words for words, _ in marks]), labels


def _points(said: Vectors, table: PassageTable, marked: Vectors, called_for: Labels) -> Floats:
    """For each theme a classifier of its own: which of its points a segment speaks to."""
    theme_of = np.zeros(table.n_points, dtype=np.int64)
    theme_of[table.point[table.point >= 0]] = table.theme[table.point >= 0]
    vectors = np.concatenate([said, marked])
    points, themes = np.concatenate([table.point, called_for]), np.concatenate([table.theme, theme_of[called_for]])
    weights = np.zeros((vectors.shape[1] + 1, table.n_points), dtype=np.float32)
    for theme in range(table.n_themes):
        chosen = (themes == theme) & (points >= 0)
        labels = points[chosen]
        names = np.unique(labels)
        model = regression(vectors[chosen], labels, POINT_C)
        if len(names) == 2:  # one column of scores, for the second of the two
            weights[:-1, names[1]], weights[-1, names[1]] = model.coef_[0], model.intercept_[0]
        else:
            weights[:-1, names], weights[-1, names] = model.coef_.T, model.intercept_
    return weights


def halves(corpus: Corpus) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The out-of-scope texts in two: one half teaches the reader what background is, the other the scope step."""
    texts = corpus.background.out_of_scope
    return texts[0::2], texts[1::2]
