"""A text and its segments -> what each segment means and speaks to, read in the whole text's context. No torch."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
import numpy.typing as npt

from indexer.learned import Floats, softmax
from indexer.onnx_session import open_session
from indexer.reading.spans import Segment
from indexer.reading.status import StatusProbabilities
from indexer.tokens import open_tokenizer
from indexer.workers import workers

if TYPE_CHECKING:
    import onnxruntime

CASE_READER_FILE = "case-reader.onnx"
CASE_TOKENIZER_FILE = "case-tokenizer.json"

WIDTHS = "labels"  # how a graph that gives all labels in one names how many there are of each kind

HEADS = 12  # of attention, in each layer of MiniLM
LABELS = ("statuses", "themes", "points")  # the products that label tokens, as they are named and ordered
LONGEST_WINDOW = 256  # tokens read at once; the reader was taught on texts of up to 512
CONTEXT = 64  # tokens before a window that are read again, so that its first segment is not read alone

SILENT = -20.0  # the score of every theme and point, and of every status but "present", where nothing was read

Tokens = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInContext:
    """What the case reader makes of each segment.

    `statuses` is float32 (segments, 5), rows adding up to 1, in the order of STATUSES; `themes` and `points` are
    float32 (segments, themes or learning points that the reader was taught), scores before any softmax, in the order of
    its record's theme_ids and point_ids. Points are scored against the others of their theme.
    """

    statuses: StatusProbabilities
    themes: Floats
    points: Floats


class CaseReader(Protocol):
    """Says of each segment how likely each status is, and how far it speaks to each theme and learning point."""

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        """One row a segment. A segment without a token is present and speaks to nothing."""
        ...

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
        """Begin to read; what is returned waits for it, and gives what `read` does."""
        ...


class OnnxCaseReader:
    """The case reader of a bundle: three layers of MiniLM that label every token; a segment's label is their mean.

    What a clause means hangs on its neighbours ("but that was the woman upstairs"), so the text is read whole,
    in windows of LONGEST_WINDOW tokens, each a run of its own.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = open_session(folder / CASE_READER_FILE)
        self._workers = workers(threads)
        self._widths = _widths(self._session)
        self._tokenizer = open_tokenizer(folder / CASE_TOKENIZER_FILE).tokenizer
        self._first, self._last = self._tokenizer.encode("").ids

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        """One row a segment. A segment without a token is present and speaks to nothing."""
        return self.start(text, segments)()

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int64)
        middles = np.array(encoding.offsets, dtype=np.float64).reshape(-1, 2).mean(axis=1)
        bounds = np.searchsorted(middles, np.array([(part.start, part.end) for part in segments]).reshape(-1, 2))
        labels = np.empty((len(ids), sum(self._widths)), dtype=np.float32)

        def read(start: int, end: int) -> None:
            before = max(0, start - CONTEXT)
            window = np.concatenate([[self._first], ids[before:end], [self._last]])[None]
            found = np.concatenate(self._session.run(None, {"input_ids": window}), axis=-1)
            labels[start:end] = found[0, 1 + start - before : -1]

        wait = self._workers.start([functools.partial(read, *window) for window in windows(len(ids), bounds[:, 1])])

        def result() -> ReadInContext:
            wait()
            means = np.full((len(segments), labels.shape[1]), SILENT, dtype=np.float32)
            means[:, 0] = 9  # present
            for row, (start, end) in enumerate(bounds):
                if end > start:
                    means[row] = labels[start:end].mean(axis=0)
            statuses, themes, points = np.split(means, np.cumsum(self._widths)[:-1], axis=1)
            return ReadInContext(statuses=softmax(statuses), themes=themes, points=points)

        return result


def _widths(session: "onnxruntime.InferenceSession") -> tuple[int, ...]:
    """How many labels of each kind the graph gives: as outputs of their own, or one after another in one."""
    outputs = session.get_outputs()
    if len(outputs) == len(LABELS):
        return tuple(int(output.shape[-1]) for output in outputs)
    return tuple(int(width) for width in session.get_modelmeta().custom_metadata_map[WIDTHS].split())


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
