"""A text and its segments -> how likely each status is for each segment, read in the whole text's context. No torch."""

import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexer.learned import softmax
from indexer.onnx_session import open_session
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES, StatusProbabilities
from indexer.workers import workers

STATUS_READER_FILE = "status-reader.onnx"
STATUS_TOKENIZER_FILE = "status-tokenizer.json"

HEADS = 12  # of attention, in each layer of MiniLM
LONGEST_WINDOW = 256  # tokens read at once; the reader was taught on texts of up to 384
CONTEXT = 64  # tokens before a window that are read again, so that its first segment is not read alone

Tokens = npt.NDArray[np.int64]


class StatusReader(Protocol):
    """Says of each segment how likely each status is."""

    def probabilities(self, text: str, segments: Sequence[Segment]) -> StatusProbabilities:
        """float32 (segments, 5), rows adding up to 1, in the order of STATUSES."""
        ...

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], StatusProbabilities]:
        """Begin to read; what is returned waits for it, and gives what `probabilities` does."""
        ...


class OnnxStatusReader:
    """The status reader of a bundle: three layers of MiniLM that label every token; a segment's label is their mean.

    What a clause means hangs on its neighbours ("but that was the woman upstairs"), so the text is read whole,
    in windows of LONGEST_WINDOW tokens, each a run of its own.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = open_session(folder / STATUS_READER_FILE)
        self._workers = workers(threads)
        self._tokenizer = Tokenizer.from_file(str(folder / STATUS_TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids

    def probabilities(self, text: str, segments: Sequence[Segment]) -> StatusProbabilities:
        """float32 (segments, 5), rows adding up to 1, in the order of STATUSES. A segment without a token is present."""
        return self.start(text, segments)()

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], StatusProbabilities]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int64)
        middles = np.array(encoding.offsets, dtype=np.float64).reshape(-1, 2).mean(axis=1)
        bounds = np.searchsorted(middles, np.array([(part.start, part.end) for part in segments]).reshape(-1, 2))
        labels = np.empty((len(ids), len(STATUSES)), dtype=np.float32)

        def read(start: int, end: int) -> None:
            before = max(0, start - CONTEXT)
            window = np.concatenate([[self._first], ids[before:end], [self._last]])[None]
            labels[start:end] = self._session.run(None, {"input_ids": window})[0][0][1 + start - before : -1]

        wait = self._workers.start([functools.partial(read, *window) for window in windows(len(ids), bounds[:, 1])])

        def result() -> StatusProbabilities:
            wait()
            scores = np.zeros((len(segments), len(STATUSES)), dtype=np.float32)
            scores[:, 0] = 9
            for row, (start, end) in enumerate(bounds):
                if end > start:
                    scores[row] = labels[start:end].mean(axis=0)
            return softmax(scores)

        return result


def windows(length: int, ends: Tokens) -> list[tuple[int, int]]:
    """Where to cut `length` tokens: as few windows as will do, about as long as each other, none over LONGEST_WINDOW.

    A window ends where a segment does (`ends`) if one ends in its second half.
    """
    found = []
    start = 0
    while start < length:
        left = -(-(length - start) // LONGEST_WINDOW)  # windows still to come, at least
        even = start + -(-(length - start) // left)
        furthest = start + LONGEST_WINDOW
        near = ends[(ends > start + LONGEST_WINDOW // 2) & (ends <= furthest)]
        last = left == 1 or not len(near)
        end = min(even, length) if last else int(near[np.argmin(np.abs(near - even))])
        found.append((start, end))
        start = end
    return found
