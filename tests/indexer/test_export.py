"""The encoder that serves against its reference, and a model that is not the one expected."""

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer import Bundle, ModelUnavailable
from indexer import export as export_module
from indexer.encoder import Vectors
from indexer.export import DEFAULT_MODEL, LOWEST_PARITY_COSINE, PARITY_SENTENCES, load_reference, weights_sha256

QUERIES = (
    *PARITY_SENTENCES,
    "School says she falls asleep in lessons and smells of damp.",
    "He threatened to kill himself if she took the kids.",
    "Nobody told the foster carer why the plan changed.",
    "CAMHS closed him because he would not come to the clinic.",
)


@pytest.fixture(scope="module")
def reference_vectors(bundle: Bundle) -> tuple[Vectors, Vectors]:
    """What sentence-transformers makes of the queries, and of every 20th passage."""
    with pytest.MonkeyPatch.context() as patched:  # loading sets these for the process
        patched.setenv("HF_HUB_OFFLINE", "1")
        patched.setenv("TOKENIZERS_PARALLELISM", "false")
        model = load_reference(DEFAULT_MODEL)
        texts = [*QUERIES, *(passage.text for passage in bundle.passages[::20])]
        vectors = np.asarray(model.encode(texts, normalize_embeddings=True), dtype=np.float32)
    return vectors[: len(QUERIES)], vectors[len(QUERIES) :]


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_int8_vectors_stay_near_their_reference(bundle: Bundle, reference_vectors: tuple[Vectors, Vectors]) -> None:
    queries, texts = reference_vectors
    cosines = (queries * bundle.encoder.encode(QUERIES)).sum(axis=1)
    assert cosines.min() >= LOWEST_PARITY_COSINE
    assert (texts * bundle.store.vectors()[::20]).sum(axis=1).min() >= 0.95


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_int8_vectors_rank_as_their_reference_does(bundle: Bundle, reference_vectors: tuple[Vectors, Vectors]) -> None:
    queries, texts = reference_vectors
    expected = queries @ texts.T
    found = bundle.encoder.encode(QUERIES) @ bundle.store.vectors()[::20].T
    # Of near twins either may come first: what is put first is next to the best by the reference's own measure.
    given_up = expected.max(axis=1) - np.take_along_axis(expected, found.argmax(axis=1)[:, None], axis=1)[:, 0]
    assert given_up.max() <= 0.05
    tens = [(set(one[:10]), set(other[:10])) for one, other in zip(*map(best_first, (expected, found)), strict=True)]
    assert float(np.mean([len(one & other) / 10 for one, other in tens])) >= 0.75


def best_first(cosines: Vectors) -> list[list[int]]:
    order: list[list[int]] = np.argsort(-cosines, axis=1).tolist()
    return order


@pytest.mark.model
def test_the_packaged_weights_are_the_public_ones() -> None:
    assert weights_sha256(DEFAULT_MODEL) == export_module.PACKAGED_MODELS[DEFAULT_MODEL][1]


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "some_model_package"
    (package / "model").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "model" / "model.safetensors").write_bytes(b"abc")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(export_module.PACKAGED_MODELS, "some-model", ("some_model_package", "0" * 64))
    importlib.invalidate_caches()
    with pytest.raises(ModelUnavailable, match=rf"have SHA-256 ba7816bf.*, not {'0' * 64}.*--force-reinstall"):
        weights_sha256("some-model")
    sys.modules.pop("some_model_package", None)


def test_a_package_that_is_not_installed_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(export_module.PACKAGED_MODELS, "some-model", ("no_such_package_here", "0" * 64))
    for ask in (weights_sha256, load_reference):
        with pytest.raises(ModelUnavailable, match=r"some-model is not installed.*Run: make setup"):
            ask("some-model")


def test_without_sentence_transformers_it_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnavailable, match=r"sentence-transformers is not installed.*Run: make setup"):
        load_reference(str(tmp_path))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"has no model\.safetensors in its folder"):
        weights_sha256(str(tmp_path))


def test_a_folder_of_one_s_own_is_known_by_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"abc")
    assert weights_sha256(str(tmp_path)).startswith("ba7816bf")


def test_a_name_is_for_sentence_transformers_to_find() -> None:
    assert weights_sha256("someone/some-model") == "by name: someone/some-model"
