"""What a text states as known, what it supposes, and what it leaves out: the discrepancy matrix of reflective supervision.

After the matrix of Morrison and Wonnacott. Filled only from the user's own segments and their statuses; what
is missing no reading of a text can tell, so it stays blank for people.
"""

from dataclasses import dataclass

from indexer import Segment
from service.matching import MatchReport


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscrepancyMatrix:
    """Segments in the order of the text. What is someone else's stands in neither."""

    known: tuple[Segment, ...]
    assumed: tuple[Segment, ...]


def discrepancy_matrix(report: MatchReport) -> DiscrepancyMatrix:
    """Known: written as happening now, as past, or as ruled out. Assumed: written as a worry or a what-if."""
    return DiscrepancyMatrix(
        known=tuple(one for one in report.segments if one.status in ("present", "historical", "ruled_out")),
        assumed=tuple(one for one in report.segments if one.status == "hypothetical"),
    )
