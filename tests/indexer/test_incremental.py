"""A build that takes over what has not changed gives the very bytes of one that takes over nothing."""

import shutil
from pathlib import Path

import pytest

from corpus import Corpus
from indexer import Bundle, inputs, making
from indexer import build as build_module
from indexer.build import BuildOptions, Built
from indexer.encoder import ENCODER_FILES
from indexer.export import Exported
from indexer.inputs import code_sha256, learned_from
from indexer.kept import FOLDER
from tests.indexer.edits import LEARNED, NEW, SHOWN, point

QUICK = ("a point's learning",)


@pytest.fixture
def exports(few_buckets: None, bundle: Bundle, bundle_root: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The encoder that the real bundle holds in the place of an export; a line for each time it is asked for."""
    asked: list[str] = []

    def export(model: str, folder: Path) -> Exported:
        asked.append(model)
        for name in ENCODER_FILES:
            shutil.copy(bundle_root / bundle.version / name, folder / name)
        return Exported(weights_sha256="w", lowest_cosine=0.98)

    monkeypatch.setattr(making, "export", export)
    monkeypatch.setattr(making, "files_sha256", lambda model: "files")
    monkeypatch.setattr(build_module, "weights_sha256", lambda model: "w")
    return asked


def built(corpus: Corpus, root: Path, *, afresh: bool = False) -> Built:
    return build_module.build(corpus, root, BuildOptions(model="stand-in", threads=2, afresh=afresh))


def made(one: Built) -> dict[str, str]:
    return {step.part: step.made for step in one.steps}


def same_bytes(one: Path, other: Path) -> None:
    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    for name in names:
        assert (one / name).read_bytes() == (other / name).read_bytes(), name


@pytest.mark.parametrize("kind", SHOWN)
def test_nothing_is_learned_from_what_is_only_shown(tiny: Corpus, kind: str) -> None:
    assert learned_from(SHOWN[kind](tiny)) == learned_from(tiny)


@pytest.mark.parametrize("kind", LEARNED)
def test_what_is_learned_from_is_told_apart(tiny: Corpus, kind: str) -> None:
    assert learned_from(LEARNED[kind](tiny)) != learned_from(tiny)


@pytest.mark.model
def test_edits_of_what_is_only_shown_fit_nothing(tiny: Corpus, exports: list[str], tmp_path: Path) -> None:
    root, afresh = tmp_path / "root", tmp_path / "afresh"
    first = built(tiny, root)
    edited = tiny
    for edit in SHOWN.values():
        edited = edit(edited)
    second = built(edited, root)
    assert made(second) == {
        "encoder": "as before",
        "passages": "0 of 180 embedded",
        "what is learned": "as before: nothing that it is learned from has changed",
        "topics, map and records": "1 more texts embedded",
    }
    assert exports == ["stand-in"]
    assert second.notes == first.notes
    assert built(edited, afresh, afresh=True).version == second.version != first.version
    same_bytes(root / second.version, afresh / second.version)
    assert not (afresh / FOLDER).exists()


def _as_afresh(tiny: Corpus, kind: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    built(tiny, root)
    edited = LEARNED[kind](tiny)
    second, afresh = built(edited, root), built(edited, tmp_path / "afresh", afresh=True)
    assert made(second)["what is learned"].startswith("fitted")
    assert second.version == afresh.version
    assert second.notes == afresh.notes
    same_bytes(root / second.version, tmp_path / "afresh" / second.version)


@pytest.mark.model
@pytest.mark.parametrize("kind", QUICK)
def test_an_edit_that_something_is_learned_from_gives_what_a_full_build_gives(
    tiny: Corpus, exports: list[str], tmp_path: Path, kind: str
) -> None:
    _as_afresh(tiny, kind, tmp_path)


@pytest.mark.assure
@pytest.mark.parametrize("kind", [kind for kind in LEARNED if kind not in QUICK])
def test_every_other_such_edit_too(tiny: Corpus, exports: list[str], tmp_path: Path, kind: str) -> None:
    _as_afresh(tiny, kind, tmp_path)


@pytest.mark.model
def test_an_edit_taken_back_and_damage_give_the_bundle_before(tiny: Corpus, exports: list[str], tmp_path: Path) -> None:
    first = built(tiny, tmp_path)
    changed = built(point(learning=NEW)(tiny), tmp_path)
    assert made(changed)["passages"] == "1 of 180 embedded"
    back = built(tiny, tmp_path)
    assert back.version == first.version
    assert made(back)["what is learned"].startswith("as before")
    for path in (tmp_path / FOLDER).iterdir():
        path.write_bytes(path.read_bytes()[:-1])
    (tmp_path / first.version / "learned.npz").write_bytes(b"damaged")
    assert built(tiny, tmp_path).version == first.version
    assert len(exports) == 2


def test_code_that_teaches_changes_no_bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "indexer"
    shutil.copytree(Path(making.__file__).parent, here, ignore=shutil.ignore_patterns("*.onnx", "__pycache__"))
    monkeypatch.setattr(inputs, "_HERE", here)
    before = code_sha256()
    (here / "teaching" / "teach.py").write_text("# taught otherwise")
    assert code_sha256() == before
    (here / "topics.py").write_text("# read otherwise")
    assert code_sha256() != before
