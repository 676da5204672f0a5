"""A corpus -> a bundle that serves, built only when something it is made from has changed."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus import Corpus
from indexer import Bundle, current_version, making, open_bundle, read_text
from indexer import build as build_module
from indexer.build import BuildOptions, fingerprint
from indexer.encoder import ENCODER_FILES
from indexer.export import Exported
from indexer.fit import Fitted, fit
from indexer.taught import Taught

OPTIONS = BuildOptions(model="stand-in")


@pytest.fixture
def quick(few_buckets: None, bundle: Bundle, bundle_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encoder that the real bundle holds in the place of an export, and one fit for every build."""

    def export(model: str, folder: Path) -> Exported:
        for name in ENCODER_FILES:
            shutil.copy(bundle_root / bundle.version / name, folder / name)
        return Exported(weights_sha256="w", lowest_cosine=1.0)

    monkeypatch.setattr(making, "export", export)
    fitted: list[Fitted] = []

    def fit_once(*given: Any) -> Fitted:
        """Fit the first time: that the next would give the same is shown in test_fit.py."""
        if not fitted:
            fitted.append(fit(*given))
        return fitted[0]

    monkeypatch.setattr("indexer.fit.fit", fit_once)
    monkeypatch.setattr(build_module, "weights_sha256", lambda model: "w")


def with_another_point(corpus: Corpus) -> Corpus:
    """The same corpus with one learning point said in other words."""
    review = corpus.reviews[0]
    theme = review.themes[0]
    point = theme.learning_points[0].model_copy(update={"learning": "What was learned since."})
    changed = theme.model_copy(update={"learning_points": (point, *theme.learning_points[1:])})
    return corpus.model_copy(update={"reviews": (review.model_copy(update={"themes": (changed, *review.themes[1:])}),)})


@pytest.mark.model
def test_a_corpus_is_built_once_served_and_built_again_when_it_changes(
    tiny: Corpus, quick: None, tmp_path: Path
) -> None:
    said: list[str] = []
    first = build_module.build(tiny, tmp_path, OPTIONS, said.append)
    assert first.fresh
    assert first.changes == ("first build",)
    assert len(said) >= 2
    assert current_version(tmp_path) == first.version
    assert not list(tmp_path.glob(".partial-*"))

    opened = open_bundle(tmp_path)
    assert opened.version == first.version
    assert opened.corpus.reviews == tiny.reviews
    assert opened.corpus.statuses == ()
    assert len(read_text("She is cold. He is not.", opened.encoder, opened.case_reader).segments) == 2
    np.testing.assert_array_equal(opened.store.vectors()[:1], opened.encoder.encode([opened.passages[0].text]))

    again = build_module.build(tiny, tmp_path, OPTIONS)
    assert (again.version, again.fresh, again.changes) == (first.version, False, ())

    (tmp_path / first.version / "learned.npz").write_bytes(b"damaged")
    mended = build_module.build(tiny, tmp_path, OPTIONS)
    assert mended.fresh
    assert mended.version == first.version  # the same inputs give the same bytes
    assert open_bundle(tmp_path).version == first.version

    changed = build_module.build(with_another_point(tiny), tmp_path, OPTIONS)
    assert changed.fresh
    assert changed.version != first.version
    assert changed.changes == ("1 theme changed", "1 learning point changed")


def test_a_fingerprint_is_of_corpus_model_weights_and_case_reader(tiny: Corpus) -> None:
    reader = Taught(
        model_sha256="m",
        reader_sha256="s",
        tokenizer_sha256="t",
        examples_sha256="e",
        theme_ids=("one/a",),
        point_ids=("one/a/p",),
        parts_in_cases={},
        sentences_alone={},
        themes_of_cases={},
        words_of_themes={},
    )
    one = fingerprint(tiny, OPTIONS, "w", reader)
    assert one == fingerprint(tiny.model_copy(deep=True), BuildOptions(model="stand-in", threads=7), "w", reader)
    others = {
        fingerprint(with_another_point(tiny), OPTIONS, "w", reader),
        fingerprint(tiny, BuildOptions(model="other"), "w", reader),
        fingerprint(tiny, OPTIONS, "v", reader),
        fingerprint(tiny.model_copy(update={"statuses": ()}), OPTIONS, "w", reader),
        *(
            fingerprint(tiny, OPTIONS, "w", reader.model_copy(update=change))
            for change in ({"reader_sha256": "r"}, {"tokenizer_sha256": "r"}, {"point_ids": ("one/a/q",)})
        ),
    }
    assert len(others | {one}) == 8


@pytest.mark.model
def test_a_build_that_fails_leaves_the_bundle_before(
    tiny: Corpus, quick: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "CURRENT").write_text("before\n")

    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("indexer.fit.fit", fail)
    with pytest.raises(MemoryError):
        build_module.build(tiny, tmp_path, OPTIONS)
    assert current_version(tmp_path) == "before"
    assert {path.name for path in tmp_path.iterdir()} == {"CURRENT", ".lock", ".kept"}
