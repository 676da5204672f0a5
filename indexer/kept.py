"""What a build leaves for the next one, beside the bundles: arrays by the hash of all that they were made from.

Made of the corpus alone, never of a case, and never copied with a bundle. A file that is damaged or gone costs time
and nothing else: it is made again. Each is written beside and renamed, its owner's to read alone, and only the newest
few of a kind stay.
"""

import contextlib
import hashlib
import io
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

Arrays = dict[str, npt.NDArray[np.generic]]

FOLDER = ".kept"
NEWEST = 3
_DIGEST_BYTES = 32


class Kept:
    """Arrays that earlier builds made, in the folder `root/.kept`. With no root nothing is kept, and all is made."""

    def __init__(self, root: Path | None) -> None:
        self._folder = None if root is None else root / FOLDER

    def find(self, kind: str, key: str) -> Arrays | None:
        """The arrays kept under this key, or None where there are none that are whole."""
        if self._folder is None:
            return None
        path = self._folder / f"{kind}-{key}"
        try:
            content = path.read_bytes()
            body = memoryview(content)[_DIGEST_BYTES:]
            if hashlib.sha256(body).digest() != content[:_DIGEST_BYTES]:
                return None
            with np.load(io.BytesIO(body), allow_pickle=False) as file:
                arrays = {name: file[name] for name in file.files}
            os.utime(path)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile):
            return None
        return arrays

    def keep(self, kind: str, key: str, arrays: Arrays, *, newest: int = NEWEST) -> None:
        """Keep arrays, and of their kind the `newest` alone. A folder that cannot be written is left as it is."""
        if self._folder is None:
            return
        buffer = io.BytesIO()
        np.savez(buffer, **arrays)  # type: ignore[arg-type]  # numpy's stub takes the keywords for flags
        body = buffer.getbuffer()
        path = self._folder / f"{kind}-{key}"
        partial = path.with_name(f".partial-{path.name}")
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, exist_ok=True)
            for left in self._folder.glob(".partial-*"):
                left.unlink()
            with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(hashlib.sha256(body).digest())
                file.write(body)
            partial.replace(path)
            of_kind = sorted(self._folder.glob(f"{kind}-*"), key=lambda one: one.stat().st_mtime_ns)
            for old in of_kind[:-newest]:
                old.unlink()

    def made(self, kind: str, key: str, make: Callable[[], Arrays]) -> Arrays:
        """The arrays kept under this key, or those that `make` gives, which are then kept."""
        found = self.find(kind, key)
        if found is None:
            found = make()
            self.keep(kind, key, found)
        return found


def digest_of(*parts: str | bytes | npt.NDArray[np.generic]) -> str:
    """A SHA-256 over parts in their order, each with its length (and an array's type and shape), as hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(f"{part.dtype.str}{part.shape}".encode())
            part = np.ascontiguousarray(part).tobytes()
        content = part.encode() if isinstance(part, str) else part
        digest.update(f"{len(content)}:".encode())
        digest.update(content)
    return digest.hexdigest()
