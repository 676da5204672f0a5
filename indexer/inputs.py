"""What a bundle, and each part of it, is made from: as one hash each, so that what has not changed is not made again."""

import hashlib
import importlib.metadata
import os
import platform
from pathlib import Path

from corpus import Abbreviation, Background, Corpus, CoverageGap, Review, StatusExample, Terms, Theme, Vignette
from indexer.kept import digest_of

NO_PART = ("teaching",)  # folders whose code changes no bundle: what they make is counted by its own hash
LIBRARIES = (
    "faiss-cpu",
    "numpy",
    "nupunkt",
    "onnx",
    "onnxruntime",
    "scikit-learn",
    "scipy",
    "sentence-transformers",
    "tokenizers",
    "torch",
    "transformers",
)
_HERE = Path(__file__).parent


def code_sha256(*names: str) -> str:
    """Of the code in `indexer/`: the files named, or all that can change a bundle."""
    every = [path.relative_to(_HERE) for path in sorted(_HERE.rglob("*.py"))]
    chosen = [Path(name) for name in names] or [path for path in every if path.parts[0] not in NO_PART]
    return digest_of(*(part for path in chosen for part in (path.as_posix(), (_HERE / path).read_bytes())))


def machine_and_libraries() -> str:
    """What the last bits of a figure hang on beside inputs and code: the processor, and the versions of libraries."""
    versions = []
    for name in LIBRARIES:
        try:
            versions.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            versions.append(f"no {name}")
    return f"{platform.python_version()} {platform.machine()} {_processor()} {os.cpu_count()} {' '.join(versions)}"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith("model name")), platform.processor())


def fingerprint_of(corpus: Corpus, *others: str) -> str:
    """What a bundle is built from, as one SHA-256: the corpus, the code that builds, and `others`."""
    digest = hashlib.sha256(" ".join(others).encode())
    digest.update(corpus.model_dump_json().encode())
    digest.update(code_sha256().encode())
    return digest.hexdigest()


def learned_from(corpus: Corpus) -> Corpus:
    """The corpus with all left blank that nothing is learned from. What is learned is learned from this, so it holds."""
    return Corpus(
        terms=Terms(review_types=(), agencies=(), ages=(), harms=(), roles=()),
        sources=(),
        reviews=tuple(_review(one) for one in corpus.reviews),
        reflection=(),
        vignettes=tuple(_vignette(one) for one in corpus.vignettes),
        statuses=tuple(StatusExample(text=one.text, status="present") for one in corpus.statuses),
        background=Background(out_of_scope=corpus.background.out_of_scope, asides=corpus.background.asides),
        glossary=tuple(Abbreviation(term=one.term, meanings=one.meanings[:1]) for one in corpus.glossary),
        coverage=tuple(_gap(one) for one in corpus.coverage),
        changes=(),
        retired=(),
    )


def _review(review: Review) -> Review:
    blank = {"title": "", "listed_title": None, "type": "", "background": "", "source": ""}
    return review.model_copy(update={**blank, "themes": tuple(_theme(theme) for theme in review.themes)})


def _theme(theme: Theme) -> Theme:
    """Title and summary stay: they are a passage."""
    shown = {"when": "", "practice_basis": "own", "good_practice": False, "agencies": (), "ages": (), "harms": ()}
    points = tuple(point.model_copy(update={**shown, "sources": ()}) for point in theme.learning_points)
    blank = {"listed_title": "", "local_text": "seen", "note": None, "twins": (), "tensions": (), "questions": ()}
    return theme.model_copy(update={**blank, "learning_points": points})


def _vignette(vignette: Vignette) -> Vignette:
    """The id, and whom it retells, stay: they say whether the vignette taught the case reader."""
    return vignette.model_copy(update={"statuses": (), "voice": ""})


def _gap(gap: CoverageGap) -> CoverageGap:
    return gap.model_copy(update={"title": "", "url": "", "look_to": "", "terms": ()})
