"""Rankings -> theme matches whose evidence points at words of the case."""

import numpy as np
import numpy.typing as npt

from corpus import Corpus
from indexer import LearnedParts, Reading, SegmentScores, softmax
from service.matching.matches import Evidence, PointMatch, ThemeMatch
from service.matching.options import MatchOptions
from service.matching.rank import Ranking

Floats = npt.NDArray[np.float32]

NEAREST = 10  # of a cosine beside a score


def explain(
    ranking: Ranking,
    scores: SegmentScores,
    reading: Reading,
    corpus: Corpus,
    learned: LearnedParts,
    options: MatchOptions,
) -> tuple[ThemeMatch, ...]:
    """The best themes, each with the learning points that apply and the stretches of the case that call for them.

    The stretch whose removal would lower a theme most always stands as evidence under one of its points.
    """
    order = sorted(
        range(len(learned.theme_ids)), key=lambda place: (-ranking.probabilities[place], learned.theme_ids[place])
    )
    first_point = np.cumsum([0, *(len(theme.learning_points) for theme in corpus.themes)])
    matches = []
    spoken_for = [place for place in order if ranking.falls[:, place].any()]  # nothing stated speaks for the others
    for place in spoken_for[: options.limit]:
        theme = corpus.themes[place]
        score = float(ranking.probabilities[place])
        strong = score >= float(learned.thresholds[1]) and not ranking.supposed[place]
        carried = _shares(ranking.falls[:, place], scores, place)
        columns = slice(int(first_point[place]), int(first_point[place + 1]))
        speaks = _speaks_to(reading, scores, columns, learned)
        matches.append(
            ThemeMatch(
                theme_id=theme.id,
                score=score,
                strength="strong" if strong else "possible",
                points=tuple(
                    PointMatch(
                        point_id=theme.learning_points[point].id,
                        score=score * share,
                        evidence=tuple(
                            Evidence(start=reading.segments[row].start, end=reading.segments[row].end, score=part)
                            for row, part in evidence
                        ),
                    )
                    for point, share, evidence in _points(carried, speaks, options)
                ),
            )
        )
    return tuple(matches)


def _shares(falls: Floats, scores: SegmentScores, theme: int) -> Floats:
    """What share of the theme each segment carries: (segments,), adding up to 1."""
    carried = np.maximum(falls, 0)
    if not carried.any():  # each alone lowers it: what the reader makes of those that were counted must do
        carried = softmax(scores.joint)[:, theme] * (falls != 0)
    return (carried / carried.sum()).astype(np.float32)


def _speaks_to(reading: Reading, scores: SegmentScores, columns: slice, learned: LearnedParts) -> Floats:
    """How far each segment speaks to each point of a theme: (segments, points), rows adding up to 1.

    The theme's own classifier of points, the nearest cue or text of each point, and, where the case reader was taught all
    points of the theme, what it makes of them.
    """
    classified = reading.vectors @ learned.point_of[:-1, columns] + learned.point_of[-1, columns]
    logits = (classified + scores.point_cue[:, columns] * NEAREST) / 2
    taught = learned.point_columns[columns]
    if (taught >= 0).all():
        logits = logits + reading.points[:, taught]
    return softmax(logits.astype(np.float32))


def _points(carried: Floats, speaks: Floats, options: MatchOptions) -> list[tuple[int, float, list[tuple[int, float]]]]:
    """The points that apply, best first: (point, its share of the best one's, [(segment, share of the point's score)])."""
    parts = carried[:, None] * speaks
    totals = parts.sum(axis=0)
    order = np.lexsort((np.arange(len(totals)), -totals))
    kept = [int(point) for point in order if totals[point] >= options.least_point_share * totals[order[0]]][
        : options.points
    ]
    decisive = int(np.argmax(carried))
    its_point = kept[int(np.argmax(speaks[decisive, kept]))]
    kept.sort(key=lambda point: point != its_point)  # what the theme hangs on is answered first
    found = []
    for point in kept:
        shares = parts[:, point] / totals[point]
        rows = sorted(range(len(shares)), key=lambda row: (-shares[row], row))
        chosen = [row for row in rows if shares[row] >= options.least_evidence_share][: options.evidence] or rows[:1]
        if point == its_point and decisive not in chosen:
            chosen = [decisive, *chosen[: options.evidence - 1]]
        chosen.sort(key=lambda row: (point == its_point and row != decisive, -shares[row], row))
        share = 1.0 if point == its_point else float(totals[point] / totals[order[0]])
        found.append((point, share, [(row, float(shares[row])) for row in chosen]))
    return found
