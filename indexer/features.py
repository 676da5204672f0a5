"""Segments against passages -> one row of features a theme: what is learned from and ranked by.

Each channel scores every segment for every theme; a text's features pool each channel over its segments (the best,
the mean of the three best, the mean of all), so that ten sentences on school do not bury one on a bruise, and
so that what the text would score without any one of its segments follows in closed form.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus import Status
from indexer.encoder import Vectors
from indexer.learned import Floats, LearnedParts, softmax
from indexer.passages import Passage
from indexer.stores import VectorStore

Mask = npt.NDArray[np.bool_]

DEPTH = 400  # passages looked at for each segment
BEST = 3  # cues of a theme that a segment is held against
FLOOR = 1e-4  # added to a probability before its logarithm

PROBABILITY_CHANNELS = ("joint", "dense")
COSINE_CHANNELS = ("cue", "point")
POOLED = (
    *(f"{channel}_{pool}" for channel in PROBABILITY_CHANNELS for pool in ("best", "best_three", "mean", "mean_score")),
    *(f"{channel}_{pool}" for channel in COSINE_CHANNELS for pool in ("best", "best_three", "mean")),
)
RELATIVE = tuple(f"{name}_relative" for name in POOLED)  # against the other themes of the same text
FEATURES = (*POOLED, *RELATIVE, "case", "case_relative", "set_aside", "set_aside_beyond")
N_FEATURES = len(FEATURES)

# What the case model reads beside the mean of the vectors: these features of every theme, scaled to weigh about as much.
CASE_FEATURES = tuple(len(POOLED) + POOLED.index(name) for name in ("joint_mean", "cue_mean", "joint_best_three"))
CASE_SCALE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Which segments a text states, remembers, supposes, or sets aside (ruled out or someone else's): each (segments,)."""

    present: Mask
    past: Mask
    supposed: Mask
    set_aside: Mask

    @classmethod
    def of(cls, statuses: Sequence[Status]) -> "Stated":
        """Sort segments by their status."""
        status = np.array(statuses)
        return cls(
            present=status == "present",
            past=status == "historical",
            supposed=status == "hypothetical",
            set_aside=np.isin(status, ["ruled_out", "someone_else"]),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageTable:
    """Where each passage of the store belongs: its theme's and its point's place in the corpus (-1: none), and if it is a cue."""

    theme: npt.NDArray[np.int64]
    point: npt.NDArray[np.int64]
    cue: Mask
    n_themes: int
    n_points: int

    @classmethod
    def of(cls, passages: Sequence[Passage], theme_ids: Sequence[str], point_ids: Sequence[str]) -> "PassageTable":
        themes = {name: place for place, name in enumerate(theme_ids)}
        points = {name: place for place, name in enumerate(point_ids)}
        return cls(
            theme=np.array([themes[passage.theme_id] for passage in passages], dtype=np.int64),
            point=np.array([points.get(passage.owner_id, -1) for passage in passages], dtype=np.int64),
            cue=np.array([passage.facet == "cue" for passage in passages], dtype=np.bool_),
            n_themes=len(themes),
            n_points=len(points),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentScores:
    """What each channel makes of each segment. Shapes are (segments, themes) unless they say otherwise.

    `joint` and `dense` are scores before the softmax, over themes, coverage gaps and background: (segments, classes).
    `cue` is the mean cosine with the theme's three nearest cues, `point` the best cosine with what its points say.
    `point_cue`, (segments, points), is the best cosine with a cue or text of each learning point.
    `vectors` are the segments' own: (segments, dimension).
    """

    vectors: Vectors
    joint: Floats
    dense: Floats
    cue: Floats
    point: Floats
    point_cue: Floats

    def __len__(self) -> int:
        return len(self.joint)

    def only(self, kept: Mask) -> "SegmentScores":
        return SegmentScores(
            vectors=self.vectors[kept],
            joint=self.joint[kept],
            dense=self.dense[kept],
            cue=self.cue[kept],
            point=self.point[kept],
            point_cue=self.point_cue[kept],
        )


def score_segments(
    vectors: Vectors,
    texts: Sequence[str],
    store: VectorStore,
    text_vectors: Vectors,
    table: PassageTable,
    learned: LearnedParts,
) -> SegmentScores:
    """Score segments against every theme. `text_vectors` are those of the passages that are not cues, in their order."""
    found = store.nearest(vectors, DEPTH)
    floor = found.scores[:, -1:]
    said = vectors @ text_vectors.T
    themes = table.theme[~table.cue]
    return SegmentScores(
        vectors=vectors,
        joint=learned.reader.scores(vectors, texts),
        dense=(vectors @ learned.dense_only[:-1] + learned.dense_only[-1]).astype(np.float32),
        cue=_best_mean(
            found.scores, np.where(table.cue[found.rows], table.theme[found.rows], -1), floor, table.n_themes, BEST
        ),
        point=_group_max(said, themes, table.n_themes),
        point_cue=np.maximum(
            _best_mean(found.scores, table.point[found.rows], floor, table.n_points, 1),
            _group_max(said, table.point[~table.cue], table.n_points),
        ),
    )


def _best_mean(scores: Floats, groups: npt.NDArray[np.int64], floor: Floats, n_groups: int, best: int) -> Floats:
    """The mean of each group's `best` highest scores in each row, missing ones counted as the row's floor.

    `scores`, (rows, k), are in descending order, `groups` says where each belongs (-1: nowhere).
    """
    n_rows = len(scores)
    keys = np.where(groups >= 0, np.arange(n_rows)[:, None] * n_groups + groups, n_rows * n_groups).ravel()
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.searchsorted(ordered, ordered, side="left")
    place = np.arange(len(ordered)) - starts
    kept = (place < best) & (ordered < n_rows * n_groups)
    size = n_rows * n_groups
    total = np.bincount(ordered[kept], weights=scores.ravel()[order][kept], minlength=size).reshape(n_rows, n_groups)
    count = np.bincount(ordered[kept], minlength=size).reshape(n_rows, n_groups)
    return ((total + (best - count) * floor) / best).astype(np.float32)


def _group_max(values: Floats, groups: npt.NDArray[np.int64], n_groups: int) -> Floats:
    """The highest value of each group in each row: (rows, n_groups). A group of -1 counts for none."""
    result = np.full((len(values), n_groups), -1, dtype=np.float32)
    order = np.argsort(groups, kind="stable")[np.count_nonzero(groups < 0) :]
    present, starts = np.unique(groups[order], return_index=True)
    if len(order):
        result[:, present] = np.maximum.reduceat(values[:, order], starts, axis=1)
    return result


def features(scores: SegmentScores, active: Mask, set_aside: Mask, case_model: Floats) -> Floats:
    """One row of features a theme: float32 (themes, N_FEATURES), in the order of FEATURES.

    `active` segments speak for a theme; those `set_aside`, (segments,), were ruled out or belong to someone else, and
    what they would have spoken for is a feature of its own. At least one segment must be active.
    `case_model`, float32 (inputs + 1, themes), reads the text as a whole: see `case_inputs`.
    """
    n_themes = case_model.shape[1]
    kept = scores.only(active)
    rows = _relative(_pool(_channels(kept, n_themes)))[None]
    return _rows(
        rows, _means(kept.vectors.sum(axis=0, keepdims=True)), _aside(scores, set_aside, n_themes), case_model
    )[0]


def features_without_each(scores: SegmentScores, active: Mask, set_aside: Mask, case_model: Floats) -> Floats:
    """The same features with each active segment left out in turn: float32 (active segments, themes, N_FEATURES).

    At least two segments must be active.
    """
    n_themes = case_model.shape[1]
    kept = scores.only(active)
    rows = _relative(_pool_without_each(_channels(kept, n_themes)))
    others = kept.vectors.sum(axis=0, keepdims=True) - kept.vectors
    return _rows(rows, _means(others), _aside(scores, set_aside, n_themes), case_model)


def stated_rows(scores: SegmentScores, stated: "Stated", history_counts: Mask, case_model: Floats) -> Floats:
    """The features of every theme on what a text states: float32 (themes, N_FEATURES).

    A theme for which history counts, `history_counts` (themes,), is read with the past as well as the present.
    """
    rows = features(scores, stated.present, stated.set_aside, case_model)
    if history_counts.any() and stated.past.any():
        with_past = features(scores, stated.present | stated.past, stated.set_aside, case_model)
        rows[history_counts] = with_past[history_counts]
    return rows


def case_inputs(scores: SegmentScores, active: Mask, n_themes: int) -> Floats:
    """What the case model reads of a text: the mean of its active segments' vectors, then CASE_FEATURES of every theme.

    float32 (dimension + len(CASE_FEATURES) * themes,).
    """
    kept = scores.only(active)
    rows = _relative(_pool(_channels(kept, n_themes)))[None]
    return _case_inputs(rows, _means(kept.vectors.sum(axis=0, keepdims=True)))[0]


@dataclass(frozen=True, slots=True)
class _Channels:
    probabilities: Floats  # (2, segments, themes)
    logits: Floats  # (2, segments, themes)
    cosines: Floats  # (2, segments, themes)


def _channels(scores: SegmentScores, n_themes: int) -> _Channels:
    logits = np.stack([scores.joint, scores.dense])
    return _Channels(
        probabilities=np.stack([softmax(scores.joint)[:, :n_themes], softmax(scores.dense)[:, :n_themes]]),
        logits=logits[:, :, :n_themes],
        cosines=np.stack([scores.cue, scores.point]),
    )


def _assemble(
    best: Floats, three: Floats, mean: Floats, logit: Floats, cosines: tuple[Floats, Floats, Floats]
) -> Floats:
    """Pools, each (2, ..., themes), -> (..., themes, len(FEATURES)), in the order of FEATURES."""
    columns = []
    for channel in range(len(PROBABILITY_CHANNELS)):
        columns += [np.log(pool[channel] + FLOOR) for pool in (best, three, mean)] + [logit[channel]]
    for channel in range(len(COSINE_CHANNELS)):
        columns += [pool[channel] for pool in cosines]
    return np.stack(columns, axis=-1)


def _pool(channels: _Channels) -> Floats:
    pools = [_top(values) for values in (channels.probabilities, channels.cosines)]
    return _assemble(*pools[0], channels.logits.mean(axis=1), pools[1])


def _top(values: Floats) -> tuple[Floats, Floats, Floats]:
    """The best, the mean of the three best and the mean, over axis 1."""
    ordered = -np.sort(-values, axis=1)
    return ordered[:, 0], ordered[:, :3].mean(axis=1), values.mean(axis=1)


def _pool_without_each(channels: _Channels) -> Floats:
    pools = [_top_without_each(values) for values in (channels.probabilities, channels.cosines)]
    logits = (channels.logits.sum(axis=1, keepdims=True) - channels.logits) / (channels.logits.shape[1] - 1)
    return _assemble(*pools[0], logits, pools[1])


def _top_without_each(values: Floats) -> tuple[Floats, Floats, Floats]:
    """What `_top` gives without each entry of axis 1 in turn: each (channels, segments, themes)."""
    n = values.shape[1]
    order = np.argsort(-values, axis=1, kind="stable")
    ordered = np.take_along_axis(values, order, axis=1)
    place = np.argsort(order, axis=1, kind="stable")
    best = np.where(place == 0, ordered[:, 1:2], ordered[:, 0:1])
    k = min(3, n - 1)
    within = ordered[:, : k + 1].sum(axis=1, keepdims=True) - values
    beyond = ordered[:, :k].sum(axis=1, keepdims=True)
    return best, np.where(place < k, within, beyond) / k, (values.sum(axis=1, keepdims=True) - values) / (n - 1)


def _aside(scores: SegmentScores, set_aside: Mask, n_themes: int) -> Floats:
    """How strongly what was set aside would have spoken for each theme: float32 (themes,)."""
    if not set_aside.any():
        return np.full(n_themes, np.log(FLOOR), dtype=np.float32)
    return np.log(softmax(scores.joint[set_aside])[:, :n_themes].max(axis=0) + FLOOR).astype(np.float32)


def _means(sums: Floats) -> Floats:
    """Sums of vectors -> vectors of unit length in the same direction."""
    return sums / np.maximum(np.linalg.norm(sums, axis=-1, keepdims=True), 1e-9)


def _relative(pooled: Floats) -> Floats:
    """(..., themes, pooled features) -> the same beside what each is against the other themes."""
    return np.concatenate([pooled, _standard(pooled)], axis=-1)


def _standard(values: Floats) -> Floats:
    """Each value against the other themes': in standard deviations from their mean, over axis -2."""
    return (values - values.mean(axis=-2, keepdims=True)) / (values.std(axis=-2, keepdims=True) + 1e-6)


def _case_inputs(rows: Floats, means: Floats) -> Floats:
    chosen = np.swapaxes(rows[..., CASE_FEATURES], -1, -2) * CASE_SCALE
    return np.concatenate([means, chosen.reshape(*chosen.shape[:-2], -1)], axis=-1).astype(np.float32)


def _rows(rows: Floats, means: Floats, aside: Floats, case_model: Floats) -> Floats:
    """Pooled rows, (texts, themes, 2 * len(POOLED)), -> rows with every feature."""
    case = (_case_inputs(rows, means) @ case_model[:-1] + case_model[-1])[..., None]
    set_aside = np.broadcast_to(aside[:, None], case.shape)
    beyond = np.maximum(set_aside - rows[..., :1], 0)
    return np.concatenate([rows, case, _standard(case), set_aside, beyond], axis=-1).astype(np.float32)
