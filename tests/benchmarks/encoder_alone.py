"""Fifteen sentences through the product's encoder, beside what onnxruntime alone reaches on the exported graph.

`python -m tests.benchmarks.encoder_alone ROUNDS` prints seconds as JSON: medians, the two taken in turn. "bare" is
onnxruntime as it comes over the graph of the bundle, fed with tokens made beforehand, one run a sentence.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime
from nupunkt import sent_spans
from tokenizers import Tokenizer

from indexer import current_version, open_bundle
from indexer.encoder import ENCODER_FILE, TOKENIZER_FILE
from service.settings import read_settings
from tests.benchmarks.places import CASE

SENTENCES = 15


def folder_of(root: Path) -> Path:
    """The bundle's own folder."""
    version = current_version(root)
    return root if version is None else root / version


def bare(folder: Path, texts: list[str]) -> Callable[[], None]:
    """Runs onnxruntime alone, as it comes, over the texts' tokens, one text a run."""
    session = onnxruntime.InferenceSession(str(folder / ENCODER_FILE), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    tokenizer.no_padding()
    names = [one.name for one in session.get_inputs()]
    inputs = []
    for text in texts:
        ids = np.array([tokenizer.encode(text).ids], dtype=np.int64)
        parts = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        inputs.append({name: parts[name] for name in names})

    def run() -> None:
        for one in inputs:
            session.run(None, one)

    return run


def main(rounds: int) -> None:
    """Print the medians."""
    settings = read_settings()
    encoder = open_bundle(settings.bundles, threads=settings.threads).encoder
    case = CASE.read_text(encoding="utf-8")
    texts = [case[start:end] for start, end in sent_spans(case)[:SENTENCES]]
    rivals = {"encoder": lambda: encoder.encode(texts), "bare": bare(folder_of(settings.bundles), texts)}
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds + 3):
        for name, run in rivals.items():
            started = time.perf_counter()
            run()
            taken[name].append(time.perf_counter() - started)
    print(json.dumps({name: statistics.median(values[3:]) for name, values in taken.items()} | {"texts": len(texts)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
