"""Texts -> unit vectors, with the small int8 graph that serves. No torch."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from indexer.onnx_session import open_session
from indexer.tokens import open_tokenizer
from indexer.workers import workers

Vectors = npt.NDArray[np.float32]

ENCODER_FILE = "encoder.onnx"
ENCODER_WEIGHTS_FILE = "encoder.bin"  # beside the graph, mapped into memory: see indexer/lean.py
TOKENIZER_FILE = "tokenizer.json"
ENCODER_FILES = (ENCODER_FILE, ENCODER_WEIGHTS_FILE, TOKENIZER_FILE)


class Encoder(Protocol):
    """Turns texts into vectors of unit length."""

    @property
    def dimension(self) -> int:
        """The length of each vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32 (len(texts), dimension), each row of length 1. A text's row does not depend on its neighbours."""
        ...

    def start(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        """Begin to encode; what is returned waits for it, and gives what `encode` does."""
        ...

    def reads_whole(self, text: str) -> bool:
        """Whether the model reads the text to its end, or would drop what is past its longest input."""
        ...


class OnnxEncoder:
    """The encoder of a bundle: `encoder.onnx` with pooling and normalising inside the graph, and `tokenizer.json`.

    Dynamic quantisation scales activations over a whole batch, so a text's vector would depend on its neighbours.
    Each text is therefore a run of its own: the same text gives the same bytes, whatever is asked with it.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = open_session(folder / ENCODER_FILE)
        self._workers = workers(threads)
        self._words = open_tokenizer(folder / TOKENIZER_FILE)
        self._inputs = {entry.name for entry in self._session.get_inputs()}
        self._dimension = int(self._session.get_outputs()[0].shape[-1])

    @property
    def dimension(self) -> int:
        return self._dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        return self.start(texts)()

    def start(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        vectors = np.empty((len(texts), self._dimension), dtype=np.float32)

        def encode(row: int) -> None:
            vectors[row] = self._run(texts[row])

        longest_first = sorted(range(len(texts)), key=lambda row: -len(texts[row]))  # so that no thread ends late
        wait = self._workers.start([functools.partial(encode, row) for row in longest_first])

        def result() -> Vectors:
            wait()
            return vectors

        return result

    def _run(self, text: str) -> Vectors:
        encoding, longest = self._words.tokenizer.encode(text), self._words.longest
        found = encoding.ids
        if len(found) > longest:  # cut as the tokenizer would, what it ends every text with kept
            ending = found[-1:] if encoding.special_tokens_mask[-1] else []
            found = [*found[: longest - len(ending)], *ending]
        ids = np.array([found], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        vector: Vectors = self._session.run(None, {name: inputs[name] for name in self._inputs})[0][0]
        return vector

    def reads_whole(self, text: str) -> bool:
        return len(self._words.tokenizer.encode(text).ids) <= self._words.longest
