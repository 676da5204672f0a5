"""The same case told otherwise, very short notes and long records: does the answer hold?"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from indexer import Bundle
from service.evaluation import runs
from service.evaluation.cases import Judged, Retold, read_chronologies, read_judged, read_retold

FIRST = 10

Telling = Callable[[Retold], str]

TELLINGS: tuple[tuple[str, Telling], ...] = (
    ("in shorthand", lambda case: case.shorthand),
    ("dictated, without punctuation", lambda case: case.dictated),
    ("with typing errors", lambda case: case.typos),
    ("in capitals", lambda case: case.full.upper()),
    ("the decisive sentence first", lambda case: moved(case, to_front=True)),
    ("the decisive sentence last", lambda case: moved(case, to_front=False)),
)


def lines(bundle: Bundle, folder: Path) -> Iterator[str]:
    """The tables of what holds; nothing where the folder has no such cases. Raises CasesError."""
    retold = read_retold(folder)
    if retold:
        full = [_first(bundle, case.full) for case in retold]
        yield ""
        yield f"The same case told otherwise ({len(retold)}): themes of the first ten that stay; the first theme stays in the first three"
        for name, told in TELLINGS:
            others = [_first(bundle, told(case)) for case in retold]
            stay = [len(set(one) & set(other)) for one, other in zip(full, others, strict=True) if one]
            first = [one[0] in other[:3] for one, other in zip(full, others, strict=True) if one]
            yield f"  {name:32s} {np.mean(stay):.1f}  {np.mean(first):.2f}"
    yield from _tiny(bundle, read_judged(folder, "tiny"))
    chronologies = read_chronologies(folder)
    if chronologies:
        yield ""
        yield f"Long records ({len(chronologies)}): where the theme of each decisive entry stands, and whether that entry is its evidence"
    for record in chronologies:
        report = runs.report(bundle, record.text)
        for words, theme in record.decisive:
            start = record.text.index(words)
            rank = next((place for place, one in enumerate(report.themes, 1) if one.theme_id == theme), 0)
            shown = any(
                part.start < start + len(words) and start < part.end
                for one in report.themes
                if one.theme_id == theme
                for point in one.points
                for part in point.evidence
            )
            yield f"  {record.id}, {len(record.text.split())} words: {theme} at {rank}, {'its evidence' if shown else 'not its evidence'}"


def _tiny(bundle: Bundle, notes: Sequence[Judged]) -> Iterator[str]:
    if not notes:
        return
    found = [_first(bundle, note.text) for note in notes]
    right = [bool(set(one[:5]) & note.relevant.keys()) for one, note in zip(found, notes, strict=True)]
    yield ""
    yield (
        f"Notes of two to five words ({len(notes)}): answered {np.mean([bool(one) for one in found]):.2f}; "
        f"a theme that it can only mean in the first five: {np.mean(right):.2f}"
    )


def _first(bundle: Bundle, text: str) -> list[str]:
    return [one.theme_id for one in runs.report(bundle, text).themes[:FIRST]]


def moved(case: Retold, *, to_front: bool) -> str:
    """The case with its decisive sentence at its front or at its end."""
    others = " ".join(case.full.replace(case.decisive, "", 1).split())
    return f"{case.decisive} {others}" if to_front else f"{others} {case.decisive}"
