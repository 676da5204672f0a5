"""Text -> hashed word and character n-grams: for names, exact terms and shorthand that vectors blur.

Words and pairs of words, and the 3- to 5-character pieces of each word, are counted in fixed numbers of buckets
(feature hashing, Weinberger et al. 2009), weighted 1 + log(count), times the inverse document frequency of the
bucket over the corpus, and scaled to unit length for words and for pieces apart.
"""

import itertools
import re
import zlib
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

WORD_BUCKETS = 1 << 15
PIECE_BUCKETS = 1 << 16
BUCKETS = WORD_BUCKETS + PIECE_BUCKETS

Indices = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]

PIECE_LENGTHS = (3, 4, 5)

_TOKEN = re.compile(r"\w+")
_LONGEST_TOKEN = 40
_SPACE = ord(" ")
_TIMES = np.uint64(0x100000001B3)  # a letter's weight in a piece's hash is a power of it (FNV's prime)
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # spreads a hash over 64 bits, of which the highest count (Fibonacci hashing)


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, apostrophes dropped: "He's" is "hes"."""
    return [token[:_LONGEST_TOKEN] for token in _TOKEN.findall(text.lower().replace("'", "").replace("’", ""))]


def ngrams(text: str, idf: Weights) -> tuple[Indices, Weights]:
    """The buckets that a text fills, in order, and their weights. `idf` is float32 (BUCKETS,)."""
    _, buckets, weights = ngrams_of([text], idf)
    return buckets, weights


def ngrams_of(texts: Sequence[str], idf: Weights) -> tuple[Indices, Indices, Weights]:
    """What `ngrams` gives of each text, one after another: the text's place, the bucket, its weight."""
    words = [tokens(text) for text in texts]
    keys = np.concatenate([_word_keys(words), _piece_keys(words)])
    keys.sort()
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    counts = np.diff(np.concatenate([first, [len(keys)]]))
    rows, buckets = np.divmod(keys[first], BUCKETS)
    weights = (1 + np.log(counts)).astype(np.float32) * idf[buckets]
    part = 2 * rows + (buckets >= WORD_BUCKETS)
    lengths = np.sqrt(np.bincount(part, weights=np.square(weights, dtype=np.float64), minlength=2 * len(texts)))
    scale = np.where(lengths > 0, lengths, 1)
    return rows, buckets, (weights / scale[part]).astype(np.float32)


def _word_keys(words: Sequence[Sequence[str]]) -> Indices:
    """`place * BUCKETS + bucket` of every word and pair of neighbouring words."""
    return np.array(
        [
            row * BUCKETS + zlib.crc32(said.encode()) % WORD_BUCKETS
            for row, own in enumerate(words)
            for said in (*own, *(f"{one} {other}" for one, other in itertools.pairwise(own)))
        ],
        dtype=np.int64,
    )


def _piece_keys(words: Sequence[Sequence[str]]) -> Indices:
    """`place * BUCKETS + bucket` of every piece of every word with a space on either side, worked out for all at once."""
    joined = " ".join(["", *(word for own in words for word in own), ""])
    letters = np.frombuffer(joined.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    # A piece belongs to the word that it begins in, or whose space before it begins at.
    lengths = [len(word) + 1 for own in words for word in own]
    rows = np.repeat(np.repeat(np.arange(len(words)), [len(own) for own in words]), lengths)
    spaces = np.cumsum(letters == _SPACE)
    found = [np.zeros(0, dtype=np.int64)]
    for length in PIECE_LENGTHS:
        count = len(letters) - length + 1
        if count > 0:
            hashes = np.full(count, length, dtype=np.uint64)
            for place in range(length):
                hashes = hashes * _TIMES + letters[place : place + count]
            buckets = (hashes * _SPREAD) >> np.uint64(64 - (PIECE_BUCKETS - 1).bit_length())
            within = spaces[length - 2 : length - 2 + count] == spaces[:count]  # no space but at its ends
            found.append((rows[:count] * BUCKETS + WORD_BUCKETS + buckets.astype(np.int64))[within])
    return np.concatenate(found)


def inverse_document_frequencies(texts: Iterable[str]) -> Weights:
    """log((1 + texts) / (1 + texts with the bucket)) + 1 for every bucket: float32 (BUCKETS,)."""
    seen = np.zeros(BUCKETS, dtype=np.int64)
    number = 0
    everything = np.ones(BUCKETS, dtype=np.float32)
    for number, text in enumerate(texts, start=1):  # noqa: B007 (the last number is the count)
        seen[ngrams(text, everything)[0]] += 1
    return (np.log((1 + number) / (1 + seen)) + 1).astype(np.float32)
