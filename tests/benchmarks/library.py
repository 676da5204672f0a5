"""A made library of reviews in the shape of a national one, from the real corpus: perturbed vectors, recombined texts.

500 passages a review: 3 themes, 20 learning points, 43 texts and 457 cues, so 2,000 reviews are a million passages. Each
made point descends from two real ones. Each of its passages mixes the vectors of a passage of either, moves by what all
passages of the point share, and moves again by itself; both moves are differences of real passages, so that they go
where the corpus's own variety goes. Seeded: the same corpus gives the same library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus import Corpus, LearningPointId, ReviewId, ThemeId
from indexer import Bundle, PassageTable, Vectors

PASSAGES_A_REVIEW, THEMES_A_REVIEW, POINTS_A_REVIEW = 500, 3, 20
SEED = 8
CHUNK_REVIEWS = 20

# Chosen so that 268 made points lie as close to each other and to queries as the 268 real ones do: see `likeness`.
POINT_MOVE = 0.25
PASSAGE_MOVE = 0.4
OLDER_SHARE = (0.5, 0.6)  # of the first of the two real points


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a library is."""

    passages: int

    @property
    def reviews(self) -> int:
        return self.passages // PASSAGES_A_REVIEW

    @property
    def themes(self) -> int:
        return THEMES_A_REVIEW * self.reviews

    @property
    def points(self) -> int:
        return POINTS_A_REVIEW * self.reviews


@dataclass(frozen=True, slots=True, kw_only=True)
class _OneReview:
    """Where each passage of a review belongs: places within the review, (500,); a point of -1 is the theme's own."""

    theme: npt.NDArray[np.int64]
    point: npt.NDArray[np.int64]
    cue: npt.NDArray[np.bool_]


def _one_review() -> _OneReview:
    theme_of_point = np.arange(POINTS_A_REVIEW) * THEMES_A_REVIEW // POINTS_A_REVIEW
    rows: list[tuple[int, int, bool]] = []
    for of_theme in range(THEMES_A_REVIEW):
        rows += [(of_theme, -1, False)] + [(of_theme, -1, True)] * 25
        for of_point in np.flatnonzero(theme_of_point == of_theme).tolist():
            rows += [(of_theme, of_point, False)] * 2 + [(of_theme, of_point, True)] * 19
    rows += [(THEMES_A_REVIEW - 1, -1, True)] * (PASSAGES_A_REVIEW - len(rows))
    return _OneReview(
        theme=np.array([theme for theme, _, _ in rows]),
        point=np.array([point for _, point, _ in rows]),
        cue=np.array([cue for _, _, cue in rows]),
    )


def table_of(shape: Shape) -> PassageTable:
    """Where each passage of the made library belongs."""
    one = _one_review()
    review = np.arange(shape.reviews)[:, None]
    return PassageTable(
        theme=(review * THEMES_A_REVIEW + one.theme).ravel(),
        point=np.where(one.point < 0, -1, review * POINTS_A_REVIEW + one.point).ravel(),
        cue=np.tile(one.cue, shape.reviews),
        n_themes=shape.themes,
        n_points=shape.points,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Some reviews' passages: float32 (n, dimension) of unit length, and the two real passages that each comes from."""

    vectors: Vectors
    first: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]


def make_library(real: Vectors, point_of_passage: npt.NDArray[np.int64], shape: Shape) -> Iterator[Made]:
    """The passages of the library, some reviews at a time, in their order. `real` is the corpus's, (n, dimension)."""
    members = [np.flatnonzero(point_of_passage == point) for point in range(int(point_of_passage.max()) + 1)]
    one = _one_review()
    groups = np.where(one.point < 0, POINTS_A_REVIEW + one.theme, one.point)  # a theme's own passages are a group too
    n_groups = POINTS_A_REVIEW + THEMES_A_REVIEW
    for start in range(0, shape.reviews, CHUNK_REVIEWS):
        number = min(CHUNK_REVIEWS, shape.reviews - start)
        random = np.random.default_rng([SEED, start])
        group = (np.arange(number)[:, None] * n_groups + groups).ravel()
        parents = random.integers(len(members), size=(2, number * n_groups))
        moves = random.integers(len(real), size=(2, number * n_groups))
        shares = random.uniform(*OLDER_SHARE, size=number * n_groups).astype(np.float32)
        first, second = (_any_of(members, parent[group], random) for parent in parents)
        own = random.integers(len(real), size=(2, len(group)))
        share = shares[group][:, None]
        vectors = share * real[first] + (1 - share) * real[second]
        vectors += np.float32(POINT_MOVE) * (real[moves[0]] - real[moves[1]])[group]
        vectors += np.float32(PASSAGE_MOVE) * (real[own[0]] - real[own[1]])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        yield Made(vectors=vectors, first=first, second=second)


def _any_of(
    members: Sequence[npt.NDArray[np.int64]], chosen: npt.NDArray[np.int64], random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """For each chosen group one of its members."""
    sizes = np.array([len(rows) for rows in members])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    places = (random.random(len(chosen)) * sizes[chosen]).astype(np.int64)
    every = np.concatenate(members)
    found: npt.NDArray[np.int64] = every[starts[chosen] + places]
    return found


def likeness(vectors: Vectors, queries: Vectors) -> str:
    """How close passages lie to each other and to queries: median cosine with the 1st, 5th, 50th and 400th nearest."""
    among = vectors @ vectors.T
    np.fill_diagonal(among, -1)
    found = []
    for similarity in (among, queries @ vectors.T):
        nearest = -np.sort(-similarity, axis=1)
        found.append(" ".join(f"{np.median(nearest[:, place - 1]):.2f}" for place in (1, 5, 50, 400)))
    return f"passages {found[0]}, queries {found[1]}"


def made_corpus(corpus: Corpus, shape: Shape) -> Corpus:
    """A corpus of the library's shape: real records under new ids, their texts recombined."""
    random = np.random.default_rng([SEED, 1])
    points, themes = corpus.learning_points, corpus.themes
    learning, practice = [one.learning for one in points], [one.practice for one in points]
    cues = [
        cue
        for theme in themes
        for cue in (*theme.cues, *(cue for point in theme.learning_points for cue in point.cues))
    ]
    one = _one_review()

    def texts(of: Sequence[str], number: int) -> tuple[str, ...]:
        chosen = random.integers(len(of), size=(number, 2)).tolist()
        return tuple(_recombined(of[first], of[second]) for first, second in chosen)

    reviews = []
    for place in range(shape.reviews):
        slug = ReviewId(f"made-{place}")
        made_themes = []
        for of_theme in range(THEMES_A_REVIEW):
            theme_id = ThemeId(f"{slug}/theme-{of_theme}")
            members = np.unique(one.point[(one.theme == of_theme) & (one.point >= 0)]).tolist()
            said = zip(members, texts(learning, len(members)), texts(practice, len(members)), strict=True)
            made_themes.append(
                themes[int(random.integers(len(themes)))].model_copy(
                    update={
                        "id": theme_id,
                        "twins": (),
                        "tensions": (),
                        "cues": texts(cues, int(((one.theme == of_theme) & (one.point < 0) & one.cue).sum())),
                        "learning_points": tuple(
                            points[int(random.integers(len(points)))].model_copy(
                                update={
                                    "id": LearningPointId(f"{theme_id}/point-{number}"),
                                    "learning": found,
                                    "practice": done,
                                    "cues": texts(cues, int(((one.point == number) & one.cue).sum())),
                                }
                            )
                            for number, found, done in said
                        ),
                    }
                )
            )
        reviews.append(
            corpus.reviews[place % len(corpus.reviews)].model_copy(update={"id": slug, "themes": tuple(made_themes)})
        )
    return corpus.model_copy(update={"reviews": tuple(reviews), "vignettes": ()})


def _recombined(first: str, second: str) -> str:
    """The beginning of one text and the end of another."""
    return f"{first[: max(1, first.find(' ', len(first) // 2))]} {second[second.find(' ', len(second) // 2) + 1 :]}"


def real_points(bundle: Bundle) -> npt.NDArray[np.int64]:
    """Each real passage's point, or a number of its theme's own past the points: (passages,)."""
    return np.where(bundle.table.point >= 0, bundle.table.point, bundle.table.n_points + bundle.table.theme)
