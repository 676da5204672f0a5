"""The one kind of model that is fitted here, and what it is fitted on: vectors and n-grams side by side."""

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from indexer.encoder import Vectors
from indexer.learned import Floats
from indexer.ngrams import BUCKETS, ngrams

Labels = npt.NDArray[np.int64]

FOLDS = 5
NGRAM_WEIGHT = 0.7  # of an n-gram block against the vector; chosen by cross-validation on the vignettes


def regression(features_: object, labels: Labels, c: float, weights: Floats | None = None) -> LogisticRegression:
    """A logistic regression, settled to a tolerance of 0.001 or 400 steps."""
    model = LogisticRegression(C=c, max_iter=400, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(features_, labels, sample_weight=weights)


def folds_of(n: int) -> Labels:
    """Which fold of FOLDS each of `n` examples is in: (n,)."""
    return np.arange(n) % FOLDS


def matrix_of(vectors: Vectors, texts: Sequence[str], idf: Floats, weight: float) -> scipy.sparse.csr_matrix:
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
