"""Cues, vignettes and labelled sentences -> LearnedParts. Heavy (scikit-learn), deterministic, from the corpus alone.

Three things are learned, each from data that a person can read and correct:
- the reader, from cues: which theme, coverage gap or nothing at all a segment speaks to;
- the ranking, from vignettes with graded themes, on features of segments (a logistic regression for each theme's grade),
  and how much the case reader's own reading counts beside it;
- the scope, from vignettes against `background.yaml`: whether a text has to do with any of it.
The case reader is taught beforehand: see indexer/teaching.
What a judged case says is never seen here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Corpus
from indexer.case_reader import CaseReader
from indexer.encoder import Encoder
from indexer.features import PassageTable
from indexer.fitting.ranking import ReadVignette, fit_ranking, read_vignette
from indexer.fitting.reader import fit_reader, marked_words
from indexer.fitting.scope import fit_scope, scope_texts
from indexer.kept import Kept
from indexer.learned import LearnedParts
from indexer.passages import Passage
from indexer.stores import VectorStore
from indexer.taught import TaughtIds

__all__ = ["Fitted", "ReadVignette", "fit", "fit_ranking", "marked_words", "read_vignette", "whole_texts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """The parts, and what cross-validation said of them, for the person who builds."""

    learned: LearnedParts
    notes: tuple[str, ...]


def fit(
    corpus: Corpus,
    passages: Sequence[Passage],
    store: VectorStore,
    encoder: Encoder,
    case_reader: CaseReader,
    taught: TaughtIds,
    kept: Kept,
    say: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Learn everything from the corpus. `store` holds the passages' vectors in their order.

    `taught` is what the case reader speaks of.
    """
    theme_ids = [theme.id for theme in corpus.themes]
    point_ids = [point.id for point in corpus.learning_points]
    vectors = store.vectors()
    table = PassageTable.of(passages, theme_ids, point_ids)

    say("Learning to read segments from the cues ...")
    learned = fit_reader(corpus, passages, vectors, table, encoder, taught, kept)
    say("Learning to rank themes from the vignettes ...")
    read = [
        read_vignette(vignette, store, vectors[~table.cue], table, encoder, case_reader, learned)
        for vignette in corpus.vignettes
    ]
    learned, rank_note = fit_ranking(read, np.array([theme.history_counts for theme in corpus.themes]), learned)
    say("Learning when nothing fits ...")
    learned, scope_note = fit_scope(corpus, read, store, vectors[~table.cue], table, encoder, case_reader, learned)
    return Fitted(learned=learned, notes=(rank_note, scope_note))


def whole_texts(corpus: Corpus) -> tuple[str, ...]:
    """The texts that are read as a case is read: composed cases, short notes, and texts about something else."""
    short, out = scope_texts(corpus)
    return (*(vignette.text for vignette in corpus.vignettes), *short, *out)
