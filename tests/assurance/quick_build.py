"""A real build, of a corpus that takes two seconds: the encoder is copied from a bundle in the place of an export."""

import shutil
from inspect import unwrap
from pathlib import Path

from indexer import build as build_module
from indexer import fit, making, ngrams  # noqa: F401 (loaded, so that every module that names the buckets is found)
from indexer.build import BuildOptions
from indexer.encoder import ENCODER_FILES
from indexer.export import Exported
from tests.indexer import conftest as small


def quick_build(root: Path, source: Path) -> str:
    """Build the small corpus of tests/indexer in `root`, with the encoder of the bundle in `source`. Its version."""

    def export(model: str, folder: Path) -> Exported:
        for name in ENCODER_FILES:
            shutil.copy(source / name, folder / name)
        return Exported(weights_sha256="w", lowest_cosine=1.0)

    vars(build_module).update(weights_sha256=lambda model: "w")
    vars(making).update(export=export)
    buckets, corpus = (unwrap(one) for one in (small.few_buckets, small.tiny))
    for _ in buckets():
        return build_module.build(corpus(), root, BuildOptions(model="stand-in")).version
    raise AssertionError
