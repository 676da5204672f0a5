"""The peer: the plain service that most would write, FastAPI over sentence-transformers and a flat FAISS index.

`python -m tests.benchmarks.plain_service MODE FOLDER PORT`, over a folder that `plain_index` has written.
"""

import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from tests.benchmarks.places import PEERS

TOP = 10
Scores = dict[int, float]


class CaseIn(BaseModel):
    case: str


def by_vector(mode: str, folder: Path) -> Callable[[str], Scores]:
    import faiss
    from nupunkt import sent_tokenize
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer((folder / "model").read_text(), device="cpu")
    if mode == "whole-512":
        model.max_seq_length = 512
    index = faiss.read_index(str(folder / "points.faiss"))
    one_at_a_time = threading.Lock()  # a fast tokenizer is not to be shared by threads

    def search(text: str) -> Scores:
        with one_at_a_time:
            vectors = [model.encode([text], normalize_embeddings=True)]
            if mode == "sentences":
                vectors.append(model.encode(sent_tokenize(text), normalize_embeddings=True))
        best: Scores = {}
        for batch in vectors:
            for scores, rows in zip(*index.search(batch, TOP), strict=True):
                for score, row in zip(scores.tolist(), rows.tolist(), strict=True):
                    best[row] = max(score, best.get(row, -1.0))
        return best

    return search


def by_word(folder: Path) -> Callable[[str], Scores]:
    import bm25s

    index = bm25s.BM25.load(str(folder / "bm25"))

    def search(text: str) -> Scores:
        words = bm25s.tokenize([text], stopwords="en", show_progress=False, return_ids=False)
        rows, scores = index.retrieve(words, k=TOP, show_progress=False)
        return dict(zip(rows[0].tolist(), scores[0].tolist(), strict=True))

    return search


def by_txtai(folder: Path) -> Callable[[str], Scores]:
    sys.path.append(str(PEERS))
    from txtai import Embeddings  # type: ignore[import-not-found]

    embeddings = Embeddings()
    embeddings.load(str(folder / "txtai"))
    one_at_a_time = threading.Lock()

    def search(text: str) -> Scores:
        with one_at_a_time:
            return {int(row): float(score) for row, score in embeddings.search(text, TOP)}

    return search


def create_service(mode: str, folder: Path) -> FastAPI:
    points = json.loads((folder / "points.json").read_text(encoding="utf-8"))
    others = {"bm25": by_word, "txtai": by_txtai}
    search = others[mode](folder) if mode in others else by_vector(mode, folder)
    app = FastAPI()

    @app.post("/api/v1/match")
    def match(body: CaseIn) -> list[dict[str, object]]:
        ranked = sorted(search(body.case).items(), key=lambda found: (-found[1], found[0]))[:TOP]
        return [{**points[row], "score": score} for row, score in ranked]

    return app


if __name__ == "__main__":
    service = create_service(sys.argv[1], Path(sys.argv[2]))
    uvicorn.run(service, host="127.0.0.1", port=int(sys.argv[3]), access_log=False, log_level="warning")
