"""A small valid corpus in a temporary folder, and a way to break it in one place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import CorpusError, Fault, load_corpus

STEPS = ("experience", "reflection", "analysis", "plan", "experience", "analysis")

TERMS = """\
review_types:
  - {id: serious-case-review, title: Serious case review, description: A statutory review.}
agencies:
  - {id: any, title: Any agency}
  - {id: school, title: Schools}
ages:
  - {id: any, title: Any age}
harms:
  - {id: any, title: Any harm}
roles:
  - {id: social-worker, title: Social worker}
"""

SOURCES = """\
- id: page-one
  title: Review one
  publisher: A partnership
  year: 2017/18
  url: https://example.org/one
  provenance: local-review
  seen: itself
- id: page-two
  title: yes
  publisher: A partnership
  year: null
  url: https://example.org/two
  provenance: local-review
  seen: summary
"""

REFLECTION = """\
id: rounds
title: Rounds
about: A model with two stages.
source: An author (2001).
source_url: https://example.org/rounds
stages:
  - id: look
    title: Look
    about: What happened.
    steps: [experience]
    questions: ["What happened?"]
  - id: think
    title: Think
    about: What it means.
    steps: [reflection, analysis, plan]
    questions: ["What else could it mean?"]
always_ask:
  - {kind: child, stage: look, question: "What was the child's day like?"}
"""

COVERAGE = """\
- id: something-else
  title: Something else
  url: https://example.org/else
  look_to: Look there.
  terms: [elsewhere]
  cues: ["This is about something else."]
"""

VIGNETTES = """\
- id: case-one
  text: Third meeting without the school.
  voice: social worker
  relevant:
    one/meetings: 3
  ruled_out:
    - two/meetings
"""


def theme(review: str, twin: str) -> str:
    """The YAML of a valid theme `review/meetings` with two points."""
    questions = "".join(
        f'  - question: "What does {review} ask, number {i}?"\n    step: {step}\n' for i, step in enumerate(STEPS)
    )
    cues = "".join(f'  - "{review} theme cue {i}"\n' for i in range(14))
    points = "".join(
        f"""\
  - id: {review}/meetings/{slug}
    learning: What {review} learned about {slug}.
    practice: What {review} does about {slug}.
    practice_basis: source
    when: A meeting is held.
    agencies: [any]
    ages: [any]
    harms: [any]
    sources:
      - id: page-{review}
    cues:
"""
        + "".join(f'      - "{review} {slug} cue {i}"\n' for i in range(8))
        for slug in ("first", "second")
    )
    return f"""\
id: {review}/meetings
title: Meetings of {review}
listed_title: Meetings
local_text: seen
summary: Who is missing shapes what is decided.
twins:
  - {twin}/meetings
questions:
{questions}cues:
{cues}learning_points:
{points}"""


def review(name: str) -> str:
    """The YAML of a valid review with one theme."""
    return f"""\
id: {name}
title: Review {name}
listed_title: null
type: serious-case-review
background: What it was about.
source: page-{name}
themes:
  - meetings
"""


FILES = {
    "terms.yaml": TERMS,
    "sources.yaml": SOURCES,
    "background.yaml": "out_of_scope: [A letter about bins.]\nasides: [It rained.]\n",
    "statuses.yaml": "- {text: No bruises., status: ruled_out}\n",
    "glossary.yaml": "- term: CP\n  meanings: [child protection]\n",
    "coverage.yaml": COVERAGE,
    "changes.yaml": '- {date: "2026-11-24", kind: added, ids: [one, two], summary: Both reviews.}\n',
    "retired.yaml": "- id: one/old\n  went_to: one/meetings\n  why: Renamed.\n",
    "reflection/rounds.yaml": REFLECTION,
    "vignettes/first.yaml": VIGNETTES,
    "reviews/one/review.yaml": review("one"),
    "reviews/one/meetings.yaml": theme("one", "two"),
    "reviews/two/review.yaml": review("two"),
    "reviews/two/meetings.yaml": theme("two", "one"),
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The folder of a small corpus with no faults."""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def edit(small: Path) -> Callable[[str, str, str], None]:
    """Replace words that stand exactly once in one file of the small corpus."""

    def replace(file: str, old: str, new: str) -> None:
        path = small / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return replace


@pytest.fixture
def faults(small: Path) -> Callable[[], tuple[Fault, ...]]:
    """Load the small corpus, which must be faulty, and give what was found."""

    def load() -> tuple[Fault, ...]:
        with pytest.raises(CorpusError) as caught:
            load_corpus(small)
        return caught.value.faults

    return load


@pytest.fixture
def line(small: Path) -> Callable[[str, str], int]:
    """The number, from 1, of the first line of a file that holds some words."""

    def find(file: str, words: str) -> int:
        lines = (small / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, text in enumerate(lines, start=1) if words in text)

    return find
