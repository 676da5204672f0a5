"""A case -> the learning that speaks to it."""

from service.matching.case import CaseDescription
from service.matching.matches import Evidence, MatchReport, PointMatch, Strength, ThemeMatch
from service.matching.options import MatchOptions
from service.matching.pipeline import match

__all__ = [
    "CaseDescription",
    "Evidence",
    "MatchOptions",
    "MatchReport",
    "PointMatch",
    "Strength",
    "ThemeMatch",
    "match",
]
