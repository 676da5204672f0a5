"""Judged cases -> what they hold: read from JSON lines, checked, never fitted on."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import LearningFromReviewsError

DEFAULT_CASES = Path(__file__).parent.parent.parent / "tests" / "evaluation"


class CasesError(LearningFromReviewsError):
    """The judged cases cannot be read. The message names the file and the line, never the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case with graded themes. `relevant`: theme -> 3 central, 2 clearly relevant, 1 marginal."""

    id: str
    text: str
    relevant: dict[str, int]
    ruled_out: tuple[str, ...] = ()
    kind: str = ""
    in_scope: bool = True
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The same case twice with one clause turned. `both`: the theme must stand in the first five either way."""

    id: str
    kind: str
    theme: str
    with_theme: str
    without: str
    both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Retold:
    """One case told in several ways. `decisive` is the sentence of `full` without which it would be another case."""

    id: str
    full: str
    shorthand: str
    dictated: str
    typos: str
    decisive: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chronology:
    """A long dated record, and the entries that carry a theme: (exact text, theme id)."""

    id: str
    text: str
    decisive: tuple[tuple[str, str], ...]


def _lines(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.jsonl"
    if not path.is_file():
        return []
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise CasesError(f"{path.name}:{number} is not a line of JSON. Mend it.") from None
        if not isinstance(row, dict) or "id" not in row:
            raise CasesError(f'{path.name}:{number} has no "id". Each line is an object with an id and a text.')
        rows.append(row)
    return rows


def read_judged(folder: Path, name: str) -> list[Judged]:
    """The cases of `folder/name.jsonl`; none where there is no such file. Raises CasesError."""
    judged = []
    for row in _lines(folder, name):
        try:
            judged.append(
                Judged(
                    id=str(row["id"]),
                    text=str(row["text"]),
                    relevant={str(theme): int(grade) for theme, grade in (row.get("relevant") or {}).items()},
                    ruled_out=tuple(row.get("ruled_out") or ()),
                    kind=str(row.get("kind", "")),
                    in_scope=bool(row.get("in_scope", True)),
                    gaps=tuple(row.get("gaps") or ()),
                )
            )
        except (KeyError, ValueError, AttributeError, TypeError):
            raise CasesError(
                f'{name}.jsonl: the entry "{str(row["id"])[:40]}" lacks a text, or its grades are not numbers.'
            ) from None
    return judged


def read_pairs(folder: Path) -> list[Pair]:
    """The minimal pairs of `folder/pairs.jsonl`. Raises CasesError."""
    try:
        return [
            Pair(
                id=str(row["id"]),
                kind=str(row["kind"]),
                theme=str(row["theme"]),
                with_theme=str(row["with"]),
                without=str(row["without"]),
                both=bool(row.get("both", False)),
            )
            for row in _lines(folder, "pairs")
        ]
    except KeyError as error:
        raise CasesError(f"pairs.jsonl: an entry lacks {error}.") from None


def read_retold(folder: Path) -> list[Retold]:
    """The cases of `folder/retold.jsonl`, each told in several ways. Raises CasesError."""
    try:
        return [
            Retold(
                id=str(row["id"]),
                full=str(row["full"]),
                shorthand=str(row["shorthand"]),
                dictated=str(row["dictated"]),
                typos=str(row["typos"]),
                decisive=str(row["decisive"]),
            )
            for row in _lines(folder, "retold")
        ]
    except KeyError as error:
        raise CasesError(f"retold.jsonl: an entry lacks {error}.") from None


def read_chronologies(folder: Path) -> list[Chronology]:
    """The records of `folder/chronologies.jsonl`. Raises CasesError."""
    try:
        return [
            Chronology(
                id=str(row["id"]),
                text=str(row["text"]),
                decisive=tuple((str(one["text"]), str(one["theme"])) for one in row["decisive"]),
            )
            for row in _lines(folder, "chronologies")
        ]
    except (KeyError, TypeError) as error:
        raise CasesError(f"chronologies.jsonl: an entry lacks {error}.") from None
