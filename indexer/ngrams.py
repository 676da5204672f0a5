"""Text -> hashed word and character n-grams: for names, exact terms and shorthand that vectors blur.

Words and pairs of words, and the 3- to 5-character pieces of each word, are counted in fixed numbers of buckets
(feature hashing, Weinberger et al. 2009), weighted 1 + log(count), times the inverse document frequency of the
bucket over the corpus, and scaled to unit length for words and for pieces apart.
"""

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

WORD_BUCKETS = 1 << 15
PIECE_BUCKETS = 1 << 16
BUCKETS = WORD_BUCKETS + PIECE_BUCKETS

Indices = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]

_TOKEN = re.compile(r"\w+")
_LONGEST_TOKEN = 40


def _piece_buckets(token: str) -> tuple[int, ...]:
    """The buckets of a token's character pieces. Not cached: a word of a case may be a child's name."""
    padded = f" {token} "
    return tuple(
        WORD_BUCKETS + zlib.crc32(padded[i : i + n].encode()) % PIECE_BUCKETS
        for n in (3, 4, 5)
        for i in range(len(padded) - n + 1)
    )


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes dropped: "He's" is "hes"."""
    return [token[:_LONGEST_TOKEN] for token in _TOKEN.findall(text.lower().replace("'", "").replace("’", ""))]


def ngrams(text: str, idf: Weights) -> tuple[Indices, Weights]:
    """The buckets that a text fills and their weights. `idf` is float32 (BUCKETS,)."""
    words = tokens(text)
    counts: Counter[int] = Counter(zlib.crc32(word.encode()) % WORD_BUCKETS for word in words)
    counts.update(
        zlib.crc32(f"{first} {second}".encode()) % WORD_BUCKETS for first, second in itertools.pairwise(words)
    )
    for word in words:
        counts.update(_piece_buckets(word))
    found = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
    found.sort()
    weights = (1 + np.log([counts[bucket] for bucket in found.tolist()])).astype(np.float32) * idf[found]
    for part in (found < WORD_BUCKETS, found >= WORD_BUCKETS):
        length = float(np.sqrt(np.square(weights[part], dtype=np.float64).sum()))
        if length:
            weights[part] /= length
    return found, weights


def inverse_document_frequencies(texts: Iterable[str]) -> Weights:
    """log((1 + texts) / (1 + texts with the bucket)) + 1 for every bucket: float32 (BUCKETS,)."""
    seen = np.zeros(BUCKETS, dtype=np.int64)
    number = 0
    everything = np.ones(BUCKETS, dtype=np.float32)
    for number, text in enumerate(texts, start=1):  # noqa: B007 (the last number is the count)
        seen[ngrams(text, everything)[0]] += 1
    return (np.log((1 + number) / (1 + seen)) + 1).astype(np.float32)
