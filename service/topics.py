"""A topic in a designer's own words, or an id -> how far each theme, and each point, speaks to it.

The ways to read a topic count the same: no weight was fitted. Which of them to take was chosen on the requests of
tests/evaluation/topics.jsonl, never on those of training.jsonl: learning-from-reviews evaluate prints both.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus import CoverageGap
from indexer import Bundle, Vectors, softmax
from service.catalogue import Catalogue, Found
from service.matching.coverage import names_gap

Floats = npt.NDArray[np.float64]

KIN = 0.1  # what a theme gains of the best of those that teach the same lesson
SLOPE, MIDDLE = 1.9, 1.9  # standardised score -> the share of requests for which such a theme was clearly relevant
_FRAME = re.compile(
    r"^.{0,90}?\b(?:half[- ]day|day|hours?|minutes?|lunchtime|twilight|session|workshop|training|briefing|course|input)\b"
    r".{0,60}?(?:\b(?:on|about)\b|:)\s*",
    re.IGNORECASE,
)
FLOOR = 0.27  # a topic that is no nearer than this to anything is about something else


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How far each theme and each learning point speaks, in the corpus's order. Higher is better.

    `themes` lie in 0 to 1 once they are calibrated. `anything` is false where nothing comes near enough to be worth showing.
    """

    themes: Floats
    points: Floats
    anything: bool = True


def speaks_to_topic(topic: str, bundle: Bundle) -> Spoken:
    """How far each theme speaks to a topic: by vector, by when its points apply, by word, and as cues are read.

    A topic that says for whom and how long is read twice, whole and without that, and the two count the same.
    """
    readings = [_read(text, bundle) for text in dict.fromkeys((topic, matter_of(topic)))]
    scores = np.mean([one.themes for one in readings], axis=0)
    return Spoken(
        themes=_likely(_with_kin(scores, bundle)),
        points=np.mean([one.points for one in readings], axis=0),
        anything=any(one.anything for one in readings),
    )


def matter_of(topic: str) -> str:
    """What a session is to be about: "half day for school leads on control" -> "control"."""
    return _FRAME.sub("", topic).strip() or topic


def _read(topic: str, bundle: Bundle) -> Spoken:
    """The same for one wording, its themes' scores standardised."""
    vectors = bundle.encoder.encode([topic])
    parts = _Parts.of(bundle)
    cosines = bundle.text_vectors @ vectors[0]
    said, summaries = cosines[parts.learning], cosines[parts.summary]
    when = bundle.topics.when @ vectors[0]
    read = softmax(bundle.learned.reader.scores(vectors, [topic]))[0, : parts.n_themes]
    ways = (summaries, parts.two_best(said), parts.two_best(when), bundle.topics.by_words(topic), np.sqrt(read))
    scores = np.mean([_standard(np.asarray(way, dtype=np.float64)) for way in ways], axis=0)
    near = max(float(said.max()), float(when.max()), float(summaries.max()))
    return Spoken(themes=scores, points=said + when, anything=near >= FLOOR)


def speaks_to_id(found: Found, bundle: Bundle) -> Spoken:
    """How close each theme is to a review, a theme or a learning point. Nothing is encoded: the index holds it."""
    catalogue = Catalogue(bundle.corpus)
    own = [found.theme] if found.theme else list(found.review.themes)
    parts = _Parts.of(bundle)
    every = bundle.text_vectors[parts.learning]
    of_own = np.isin(parts.theme_of, [place for place, one in enumerate(bundle.corpus.themes) if one in own])
    if found.point is not None:
        of_own = np.array([point is catalogue.points[found.point.id] for point in bundle.corpus.learning_points])
    points = (every @ every[of_own].T).max(axis=1).astype(np.float64)
    if found.point is not None:
        themes = np.array([points[parts.theme_of == place].max() for place in range(parts.n_themes)])
    else:
        rows = [place for place, one in enumerate(bundle.corpus.themes) if one in own]
        themes = np.array(bundle.atlas.closeness)[rows].mean(axis=0)
    return Spoken(themes=np.clip(themes, 0, 1), points=points)


def gaps_named(topic: str, gaps: tuple[CoverageGap, ...]) -> tuple[CoverageGap, ...]:
    """The matters that a topic names and these reviews do not speak to."""
    return tuple(gap for gap in gaps if names_gap(topic, gap))


@dataclass(frozen=True, slots=True)
class _Parts:
    summary: npt.NDArray[np.int64]  # the place in Bundle.text_vectors of each theme's title and summary
    learning: npt.NDArray[np.int64]  # the same of each point's learning
    theme_of: npt.NDArray[np.int64]  # each point's theme

    @classmethod
    def of(cls, bundle: Bundle) -> "_Parts":
        places = {theme.id: place for place, theme in enumerate(bundle.corpus.themes)}
        texts = [one for one in bundle.passages if one.facet != "cue"]
        learning = [i for i, one in enumerate(texts) if one.facet == "learning"]
        return cls(
            np.array([i for i, one in enumerate(texts) if one.facet == "theme"]),
            np.array(learning),
            np.array([places[texts[i].theme_id] for i in learning]),
        )

    @property
    def n_themes(self) -> int:
        return len(self.summary)

    def two_best(self, values: Vectors) -> Floats:
        """Of values of every point, the mean of each theme's two best."""
        return np.array([np.sort(values[self.theme_of == place])[-2:].mean() for place in range(self.n_themes)])


def _standard(values: Floats) -> Floats:
    return np.asarray((values - values.mean()) / (values.std() + 1e-6))


def _with_kin(scores: Floats, bundle: Bundle) -> Floats:
    places = {theme.id: place for place, theme in enumerate(bundle.corpus.themes)}
    catalogue = Catalogue(bundle.corpus)
    kin = [[places[other.id] for other in catalogue.twins_of(theme)] for theme in bundle.corpus.themes]
    return np.array([score + KIN * max((scores[k] for k in kin[i]), default=0) for i, score in enumerate(scores)])


def _likely(scores: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-SLOPE * (scores - MIDDLE))))
