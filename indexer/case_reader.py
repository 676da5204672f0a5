"""A text and its segments -> what each segment means and speaks to, read in the whole text's context. No torch."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from indexer.learned import Floats, softmax
from indexer.onnx_session import open_session
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES, StatusProbabilities

CASE_READER_FILE = "case-reader.onnx"
CASE_TOKENIZER_FILE = "case-tokenizer.json"

LONGEST_WINDOW = 256  # tokens read at once; the reader was taught on texts of up to 512
CONTEXT = 64  # tokens before a window that are read again, so that its first segment is not read alone

SILENT = -20.0  # the score of a theme that nothing was read for

Tokens = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadInContext:
    """What the case reader makes of each segment.

    `statuses` is float32 (segments, 5), rows adding up to 1, in the order of STATUSES; `themes` is float32
    (segments, themes that the reader was taught), scores before any softmax, in the order of its record's theme_ids.
    """

    statuses: StatusProbabilities
    themes: Floats


class CaseReader(Protocol):
    """Says of each segment how likely each status is, and how far it speaks to each theme."""

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        """One row a segment. A segment without a token is present and speaks to nothing."""
        ...


class OnnxCaseReader:
    """The case reader of a bundle: three layers of MiniLM that label every token; a segment's label is their mean.

    What a clause means hangs on its neighbours ("but that was the woman upstairs"), so the text is read whole,
    in windows of LONGEST_WINDOW tokens, each a run of its own.
    """

    def __init__(self, folder: Path, *, threads: int = 1) -> None:
        self._session = open_session(folder / CASE_READER_FILE, threads=threads)
        self._n_themes = int(self._session.get_outputs()[1].shape[-1])
        self._tokenizer = Tokenizer.from_file(str(folder / CASE_TOKENIZER_FILE))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._first, self._last = self._tokenizer.encode("").ids

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        """One row a segment. A segment without a token is present and speaks to nothing."""
        statuses = np.zeros((len(segments), len(STATUSES)), dtype=np.float32)
        statuses[:, 0] = 9
        themes = np.full((len(segments), self._n_themes), SILENT, dtype=np.float32)
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        ids = np.array(encoding.ids, dtype=np.int64)
        if len(ids) and segments:
            middles = np.array(encoding.offsets, dtype=np.float64).mean(axis=1)
            bounds = np.searchsorted(middles, [[part.start, part.end] for part in segments])
            labels = self._labels(ids, bounds[:, 1])
            for row, (start, end) in enumerate(bounds):
                if end > start:
                    mean = labels[start:end].mean(axis=0)
                    statuses[row], themes[row] = mean[: len(STATUSES)], mean[len(STATUSES) :]
        return ReadInContext(statuses=softmax(statuses), themes=themes)

    def _labels(self, ids: Tokens, ends: Tokens) -> Floats:
        """Scores of every token: float32 (tokens, 5 + themes). Windows end where a segment does, if one ends in time."""
        labels = np.empty((len(ids), len(STATUSES) + self._n_themes), dtype=np.float32)
        start = 0
        while start < len(ids):
            furthest = start + LONGEST_WINDOW
            within = ends[(ends > start) & (ends <= furthest)]
            end = int(within[-1]) if len(within) else min(furthest, len(ids))
            before = max(0, start - CONTEXT)
            window = np.concatenate([[self._first], ids[before:end], [self._last]])[None]
            statuses, themes = self._session.run(None, {"input_ids": window})
            kept = slice(1 + start - before, -1)
            labels[start:end] = np.concatenate([statuses[0][kept], themes[0][kept]], axis=1)
            start = end
        return labels
