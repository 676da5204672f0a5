"""How a text means each of its segments: present, ruled out, historical, hypothetical or someone else's."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from corpus import Status
from indexer.reading.spans import Segment

STATUSES: tuple[Status, ...] = ("present", "ruled_out", "historical", "hypothetical", "someone_else")

# A status other than present is given where the four together are at least this likely; then the likeliest of them.
ENOUGH = 0.4
# The same where nothing would be left: who writes a note states something in it, and short notes are read less surely.
# Where even so nothing is left, only what is ruled out is set aside: a note is about its writer's own case, and today.
ENOUGH_FOR_ALL = 0.97

StatusProbabilities = npt.NDArray[np.float32]


def with_status(segments: Sequence[Segment], probabilities: StatusProbabilities) -> tuple[Segment, ...]:
    """Give each segment its status. `probabilities` is float32 (segments, 5), in the order of STATUSES."""
    likely = 1 - probabilities[:, 0]
    set_aside = likely >= ENOUGH
    if set_aside.all():
        set_aside = likely >= ENOUGH_FOR_ALL
    if set_aside.all():
        set_aside = probabilities[:, STATUSES.index("ruled_out")] >= ENOUGH_FOR_ALL
    return tuple(
        replace(segment, status=STATUSES[1 + int(np.argmax(row[1:]))] if aside else "present")
        for segment, row, aside in zip(segments, probabilities, set_aside, strict=True)
    )
