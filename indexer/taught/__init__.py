"""The status reader that the repository ships, and what it was taught from. `learning-from-reviews index --teach` makes it again."""

import hashlib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus import Corpus
from indexer.errors import ModelUnavailable
from indexer.manifest import file_sha256
from indexer.status_reader import STATUS_READER_FILE, STATUS_TOKENIZER_FILE

TAUGHT_FILE = "taught.json"
FOLDER = Path(__file__).parent


class Taught(BaseModel):
    """Hashes of the weights and of what they were made from, and what was measured on every tenth text, held out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_sha256: str
    reader_sha256: str
    tokenizer_sha256: str
    examples_sha256: str
    parts_in_cases: dict[str, float]
    sentences_alone: dict[str, float]


def examples_sha256(corpus: Corpus) -> str:
    """What the status reader learns from, as one SHA-256: labelled sentences, and composed cases with their statuses."""
    digest = hashlib.sha256()
    for one in corpus.statuses:
        digest.update(f"{one.status}\t{one.text}\n".encode())
    for vignette in corpus.vignettes:
        digest.update(f"{vignette.text}\n".encode())
        digest.update("".join(f"{part.status}\t{part.text}\n" for part in vignette.statuses).encode())
    return digest.hexdigest()


def shipped(folder: Path = FOLDER) -> Taught:
    """What the shipped status reader is, its files checked by hash. Raises ModelUnavailable where one is not as it was."""
    try:
        taught = Taught.model_validate_json((folder / TAUGHT_FILE).read_bytes())
        hashes = {STATUS_READER_FILE: taught.reader_sha256, STATUS_TOKENIZER_FILE: taught.tokenizer_sha256}
        wrong = [name for name, expected in hashes.items() if file_sha256(folder / name) != expected]
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            "The status reader in indexer/taught is incomplete. Check it out again, or make it: learning-from-reviews index --teach"
        ) from error
    if wrong:
        raise ModelUnavailable(
            f"indexer/taught/{wrong[0]} is not the file that {TAUGHT_FILE} names. Check it out again, "
            "or make it: learning-from-reviews index --teach"
        )
    return taught
