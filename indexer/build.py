"""build(corpus, options) -> a bundle, and what changed since the last one. Heavy: the only way to make a bundle."""

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from corpus import Corpus
from indexer.bundle import (
    PARTIAL_PREFIX,
    RECORDS_FILE,
    current_manifest,
    current_version,
    only_builder,
    served,
    write_bundle,
)
from indexer.errors import BundleError
from indexer.export import DEFAULT_MODEL, weights_sha256
from indexer.inputs import fingerprint_of
from indexer.kept import Kept
from indexer.making import Maker, Step
from indexer.manifest import FORMAT, Manifest, read_manifest, verify
from indexer.passages import passages
from indexer.stores import kind_for
from indexer.taught import Taught, examples_sha256, shipped


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """`model`: a packaged model, a folder, or a name that sentence-transformers can load. `threads`: texts read at once.

    `afresh`: make every part again, whatever earlier builds left. The bundle is the same either way.
    """

    model: str = DEFAULT_MODEL
    threads: int = field(default_factory=lambda: os.cpu_count() or 1)
    afresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The bundle now current, whether it had to be built, what changed in the corpus, and how long it took."""

    version: str
    fresh: bool
    changes: tuple[str, ...]
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    elapsed_seconds: float


def fingerprint(corpus: Corpus, options: BuildOptions, model_sha256: str, taught: Taught) -> str:
    """What a bundle is built from, as one SHA-256: the corpus, the models, and the code that builds."""
    ids = (*taught.theme_ids, *taught.point_ids)
    return fingerprint_of(
        corpus, str(FORMAT), options.model, model_sha256, taught.reader_sha256, taught.tokenizer_sha256, *ids
    )


def build(corpus: Corpus, root: Path, options: BuildOptions, say: Callable[[str], None] = lambda _: None) -> Built:
    """Build a bundle in `root` where the current one is not of today's inputs, and make it current.

    What earlier builds left beside the bundles is taken over where it was made from the same: see indexer/kept.py.

    Raises ModelUnavailable where the model cannot be used, and OSError where the folder cannot be written.
    """
    started = time.monotonic()
    sha256 = weights_sha256(options.model)
    taught = shipped()
    inputs = fingerprint(corpus, options, sha256, taught)
    current = current_manifest(root)
    if current is not None and current.fingerprint == inputs and _whole(root, current):
        return Built(
            version=current.bundle_id,
            fresh=False,
            changes=(),
            notes=(),
            steps=(),
            elapsed_seconds=time.monotonic() - started,
        )
    changes = _changes(root, corpus)
    found = passages(corpus)
    with only_builder(root), tempfile.TemporaryDirectory(dir=root, prefix=PARTIAL_PREFIX) as scratch:
        work = Path(scratch)
        maker = Maker(work, Kept(None if options.afresh else root), threads=options.threads, say=say)
        dimension = maker.make(corpus, found, options.model, taught.ids)

        def move_files(folder: Path) -> None:
            for path in sorted(work.iterdir()):
                path.rename(folder / path.name)

        manifest = write_bundle(
            root,
            Manifest(
                format=FORMAT,
                fingerprint=inputs,
                model=options.model,
                model_sha256=sha256,
                store=kind_for(len(found)),
                dimension=dimension,
                passages=len(found),
                themes=len(corpus.themes),
                learning_points=len(corpus.learning_points),
                files={},
            ),
            move_files,
        )
    return Built(
        version=manifest.bundle_id,
        fresh=True,
        changes=changes,
        notes=(*maker.notes, _taught_note(corpus, taught)),
        steps=tuple(maker.steps),
        elapsed_seconds=time.monotonic() - started,
    )


def _taught_note(corpus: Corpus, taught: Taught) -> str:
    right = taught.parts_in_cases["accuracy"]
    note = f"status of a part of a case: {right:.2f} right of {taught.parts_in_cases['parts']:.0f} held out"
    if taught.examples_sha256 != examples_sha256(corpus):
        note += "; the examples have changed since: teach it again with learning-from-reviews index --teach"
    return note


def _whole(root: Path, manifest: Manifest) -> bool:
    try:
        verify(root / manifest.bundle_id, manifest)
    except BundleError:
        return False
    return True


def _changes(root: Path, corpus: Corpus) -> tuple[str, ...]:
    """What the corpus has that the current bundle's has not, and the reverse, in a line each."""
    version = current_version(root)
    if version is None:
        return ("first build",)
    try:
        read_manifest(root / version)
        before = Corpus.model_validate_json((root / version / RECORDS_FILE).read_bytes())
    except (BundleError, OSError, ValueError):
        return ("the bundle before this one could not be read",)
    lines = []
    kinds: dict[str, Callable[[Corpus], dict[str, BaseModel]]] = {
        "source": lambda one: {source.id: source for source in one.sources},
        "review": lambda one: {review.id: review.model_copy(update={"themes": ()}) for review in one.reviews},
        "theme": lambda one: {theme.id: theme for theme in one.themes},
        "learning point": lambda one: {point.id: point for point in one.learning_points},
        "vignette": lambda one: {vignette.id: vignette for vignette in one.vignettes},
        "reflective model": lambda one: {model.id: model for model in one.reflection},
        "coverage gap": lambda one: {gap.id: gap for gap in one.coverage},
    }
    now = served(corpus)
    for kind, records in kinds.items():
        old, new = records(before), records(now)
        counts = {
            "added": len(new.keys() - old.keys()),
            "withdrawn": len(old.keys() - new.keys()),
            "changed": len([name for name in old.keys() & new.keys() if old[name] != new[name]]),
        }
        lines += [f"{count} {kind}{'s' if count != 1 else ''} {what}" for what, count in counts.items() if count]
    lists = {"terms": "the closed lists", "glossary": "the glossary", "changes": "the dated changes"}
    lists["retired"] = "the retired ids"
    lines += [f"{words} changed" for name, words in lists.items() if getattr(before, name) != getattr(corpus, name)]
    return tuple(lines) or ("no change in what is served: the model, the code or the teaching examples changed",)
