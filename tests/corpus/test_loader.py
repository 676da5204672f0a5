"""The folder as a whole: what cannot be read is gathered with its place, and nothing else is guessed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Fault, load_corpus

Edit = Callable[[str, str, str], None]
Faults = Callable[[], tuple[Fault, ...]]
Line = Callable[[str, str], int]

ONE = "reviews/one/meetings.yaml"


def test_the_small_corpus_has_no_faults(small: Path) -> None:
    corpus = load_corpus(small)
    assert [theme.id for theme in corpus.themes] == ["one/meetings", "two/meetings"]
    assert [point.id for point in corpus.learning_points][:2] == ["one/meetings/first", "one/meetings/second"]


def test_years_and_yes_stay_text(small: Path) -> None:
    first, second = load_corpus(small).sources
    assert first.year == "2017/18"
    assert second.year is None
    assert second.title == "yes"


def test_spaces_around_text_are_taken_off(small: Path, edit: Edit) -> None:
    edit("glossary.yaml", "term: CP", 'term: "  CP "')
    assert load_corpus(small).glossary[0].term == "CP"


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "problem"),
    [
        pytest.param(
            ONE,
            "What one learned about first.",
            '""',
            '""',
            '"learning_points.0.learning" is empty. Fill it in or take the entry out.',
            id="empty text",
        ),
        pytest.param(
            ONE,
            '  - "one theme cue 3"',
            '  - "   "',
            '"   "',
            '"cues.3" is empty. Fill it in or take the entry out.',
            id="blank cue",
        ),
        pytest.param(
            ONE,
            "learning_points:\n",
            "learning_points:\n  -\n",
            "  -\n  - id",
            '"learning_points.0" must be a group of `key: value` lines.',
            id="empty learning point",
        ),
        pytest.param(
            ONE,
            "summary:",
            "sumary:",
            "sumary:",
            '"sumary" is not a known key. Did you mean "summary"?',
            id="misspelt key",
        ),
        pytest.param(
            ONE,
            "summary: Who is missing shapes what is decided.\n",
            "",
            "id: one/meetings",
            '"summary" is missing. Add it.',
            id="missing key",
        ),
        pytest.param(
            "sources.yaml",
            "seen: itself",
            "seen: itself\n  colour: red",
            "colour",
            '"colour" is not a known key. Take it out.',
            id="unknown key",
        ),
        pytest.param(
            "reflection/rounds.yaml",
            "{kind: child, stage:",
            "{kind: child, stge:",
            "stge:",
            '"always_ask.0.stge" is not a known key. Did you mean "stage"?',
            id="misspelt inner key",
        ),
        pytest.param(
            "sources.yaml",
            "year: 2017/18",
            "year: 2017",
            "year: 2017",
            '"year" must be text. Put it in quotes.',
            id="number for text",
        ),
        pytest.param(
            "sources.yaml",
            "https://example.org/one",
            "example.org/one",
            "example.org/one",
            '"url" must be an address that begins with http:// or https://.',
            id="not an address",
        ),
        pytest.param(
            "sources.yaml",
            "id: page-one",
            "id: Page_One",
            "Page_One",
            '"id" must be small letters, digits and single hyphens.',
            id="not a slug",
        ),
        pytest.param(
            "changes.yaml",
            '"2026-11-24"',
            "24/11/2026",
            "24/11/2026",
            '"date" must be a date such as 2026-11-24.',
            id="not a date",
        ),
        pytest.param(
            "statuses.yaml",
            "ruled_out",
            "ruledout",
            "ruledout",
            "\"status\" must be one of 'present', 'ruled_out', 'historical', 'hypothetical' or 'someone_else'.",
            id="unknown status",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "one/meetings: 3",
            "one/meetings: 4",
            "one/meetings: 4",
            '"relevant.one/meetings" must be one of 1, 2 or 3.',
            id="unknown grade",
        ),
        pytest.param(
            ONE,
            "twins:\n  - two/meetings\n",
            "twins: two/meetings\n",
            "twins:",
            '"twins" must be a list (lines that begin with a dash).',
            id="not a list",
        ),
        pytest.param(
            ONE,
            "local_text: seen",
            "local_text: seen\nlocal_text: not-seen",
            "local_text: not-seen",
            '"local_text" stands twice. Keep one of the two.',
            id="twin key",
        ),
        pytest.param(
            ONE,
            "title: Meetings of one",
            "title: &t Meetings\nnote: *t",
            "note: *t",
            "an alias (*name) is not allowed. Write the value out.",
            id="alias",
        ),
        pytest.param(
            ONE,
            "title: Meetings of one",
            "title: Meetings: of one",
            "title: Meetings: of one",
            "not valid YAML: mapping values are not allowed in this context. "
            "Check the indentation and the quotes near this line.",
            id="bad YAML",
        ),
        pytest.param(
            "sources.yaml",
            "- id: page-one",
            "key: value\nx:\n- id: page-one",
            "key: value",
            "must be a list (entries that begin with a dash).",
            id="not a list of entries",
        ),
        pytest.param(
            "reviews/one/review.yaml",
            "themes:\n  - meetings\n",
            "themes: meetings\n",
            "themes:",
            'needs "themes": a list of the names of the theme files beside it.',
            id="themes not a list",
        ),
    ],
)
def test_what_cannot_be_read_names_file_line_and_remedy(
    small: Path, edit: Edit, faults: Faults, file: str, old: str, new: str, at: str, problem: str
) -> None:
    edit(file, old, new)
    edit("glossary.yaml", "meanings:", "meaning:")  # a fault somewhere else must not be lost
    found = faults()
    text = (small / file).read_text()
    assert Fault(file=file, line=text[: text.index(at)].count("\n") + 1, problem=problem) in found
    assert (
        Fault(file="glossary.yaml", line=2, problem='"meaning" is not a known key. Did you mean "meanings"?') in found
    )


def test_a_file_that_is_not_utf8_is_named_with_its_line(small: Path, edit: Edit, faults: Faults) -> None:
    edit("glossary.yaml", "meanings:", "meaning:")
    (small / "statuses.yaml").write_bytes(b"- text: ok\n  status: present\n- text: caf\xe9\n")
    found = faults()
    assert Fault(file="statuses.yaml", line=3, problem="not UTF-8 text. Save the file as UTF-8.") in found
    assert {fault.file for fault in found} == {"glossary.yaml", "statuses.yaml"}


def test_a_theme_file_that_is_not_listed_is_a_fault(small: Path, faults: Faults) -> None:
    (small / "reviews/one/extra.yaml").write_text((small / ONE).read_text())
    assert [str(fault) for fault in faults()] == [
        'reviews/one/extra.yaml: not listed under "themes" in review.yaml. Add it there, or take the file away.'
    ]


def test_a_listed_theme_file_that_is_missing_is_a_fault(small: Path, faults: Faults) -> None:
    (small / ONE).unlink()
    assert [str(fault) for fault in faults()] == [
        f"{ONE}: the file is missing. Put it back, or take its name out of the list that names it."
    ]


@pytest.mark.parametrize("file", ["terms.yaml", "background.yaml", "sources.yaml", "retired.yaml"])
def test_a_missing_file_of_the_corpus_is_named_and_echoes_nothing(small: Path, faults: Faults, file: str) -> None:
    (small / file).unlink()
    assert [(fault.file, fault.line) for fault in faults()] == [(file, 0)]


def test_a_corpus_without_reviews_says_where_they_belong(tmp_path: Path, faults: Faults) -> None:
    for path in tmp_path.glob("reviews/*/review.yaml"):
        path.unlink()
    assert "reviews: no review was found. Each is a folder with a review.yaml." in map(str, faults())


def test_every_fault_of_one_file_is_told_at_once(edit: Edit, faults: Faults) -> None:
    edit(ONE, "summary:", "sumary:")
    edit(ONE, "title: Meetings of one", 'title: ""')
    edit(ONE, '  - "one theme cue 3"', '  - ""')
    assert len(faults()) == 4  # the misspelt key is unknown, and the right one missing


def test_reviews_come_in_the_order_of_their_types_then_by_id(small: Path, edit: Edit) -> None:
    edit("terms.yaml", "review_types:", "review_types:\n  - {id: audit, title: Audit, description: An audit.}")
    edit("reviews/two/review.yaml", "type: serious-case-review", "type: audit")
    assert [review.id for review in load_corpus(small).reviews] == ["two", "one"]


def test_a_tag_is_a_fault_with_its_line(edit: Edit, faults: Faults, line: Line) -> None:
    edit(ONE, "title: Meetings of one", "title: !Important meetings")
    assert [(fault.file, fault.line) for fault in faults()] == [(ONE, line(ONE, "!Important"))]
