"""Composed cases and short notes against texts about something else -> the scope step."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus import Corpus, Vignette
from indexer.case_reader import CaseReader
from indexer.encoder import Encoder, Vectors
from indexer.features import PassageTable
from indexer.fitting.ranking import ReadVignette, folds_together, read_vignette
from indexer.fitting.reader import halves
from indexer.fitting.regression import FOLDS, folds_of, regression
from indexer.learned import LearnedParts
from indexer.scope import scope_features
from indexer.stores import VectorStore
from indexer.taught import is_held_out
from indexer.telling import Shorthand

SCOPE_SHORT = 4  # every fourth labelled sentence counts as a short note
SCOPE_KEPT = 0.95  # of composed cases and single labelled sentences, the share that must be answered


def scope_texts(corpus: Corpus) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Labelled sentences, which stand for the very short notes that must be answered, and some cases in shorthand, which
    must be answered too; and texts about something else. The reader has seen none of them.
    """
    shorthand = Shorthand(corpus.glossary)
    told = [
        shorthand.of(vignette.text)
        for vignette in corpus.vignettes
        if vignette.retells is None and is_held_out(vignette.id)
    ]
    return (*(example.text for example in corpus.statuses[::SCOPE_SHORT]), *told), halves(corpus)[1]


def fit_scope(
    corpus: Corpus,
    read: Sequence[ReadVignette],
    store: VectorStore,
    text_vectors: Vectors,
    table: PassageTable,
    encoder: Encoder,
    case_reader: CaseReader,
    learned: LearnedParts,
) -> tuple[LearnedParts, str]:
    def read_alone(text: str) -> ReadVignette:
        one = Vignette(id="x", text=text, relevant={}, voice="x")
        return read_vignette(one, store, text_vectors, table, encoder, case_reader, learned)

    short_texts, out_texts = scope_texts(corpus)
    short = [read_alone(text) for text in short_texts]
    out = [read_alone(text) for text in out_texts]
    rows = np.stack([scope_features(one.scores, learned) for one in (*read, *short, *out)])
    labels = np.array([1] * (len(read) + len(short)) + [0] * len(out))
    folds = np.concatenate([folds_together(read), folds_of(len(labels) - len(read))])
    scores = np.zeros(len(labels), dtype=np.float32)
    for fold in range(FOLDS):
        model = regression(rows[folds != fold], labels[folds != fold], 1.0)
        scores[folds == fold] = model.decision_function(rows[folds == fold])
    least = float(np.quantile(scores[labels == 1], 1 - SCOPE_KEPT))
    model = regression(rows, labels, 1.0)
    weights = np.append(model.coef_[0], model.intercept_[0]).astype(np.float32)
    thresholds = learned.thresholds.copy()
    thresholds[2] = least
    refused, kept = float((scores[labels == 0] < least).mean()), float((scores[labels == 1] >= least).mean())
    note = f"texts that have nothing to do with it: {refused:.2f} refused, {kept:.2f} of vignettes and short notes answered, cross-validated"
    return replace(learned, scope=weights, thresholds=thresholds), note
