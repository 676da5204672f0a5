"""Cues, vignettes and labelled sentences -> LearnedParts. Heavy (scikit-learn), deterministic, from the corpus alone.

Four things are learned, each from data that a person can read and correct:
- the reader, from cues: which theme, coverage gap or nothing at all a segment speaks to;
- the status step, from `statuses.yaml`;
- the ranking, from vignettes with graded themes, on features of segments (a logistic regression for each theme's grade);
- the scope, from vignettes against `background.yaml`: whether a text has to do with any of it.
What a judged case says is never seen here.
"""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from corpus import Corpus, StatusExample, Vignette
from indexer.encoder import Encoder, Vectors
from indexer.features import (
    FEATURES,
    N_FEATURES,
    Mask,
    PassageTable,
    SegmentScores,
    Stated,
    case_inputs,
    score_segments,
    stated_rows,
)
from indexer.learned import Floats, LearnedParts, LinearReader, compact
from indexer.ngrams import BUCKETS, inverse_document_frequencies, ngrams
from indexer.passages import Passage
from indexer.reading.read import read_text
from indexer.reading.segment import segment
from indexer.reading.status import STATUSES, cue_flags
from indexer.scope import SCOPE_FEATURES, scope_features
from indexer.stores import VectorStore

Labels = npt.NDArray[np.int64]

FOLDS = 5
NGRAM_WEIGHT = 0.7  # of an n-gram block against the vector; chosen by cross-validation on the vignettes
READER_C = 10.0
DENSE_C = 4.0
POINT_C = 4.0
STATUS_C = 10.0
# The least probability of each status with a cue word and without one; "present" needs none.
STATUS_THRESHOLDS = ((2, 2), (0.5, 0.93), (0.5, 0.9), (0.7, 0.95), (0.6, 0.93))
STATED_WEIGHT = 0.5  # of a vignette's segment beside a labelled sentence
CASE_C = 1.0
FEWEST_VIGNETTES = 5  # with fewer, a theme has no case model of its own
CASE_POSITIVE = 2.0  # what a relevant theme counts beside one that is not, in the case model
RULED_OUT_WEIGHT = 4.0  # what a ruled-out theme counts beside one that is merely not relevant
RANK_C = 0.05
STRONG_PRECISION = 0.8  # of themes shown as strong, the share that a supervisor would call clearly relevant
POSSIBLE_PRECISION = 0.4
SCOPE_SHORT = 4  # every fourth labelled sentence counts as a short note
SCOPE_KEPT = 0.95  # of composed cases and single labelled sentences, the share that must be answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The parts, and what cross-validation said of them, for the person who builds."""

    learned: LearnedParts
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadVignette:
    """A vignette as the pipeline reads it: what the ranking is fitted on."""

    scores: SegmentScores
    stated: Stated
    grades: Floats  # (themes,)
    ruled_out: npt.NDArray[np.bool_]  # (themes,)


def fit(
    corpus: Corpus,
    passages: Sequence[Passage],
    store: VectorStore,
    encoder: Encoder,
    say: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Learn everything from the corpus. `store` holds the passages' vectors in their order."""
    theme_ids = [theme.id for theme in corpus.themes]
    point_ids = [point.id for point in corpus.learning_points]
    vectors = store.vectors()
    table = PassageTable.of(passages, theme_ids, point_ids)

    say("Learning to read segments from the cues ...")
    learned = _reader(corpus, passages, vectors, table, encoder)
    say("Learning what a text denies, remembers or supposes ...")
    learned, status_note = _status(corpus.statuses, corpus.vignettes, encoder, learned)
    say("Learning to rank themes from the vignettes ...")
    read = [
        read_vignette(vignette, store, vectors[~table.cue], table, encoder, learned) for vignette in corpus.vignettes
    ]
    learned, rank_note = fit_ranking(read, np.array([theme.history_counts for theme in corpus.themes]), learned)
    say("Learning when nothing fits ...")
    learned, scope_note = _scope(corpus, read, store, vectors[~table.cue], table, encoder, learned)
    return Fitted(learned=learned, notes=(status_note, rank_note, scope_note))


# --- the reader


def _matrix(vectors: Vectors, texts: Sequence[str], idf: Floats, weight: float) -> scipy.sparse.csr_matrix:
    """Vectors and n-grams side by side: (texts, dimension + BUCKETS)."""
    starts, columns, values = [0], [], []
    for text in texts:
        buckets, weights = ngrams(text, idf)
        columns.append(buckets)
        values.append(weights * weight)
        starts.append(starts[-1] + len(buckets))
    grams = scipy.sparse.csr_matrix(
        (np.concatenate(values), np.concatenate(columns), starts), shape=(len(texts), BUCKETS)
    )
    return scipy.sparse.hstack([scipy.sparse.csr_matrix(vectors), grams]).tocsr()


def _regression(features_: object, labels: Labels, c: float, weights: Floats | None = None) -> LogisticRegression:
    model = LogisticRegression(C=c, max_iter=400, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(features_, labels, sample_weight=weights)


def _linear_reader(vectors: Vectors, texts: Sequence[str], labels: Labels, c: float) -> LinearReader:
    idf = inverse_document_frequencies(texts)
    matrix = _matrix(vectors, texts, idf, NGRAM_WEIGHT)
    model = _regression(matrix, labels, c)
    weights = model.coef_.T.astype(np.float32)
    dimension = vectors.shape[1]
    seen = np.zeros(BUCKETS, dtype=np.bool_)
    seen[np.unique(matrix.indices[matrix.indices >= dimension]) - dimension] = True
    sparse, rows = compact(weights[dimension:] * NGRAM_WEIGHT, seen)
    return LinearReader(
        dense=np.ascontiguousarray(weights[:dimension]),
        sparse=sparse,
        rows=rows,
        idf=idf,
        bias=model.intercept_.astype(np.float32),
    )


def _dense(vectors: Vectors, labels: Labels, c: float) -> Floats:
    model = _regression(vectors, labels, c)
    return np.vstack([model.coef_.T, model.intercept_[None]]).astype(np.float32)


def _halves(corpus: Corpus) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The out-of-scope texts in two: one half teaches the reader what background is, the other the scope step."""
    texts = corpus.background.out_of_scope
    return texts[0::2], texts[1::2]


def _reader(
    corpus: Corpus, passages: Sequence[Passage], vectors: Vectors, table: PassageTable, encoder: Encoder
) -> LearnedParts:
    n_themes = table.n_themes
    kept = np.array([passage.facet != "practice" for passage in passages])
    gap_texts = [cue for gap in corpus.coverage for cue in gap.cues]
    gap_labels = [n_themes + place for place, gap in enumerate(corpus.coverage) for _ in gap.cues]
    background = [*corpus.background.asides, *_halves(corpus)[0]]
    extra = [*gap_texts, *background]
    texts = [passage.text for passage, keep in zip(passages, kept, strict=True) if keep] + extra
    every = np.vstack([vectors[kept], encoder.encode(extra)])
    last = n_themes + len(corpus.coverage)
    labels = np.concatenate([table.theme[kept], np.array(gap_labels, dtype=np.int64), np.full(len(background), last)])
    empty = np.zeros((0, 0), dtype=np.float32)
    nothing = LinearReader(
        dense=empty,
        sparse=empty.astype(np.float16),
        rows=np.zeros(0, dtype=np.int32),
        idf=empty[0:0].ravel(),
        bias=empty.ravel(),
    )
    return LearnedParts(
        theme_ids=tuple(theme.id for theme in corpus.themes),
        gap_ids=tuple(gap.id for gap in corpus.coverage),
        reader=_linear_reader(every, texts, labels, READER_C),
        dense_only=_dense(every, labels, DENSE_C),
        point_of=_points(vectors, table),
        status=nothing,
        status_flags=np.zeros((4, 5), dtype=np.float32),
        status_thresholds=np.full((5, 2), 2, dtype=np.float32),
        case_model=np.zeros((0, n_themes), dtype=np.float32),
        taught=np.zeros(n_themes, dtype=np.bool_),
        rank_weights=np.zeros((2, N_FEATURES + 1), dtype=np.float32),
        thresholds=np.zeros(3, dtype=np.float32),
        scope=np.zeros(len(SCOPE_FEATURES) + 1, dtype=np.float32),
        gap_threshold=np.array([0.5], dtype=np.float32),
    )


def _points(vectors: Vectors, table: PassageTable) -> Floats:
    """For each theme a classifier of its own: which of its points a segment speaks to."""
    weights = np.zeros((vectors.shape[1] + 1, table.n_points), dtype=np.float32)
    for theme in range(table.n_themes):
        chosen = (table.theme == theme) & (table.point >= 0)
        labels = table.point[chosen]
        names = np.unique(labels)
        model = _regression(vectors[chosen], labels, POINT_C)
        if len(names) == 2:  # one column of scores, for the second of the two
            weights[:-1, names[1]], weights[-1, names[1]] = model.coef_[0], model.intercept_[0]
        else:
            weights[:-1, names], weights[-1, names] = model.coef_.T, model.intercept_
    return weights


# --- the status step


def _folds(n: int) -> npt.NDArray[np.int64]:
    return np.arange(n) % FOLDS


def _status_features(vectors: Vectors, texts: Sequence[str], idf: Floats) -> scipy.sparse.csr_matrix:
    flags = np.array([cue_flags(text) for text in texts], dtype=np.float32)
    return scipy.sparse.hstack([_matrix(vectors, texts, idf, NGRAM_WEIGHT), scipy.sparse.csr_matrix(flags)]).tocsr()


def _stated_segments(vignettes: Sequence[Vignette]) -> list[str]:
    """Segments of vignettes that rule nothing out: what present facts look like in a case. Every third one."""
    texts = (
        vignette.text[part.start : part.end]
        for vignette in vignettes
        if not vignette.ruled_out
        for part in segment(vignette.text)
    )
    return list(dict.fromkeys(texts))[::3]


def _status(
    examples: Sequence[StatusExample], vignettes: Sequence[Vignette], encoder: Encoder, learned: LearnedParts
) -> tuple[LearnedParts, str]:
    """Learn the statuses from labelled sentences, and from segments of vignettes, which nearly all state a present fact."""
    stated = _stated_segments(vignettes)
    texts = [example.text for example in examples] + stated
    labels = np.array([STATUSES.index(example.status) for example in examples] + [0] * len(stated))
    counts = np.array([1.0] * len(examples) + [STATED_WEIGHT] * len(stated), dtype=np.float32)
    vectors = encoder.encode(texts)
    idf = inverse_document_frequencies(texts)
    matrix = _status_features(vectors, texts, idf)
    folds = _folds(len(texts))
    probabilities = np.zeros((len(texts), len(STATUSES)), dtype=np.float32)
    for fold in range(FOLDS):
        model = _regression(matrix[folds != fold], labels[folds != fold], STATUS_C, counts[folds != fold])
        probabilities[folds == fold] = model.predict_proba(matrix[folds == fold])
    thresholds = np.array(STATUS_THRESHOLDS, dtype=np.float32)
    model = _regression(matrix, labels, STATUS_C, counts)
    weights = model.coef_.T.astype(np.float32)
    dimension = vectors.shape[1]
    seen = np.zeros(BUCKETS, dtype=np.bool_)
    grams = matrix.indices[(matrix.indices >= dimension) & (matrix.indices < dimension + BUCKETS)]
    seen[np.unique(grams) - dimension] = True
    sparse, rows = compact(weights[dimension : dimension + BUCKETS] * NGRAM_WEIGHT, seen)
    reader = LinearReader(
        dense=np.ascontiguousarray(weights[:dimension]),
        sparse=sparse,
        rows=rows,
        idf=idf,
        bias=model.intercept_.astype(np.float32),
    )
    judged = slice(0, len(examples))
    accuracy = float((probabilities[judged].argmax(axis=1) == labels[judged]).mean())
    parts = replace(learned, status=reader, status_flags=weights[dimension + BUCKETS :], status_thresholds=thresholds)
    return parts, f"status of a sentence: {accuracy:.2f} right of {len(examples)}, cross-validated"


# --- the ranking


def read_vignette(
    vignette: Vignette,
    store: VectorStore,
    text_vectors: Vectors,
    table: PassageTable,
    encoder: Encoder,
    learned: LearnedParts,
) -> ReadVignette:
    """Read a vignette as a case is read."""
    reading = read_text(vignette.text, encoder, learned)
    words = [vignette.text[part.start : part.end] for part in reading.segments]
    scores = score_segments(reading.vectors, words, store, text_vectors, table, learned)
    stated = Stated.of([part.status for part in reading.segments])
    if not stated.present.any():  # a vignette speaks for something: better read whole than not at all
        stated = Stated.of(["present"] * len(reading.segments))
    grades = {str(name): grade for name, grade in vignette.relevant.items()}
    return ReadVignette(
        scores=scores,
        stated=stated,
        grades=np.array([grades.get(name, 0) for name in learned.theme_ids], dtype=np.float32),
        ruled_out=np.array([name in vignette.ruled_out for name in learned.theme_ids]),
    )


def _weights(grades: Floats, ruled_out: npt.NDArray[np.bool_]) -> Floats:
    """How much each theme of each text counts: a relevant one by its grade's gain, one that is ruled out more than another."""
    return np.where(grades > 0, (2**grades - 1) / 7, np.where(ruled_out, RULED_OUT_WEIGHT, 1)).astype(np.float32)


def _fit_rank(rows: Floats, grades: Floats, counts: Floats) -> Floats:
    """A logistic regression of "relevant" on features, (n, N_FEATURES): its weights on the features as they are, then the intercept."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = _regression((rows - mean) / scale, (grades > 0).astype(np.int64), RANK_C, counts)
    weights = model.coef_[0] / scale
    return np.append(weights, model.intercept_[0] - mean @ weights).astype(np.float32)


def _fit_case(inputs: Floats, grades: Floats, counts: Floats) -> Floats:
    """A logistic regression for each theme on what the case model reads, positives counted by their grade's gain."""
    model = np.zeros((inputs.shape[1] + 1, grades.shape[1]), dtype=np.float32)
    for theme in range(grades.shape[1]):
        relevant = grades[:, theme] > 0
        if relevant.sum() < FEWEST_VIGNETTES:
            continue  # a new review starts without vignettes: its themes are ranked without a case model
        weights = np.where(relevant, CASE_POSITIVE, 1) * counts[:, theme]
        one = _regression(inputs, relevant.astype(np.int64), CASE_C, weights)
        model[:-1, theme], model[-1, theme] = one.coef_[0], one.intercept_[0]
    untaught = ~model.any(axis=0)
    model[-1, untaught] = (inputs @ model[:-1, ~untaught] + model[-1, ~untaught]).mean() if (~untaught).any() else 0
    return model


def _taught(grades: Floats) -> Mask:
    """The themes that enough vignettes are about for a case model of their own: (themes,)."""
    return (grades > 0).sum(axis=0) >= FEWEST_VIGNETTES


def _columns(channel: str) -> list[int]:
    """The places of a channel's features."""
    return [
        place for place, name in enumerate(FEATURES) if channel and (name == channel or name.startswith(f"{channel}_"))
    ]


def _ranker(rows: Floats, grades: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Out-of-fold log-odds of "clearly relevant", (texts, themes), and the weights that give them, (N_FEATURES + 1,).

    `rows` is (texts, themes, N_FEATURES). The regression's scores are calibrated on what it did not see (Platt 1999).
    """
    folds = _folds(len(rows))
    scores = np.zeros(grades.shape, dtype=np.float32)
    for fold in range(FOLDS):
        kept = folds != fold
        weights = _fit_rank(rows[kept].reshape(-1, N_FEATURES), grades[kept].ravel(), counts[kept].ravel())
        scores[~kept] = rows[~kept] @ weights[:-1] + weights[-1]
    calibrator = _regression(scores.reshape(-1, 1), (grades >= 2).ravel().astype(np.int64), 1e6)
    slope, intercept = float(calibrator.coef_[0, 0]), float(calibrator.intercept_[0])
    weights = _fit_rank(rows.reshape(-1, N_FEATURES), grades.ravel(), counts.ravel()) * np.float32(slope)
    weights[-1] += np.float32(intercept)
    return (slope * scores + intercept).astype(np.float32), weights


def fit_ranking(
    read: Sequence[ReadVignette],
    history_counts: Mask,
    learned: LearnedParts,
    *,
    without: str = "",
    unknown: Mask | None = None,
) -> tuple[LearnedParts, str]:
    """Fit the case model, then the ranking on its out-of-fold scores, so that it is trusted no more than it deserves.

    `without` names a channel to leave out: the features whose names begin with it are held at 0. `unknown`, (themes,),
    are themes to learn nothing of, as if no vignette were about them.
    """
    n_themes = len(learned.theme_ids)
    grades = np.stack([one.grades for one in read])
    counts = _weights(grades, np.stack([one.ruled_out for one in read]))
    if unknown is not None:
        grades, counts = (
            np.where(unknown, 0, grades).astype(np.float32),
            np.where(unknown, 0, counts).astype(np.float32),
        )
    inputs = np.stack([case_inputs(one.scores, one.stated.present, n_themes) for one in read])
    folds = _folds(len(read))
    models = [_fit_case(inputs[folds != fold], grades[folds != fold], counts[folds != fold]) for fold in range(FOLDS)]
    rows = np.stack(
        [
            stated_rows(one.scores, one.stated, history_counts, models[fold])
            for one, fold in zip(read, folds, strict=True)
        ]
    )
    rows[..., _columns(without)] = 0
    taught = _taught(grades)
    scores, weights = _ranker(rows, grades, counts)
    clear = (grades >= 2).ravel()
    probability = np.asarray(1 / (1 + np.exp(-scores.ravel())), dtype=np.float32)
    strong = _threshold(probability, clear, STRONG_PRECISION)
    possible = min(strong, _threshold(probability, clear, POSSIBLE_PRECISION))
    untaught_rows = rows.copy()
    untaught_rows[..., _columns("case")] = 0
    parts = replace(
        learned,
        case_model=_fit_case(inputs, grades, counts),
        taught=taught,
        rank_weights=np.stack([weights, _ranker(untaught_rows, grades, counts)[1]]),
        thresholds=np.array([possible, strong, 0], dtype=np.float32),
    )
    ndcg = float(np.mean([_ndcg(row, grade) for row, grade in zip(scores, grades, strict=True)]))
    first = float(np.mean(grades[np.arange(len(read)), scores.argmax(axis=1)] >= 2))
    return (
        parts,
        f"themes of a vignette: nDCG@10 {ndcg:.3f}, a relevant one first in {first:.2f}, cross-validated on {len(read)}",
    )


def _threshold(probability: Floats, clear: npt.NDArray[np.bool_], precision: float) -> float:
    """The lowest probability above which the share of clearly relevant themes is at least `precision`."""
    order = np.argsort(-probability, kind="stable")
    share = np.cumsum(clear[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= precision)
    enough = enough[enough >= 20]  # the first few say too little
    return float(probability[order[enough[-1]]]) if len(enough) else 1.0


def _ndcg(scores: Floats, grades: Floats, k: int = 10) -> float:
    """nDCG@k with gain 2^grade - 1 (Burges et al. 2005)."""
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = np.sort(2**grades - 1)[::-1][:k] @ discounts
    return float((2 ** grades[np.argsort(-scores, kind="stable")[:k]] - 1) @ discounts / best) if best else 0.0


# --- the scope


def _scope(
    corpus: Corpus,
    read: Sequence[ReadVignette],
    store: VectorStore,
    text_vectors: Vectors,
    table: PassageTable,
    encoder: Encoder,
    learned: LearnedParts,
) -> tuple[LearnedParts, str]:
    def read_alone(text: str) -> ReadVignette:
        one = Vignette(id="x", text=text, relevant={}, voice="x")
        return read_vignette(one, store, text_vectors, table, encoder, learned)

    # Labelled sentences stand for the very short notes that must be answered; the reader has not seen them.
    short = [read_alone(example.text) for example in corpus.statuses[::SCOPE_SHORT]]
    out = [read_alone(text) for text in _halves(corpus)[1]]
    rows = np.stack([scope_features(one.scores, learned) for one in (*read, *short, *out)])
    labels = np.array([1] * (len(read) + len(short)) + [0] * len(out))
    folds = _folds(len(labels))
    scores = np.zeros(len(labels), dtype=np.float32)
    for fold in range(FOLDS):
        model = _regression(rows[folds != fold], labels[folds != fold], 1.0)
        scores[folds == fold] = model.decision_function(rows[folds == fold])
    least = float(np.quantile(scores[labels == 1], 1 - SCOPE_KEPT))
    model = _regression(rows, labels, 1.0)
    weights = np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
    thresholds = learned.thresholds.copy()
    thresholds[2] = least
    refused, kept = float((scores[labels == 0] < least).mean()), float((scores[labels == 1] >= least).mean())
    note = f"texts that have nothing to do with it: {refused:.2f} refused, {kept:.2f} of vignettes and short notes answered, cross-validated"
    return replace(learned, scope=weights, thresholds=thresholds), note
