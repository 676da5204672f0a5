"""One folder holds all that the service needs. The reader and the writer of it, side by side.

    bundles/CURRENT             the id of the bundle in use
    bundles/PREVIOUS            the one before it, for `rollback`
    bundles/<id>/manifest.json  and the files it lists

A bundle never changes once it is there, and nothing partial is ever visible: it is written beside, renamed into
place, and only then does CURRENT name it.
"""

import contextlib
import fcntl
import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus import Background, Corpus
from indexer.atlas import ATLAS_FILE, Atlas, read_atlas
from indexer.case_reader import CASE_READER_FILE, CASE_TOKENIZER_FILE, CaseReader, OnnxCaseReader
from indexer.encoder import ENCODER_FILE, TOKENIZER_FILE, Encoder, OnnxEncoder, Vectors
from indexer.errors import BundleError, StoreUnavailable
from indexer.features import PassageTable
from indexer.learned import LearnedParts, read_learned
from indexer.manifest import MANIFEST_FILE, Manifest, file_sha256, read_manifest, verify
from indexer.passages import Passage, PassageId, passages
from indexer.stores import VectorStore, open_store
from indexer.taught import is_held_out
from indexer.topics import TOPICS_FILE, TopicIndex, read_topics

RECORDS_FILE = "records.json"
STORE_FILE = "index.faiss"
LEARNED_FILE = "learned.npz"
CURRENT = "CURRENT"
PREVIOUS = "PREVIOUS"
LOCK = ".lock"
PARTIAL_PREFIX = ".partial-"
KEPT_BUNDLES = 3
_VERSION = re.compile(r"[0-9a-f]{12}")

OpenVectors = Callable[[str, Sequence[PassageId]], VectorStore]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """An opened bundle: everything a match needs, and nothing that changes."""

    version: str
    built: str
    corpus: Corpus
    passages: tuple[Passage, ...]
    encoder: Encoder
    case_reader: CaseReader
    store: VectorStore
    table: PassageTable
    text_vectors: Vectors  # of the passages that are not cues: float32 (n, dimension)
    learned: LearnedParts
    topics: TopicIndex
    atlas: Atlas


def open_bundle(root: Path, *, threads: int = 1, open_vectors: OpenVectors | None = None) -> Bundle:
    """Verify the bundle that `root/CURRENT` names, then read it. `root` may also be a bundle's own folder.

    `open_vectors` opens a store elsewhere, of the bundle of an id, in the place of the bundle's own file.
    Raises BundleError where it is missing, damaged or of another format; the message says how to mend it.
    """
    folder = _folder(root)
    try:
        return _open(folder, threads=threads, named=folder != root, open_vectors=open_vectors)
    except OSError as error:
        name = Path(error.filename).name if isinstance(error.filename, str) else "a file"
        raise BundleError(
            f"{folder.name}/{name} cannot be read ({error.strerror}). Check its permissions, or copy the folder whole."
        ) from error
    except (BundleError, StoreUnavailable):
        raise
    except Exception as error:  # files that fit their hashes and no reader; the readers' errors share no class
        raise BundleError(
            f"A file of bundle {folder.name} cannot be read. Build again: learning-from-reviews index"
        ) from error


def _open(folder: Path, *, threads: int, named: bool, open_vectors: OpenVectors | None) -> Bundle:
    """`named`: CURRENT named this folder, so that it must hold the bundle of that id."""
    manifest = read_manifest(folder)
    if named and manifest.bundle_id != folder.name:
        raise BundleError(
            f"{folder.name}/{MANIFEST_FILE} is of another bundle, {manifest.bundle_id}. "
            "Build again (learning-from-reviews index) or copy the folder whole."
        )
    parts = {
        ENCODER_FILE,
        TOKENIZER_FILE,
        STORE_FILE,
        LEARNED_FILE,
        RECORDS_FILE,
        TOPICS_FILE,
        ATLAS_FILE,
        CASE_READER_FILE,
        CASE_TOKENIZER_FILE,
    }
    missing = parts - manifest.files.keys()
    if missing:
        raise BundleError(
            f"{folder.name}/{MANIFEST_FILE} does not list {', '.join(sorted(missing))}. "
            "Build again: learning-from-reviews index"
        )
    verify(folder, manifest)
    corpus = Corpus.model_validate_json((folder / RECORDS_FILE).read_bytes())
    found = passages(corpus)
    encoder = OnnxEncoder(folder, threads=threads)
    ids = [passage.id for passage in found]
    store = (
        open_vectors(manifest.bundle_id, ids)
        if open_vectors is not None
        else open_store(manifest.store, folder / STORE_FILE, ids)
    )
    learned = read_learned(folder / LEARNED_FILE)
    if not encoder.dimension == store.dimension == manifest.dimension or len(found) != manifest.passages:
        raise BundleError(
            f"The parts of bundle {folder.name} do not fit together. Build again: learning-from-reviews index"
        )
    table = PassageTable.of(
        found, [theme.id for theme in corpus.themes], [point.id for point in corpus.learning_points]
    )
    modified = (folder / MANIFEST_FILE).stat().st_mtime
    return Bundle(
        version=manifest.bundle_id,
        built=datetime.fromtimestamp(modified, tz=UTC).isoformat(timespec="seconds"),
        corpus=corpus,
        passages=found,
        encoder=encoder,
        case_reader=OnnxCaseReader(folder, threads=threads),
        store=store,
        table=table,
        text_vectors=store.vectors(np.flatnonzero(~table.cue)),
        learned=learned,
        topics=read_topics(folder / TOPICS_FILE),
        atlas=read_atlas(folder / ATLAS_FILE),
    )


def current_version(root: Path) -> str | None:
    """The id of the bundle in use, or None where there is none."""
    try:
        return (root / CURRENT).read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def current_manifest(root: Path) -> Manifest | None:
    """The manifest of the bundle in use, or None where there is none that can be read."""
    version = current_version(root)
    try:
        return None if version is None else read_manifest(root / version)
    except BundleError:
        return None


def _folder(root: Path) -> Path:
    if (root / MANIFEST_FILE).is_file():
        return root
    version = current_version(root)
    if version is None:
        raise BundleError(
            f"There is no bundle in the folder {root.name} (LFR_BUNDLES). Build one: learning-from-reviews index"
        )
    if not _VERSION.fullmatch(version):
        raise BundleError(
            f"{CURRENT} in {root.name} holds something other than a bundle's id. Build again: learning-from-reviews index"
        )
    if not (root / version).is_dir():
        raise BundleError(
            f"{CURRENT} in {root.name} names bundle {version}, which is not there. Build again: learning-from-reviews index"
        )
    return root / version


def write_bundle(root: Path, manifest: Manifest, write_files: Callable[[Path], None]) -> Manifest:
    """Write a bundle and make it the current one. `write_files` fills an empty folder; hashes are taken as it is done.

    A crash at any moment leaves the bundle that was current before.
    """
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root, prefix=PARTIAL_PREFIX) as scratch:
        partial = Path(scratch) / "bundle"
        partial.mkdir(mode=0o755)
        write_files(partial)
        hashes = {path.name: file_sha256(path) for path in sorted(partial.iterdir())}
        whole = replace(manifest, files=hashes)
        (partial / MANIFEST_FILE).write_text(whole.to_json(), encoding="utf-8")
        _flush(partial)
        folder = root / whole.bundle_id
        if folder.exists() and not _is_whole(folder):
            shutil.rmtree(folder)
        if not folder.exists():
            partial.rename(folder)
    previous = current_version(root)
    if previous not in (None, whole.bundle_id):
        _swap(root, PREVIOUS, str(previous))
    _swap(root, CURRENT, whole.bundle_id)
    _prune(root)
    return whole


def rollback(root: Path) -> str:
    """Make the bundle before the current one current again, and return its id. Raises BundleError where there is none."""
    try:
        previous = (root / PREVIOUS).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise BundleError(f"There is no earlier bundle in {root.name} to go back to.") from None
    if not _VERSION.fullmatch(previous):
        raise BundleError(f"{PREVIOUS} in {root.name} holds something other than a bundle's id.")
    verify(root / previous, read_manifest(root / previous))
    current = current_version(root)
    _swap(root, CURRENT, previous)
    if current is not None:
        _swap(root, PREVIOUS, current)
    return previous


@contextlib.contextmanager
def only_builder(root: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the folder for one build, and clear away what killed builds left.

    While another builds, `wait` for it to end; without, raise BundleError.

    The lock is the system's: it goes with the process that holds it, however that ends.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise BundleError(f"Another build is at work in {root.name}. Wait for it to end.") from None
        for left in root.glob(f"{PARTIAL_PREFIX}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _is_whole(folder: Path) -> bool:
    try:
        verify(folder, read_manifest(folder))
    except BundleError:
        return False
    return True


def _flush(folder: Path) -> None:
    """Have the disk hold what was written before anything names it."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _swap(root: Path, name: str, value: str) -> None:
    scratch = root / f".{name}.{os.getpid()}"
    with scratch.open("w", encoding="utf-8") as file:
        file.write(value + "\n")
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(root / name)


def _prune(root: Path) -> None:
    """Keep the current bundle, the one before it and the newest others, `KEPT_BUNDLES` in all."""
    named = {name for name in (current_version(root), _read(root / PREVIOUS)) if name}
    others = sorted(
        (
            path
            for path in root.iterdir()
            if path.is_dir() and (path / MANIFEST_FILE).exists() and path.name not in named
        ),
        key=lambda path: path.stat().st_mtime,
        reverse=True,
    )
    for path in others[max(0, KEPT_BUNDLES - len(named)) :]:
        shutil.rmtree(path, ignore_errors=True)


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8").strip() if path.is_file() else None


def served(corpus: Corpus) -> Corpus:
    """What serving needs of the corpus; examples that only teach the learned parts stay behind.

    The marked words of the cases that taught the case reader nothing, retellings apart, stay: `evaluate` measures
    evidence on them.
    """
    vignettes = tuple(
        one if one.retells is None and is_held_out(one.id) else one.model_copy(update={"carried_by": ()})
        for one in corpus.vignettes
    )
    left_out = {"statuses": (), "background": Background(out_of_scope=(), asides=()), "vignettes": vignettes}
    return corpus.model_copy(update=left_out)


def write_records(folder: Path, corpus: Corpus) -> None:
    """Write what serving needs of the corpus."""
    text = json.dumps(served(corpus).model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))
    (folder / RECORDS_FILE).write_text(text, encoding="utf-8")
