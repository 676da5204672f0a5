"""A text and its segments -> how likely each status is for each segment, read in the whole text's context. No torch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexer.learned import softmax
from indexer.onnx_session import open_session
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES, StatusProbabilities

STATUS_READER_FILE = "status-reader.onnx"
STATUS_TOKENIZER_FILE = "status-tokenizer.json"

LONGEST_WINDOW = 256  # tokens read at once; the reader was taught on texts of up to 384
CONTEXT = 64  # tokens before a window that are read again, so that its first segment is not read alone

Tokens = npt.NDArray[np.int64]


class StatusReader(Protocol):
    """Says of each segment how likely each status is."""

    def probabilities(self, text: str, segments: Sequence[Segment]) -> StatusProbabilities:
        """float32 (segments, 5), rows adding up to 1, in the order of STATUSES."""
        ...


class OnnxStatusReader:
    """The status reader of a bundle: three layers of MiniLM that label every token; a segment's label is their mean.

    What a clause means hangs on its neighbours ("but that was the woman upstairs"), so the text is read whole,
    in windows of LONGEST_WINDOW tokens, each a run of its own.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = open_session(folder / STATUS_READER_FILE, threads=threads)
        self._tokenizer = Tokenizer.from_file(str(folder / STATUS_TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids

    def probabilities(self, text: str, segments: Sequence[Segment]) -> StatusProbabilities:
        """float32 (segments, 5), rows adding up to 1, in the order of STATUSES. A segment without a token is present."""
        scores = np.zeros((len(segments), len(STATUSES)), dtype=np.float32)
        scores[:, 0] = 9
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int64)
        if not len(ids) or not segments:
            return softmax(scores)
        middles = np.array(encoding.offsets, dtype=np.float64).mean(axis=1)
        bounds = np.searchsorted(middles, [[part.start, part.end] for part in segments])
        labels = self._labels(ids, bounds[:, 1])
        for row, (start, end) in enumerate(bounds):
            if end > start:
                scores[row] = labels[start:end].mean(axis=0)
        return softmax(scores)

    def _labels(self, ids: Tokens, ends: Tokens) -> npt.NDArray[np.float32]:
        """Scores of every token: float32 (tokens, 5). Windows end where a segment does, if one ends in time."""
        labels = np.empty((len(ids), len(STATUSES)), dtype=np.float32)
        start = 0
        while start < len(ids):
            furthest = start + LONGEST_WINDOW
            within = ends[(ends > start) & (ends <= furthest)]
            end = int(within[-1]) if len(within) else min(furthest, len(ids))
            before = max(0, start - CONTEXT)
            window = np.concatenate([[self._first], ids[before:end], [self._last]])[None]
            read = self._session.run(None, {"input_ids": window})[0][0]
            labels[start:end] = read[1 + start - before : -1]
            start = end
        return labels
