"""Small stand-ins: a corpus to learn from in a second, an encoder without a model, and learned parts of known values."""

import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from corpus import (
    Background,
    Carried,
    Citation,
    Corpus,
    CoverageGap,
    LearningPoint,
    LearningPointId,
    Question,
    Review,
    ReviewId,
    Source,
    StatusExample,
    Terms,
    Theme,
    ThemeId,
    Vignette,
)
from indexer import LearnedParts
from indexer.features import CASE_FEATURES, N_FEATURES
from indexer.learned import LinearReader
from indexer.ngrams import BUCKETS, tokens
from indexer.scope import SCOPE_FEATURES

MATTERS = {
    "school": ("school", "lessons", "teacher", "classroom", "uniform", "homework"),
    "food": ("hungry", "cupboards", "meals", "kitchen", "bread", "fridge"),
    "police": ("police", "arrest", "officer", "station", "custody", "warrant"),
    "housing": ("landlord", "rent", "boiler", "damp", "eviction", "tenancy"),
    "health": ("doctor", "clinic", "nurse", "weight", "asthma", "jabs"),
    "money": ("debt", "benefits", "purse", "bills", "bailiff", "wages"),
    "sleep": ("bed", "mattress", "tired", "night", "pillow", "awake"),
    "meetings": ("meeting", "minutes", "apologies", "chair", "agenda", "invite"),
    "drink": ("bottle", "pub", "vodka", "sober", "relapse", "cans"),
    "travel": ("bus", "taxi", "train", "station road", "ticket", "driver"),
}
PEOPLE = ("mum", "dad", "nan", "sister", "brother")


class HashingEncoder:
    """Texts -> unit vectors that words decide: each word is a fixed direction. No model, the same everywhere."""

    dimension = 16

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in tokens(text) or [""]:
                digest = np.frombuffer(hashlib.sha256(word.encode()).digest()[: self.dimension], dtype=np.uint8)
                vectors[row] += digest.astype(np.float32) - 127.5
        lengths: npt.NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / lengths

    def start(self, texts: Sequence[str]) -> Callable[[], npt.NDArray[np.float32]]:
        return lambda: self.encode(texts)

    def reads_whole(self, text: str) -> bool:
        return True


def sentences(matter: str, start: int, number: int) -> tuple[str, ...]:
    words = MATTERS[matter]
    return tuple(
        f"{PEOPLE[i % 5].title()} spoke about {words[i % 6]} and {words[(i // 6 + 1) % 6]}, time {i}."
        for i in range(start, start + number)
    )


def a_theme(matter: str) -> Theme:
    theme_id = ThemeId(f"one/{matter}")
    points = tuple(
        LearningPoint(
            id=LearningPointId(f"{theme_id}/{slug}"),
            learning=f"What was learned of {matter} {slug}.",
            practice=f"What to do about {matter} {slug}.",
            practice_basis="own",
            when="Always.",
            agencies=("any",),
            ages=("any",),
            harms=("any",),
            sources=(Citation(id="page"),),
            cues=sentences(matter, 10 * (i + 1), 4),
        )
        for i, slug in enumerate(("first", "second"))
    )
    return Theme(
        id=theme_id,
        title=matter.title(),
        listed_title=matter,
        local_text="seen",
        summary=f"About {matter}.",
        history_counts=matter == "police",
        questions=(Question(question="What happened?", step="experience"),),
        cues=sentences(matter, 0, 5),
        learning_points=points,
    )


def vignettes() -> tuple[Vignette, ...]:
    names = list(MATTERS)
    n = len(names)
    return tuple(
        Vignette(
            id=f"case-{i}",
            text=" ".join((*sentences(names[i % n], 40 + i, 2), *sentences(names[(i + 1) % n], 60 + i, 1))),
            relevant={ThemeId(f"one/{names[i % n]}"): 3, ThemeId(f"one/{names[(i + 1) % n]}"): 2 if i % 4 < 2 else 1},
            ruled_out=(ThemeId(f"one/{names[(i + 2) % n]}"),) if i % 4 == 0 else (),
            carried_by=(
                Carried(
                    theme=ThemeId(f"one/{names[i % n]}"),
                    point=LearningPointId(f"one/{names[i % n]}/{'second' if i % 2 else 'first'}"),
                    words=sentences(names[i % n], 40 + i, 1),
                ),
            ),
            voice="x",
        )
        for i in range(4 * n)
    )


@pytest.fixture(scope="session")
def tiny() -> Corpus:
    """Ten themes on matters that share few words, enough to fit everything that is learned."""
    review = Review(
        id=ReviewId("one"),
        title="One",
        listed_title=None,
        type="audit",
        background="x",
        source="page",
        themes=tuple(a_theme(matter) for matter in MATTERS),
    )
    source = Source(
        id="page",
        title="Page",
        publisher="x",
        year=None,
        url="https://example.org",
        provenance="local-review",
        seen="itself",
    )
    said: dict[str, tuple[str, str]] = {
        "present": ("She is cold in room {}.", "He is at home with {} others."),
        "ruled_out": ("No concerns about room {}.", "There were no bruises at visit {}."),
        "historical": ("He used to drink {} years ago.", "As a child she moved {} times."),
        "hypothetical": ("He might come back on day {}.", "If he leaves by {} she may stay."),
        "someone_else": ("The neighbours at {} argue.", "Her sister has {} children on a plan."),
    }
    return Corpus(
        terms=Terms(review_types=(), agencies=(), ages=(), harms=(), roles=()),
        sources=(source,),
        reviews=(review,),
        reflection=(),
        vignettes=vignettes(),
        statuses=tuple(
            StatusExample.model_validate({"text": pattern.format(i), "status": status})
            for i in range(5)
            for status, patterns in said.items()
            for pattern in patterns
        ),
        background=Background(
            out_of_scope=tuple(f"Please order {i} boxes of printer paper for floor {i}." for i in range(12)),
            asides=tuple(f"It rained for {i} hours." for i in range(6)),
        ),
        glossary=(),
        coverage=(
            CoverageGap(
                id="online",
                title="Online",
                url="https://example.org",
                look_to="x",
                terms=("online",),
                cues=tuple(f"A stranger messaged her online, app {i}." for i in range(6)),
            ),
        ),
        changes=(),
        retired=(),
    )


@pytest.fixture(scope="session")
def hashing_encoder() -> HashingEncoder:
    """An encoder in which words alone decide."""
    return HashingEncoder()


@pytest.fixture(scope="module")
def few_buckets() -> Iterator[None]:
    """Count n-grams in few buckets: what is fitted is as long as there are buckets, and so is the fitting."""
    from indexer import fit, ngrams  # noqa: F401 (loaded, so that every module that names the buckets is found)

    few = {"WORD_BUCKETS": 1 << 9, "PIECE_BUCKETS": 1 << 10, "BUCKETS": (1 << 9) + (1 << 10)}
    with pytest.MonkeyPatch.context() as patched:
        for name, module in list(sys.modules.items()):
            if name.startswith("indexer."):
                for constant, number in few.items():
                    if hasattr(module, constant):
                        patched.setattr(module, constant, number)
        yield


def a_reader(dimension: int, classes: int) -> LinearReader:
    random = np.random.default_rng(classes)
    rows = np.full(BUCKETS, -1, dtype=np.int32)
    rows[[3, 70_000]] = 0, 1
    return LinearReader(
        dense=random.normal(size=(dimension, classes)).astype(np.float32),
        sparse=random.normal(size=(2, classes)).astype(np.float16),
        rows=rows,
        idf=np.ones(BUCKETS, dtype=np.float32),
        bias=np.zeros(classes, dtype=np.float32),
    )


@pytest.fixture
def parts() -> LearnedParts:
    """Learned parts for two themes and one gap, over vectors of dimension 4."""
    random = np.random.default_rng(1)

    def floats(*shape: int) -> npt.NDArray[np.float32]:
        return random.normal(size=shape).astype(np.float32)

    return LearnedParts(
        theme_ids=("one/é", "one/b"),
        gap_ids=("gap",),
        reader=a_reader(4, 4),
        dense_only=floats(5, 4),
        point_of=floats(5, 4),
        case_model=floats(4 + 2 * len(CASE_FEATURES) + 1, 2),
        taught=np.array([True, False]),
        rank_weights=floats(2, N_FEATURES + 1),
        context_columns=np.array([1, -1]),
        point_columns=np.array([-1, -1, -1, -1]),
        stack=np.array([0.5, 0.5, -1], dtype=np.float32),
        thresholds=floats(3),
        scope=floats(len(SCOPE_FEATURES) + 1),
        gap_threshold=floats(1),
    )
