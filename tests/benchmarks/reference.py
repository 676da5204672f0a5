"""How far the ranking of the judged cases moves where the fp32 reference encodes them in the int8 encoder's place.

`python -m tests.benchmarks.reference` prints JSON. Passages and cases alike are encoded by sentence-transformers; what
was learned stays as it is, on the int8 vectors. Cases are read by code alone, and nothing of them is printed.
"""

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from indexer import Bundle, Vectors, open_bundle
from indexer.export import DEFAULT_MODEL, load_reference
from indexer.stores import FaissStore, write_faiss
from service.evaluation.cases import DEFAULT_CASES, read_judged
from service.evaluation.metrics import measure
from service.evaluation.runs import pipeline, scores_of
from service.settings import read_settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

FIRST = 5  # themes that a page shows before a person scrolls


@dataclass(frozen=True, slots=True)
class ReferenceEncoder:
    """sentence-transformers on torch, fp32, as an Encoder."""

    model: "SentenceTransformer"

    @property
    def dimension(self) -> int:
        return 384

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self.model.encode(list(texts), normalize_embeddings=True), dtype=np.float32)

    def start(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        return lambda: self.encode(texts)

    def reads_whole(self, text: str) -> bool:
        return len(self.model.tokenizer(text)["input_ids"]) < (self.model.max_seq_length or 512)


def in_fp32(bundle: Bundle, folder: Path) -> Bundle:
    """The bundle with its passages, and every case to come, encoded by the reference."""
    encoder = ReferenceEncoder(load_reference(DEFAULT_MODEL))
    vectors = encoder.encode([passage.text for passage in bundle.passages])
    write_faiss(folder / "fp32.faiss", vectors)
    store = FaissStore(folder / "fp32.faiss", [passage.id for passage in bundle.passages])
    return replace(bundle, encoder=encoder, store=store, text_vectors=vectors[~bundle.table.cue])


def main() -> None:
    """Print how well each ranks, and how often their first themes are the same."""
    bundle = open_bundle(read_settings().bundles)
    cases = [case for name in ("cases", "denials") for case in read_judged(DEFAULT_CASES, name) if case.relevant]
    theme_ids = [theme.id for theme in bundle.corpus.themes]
    texts = [case.text for case in cases]
    with tempfile.TemporaryDirectory() as folder:
        scores = [scores_of(pipeline(one), texts) for one in (bundle, in_fp32(bundle, Path(folder)))]
    int8, fp32 = (measure(cases, one, theme_ids) for one in scores)
    firsts = [np.argsort(-one, axis=1, kind="stable")[:, :FIRST] for one in scores]
    shared = [
        len(set(one) & set(other)) / FIRST for one, other in zip(*(first.tolist() for first in firsts), strict=True)
    ]
    found = {
        "cases": len(cases),
        "int8": int8.means[0],
        "fp32": fp32.means[0],
        "interval": int8.interval(fp32),
        "same_first": float((firsts[0][:, 0] == firsts[1][:, 0]).mean()),
        "shared_of_first": float(np.mean(shared)),
        "cosine": _cosine(bundle, texts),
    }
    print(json.dumps(found))


def _cosine(bundle: Bundle, texts: Sequence[str]) -> float:
    """The mean cosine of the two encoders' vectors of whole texts and passages."""
    sample = [*texts, *(passage.text for passage in bundle.passages[::20])]
    reference = ReferenceEncoder(load_reference(DEFAULT_MODEL)).encode(sample)
    return float((reference * bundle.encoder.encode(sample)).sum(axis=1).mean())


if __name__ == "__main__":
    main()
