"""What a topic in a training designer's own words is searched in, beside the passages: when each point applies, and words.

A topic is short and abstract, and a cue is neither. When a point applies is written in the same abstract words, and a
designer often names the very word that a theme uses, which BM25 finds (Robertson and Zaragoza, 2009).
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Corpus, Theme
from indexer.encoder import Encoder, Vectors
from indexer.errors import BundleError
from indexer.ngrams import tokens

Floats = npt.NDArray[np.float32]

TOPICS_FILE = "topics.npz"
K1 = 1.5
B = 0.75
SHORTEST_STEM = 4
_ENDINGS = re.compile(r"(?:ies|ings?|ed|es|s)$")
_STOP = frozenset(
    [
        "a",
        "about",
        "after",
        "all",
        "also",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "few",
        "for",
        "from",
        "had",
        "has",
        "have",
        "he",
        "her",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "me",
        "more",
        "most",
        "my",
        "no",
        "not",
        "of",
        "on",
        "one",
        "or",
        "our",
        "out",
        "over",
        "s",
        "same",
        "she",
        "so",
        "some",
        "such",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "very",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicIndex:
    """`when`: of each learning point in the corpus's order, when it applies, float32 (points, dimension).

    `weights` is what BM25 gives each term in each theme, float32 (terms, themes); `places` says which row a term has.
    """

    when: Vectors
    places: dict[str, int]
    weights: Floats

    def by_words(self, text: str) -> Floats:
        """BM25 of every theme for a text: float32 (themes,)."""
        rows = [self.places[term] for term in terms(text) if term in self.places]
        return np.asarray(self.weights[rows].sum(axis=0), dtype=np.float32)


def terms(text: str) -> list[str]:
    """The words of a text that tell themes apart, without their endings."""
    return [_stem(word) for word in tokens(text) if len(word) > 1 and word not in _STOP]


def _stem(word: str) -> str:
    stem = _ENDINGS.sub("", word)
    return stem if len(stem) >= SHORTEST_STEM else word


def bm25_weights(documents: Sequence[Iterable[str]]) -> tuple[dict[str, int], Floats]:
    """Documents as terms -> the row of each term, in alphabetical order, and its weight in each: (terms, documents)."""
    counts = [Counter(document) for document in documents]
    lengths = np.array([sum(count.values()) for count in counts], dtype=np.float64)
    places = {term: row for row, term in enumerate(sorted(set().union(*counts)))}
    frequency = np.zeros((len(places), len(counts)))
    for column, count in enumerate(counts):
        for term, number in count.items():
            frequency[places[term], column] = number
    held = (frequency > 0).sum(axis=1, keepdims=True)
    rarity = np.log(1 + (len(counts) - held + 0.5) / (held + 0.5))
    weights = rarity * frequency / (frequency + K1 * (1 - B + B * lengths / lengths.mean()))
    return places, weights.astype(np.float32)


def topic_index(corpus: Corpus, encoder: Encoder) -> TopicIndex:
    """Read the corpus for topic search."""
    places, weights = bm25_weights([terms(" ".join(_said(theme))) for theme in corpus.themes])
    when = encoder.encode([point.when for point in corpus.learning_points])
    return TopicIndex(when=when, places=places, weights=weights)


def _said(theme: Theme) -> list[str]:
    said = [theme.title, theme.summary, *theme.cues]
    for point in theme.learning_points:
        said += [point.learning, point.practice, point.when, *point.cues]
    return said


def write_topics(path: Path, index: TopicIndex) -> None:
    """Write the index as plain arrays."""
    buffer = io.BytesIO()
    words = np.array(list(index.places), dtype=np.str_)
    np.savez(buffer, when=index.when, terms=words, weights=index.weights.astype(np.float16))
    path.write_bytes(buffer.getvalue())


def read_topics(path: Path) -> TopicIndex:
    """Read what `write_topics` wrote. Raises BundleError where it cannot be read."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            places = {str(term): row for row, term in enumerate(file["terms"])}
            return TopicIndex(when=file["when"], places=places, weights=file["weights"].astype(np.float32))
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise BundleError(f"{path.name} cannot be read. Build again: learning-from-reviews index") from error
