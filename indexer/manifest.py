"""What a bundle says of itself: its format, what it was built from, and a hash for every file."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.errors import BundleError

FORMAT = 4
MANIFEST_FILE = "manifest.json"
HASHED_AT_ONCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`fingerprint`: of the inputs (corpus, model, options, code). `files`: name -> SHA-256 of each file's bytes."""

    format: int
    fingerprint: str
    model: str
    model_sha256: str
    store: str
    dimension: int
    passages: int
    themes: int
    learning_points: int
    files: dict[str, str]

    @property
    def bundle_id(self) -> str:
        """Twelve characters that stand for the bundle's contents; the same contents have the same id."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:12]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def file_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a bundle's folder. Raises BundleError where it is missing, damaged or of another format."""
    path = folder / MANIFEST_FILE
    try:
        values = dict(json.loads(path.read_text(encoding="utf-8")))
        if values.get("format") != FORMAT:
            raise BundleError(
                f"The bundle {folder.name} has format {values.get('format')!r}; this version reads format {FORMAT}. "
                "Build it again: learning-from-reviews index"
            )
        return Manifest(**values)
    except FileNotFoundError:
        raise BundleError(
            f"{folder.name} has no {MANIFEST_FILE}. Build a bundle: learning-from-reviews index"
        ) from None
    except (ValueError, TypeError) as error:
        raise BundleError(
            f"{folder.name}/{MANIFEST_FILE} is damaged. Build again: learning-from-reviews index"
        ) from error


def verify(folder: Path, manifest: Manifest) -> None:
    """Check every file of the bundle against its hash, some at once. Raises BundleError with the file's name and the remedy."""
    with ThreadPoolExecutor(HASHED_AT_ONCE) as pool:
        checks = [pool.submit(_check, folder, name, expected) for name, expected in manifest.files.items()]
        for check in checks:
            check.result()


def _check(folder: Path, name: str, expected: str) -> None:
    path = folder / name
    if "/" in name or "\\" in name or not path.is_file():
        raise BundleError(
            f"{folder.name}/{name} is missing. Build again (learning-from-reviews index) or copy the folder whole."
        )
    if file_sha256(path) != expected:
        raise BundleError(
            f"{folder.name}/{name} is damaged. Build again (learning-from-reviews index) or copy the folder whole."
        )
