"""An encoder and a case reader that read each text of the corpus once, and remember it from build to build.

Both promise that a text is read alike whatever is read with it, so what was read before is what would be read now.
"""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from indexer.case_reader import CaseReader, ReadInContext
from indexer.encoder import Encoder, Vectors
from indexer.kept import Kept, digest_of
from indexer.reading.read import read_text
from indexer.reading.spans import Segment
from indexer.reading.status import STATUSES

VECTORS, READINGS = "vectors", "readings"
_KEY_BYTES = 16


def _key(text: str) -> bytes:
    return bytes.fromhex(digest_of(text))[:_KEY_BYTES]


class _Memory:
    """Rows by key, read from what was kept under `name` and written back there. Counts what is put."""

    def __init__(self, kept: Kept, kind: str, name: str, columns: int) -> None:
        self._kept, self._kind, self._name, self._columns = kept, kind, name, columns
        self._lock = threading.Lock()
        self._asked: set[bytes] = set()
        self._rows = self._read()
        self._new = 0  # since they were last counted
        self._saved = True

    def _read(self) -> dict[bytes, Vectors]:
        found = self._kept.find(self._kind, self._name)
        if found is None or set(found) != {"keys", "rows", "ends"}:
            return {}
        keys, rows, ends = found["keys"], found["rows"].astype(np.float32, copy=False), found["ends"]
        starts = [0, *ends[:-1].tolist()]
        return {key.tobytes(): rows[start:end] for key, start, end in zip(keys, starts, ends.tolist(), strict=True)}

    def get(self, key: bytes) -> Vectors | None:
        with self._lock:
            self._asked.add(key)
            return self._rows.get(key)

    def put(self, key: bytes, rows: Vectors) -> None:
        with self._lock:
            self._new += key not in self._rows
            self._rows[key] = rows
            self._saved = False

    def take_count(self) -> int:
        """How many were put since this was last asked."""
        with self._lock:
            new, self._new = self._new, 0
            return new

    def save(self, *, everything_was_read: bool) -> None:
        """Keep what was remembered; where everything was read, what nothing asked for is forgotten."""
        with self._lock:
            left = {key: rows for key, rows in self._rows.items() if not everything_was_read or key in self._asked}
            if not left or (self._saved and len(left) == len(self._rows)):
                return
            self._rows, self._saved = left, True
        keys = np.frombuffer(b"".join(left), dtype=np.uint8).reshape(-1, _KEY_BYTES)
        ends = np.cumsum([len(rows) for rows in left.values()], dtype=np.int64)
        rows = np.concatenate([*left.values(), np.zeros((0, self._columns), dtype=np.float32)])
        self._kept.keep(self._kind, self._name, {"keys": keys, "rows": rows, "ends": ends}, newest=1)


class RememberingEncoder:
    """An encoder that encodes only texts it has not met. `name` stands for all that a vector depends on but the text."""

    def __init__(self, encoder: Encoder, kept: Kept, name: str) -> None:
        self._encoder = encoder
        self.memory = _Memory(kept, VECTORS, name, encoder.dimension)

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            key = _key(text)
            found = self.memory.get(key)
            if found is None:
                found = self._encoder.encode([text])
                self.memory.put(key, found)
            vectors[row] = found[0]
        return vectors

    def start(self, texts: Sequence[str]) -> Callable[[], Vectors]:
        return lambda: self.encode(texts)

    def reads_whole(self, text: str) -> bool:
        return self._encoder.reads_whole(text)


class RememberingCaseReader:
    """A case reader that reads only texts, cut as they are, that it has not met. `name` as for the encoder."""

    def __init__(self, reader: CaseReader, kept: Kept, name: str, n_themes: int, n_points: int) -> None:
        self._reader = reader
        self._starts = (len(STATUSES), len(STATUSES) + n_themes)
        self.memory = _Memory(kept, READINGS, name, len(STATUSES) + n_themes + n_points)

    def read(self, text: str, segments: Sequence[Segment]) -> ReadInContext:
        key = _key(f"{[(part.start, part.end) for part in segments]}{text}")
        found = self.memory.get(key)
        if found is None:
            read = self._reader.read(text, segments)
            found = np.concatenate([read.statuses, read.themes, read.points], axis=1)
            self.memory.put(key, found)
        statuses, themes, points = np.split(found, self._starts, axis=1)
        return ReadInContext(statuses=statuses, themes=themes, points=points)

    def start(self, text: str, segments: Sequence[Segment]) -> Callable[[], ReadInContext]:
        return lambda: self.read(text, segments)


def encode_ahead(texts: Sequence[str], encoder: Encoder, threads: int) -> None:
    """Have each text met by a remembering encoder, `threads` at a time."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda text: encoder.encode([text]), texts):
            pass


def read_ahead(texts: Sequence[str], encoder: Encoder, case_reader: CaseReader, threads: int) -> None:
    """Have each whole text read by a remembering encoder and case reader, `threads` at a time."""
    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(lambda text: read_text(text, encoder, case_reader), texts):
            pass
