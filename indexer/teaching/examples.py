"""Composed cases, labelled sentences and cues -> the batches that teach the case reader."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from corpus import Corpus, LearningPointId, ThemeId, Vignette
from indexer.learned import Floats
from indexer.passages import passages
from indexer.reading.segment import segment
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES
from indexer.taught import is_held_out
from indexer.telling import Shorthand, dictated, mistyped

BATCH = 8  # cases a step
CUES = 24  # cues beside them
ALONE = 4  # labelled sentences beside them, each read alone
TOLD_SO_OFTEN = (6, 2, 1, 1)  # as it is, in shorthand, dictated, with typing errors
MOST_PUT_IN = (0, 1, 1, 2)  # labelled sentences put between the segments of a case

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Carries:
    """A theme that a part carries, the share of it, 1 where it carries it alone, and the point that it calls for (-1: unknown).

    Themes and points are given by their places in the corpus.
    """

    theme: int
    share: float
    point: int


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a text, its status's place in STATUSES, whether the text's themes may be read from it, and what it carries."""

    start: int
    end: int
    status: int
    speaks: bool = True
    carries: tuple[Carries, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A text in parts, the grade of each theme, (themes,), and the themes that it rules out, (themes,)."""

    text: str
    parts: tuple[Part, ...]
    grades: Floats
    ruled_out: Floats


@dataclass(frozen=True, slots=True)
class Cue:
    """A passage, and its theme's and its point's places in the corpus; -1 where it is of no one point."""

    text: str
    theme: int
    point: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What one step learns from; `alone` are sentences, apart because texts of about one length are read together."""

    cases: Sequence[Case]
    alone: Sequence[Case]
    cues: Sequence[Cue]


def labelled_cases(corpus: Corpus, *, held_out: bool) -> list[Case]:
    """The composed cases that teach, or those that do not. The status of a segment is that of most of its characters."""
    places = {theme.id: place for place, theme in enumerate(corpus.themes)}
    points = {point.id: place for place, point in enumerate(corpus.learning_points)}
    found = []
    for vignette in corpus.vignettes:
        if is_held_out(vignette.told_first) != held_out:
            continue
        labels = np.zeros(len(vignette.text), dtype=np.int64)
        for stretch in vignette.statuses:
            start = vignette.text.index(stretch.text)
            labels[start : start + len(stretch.text)] = STATUSES.index(stretch.status)
        cuts = segment(vignette.text)
        carries = _carried(vignette, cuts, places, points)
        parts = tuple(
            Part(cut.start, cut.end, int(np.bincount(labels[cut.start : cut.end]).argmax()), carries=carried)
            for cut, carried in zip(cuts, carries, strict=True)
        )
        grades = np.zeros(len(places), dtype=np.float32)
        ruled_out = np.zeros(len(places), dtype=np.float32)
        for theme, grade in vignette.relevant.items():
            grades[places[theme]] = grade
        for theme in vignette.ruled_out:
            ruled_out[places[theme]] = 1
        found.append(Case(vignette.text, parts, grades, ruled_out))
    return found


def _carried(
    vignette: Vignette,
    cuts: Sequence[Segment],
    places: Mapping[ThemeId, int],
    points: Mapping[LearningPointId, int],
) -> list[tuple[Carries, ...]]:
    """For each segment the themes that hang on it. Of several stretches the first, the strongest, counts twice."""
    found: list[list[Carries]] = [[] for _ in cuts]
    for carried in vignette.carried_by:
        weights = np.zeros(len(cuts))
        for rank, words in enumerate(carried.words):
            start = vignette.text.index(words)
            inside = [max(0, min(cut.end, start + len(words)) - max(cut.start, start)) for cut in cuts]
            weights[int(np.argmax(inside))] += 1 if rank else 2
        for row in np.flatnonzero(weights):
            point = -1 if carried.point is None else points[carried.point]
            found[row].append(Carries(places[carried.theme], float(weights[row] / weights.sum()), point))
    return [tuple(one) for one in found]


def labelled_sentences(corpus: Corpus, *, held_out: bool) -> list[Case]:
    """The labelled sentences that teach, or those that do not: each a text of one part, without themes."""
    none = np.zeros(len(corpus.themes), dtype=np.float32)
    return [
        Case(one.text, (Part(0, len(one.text), STATUSES.index(one.status), speaks=False),), none, none)
        for one in corpus.statuses
        if is_held_out(one.text) == held_out
    ]


def labelled_cues(corpus: Corpus) -> list[Cue]:
    """What each theme's cues and points say; how to practise is said alike of many themes."""
    places = {theme.id: place for place, theme in enumerate(corpus.themes)}
    points = {point.id: place for place, point in enumerate(corpus.learning_points)}
    return [
        Cue(one.text, places[one.theme_id], points.get(LearningPointId(one.owner_id), -1))
        for one in passages(corpus)
        if one.facet != "practice"
    ]


class Batches:
    """An endless supply of cues and sentences, and a round of cases at a time, in an order that `chance` decides.

    Some cases of each round are told in shorthand, as dictated or with typing errors.
    """

    def __init__(
        self,
        cases: Sequence[Case],
        sentences: Sequence[Case],
        cues: Sequence[Cue],
        shorthand: Shorthand,
        chance: random.Random,
    ):
        self._cases, self._shorthand, self._chance = cases, shorthand, chance
        self._sentences, self._cues = _endless(sentences, chance), _endless(cues, chance)

    def __len__(self) -> int:
        return -(-len(self._cases) // BATCH)

    def round(self) -> Iterator[Batch]:
        """Every case once, others' sentences put between its segments, in batches of texts of about one length."""
        mixed = [self._mixed(case) for case in self._cases]
        mixed.sort(key=lambda case: len(case.text) + self._chance.random() * 200)
        starts = list(range(0, len(mixed), BATCH))
        self._chance.shuffle(starts)
        for start in starts:
            alone = [next(self._sentences) for _ in range(ALONE)]
            yield Batch(mixed[start : start + BATCH], alone, [next(self._cues) for _ in range(CUES)])

    def _mixed(self, case: Case) -> Case:
        parts = [(case.text[part.start : part.end], part) for part in case.parts]
        wanted = min(self._chance.choice(MOST_PUT_IN), len(parts))
        for place in sorted(self._chance.sample(range(len(parts) + 1), wanted), reverse=True):
            sentence = next(self._sentences)
            parts.insert(place, (sentence.text, sentence.parts[0]))
        tell = self._telling()
        text, labelled = "", []
        for said, part in parts:
            words = tell(said) or said
            ended = words + ("." if words[-1].isalnum() and self._chance.random() < 0.5 else "")
            start = len(text) + bool(text)
            text += (" " if text else "") + ended
            labelled.append(replace(part, start=start, end=start + len(words)))
        return Case(text, tuple(labelled), case.grades, case.ruled_out)

    def _telling(self) -> Callable[[str], str]:
        tellings: tuple[Callable[[str], str], ...] = (
            lambda words: words,
            self._shorthand.of,
            dictated,
            lambda words: mistyped(words, self._chance),
        )
        return self._chance.choices(tellings, TOLD_SO_OFTEN)[0]


def _endless(items: Sequence[Item], chance: random.Random) -> Iterator[Item]:
    while True:
        yield from chance.sample(items, len(items))
