"""The case reader that the repository ships, and what it was taught from. `learning-from-reviews index --teach` makes it again."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from corpus import Corpus
from indexer.case_reader import CASE_READER_FILE, CASE_TOKENIZER_FILE
from indexer.errors import ModelUnavailable
from indexer.manifest import file_sha256

TAUGHT_FILE = "taught.json"
FOLDER = Path(__file__).parent

HELD_OUT = 10  # one text in so many teaches nothing


@dataclass(frozen=True, slots=True)
class TaughtIds:
    """The ids of the themes and learning points that the case reader was taught, in the order of its scores."""

    themes: tuple[str, ...]
    points: tuple[str, ...]


class Taught(BaseModel):
    """Hashes of the weights and of what they were made from, and what was measured on the texts held out.

    `theme_ids` and `point_ids`: the themes and learning points that it speaks of, in the order of its scores.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model_sha256: str
    reader_sha256: str
    tokenizer_sha256: str
    examples_sha256: str
    theme_ids: tuple[str, ...]
    point_ids: tuple[str, ...]
    parts_in_cases: dict[str, float]
    sentences_alone: dict[str, float]
    themes_of_cases: dict[str, float]
    words_of_themes: dict[str, float]

    @property
    def ids(self) -> TaughtIds:
        return TaughtIds(self.theme_ids, self.point_ids)


def is_held_out(name: str) -> bool:
    """Whether a text teaches nothing, by its id or by itself: the same for the same text, whatever stands beside it.

    A case that retells another goes with that one.
    """
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:4]) % HELD_OUT == 0


def examples_sha256(corpus: Corpus) -> str:
    """What the case reader learns from, as one SHA-256: labelled sentences, cues, and composed cases with their labels."""
    digest = hashlib.sha256()
    for one in corpus.statuses:
        digest.update(f"{one.status}\t{one.text}\n".encode())
    for theme in corpus.themes:
        digest.update("\n".join((theme.id, theme.title, theme.summary, *theme.cues, "")).encode())
        for point in theme.learning_points:
            digest.update("\n".join((point.id, point.learning, *point.cues, "")).encode())
    for vignette in corpus.vignettes:
        digest.update(f"{vignette.told_first}\t{vignette.text}\n".encode())
        digest.update("".join(f"{theme}\t{grade}\n" for theme, grade in vignette.relevant.items()).encode())
        digest.update("\n".join(vignette.ruled_out).encode())
        digest.update("".join(f"{part.status}\t{part.text}\n" for part in vignette.statuses).encode())
        digest.update(
            "".join("\t".join((one.theme, one.point or "", *one.words)) + "\n" for one in vignette.carried_by).encode()
        )
    return digest.hexdigest()


def shipped(folder: Path = FOLDER) -> Taught:
    """What the shipped case reader is, its files checked by hash. Raises ModelUnavailable where one is not as it was."""
    try:
        taught = Taught.model_validate_json((folder / TAUGHT_FILE).read_bytes())
        hashes = {CASE_READER_FILE: taught.reader_sha256, CASE_TOKENIZER_FILE: taught.tokenizer_sha256}
        wrong = [name for name, expected in hashes.items() if file_sha256(folder / name) != expected]
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            "The case reader in indexer/taught is incomplete. Check it out again, or make it: learning-from-reviews index --teach"
        ) from error
    if wrong:
        raise ModelUnavailable(
            f"indexer/taught/{wrong[0]} is not the file that {TAUGHT_FILE} names. Check it out again, "
            "or make it: learning-from-reviews index --teach"
        )
    return taught
