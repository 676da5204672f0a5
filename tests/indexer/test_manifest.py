"""What a bundle says of itself, and what is refused."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from indexer import BundleError
from indexer.manifest import FORMAT, MANIFEST_FILE, Manifest, file_sha256, read_manifest, verify

SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
MANIFEST = Manifest(
    format=FORMAT,
    fingerprint="f",
    model="m",
    model_sha256="s",
    store="faiss-flat",
    dimension=2,
    passages=3,
    themes=1,
    learning_points=2,
    files={"b.txt": SHA256_OF_ABC},
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "some-bundle"
    folder.mkdir()
    (folder / "b.txt").write_text("abc")
    (folder / MANIFEST_FILE).write_text(MANIFEST.to_json())
    return folder


def test_a_file_s_hash_is_sha256(folder: Path) -> None:
    assert file_sha256(folder / "b.txt") == SHA256_OF_ABC


def test_it_is_read_as_it_was_written(folder: Path) -> None:
    assert read_manifest(folder) == MANIFEST
    verify(folder, MANIFEST)


def test_the_same_contents_have_the_same_id_and_others_another() -> None:
    assert MANIFEST.bundle_id == replace(MANIFEST).bundle_id
    assert len(MANIFEST.bundle_id) == 12
    assert int(MANIFEST.bundle_id, 16) >= 0
    assert replace(MANIFEST, files={"b.txt": "0"}).bundle_id != MANIFEST.bundle_id
    assert replace(MANIFEST, fingerprint="g").bundle_id != MANIFEST.bundle_id


def test_the_order_in_which_files_were_written_does_not_matter() -> None:
    one = replace(MANIFEST, files={"a": "1", "b": "2"})
    assert one.bundle_id == replace(MANIFEST, files={"b": "2", "a": "1"}).bundle_id


def test_a_missing_manifest_says_to_build(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"has no manifest\.json\. Build a bundle: learning-from-reviews index"):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    "text", ["{", "null", "[1]", "", f'{{"format": {FORMAT}}}', f'{{"format": {FORMAT}, "unknown": 2}}']
)
def test_a_damaged_manifest_is_named(folder: Path, text: str) -> None:
    (folder / MANIFEST_FILE).write_text(text)
    with pytest.raises(BundleError, match=r"some-bundle/manifest\.json is damaged\. Build again"):
        read_manifest(folder)


def test_bytes_that_are_no_text_are_named_too(folder: Path) -> None:
    (folder / MANIFEST_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BundleError, match="is damaged"):
        read_manifest(folder)


@pytest.mark.parametrize("found", [FORMAT + 1, 0, "1", None])
def test_another_format_says_which(folder: Path, found: object) -> None:
    (folder / MANIFEST_FILE).write_text(json.dumps({**json.loads(MANIFEST.to_json()), "format": found}))
    with pytest.raises(
        BundleError, match=rf"has format {found!r}; this version reads format {FORMAT}\. Build it again"
    ):
        read_manifest(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "b.txt").unlink()
    with pytest.raises(BundleError, match=r"some-bundle/b\.txt is missing"):
        verify(folder, MANIFEST)


def test_a_changed_file_is_named(folder: Path) -> None:
    (folder / "b.txt").write_text("abd")
    with pytest.raises(BundleError, match=r"some-bundle/b\.txt is damaged"):
        verify(folder, MANIFEST)


@pytest.mark.parametrize("name", ["../outside.txt", "..\\outside.txt", "/etc/hostname"])
def test_a_name_that_leaves_the_folder_is_refused(folder: Path, name: str) -> None:
    (folder.parent / "outside.txt").write_text("abc")
    with pytest.raises(BundleError, match="is missing"):
        verify(folder, replace(MANIFEST, files={name: SHA256_OF_ABC}))
