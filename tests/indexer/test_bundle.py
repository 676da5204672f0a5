"""The folder that serves: nothing partial is ever visible, and a fault names the file and the remedy."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus import Corpus
from indexer import Bundle, BundleError, bundle, current_version, open_bundle, rollback
from indexer.bundle import CURRENT, KEPT_BUNDLES, PREVIOUS, current_manifest, write_bundle, write_records
from indexer.manifest import FORMAT, MANIFEST_FILE, Manifest
from indexer.taught import is_held_out

FILES = ("encoder.onnx", "index.faiss", "learned.npz", "records.json", "tokenizer.json")
MANIFEST = Manifest(
    format=FORMAT,
    fingerprint="f",
    model="m",
    model_sha256="s",
    store="faiss-flat",
    dimension=2,
    passages=0,
    themes=0,
    learning_points=0,
    files={},
)


def holding(text: str) -> Callable[[Path], None]:
    """A writer of one file."""

    def write_files(folder: Path) -> None:
        (folder / "a.txt").write_text(text)

    return write_files


def write(root: Path, text: str) -> str:
    return write_bundle(root, MANIFEST, holding(text)).bundle_id


def folders(root: Path) -> set[str]:
    return {path.name for path in root.iterdir() if path.is_dir()}


def test_a_written_bundle_is_current_and_whole(tmp_path: Path) -> None:
    root = tmp_path / "new" / "bundles"
    name = write(root, "one")
    assert current_version(root) == name
    assert (root / name / "a.txt").read_text() == "one"
    manifest = current_manifest(root)
    assert manifest is not None
    assert set(manifest.files) == {"a.txt"}
    assert folders(root) == {name}
    assert {path.name for path in root.iterdir()} == {name, CURRENT}


def test_the_same_contents_have_the_same_id_and_stay_as_they_are(tmp_path: Path) -> None:
    name = write(tmp_path, "one")
    inode = (tmp_path / name / "a.txt").stat().st_ino
    assert write(tmp_path, "one") == name
    assert (tmp_path / name / "a.txt").stat().st_ino == inode
    assert not (tmp_path / PREVIOUS).exists()


def test_a_damaged_bundle_of_the_same_id_is_written_again(tmp_path: Path) -> None:
    name = write(tmp_path, "one")
    (tmp_path / name / "a.txt").write_text("broken")
    assert write(tmp_path, "one") == name
    assert (tmp_path / name / "a.txt").read_text() == "one"


def test_a_crash_while_files_are_written_leaves_the_bundle_before(tmp_path: Path) -> None:
    name = write(tmp_path, "one")

    def crash(folder: Path) -> None:
        (folder / "a.txt").write_text("half")
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_bundle(tmp_path, MANIFEST, crash)
    assert current_version(tmp_path) == name
    assert folders(tmp_path) == {name}


def test_a_crash_before_current_is_swapped_leaves_the_bundle_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write(tmp_path, "one")

    def crash(root: Path, file: str, value: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bundle, "_swap", crash)
        with pytest.raises(KeyboardInterrupt):
            write(tmp_path, "two")
    assert current_version(tmp_path) == name
    assert current_manifest(tmp_path) is not None
    second = write(tmp_path, "two")  # and the next attempt succeeds
    assert current_version(tmp_path) == second


def test_rollback_goes_back_and_forth(tmp_path: Path) -> None:
    first, second = write(tmp_path, "one"), write(tmp_path, "two")
    assert rollback(tmp_path) == first
    assert current_version(tmp_path) == first
    assert rollback(tmp_path) == second
    assert current_version(tmp_path) == second


def test_there_is_nothing_to_go_back_to_at_first(tmp_path: Path) -> None:
    name = write(tmp_path, "one")
    with pytest.raises(BundleError, match="no earlier bundle"):
        rollback(tmp_path)
    assert current_version(tmp_path) == name


def test_rollback_refuses_a_damaged_bundle(tmp_path: Path) -> None:
    first, second = write(tmp_path, "one"), write(tmp_path, "two")
    (tmp_path / first / "a.txt").write_text("broken")
    with pytest.raises(BundleError, match=rf"{first}/a\.txt is damaged"):
        rollback(tmp_path)
    assert current_version(tmp_path) == second


def test_old_bundles_are_cleared_away_but_never_those_in_use(tmp_path: Path) -> None:
    names = []
    for number in range(5):
        names.append(write(tmp_path, str(number)))
        os.utime(tmp_path / names[-1], (number, number))
    assert folders(tmp_path) == set(names[-KEPT_BUNDLES:])
    assert rollback(tmp_path) == names[3]


def test_only_bundles_are_cleared_away(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    for number in range(5):
        write(tmp_path, str(number))
    assert "notes" in folders(tmp_path)


def test_no_bundle_says_how_to_build_one(tmp_path: Path) -> None:
    assert current_version(tmp_path) is None
    assert current_manifest(tmp_path) is None
    with pytest.raises(BundleError, match=r"There is no bundle in .*Build one: learning-from-reviews index"):
        open_bundle(tmp_path)


def test_a_current_that_names_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / CURRENT).write_text("abcabcabcabc\n")
    with pytest.raises(
        BundleError, match=r"CURRENT in \S+ names bundle abcabcabcabc, which is not there\. Build again"
    ):
        open_bundle(tmp_path)


@pytest.fixture
def linked(bundle_root: Path, tmp_path: Path) -> Path:
    """A folder with the real bundle's files, each a link to the real one: replace a file, never write into it."""
    folder = tmp_path / "linked"
    source = bundle_root / str(current_version(bundle_root))
    shutil.copytree(source, folder, copy_function=lambda one, other: Path(other).symlink_to(Path(one).resolve()))
    return folder


def put(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


@pytest.mark.model
def test_copying_the_folder_is_the_deployment(bundle: Bundle, bundle_root: Path, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    shutil.copytree(bundle_root / bundle.version, copy)
    opened = open_bundle(copy)
    assert opened.version == bundle.version
    assert opened.corpus == bundle.corpus
    text = ["She is cold and hungry."]
    assert opened.encoder.encode(text).tobytes() == bundle.encoder.encode(text).tobytes()
    assert opened.store.vectors().tobytes() == bundle.store.vectors().tobytes()


@pytest.mark.model
def test_the_parts_fit_together(bundle: Bundle) -> None:
    assert len(bundle.passages) == len(bundle.store) == len(bundle.table.theme)
    assert bundle.store.dimension == bundle.encoder.dimension == bundle.text_vectors.shape[1]
    assert bundle.learned.theme_ids == tuple(theme.id for theme in bundle.corpus.themes)
    assert bundle.learned.gap_ids == tuple(gap.id for gap in bundle.corpus.coverage)
    assert len(bundle.text_vectors) == sum(passage.facet != "cue" for passage in bundle.passages)
    first = bundle.encoder.encode([bundle.passages[0].text])
    np.testing.assert_array_equal(bundle.store.vectors()[:1], first)


@pytest.mark.model
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_with_the_remedy(linked: Path, name: str) -> None:
    data = bytearray((linked / name).read_bytes())
    data[len(data) // 2] ^= 1
    put(linked / name, bytes(data))
    with pytest.raises(BundleError, match=rf"linked/{name} is damaged\. Build again \(learning-from-reviews index\)"):
        open_bundle(linked)


@pytest.mark.model
@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named_with_the_remedy(linked: Path, name: str) -> None:
    (linked / name).unlink()
    with pytest.raises(BundleError, match=rf"linked/{name} is missing\. Build again"):
        open_bundle(linked)


@pytest.mark.model
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": FORMAT + 1}, "has format"),
        ({"dimension": 3}, "do not fit together"),
        ({"passages": 3}, "do not fit together"),
    ],
)
def test_a_manifest_that_says_something_else_is_refused(linked: Path, change: dict[str, int], message: str) -> None:
    values = json.loads((linked / MANIFEST_FILE).read_text())
    put(linked / MANIFEST_FILE, json.dumps(values | change).encode())
    with pytest.raises(BundleError, match=message):
        open_bundle(linked)


def test_what_only_teaches_is_not_served(corpus: Corpus, tmp_path: Path) -> None:
    write_records(tmp_path, corpus)
    served = Corpus.model_validate_json((tmp_path / "records.json").read_bytes())
    assert served.reviews == corpus.reviews
    assert served.sources == corpus.sources
    assert served.reflection == corpus.reflection
    assert served.statuses == ()
    assert served.background.asides == served.background.out_of_scope == ()
    marked = {one.id for one in served.vignettes if one.carried_by}
    assert marked == {one.id for one in corpus.vignettes if one.carried_by and is_held_out(one.id) and not one.retells}
    assert len(marked) > 100
