"""Hashed n-grams, worked by hand."""

import math
import zlib

import numpy as np
import pytest

from indexer.ngrams import BUCKETS, WORD_BUCKETS, inverse_document_frequencies, ngrams, ngrams_of, tokens

ONES = np.ones(BUCKETS, dtype=np.float32)


def word(text: str) -> int:
    return zlib.crc32(text.encode()) % WORD_BUCKETS


def piece(text: str) -> int:
    """Letter by letter, in Python's own numbers."""
    value = len(text)
    for letter in text:
        value = (value * 0x100000001B3 + ord(letter)) % (1 << 64)
    return WORD_BUCKETS + ((value * 0x9E3779B97F4A7C15) % (1 << 64) >> 48)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He's OK", ["hes", "ok"]),
        ("He’s", ["hes"]),
        ("34/40, self-harm", ["34", "40", "self", "harm"]),
        ("Zoë É", ["zoë", "é"]),
        ("x" * 50, ["x" * 40]),
        (" ... ", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_one_word_fills_its_bucket_and_its_pieces() -> None:
    found, weights = ngrams("ab", ONES)
    assert dict(zip(found.tolist(), weights.tolist(), strict=True)) == pytest.approx(
        {word("ab"): 1.0} | {piece(part): 1 / math.sqrt(3) for part in (" ab", "ab ", " ab ")}
    )


def test_a_word_said_twice_counts_as_one_and_the_logarithm_of_two() -> None:
    found, weights = ngrams("ab ab", ONES)
    got = dict(zip(found.tolist(), weights.tolist(), strict=True))
    twice = 1 + math.log(2)
    length = math.hypot(twice, 1)
    assert got[word("ab")] == pytest.approx(twice / length)
    assert got[word("ab ab")] == pytest.approx(1 / length)


def test_a_rarer_bucket_weighs_more() -> None:
    idf = ONES.copy()
    idf[word("cd")] = 3
    found, weights = ngrams("ab cd", idf)
    got = dict(zip(found.tolist(), weights.tolist(), strict=True))
    assert got[word("cd")] == pytest.approx(3 / math.sqrt(11))
    assert got[word("ab")] == pytest.approx(1 / math.sqrt(11))


def test_words_and_pieces_are_each_of_unit_length_and_buckets_in_order() -> None:
    found, weights = ngrams("No one has asked him what he wants", ONES)
    assert found.tolist() == sorted(set(found.tolist()))
    for part in (found < WORD_BUCKETS, found >= WORD_BUCKETS):
        assert float(np.square(weights[part]).sum()) == pytest.approx(1, abs=1e-5)


def test_a_text_without_words_fills_nothing() -> None:
    found, weights = ngrams("...", ONES)
    assert len(found) == len(weights) == 0


def test_every_piece_of_every_word_and_none_across_two() -> None:
    found, _ = ngrams("abcd é", ONES)
    pieces = {" ab", "abc", "bcd", "cd ", " abc", "abcd", "bcd ", " abcd", "abcd ", " é "}
    assert set(found[found >= WORD_BUCKETS].tolist()) == {piece(part) for part in pieces}


def test_a_text_gives_the_same_alone_and_among_others() -> None:
    texts = ["No one asked", "", "...", "asked", "Nobody, no one"]
    rows, buckets, weights = ngrams_of(texts, ONES)
    for row, text in enumerate(texts):
        alone = ngrams(text, ONES)
        assert buckets[rows == row].tolist() == alone[0].tolist()
        assert weights[rows == row].tobytes() == alone[1].tobytes()


def test_inverse_document_frequencies() -> None:
    idf = inverse_document_frequencies(["ab", "ab cd"])
    assert idf.shape == (BUCKETS,)
    assert idf[word("ab")] == pytest.approx(1)  # log(3 / 3) + 1
    assert idf[word("cd")] == pytest.approx(math.log(3 / 2) + 1)
    assert idf[word("never said")] == pytest.approx(math.log(3) + 1)


def test_a_bucket_counts_once_for_each_text() -> None:
    assert inverse_document_frequencies(["ab ab ab", "cd"])[word("ab")] == pytest.approx(math.log(3 / 2) + 1)
