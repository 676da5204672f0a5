"""What is measured: the product, and the plain peers."""

from pathlib import Path

from tests.benchmarks.figures import Contender
from tests.benchmarks.places import PEERS

PRODUCT = "Learning from Reviews"
WHOLE = "plain, whole text, 256 tokens"
SENTENCES = "plain, sentences and the whole"
WHOLE_512 = "plain, whole text, 512 tokens"
TXTAI = "txtai, hybrid"
BM25 = "bm25s alone"


def product() -> Contender:
    """create_app under uvicorn, as `learning-from-reviews serve` runs it."""
    return Contender(
        name=PRODUCT, command=lambda port: ("-m", "service.cli", "serve", "--port", str(port)), reads="all, in segments"
    )


def plain(name: str, mode: str, folder: Path, reads: str) -> Contender:
    """The plain service in one of its modes, over what `plain_index` wrote into the folder."""
    return Contender(
        name=name,
        command=lambda port: ("-m", "tests.benchmarks.plain_service", mode, str(folder), str(port)),
        reads=reads,
    )


def with_txtai() -> bool:
    """Whether `make bench` could install txtai."""
    return (PEERS / "txtai").is_dir()
