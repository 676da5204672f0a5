"""Every number of a match that is chosen and not learned, each with what chose it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchOptions:
    """`limit`: themes at most. The rest was set by `make evaluate` and by reading answers to cases."""

    limit: int = 10
    points: int = 5  # learning points at most for a theme (CONTRACT: at most five)
    least_point_share: float = 0.35  # of the best point's, below which a point is left out
    evidence: int = 3  # stretches at most for a point
    least_evidence_share: float = 0.12
