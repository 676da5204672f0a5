"""The pipeline, its steps alone, its steps left out, and the usual baselines: cases -> scores of themes."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import bm25s
import numpy as np
import numpy.typing as npt

from indexer import (
    Bundle,
    CaseReader,
    LearnedParts,
    ReadInContext,
    Segment,
    Stated,
    context_scores,
    read_text,
    score_segments,
    softmax,
)
from service.matching import CaseDescription, MatchOptions, MatchReport, match
from service.matching.rank import rank

Scores = npt.NDArray[np.float64]
Run = Callable[[str], Scores]


def pipeline(bundle: Bundle) -> Run:
    """The whole product: every theme's probability, 0 for all where nothing fits."""
    places = {theme.id: place for place, theme in enumerate(bundle.corpus.themes)}

    def run(text: str) -> Scores:
        scores = np.zeros(len(places))
        for found in report(bundle, text).themes:
            scores[places[found.theme_id]] = found.score
        return scores

    return run


def report(bundle: Bundle, text: str) -> MatchReport:
    """A match with every theme in it."""
    return match(CaseDescription(text=text), bundle, MatchOptions(limit=len(bundle.corpus.themes)))


def bm25(bundle: Bundle, *, cues: bool) -> Run:
    """BM25 (Robertson; bm25s, Lucene's variant) over one document a theme: its points, and its cues where asked."""
    documents = []
    for theme in bundle.corpus.themes:
        own = [passage.text for passage in bundle.passages if passage.theme_id == theme.id]
        said = [passage.text for passage in bundle.passages if passage.theme_id == theme.id and passage.facet != "cue"]
        documents.append(" ".join(own if cues else said))
    index = bm25s.BM25()
    index.index(bm25s.tokenize(documents, stopwords="en", show_progress=False), show_progress=False)

    def run(text: str) -> Scores:
        words = bm25s.tokenize(text, stopwords="en", show_progress=False, return_ids=False)[0]
        return np.asarray(index.get_scores(words), dtype=np.float64) if words else np.zeros(len(documents))

    return run


def whole_text(bundle: Bundle) -> Run:
    """The text as one vector (cut where the model stops reading) against learning points, the best of each theme."""
    return lambda text: _best(bundle, bundle.encoder.encode([text]), cues=False)[0]


def segments_against(bundle: Bundle, *, cues: bool) -> Run:
    """Each segment against the passages, summed over segments: learning points, or cues (the best three of a theme)."""

    def run(text: str) -> Scores:
        vectors = read_text(text, bundle.encoder, bundle.case_reader).vectors
        return np.asarray(_best(bundle, vectors, cues=cues).mean(axis=0))

    return run


def _best(bundle: Bundle, vectors: npt.NDArray[np.float32], *, cues: bool) -> Scores:
    table = bundle.table
    chosen = table.cue if cues else ~table.cue
    similarity = vectors @ bundle.store.vectors()[chosen].T
    themes = table.theme[chosen]
    best = 3 if cues else 1
    return np.stack(
        [np.sort(similarity[:, themes == theme], axis=1)[:, -best:].mean(axis=1) for theme in range(table.n_themes)],
        axis=1,
    ).astype(np.float64)


def reader_alone(bundle: Bundle) -> Run:
    """The reader's probability of each theme, averaged over segments."""

    def run(text: str) -> Scores:
        reading = read_text(text, bundle.encoder, bundle.case_reader)
        scores = bundle.learned.reader.scores(reading.vectors, reading.words)
        return np.asarray(softmax(scores)[:, : bundle.table.n_themes].mean(axis=0), dtype=np.float64)

    return run


def ranked(bundle: Bundle, learned: LearnedParts) -> Run:
    """The ranking with other learned parts than the bundle's, scope apart."""
    history_counts = np.array([theme.history_counts for theme in bundle.corpus.themes])

    def run(text: str) -> Scores:
        reading = read_text(text, bundle.encoder, bundle.case_reader)
        scores = score_segments(reading, bundle.store, bundle.text_vectors, bundle.table, learned)
        return rank(scores, reading.segments, history_counts, learned).probabilities.astype(np.float64)

    return run


def in_context_alone(bundle: Bundle) -> Run:
    """The case reader's scores, pooled over the segments that it reads as present."""

    def run(text: str) -> Scores:
        reading = read_text(text, bundle.encoder, bundle.case_reader)
        scores = score_segments(reading, bundle.store, bundle.text_vectors, bundle.table, bundle.learned)
        present = Stated.of([part.status for part in reading.segments]).present
        return context_scores(scores, present if present.any() else ~present).astype(np.float64)

    return run


class _AllPresent:
    """Reads every segment as a present fact."""

    def __init__(self, reader: CaseReader) -> None:
        self._reader = reader

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        present = np.tile(np.array([1, 0, 0, 0, 0], dtype=np.float32), (len(segments), 1))
        return replace(self._reader.read(text, segments), statuses=present)

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
        return lambda: self.read(text, segments)


def all_present(bundle: Bundle) -> Bundle:
    """The bundle with a case reader that tells no status from another."""
    return replace(bundle, case_reader=_AllPresent(bundle.case_reader))


def scores_of(run: Run, texts: Sequence[str]) -> Scores:
    """(texts, themes)."""
    return np.stack([run(text) for text in texts])
