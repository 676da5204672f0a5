"""The one kind of model that is fitted here, and what it is fitted on: vectors and n-grams side by side."""

import warnings
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import scipy.linalg
import scipy.sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from indexer.encoder import Vectors
from indexer.learned import Floats
from indexer.ngrams import BUCKETS, ngrams

Labels = npt.NDArray[np.int64]

FOLDS = 5
MOST_TEXTS = 8000  # of a wide regression over what texts have in common: half a gigabyte
OFTEN = 0.05  # of the texts, the share from which on a column is multiplied as if none were empty
RIDGE = 1e-6  # lets a text stand twice
NGRAM_WEIGHT = 0.7  # of an n-gram block against the vector; chosen by cross-validation on the vignettes


def regression(features_: object, labels: Labels, c: float, weights: Floats | None = None) -> LogisticRegression:
    """A logistic regression, settled to a tolerance of 0.001 or 400 steps."""
    model = LogisticRegression(C=c, max_iter=400, tol=1e-3)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(features_, labels, sample_weight=weights)


def wide_regression(matrix: scipy.sparse.csr_matrix, labels: Labels, c: float) -> tuple[Floats, Floats]:
    """The same on (texts, columns), far more columns than texts: weights, float32 (columns, classes), and intercepts.

    The weights are a mixture of the texts (the representer theorem, Kimeldorf and Wahba 1971), so that fitting over a
    root of the texts' products, (texts, texts), takes the same steps with a tenth of the figures.
    """
    if len(labels) > MOST_TEXTS:
        model = regression(matrix, labels, c)
        return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)
    exact = matrix.astype(np.float64)
    products = _products(exact)
    products[np.diag_indices_from(products)] += RIDGE
    root = scipy.linalg.cholesky(products, lower=True, overwrite_a=True, check_finite=False)
    model = regression(root.astype(np.float32), labels, c)
    mixture = scipy.linalg.solve_triangular(root, model.coef_.T.astype(np.float64), lower=True, trans="T")
    return np.asarray(exact.T @ mixture, dtype=np.float32), model.intercept_.astype(np.float32)


def _products(matrix: scipy.sparse.csr_matrix) -> npt.NDArray[np.float64]:
    """Of every two rows: (rows, rows). Columns that many rows fill are multiplied as a dense block, which is faster."""
    filled = np.bincount(matrix.indices, minlength=matrix.shape[1])
    many = filled > OFTEN * matrix.shape[0]
    dense, rare = matrix[:, many].toarray(), matrix[:, ~many]
    return np.asarray(dense @ dense.T + (rare @ rare.T).toarray())


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
