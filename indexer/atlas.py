"""How close the themes are to one another, and where each lies on a map: worked out once, when the index is built.

The places come from stress majorisation (De Leeuw 1977; SMACOF) begun at classical scaling, so nothing is random, and are
whole numbers, so that the same corpus and encoder give the same bytes.
"""

import itertools
import json
import textwrap
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus import Corpus
from indexer.encoder import Vectors
from indexer.errors import BundleError
from indexer.passages import Passage

Floats = npt.NDArray[np.float64]

ATLAS_FILE = "atlas.json"
WIDTH, HEIGHT = 1280, 1000
MARGIN = 12
LINE_LETTERS, LETTER, LINE, PADDING = 19, 7.6, 17, 16
GAP = 8
MAJORISATIONS = 300
PUSHES = 600
NEAR_SHARE = 0.1  # of the pairs of themes in different reviews, the share that is called near


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A theme's box on the map: the middle of it, its size, and its title in lines."""

    theme_id: str
    x: int
    y: int
    width: int
    height: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Atlas:
    """`closeness`: of every two themes in the corpus's order, 0 to 1. `near`: from where on two themes count as near."""

    width: int
    height: int
    places: tuple[Place, ...]
    closeness: tuple[tuple[float, ...], ...]
    near: float


def make_atlas(corpus: Corpus, found: Sequence[Passage], vectors: Vectors) -> Atlas:
    """Lay the themes out by what was learned. `vectors` are those of the passages, in the same order."""
    themes = corpus.themes
    close = np.round(_closeness([theme.id for theme in themes], found, vectors), 3)
    apart = np.array([[one.review_id != other.review_id for other in themes] for one in themes])
    near = float(np.quantile(close[apart], 1 - NEAR_SHARE)) if apart.any() else 1.0
    lines = [tuple(textwrap.wrap(theme.title, LINE_LETTERS, break_long_words=False)) for theme in themes]
    sizes = np.array(
        [(max(len(line) for line in each) * LETTER + PADDING, len(each) * LINE + PADDING) for each in lines]
    )
    middles = _apart(_fitted(_majorised(_distances(close)), sizes), sizes)
    places = tuple(
        Place(
            theme_id=theme.id,
            x=round(float(x)),
            y=round(float(y)),
            width=round(float(width)),
            height=round(float(height)),
            lines=each,
        )
        for theme, (x, y), (width, height), each in zip(themes, middles, sizes, lines, strict=True)
    )
    return Atlas(
        width=WIDTH,
        height=HEIGHT,
        places=places,
        closeness=tuple(tuple(float(value) for value in row) for row in close),
        near=round(near, 3),
    )


def _closeness(theme_ids: Sequence[str], found: Sequence[Passage], vectors: Vectors) -> Floats:
    """For every two themes, the mean cosine of what each learned to the nearest of what the other did: (n, n)."""
    own = [
        np.array([i for i, one in enumerate(found) if one.theme_id == name and one.facet in ("theme", "learning")])
        for name in theme_ids
    ]
    close = np.eye(len(theme_ids))
    for i, j in itertools.combinations(range(len(theme_ids)), 2):
        cosines = vectors[own[i]] @ vectors[own[j]].T
        value = float(np.concatenate([cosines.max(axis=0), cosines.max(axis=1)]).mean())
        close[i, j] = close[j, i] = np.clip(value, 0, 1)
    return close


def _distances(close: Floats) -> Floats:
    """Closeness -> distances, spread over 0.1 to 1 by rank: cosines lie too near one another to be drawn."""
    n = len(close)
    upper = np.triu_indices(n, 1)
    ranks = np.argsort(np.argsort(-close[upper], kind="stable"), kind="stable")
    distances = np.zeros_like(close)
    distances[upper] = 0.1 + 0.9 * ranks / max(len(ranks) - 1, 1)
    return distances + distances.T


def _majorised(distances: Floats) -> Floats:
    """Places in the plane, (n, 2), whose distances are as near to `distances` as majorisation brings them."""
    n = len(distances)
    centring = np.eye(n) - 1 / n
    values, axes = np.linalg.eigh(-0.5 * centring @ distances**2 @ centring)
    axes, values = axes[:, ::-1][:, :2], values[::-1][:2]
    signs = np.sign(axes[np.abs(axes).argmax(axis=0), range(axes.shape[1])])
    places = axes * signs * np.sqrt(np.maximum(values, 0))
    for _ in range(MAJORISATIONS):
        now = np.linalg.norm(places[:, None] - places[None], axis=-1)
        ratio = np.divide(distances, now, out=np.zeros_like(now), where=now > 1e-9)
        guttman = np.diag(ratio.sum(axis=1)) - ratio
        places = guttman @ places / n
    return np.asarray(places, dtype=np.float64)


def _fitted(places: Floats, sizes: Floats) -> Floats:
    """The same, filling the picture."""
    low, high = MARGIN + sizes.max(axis=0) / 2, np.array([WIDTH, HEIGHT]) - MARGIN - sizes.max(axis=0) / 2
    spread = np.maximum(np.ptp(places, axis=0), 1e-9)
    return np.asarray(low + (places - places.min(axis=0)) / spread * (high - low))


def _apart(middles: Floats, sizes: Floats) -> Floats:
    """Push boxes that overlap apart, the shorter way, until none does or `PUSHES` rounds are over."""
    places = middles.copy()
    low, high = MARGIN + sizes / 2, np.array([WIDTH, HEIGHT]) - MARGIN - sizes / 2
    for _ in range(PUSHES):
        moved = False
        for i, j in itertools.combinations(range(len(places)), 2):
            way = places[j] - places[i]
            over = (sizes[i] + sizes[j]) / 2 + GAP - np.abs(way)
            if (over <= 0.5).any():
                continue
            axis = int(over.argmin())
            step = over[axis] / 2 * (1 if way[axis] >= 0 else -1)
            places[i, axis] -= step
            places[j, axis] += step
            moved = True
        places = np.clip(places, low, high)
        if not moved:
            break
    return places


def write_atlas(path: Path, atlas: Atlas) -> None:
    """Write the atlas as JSON."""
    path.write_text(json.dumps(asdict(atlas), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def read_atlas(path: Path) -> Atlas:
    """Read what `write_atlas` wrote. Raises BundleError where it cannot be read."""
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        places = tuple(Place(**{**place, "lines": tuple(place["lines"])}) for place in held.pop("places"))
        closeness = tuple(tuple(row) for row in held.pop("closeness"))
        return Atlas(places=places, closeness=closeness, **held)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BundleError(f"{path.name} cannot be read. Build again: learning-from-reviews index") from error
