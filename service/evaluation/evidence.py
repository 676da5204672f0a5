"""Whether the words shown first under a theme, and the point shown first, are those that a reader marked."""

from collections.abc import Iterator, Sequence

import numpy as np

from corpus import Vignette
from indexer import Bundle
from service.evaluation import runs
from service.matching import Evidence

FIRST = 10


def lines(bundle: Bundle, marked: Sequence[Vignette]) -> Iterator[str]:
    """On composed cases whose words were marked (`carried_by`). Their words taught nothing; their grades weigh in the ranking."""
    words, strong_words, points, two_points, n_marked = [], [], [], [], 0
    for vignette in marked:
        found = {one.theme_id: one for one in runs.report(bundle, vignette.text).themes[:FIRST]}
        for carried in vignette.carried_by:
            n_marked += 1
            theme = found.get(carried.theme)
            if theme is None:
                continue
            right = any(_overlap(vignette.text, said, theme.points[0].evidence[0]) for said in carried.words)
            words.append(right)
            if theme.strength == "strong":
                strong_words.append(right)
            if carried.point is not None:
                shown = [point.point_id for point in theme.points]
                points.append(shown[0] == carried.point)
                two_points.append(carried.point in shown[:2])
    if words:
        yield ""
        yield (
            f"Evidence on {len(marked)} composed cases that taught the case reader nothing: {len(words)} of {n_marked} themes with marked "
            f"words stand in the first {FIRST}; the words shown first are marked {np.mean(words):.2f}"
            + (f" (of {len(strong_words)} strong themes {np.mean(strong_words):.2f})" if strong_words else "")
            + (
                f"; the point shown first is the marked one {np.mean(points):.2f}, among the first two {np.mean(two_points):.2f}"
                if points
                else ""
            )
        )


def _overlap(text: str, said: str, part: Evidence) -> bool:
    """Whether the shown part and the marked words share more than half of the shorter."""
    start = text.index(said)
    shared = min(part.end, start + len(said)) - max(part.start, start)
    return shared * 2 > min(part.end - part.start, len(said))
