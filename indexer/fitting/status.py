"""Labelled sentences -> the status step."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import scipy.sparse

from corpus import StatusExample, Vignette
from indexer.encoder import Encoder, Vectors
from indexer.fitting.regression import FOLDS, NGRAM_WEIGHT, folds_of, matrix_of, regression
from indexer.learned import Floats, LearnedParts, LinearReader, compact
from indexer.ngrams import BUCKETS, inverse_document_frequencies
from indexer.reading.segment import segment
from indexer.reading.status import STATUSES, cue_flags

STATUS_C = 10.0
# The least probability of each status with a cue word and without one; "present" needs none.
STATUS_THRESHOLDS = ((2, 2), (0.5, 0.93), (0.5, 0.9), (0.7, 0.95), (0.6, 0.93))
STATED_WEIGHT = 0.5  # of a vignette's segment beside a labelled sentence


def fit_status(
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
    folds = folds_of(len(texts))
    probabilities = np.zeros((len(texts), len(STATUSES)), dtype=np.float32)
    for fold in range(FOLDS):
        model = regression(matrix[folds != fold], labels[folds != fold], STATUS_C, counts[folds != fold])
        probabilities[folds == fold] = model.predict_proba(matrix[folds == fold])
    thresholds = np.array(STATUS_THRESHOLDS, dtype=np.float32)
    model = regression(matrix, labels, STATUS_C, counts)
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


def _status_features(vectors: Vectors, texts: Sequence[str], idf: Floats) -> scipy.sparse.csr_matrix:
    flags = np.array([cue_flags(text) for text in texts], dtype=np.float32)
    return scipy.sparse.hstack([matrix_of(vectors, texts, idf, NGRAM_WEIGHT), scipy.sparse.csr_matrix(flags)]).tocsr()


def _stated_segments(vignettes: Sequence[Vignette]) -> list[str]:
    """Segments of vignettes that rule nothing out: what present facts look like in a case. Every third one."""
    texts = (
        vignette.text[part.start : part.end]
        for vignette in vignettes
        if not vignette.ruled_out
        for part in segment(vignette.text)
    )
    return list(dict.fromkeys(texts))[::3]
