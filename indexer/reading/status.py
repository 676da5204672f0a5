"""How a text means each of its segments: present, ruled out, historical, hypothetical or someone else's."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from corpus import Status
from indexer.reading.spans import Segment

STATUSES: tuple[Status, ...] = ("present", "ruled_out", "historical", "hypothetical", "someone_else")

# A status other than present is given where the four together are at least this likely; then the likeliest of them.
ENOUGH = 0.5

StatusProbabilities = npt.NDArray[np.float32]


def with_status(segments: Sequence[Segment], probabilities: StatusProbabilities) -> tuple[Segment, ...]:
    """Give each segment its status. `probabilities` is float32 (segments, 5), in the order of STATUSES."""
    return tuple(
        replace(segment, status=STATUSES[1 + int(np.argmax(row[1:]))] if 1 - row[0] >= ENOUGH else "present")
        for segment, row in zip(segments, probabilities, strict=True)
    )
