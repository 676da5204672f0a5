"""The seven headings of a briefing: ours, or a partnership's own from a YAML file. Every fault is named with its line."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from corpus import Fault
from corpus.places import ReadFile, read_yaml
from service.errors import SettingsError

Content = Literal["background", "recurrence", "learning", "when", "practice", "other-side", "questions"]
CONTENTS: tuple[Content, ...] = get_args(Content)
DEFAULT = Path(__file__).parent / "headings.yaml"
N_HEADINGS = 7
LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    title: str
    holds: tuple[Content, ...]


def read_headings(path: Path | None) -> tuple[Heading, ...]:
    """The headings of a file; ours where no file is set. Raises SettingsError with every fault in it."""
    chosen = path or DEFAULT
    if not chosen.is_file():
        raise SettingsError(f"LFR_BRIEFING_HEADINGS names {chosen.name}, and there is no such file.")
    faults: list[Fault] = []
    read = read_yaml(chosen, chosen.name, faults)
    if read is not None:
        faults += _faults(read)
    if faults or read is None:
        raise SettingsError("\n".join(["LFR_BRIEFING_HEADINGS cannot be used:", *map(str, sorted(faults))]))
    return tuple(Heading(title=one["title"].strip(), holds=tuple(one["holds"])) for one in read.value)


def _faults(read: ReadFile) -> Iterator[Fault]:
    if not isinstance(read.value, list):
        yield read.fault((), "must be a list of headings (entries that begin with a dash).")
        return
    if len(read.value) != N_HEADINGS:
        yield read.fault((), f"{len(read.value)} headings; a briefing has {N_HEADINGS}.")
    held: Counter[Any] = Counter()
    for i, one in enumerate(read.value):
        if not isinstance(one, dict):
            yield read.fault((i,), 'must be a group of two lines, "title" and "holds".')
            continue
        for key in ("title", "holds"):
            if key not in one:
                yield read.fault((i,), f'"{key}" is missing. Add it.')
        for key in one.keys() - {"title", "holds"}:
            yield read.fault((i, key), f'"{key}" is not a known key. Take it out.')
        title = one.get("title", "x")
        if not isinstance(title, str) or not 0 < len(title.strip()) <= LONGEST_TITLE:
            yield read.fault((i, "title"), f'"title" must be text of 1 to {LONGEST_TITLE} characters.')
        holds = one.get("holds", ["questions"])
        if not isinstance(holds, list) or not holds:
            yield read.fault((i, "holds"), f'"holds" must be a list of at least one of: {", ".join(CONTENTS)}.')
            continue
        for j, name in enumerate(holds):
            if name not in CONTENTS:
                yield read.fault((i, "holds", j), f"not known. Choose among: {', '.join(CONTENTS)}.")
            elif "holds" in one:
                held[name] += 1
                if held[name] > 1:
                    yield read.fault((i, "holds", j), f'"{name}" stands twice. Keep one.')
    missing = [name for name in ("learning", "practice", "questions") if name not in held]
    if missing:
        yield read.fault(
            (), f"no heading holds {', '.join(missing)}: a briefing needs what was learned, what to do, and questions."
        )
