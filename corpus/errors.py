"""What can be wrong with the corpus, said so that the person who wrote it can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


class LearningFromReviewsError(Exception):
    """The root of every error this product raises on purpose. Its message says what is wrong and how to mend it."""


class NotReadyError(LearningFromReviewsError):
    """Something that has to be built or installed first is missing or damaged."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Fault:
    """One thing that is wrong, with its place.

    `file` is relative to the corpus folder; `line` counts from 1, or is 0 where the whole file is meant.
    """

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.problem}"


class CorpusError(LearningFromReviewsError):
    """The corpus has faults; `faults` holds every one of them, in the order of the files."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        count = f"{len(self.faults)} fault{'s' if len(self.faults) != 1 else ''}"
        super().__init__("\n".join([*map(str, self.faults), f"({count} in the corpus)"]))
