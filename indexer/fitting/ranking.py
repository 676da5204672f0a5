"""Composed cases with graded themes -> the case model and the ranking."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from corpus import Vignette
from indexer.case_reader import CaseReader
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
from indexer.fitting.regression import FOLDS, Labels, regression
from indexer.learned import Floats, LearnedParts
from indexer.ranker import context_scores, stacked
from indexer.reading.read import read_text
from indexer.stores import VectorStore
from indexer.taught import is_held_out

CASE_C = 1.0
FEWEST_VIGNETTES = 5  # with fewer, a theme has no case model of its own
CASE_POSITIVE = 2.0  # what a relevant theme counts beside one that is not, in the case model
RULED_OUT_WEIGHT = 4.0  # what a ruled-out theme counts beside one that is merely not relevant
RANK_C = 0.05
STRONG_PRECISION = 0.87  # of themes shown as strong, the share clearly relevant; a second reader agrees to less of it
POSSIBLE_PRECISION = 0.4
FEWEST_TO_STACK = 100  # clearly relevant themes of held-out vignettes, below which the case reader counts for nothing
NOT_STACKED = np.array([1, 0, 0], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadVignette:
    """A vignette as the pipeline reads it: what the ranking is fitted on."""

    scores: SegmentScores
    stated: Stated
    grades: Floats  # (themes,)
    ruled_out: npt.NDArray[np.bool_]  # (themes,)
    told_first: str  # the id of the case that it is, or retells
    held_out: bool  # whether it taught the case reader nothing


def read_vignette(
    vignette: Vignette,
    store: VectorStore,
    text_vectors: Vectors,
    table: PassageTable,
    encoder: Encoder,
    case_reader: CaseReader,
    learned: LearnedParts,
) -> ReadVignette:
    """Read a vignette as a case is read."""
    reading = read_text(vignette.text, encoder, case_reader)
    scores = score_segments(reading, store, text_vectors, table, learned)
    stated = Stated.of([part.status for part in reading.segments])
    if not stated.present.any():  # a vignette speaks for something: better read whole than not at all
        stated = Stated.of(["present"] * len(reading.segments))
    grades = {str(name): grade for name, grade in vignette.relevant.items()}
    return ReadVignette(
        scores=scores,
        stated=stated,
        grades=np.array([grades.get(name, 0) for name in learned.theme_ids], dtype=np.float32),
        ruled_out=np.array([name in vignette.ruled_out for name in learned.theme_ids]),
        told_first=vignette.told_first,
        held_out=is_held_out(vignette.told_first),
    )


def fit_ranking(
    read: Sequence[ReadVignette],
    history_counts: Mask,
    learned: LearnedParts,
    *,
    without: str = "",
    unknown: Mask | None = None,
) -> tuple[LearnedParts, str]:
    """Fit the case model, then the ranking on its out-of-fold scores, so that it is trusted no more than it deserves.

    Then fit what the case reader's scores count beside it, on the vignettes that taught the case reader nothing.

    `without` names a channel to leave out: the features whose names begin with it are held at 0. `unknown`, (themes,),
    are themes to learn nothing of, as if no vignette were about them. `without="context"` leaves out the case reader.
    """
    n_themes = len(learned.theme_ids)
    if unknown is not None:
        learned = replace(learned, context_columns=np.where(unknown, -1, learned.context_columns))
    grades = np.stack([one.grades for one in read])
    counts = _weights(grades, np.stack([one.ruled_out for one in read]))
    if unknown is not None:
        grades, counts = (
            np.where(unknown, 0, grades).astype(np.float32),
            np.where(unknown, 0, counts).astype(np.float32),
        )
    inputs = np.stack([case_inputs(one.scores, one.stated.present, n_themes) for one in read])
    folds = folds_together(read)
    models = [_fit_case(inputs[folds != fold], grades[folds != fold], counts[folds != fold]) for fold in range(FOLDS)]
    rows = np.stack(
        [
            stated_rows(one.scores, one.stated, history_counts, models[fold])
            for one, fold in zip(read, folds, strict=True)
        ]
    )
    rows[..., _columns(without)] = 0
    taught = _taught(grades)
    scores, weights = _ranker(rows, grades, counts, folds)
    parts = replace(
        learned,
        case_model=_fit_case(inputs, grades, counts),
        taught=taught,
        stack=NOT_STACKED,
    )
    held_out = np.array([one.held_out for one in read])
    seen = np.ones(len(read), dtype=np.bool_)
    if (grades[held_out] >= 2).sum() >= FEWEST_TO_STACK and without != "context":
        seen = held_out
        context = np.stack([_context_of(one, history_counts) for one in read])
        parts = replace(parts, stack=_stack(scores[held_out], context[held_out], grades[held_out], learned))
        scores = stacked(scores, context, parts)
    clear = (grades[seen] >= 2).ravel()
    probability = np.asarray(1 / (1 + np.exp(-scores[seen].ravel())), dtype=np.float32)
    strong = _threshold(probability, clear, STRONG_PRECISION)
    possible = min(strong, _threshold(probability, clear, POSSIBLE_PRECISION))
    untaught_rows = rows.copy()
    untaught_rows[..., _columns("case")] = 0
    parts = replace(
        parts,
        rank_weights=np.stack([weights, _ranker(untaught_rows, grades, counts, folds)[1]]),
        thresholds=np.array([possible, strong, 0], dtype=np.float32),
    )
    mean_ndcg = float(np.mean([ndcg(row, grade) for row, grade in zip(scores[seen], grades[seen], strict=True)]))
    first = float(np.mean(grades[seen][np.arange(int(seen.sum())), scores[seen].argmax(axis=1)] >= 2))
    return (
        parts,
        f"themes of a vignette: nDCG@10 {mean_ndcg:.3f}, a relevant one first in {first:.2f}, on {int(seen.sum())} held out",
    )


def folds_together(read: Sequence[ReadVignette]) -> Labels:
    """Which fold each vignette is in, (texts,): a case and what retells it in the same."""
    places = {name: place for place, name in enumerate(dict.fromkeys(one.told_first for one in read))}
    return np.array([places[one.told_first] % FOLDS for one in read], dtype=np.int64)


def _context_of(one: ReadVignette, history_counts: Mask) -> Floats:
    """What the case reader makes of a vignette for each theme, on what it states: (themes,)."""
    present = context_scores(one.scores, one.stated.present)
    return np.where(history_counts, context_scores(one.scores, one.stated.present | one.stated.past), present)


def _stack(scores: Floats, context: Floats, grades: Floats, learned: LearnedParts) -> Floats:
    """What the ranking's log-odds and the case reader's scores count, each (texts, themes), and the intercept: (3,)."""
    known = learned.context_columns >= 0
    both = np.stack([scores[:, known].ravel(), context[:, known].ravel()], axis=1)
    model = regression(both, (grades[:, known] >= 2).ravel().astype(np.int64), 1e6)
    weights = np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
    return weights if (weights[:2] > 0).all() else NOT_STACKED


def _ranker(rows: Floats, grades: Floats, counts: Floats, folds: Labels) -> tuple[Floats, Floats]:
    """Out-of-fold log-odds of "clearly relevant", (texts, themes), and the weights that give them, (N_FEATURES + 1,).

    `rows` is (texts, themes, N_FEATURES). The regression's scores are calibrated on what it did not see (Platt 1999).
    """
    scores = np.zeros(grades.shape, dtype=np.float32)
    for fold in range(FOLDS):
        kept = folds != fold
        weights = _fit_rank(rows[kept].reshape(-1, N_FEATURES), grades[kept].ravel(), counts[kept].ravel())
        scores[~kept] = rows[~kept] @ weights[:-1] + weights[-1]
    calibrator = regression(scores.reshape(-1, 1), (grades >= 2).ravel().astype(np.int64), 1e6)
    slope, intercept = float(calibrator.coef_[0, 0]), float(calibrator.intercept_[0])
    weights = _fit_rank(rows.reshape(-1, N_FEATURES), grades.ravel(), counts.ravel()) * np.float32(slope)
    weights[-1] += np.float32(intercept)
    return (slope * scores + intercept).astype(np.float32), weights


def _fit_rank(rows: Floats, grades: Floats, counts: Floats) -> Floats:
    """A logistic regression of "relevant" on features, (n, N_FEATURES): its weights on the features as they are, then the intercept."""
    mean, scale = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    model = regression((rows - mean) / scale, (grades > 0).astype(np.int64), RANK_C, counts)
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
        one = regression(inputs, relevant.astype(np.int64), CASE_C, weights)
        model[:-1, theme], model[-1, theme] = one.coef_[0], one.intercept_[0]
    untaught = ~model.any(axis=0)
    model[-1, untaught] = (inputs @ model[:-1, ~untaught] + model[-1, ~untaught]).mean() if (~untaught).any() else 0
    return model


def _weights(grades: Floats, ruled_out: npt.NDArray[np.bool_]) -> Floats:
    """How much each theme of each text counts: a relevant one by its grade's gain, one that is ruled out more than another."""
    return np.where(grades > 0, (2**grades - 1) / 7, np.where(ruled_out, RULED_OUT_WEIGHT, 1)).astype(np.float32)


def _taught(grades: Floats) -> Mask:
    """The themes that enough vignettes are about for a case model of their own: (themes,)."""
    return (grades > 0).sum(axis=0) >= FEWEST_VIGNETTES


def _columns(channel: str) -> list[int]:
    """The places of a channel's features."""
    return [
        place for place, name in enumerate(FEATURES) if channel and (name == channel or name.startswith(f"{channel}_"))
    ]


def _threshold(probability: Floats, clear: npt.NDArray[np.bool_], precision: float) -> float:
    """The lowest probability above which the share of clearly relevant themes is at least `precision`."""
    order = np.argsort(-probability, kind="stable")
    share = np.cumsum(clear[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(share >= precision)
    enough = enough[enough >= 20]  # the first few say too little
    return float(probability[order[enough[-1]]]) if len(enough) else 1.0


def ndcg(scores: Floats, grades: Floats, k: int = 10) -> float:
    """nDCG@k with gain 2^grade - 1 (Burges et al. 2005)."""
    k = min(k, len(grades))
    discounts = 1 / np.log2(np.arange(2, k + 2))
    best = np.sort(2**grades - 1)[::-1][:k] @ discounts
    return float((2 ** grades[np.argsort(-scores, kind="stable")[:k]] - 1) @ discounts / best) if best else 0.0
