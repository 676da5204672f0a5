"""What a match finds: ids of the corpus and offsets into the case, never words of it."""

from dataclasses import dataclass
from typing import Literal

from corpus import LearningPointId, ThemeId
from indexer import Segment
from service.identifiers import Identifier

Strength = Literal["strong", "possible"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A stretch of the case, in code points, and the share of its point's score that it carries (0..1)."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PointMatch:
    """A learning point that speaks to the case. `score`, 0..1: how likely a supervisor would call it clearly relevant."""

    point_id: LearningPointId
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeMatch:
    """A theme that speaks to the case, with its points, best first. `score` as for a point."""

    theme_id: ThemeId
    score: float
    strength: Strength
    points: tuple[PointMatch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchReport:
    """The themes, best first; how each stretch of the case was read; and what is named but not covered here (gap ids).

    `identifiers`: those that were read as neutral words, in the case's own offsets; found by `service/requests.py`.
    """

    themes: tuple[ThemeMatch, ...]
    segments: tuple[Segment, ...]
    not_covered: tuple[str, ...]
    words_read: int
    identifiers: tuple[Identifier, ...] = ()

    @property
    def nothing_relevant(self) -> bool:
        return not self.themes
