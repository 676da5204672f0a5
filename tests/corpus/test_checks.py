"""Rules across files: each broken in one place, told with its line and remedy beside a fault elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Fault, Question, load_corpus
from corpus.checks import asks

Edit = Callable[[str, str, str], None]
Faults = Callable[[], tuple[Fault, ...]]
Line = Callable[[str, str], int]

ONE = "reviews/one/meetings.yaml"
TWO = "reviews/two/meetings.yaml"
FIRST_POINT = '    sources:\n      - id: page-one\n    cues:\n      - "one first cue 0"'


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "problem"),
    [
        pytest.param(
            ONE,
            FIRST_POINT,
            FIRST_POINT.replace("sources:\n      - id: page-one", "sources: []"),
            "sources: []",
            '"one/meetings": "first": no source. Add one under "sources".',
            id="no source",
        ),
        pytest.param(
            ONE,
            FIRST_POINT,
            FIRST_POINT.replace("page-one", "page-oen"),
            "page-oen",
            '"one/meetings": unknown source "page-oen". Nearest: "page-one".',
            id="unknown source",
        ),
        pytest.param(
            ONE,
            FIRST_POINT,
            FIRST_POINT.replace("page-one", "zzz"),
            "zzz",
            '"one/meetings": unknown source "zzz". Take it out, or add it first.',
            id="unknown source with nothing near",
        ),
        pytest.param(
            ONE,
            FIRST_POINT,
            FIRST_POINT.replace("page-one", "page-two"),
            "id: page-two",
            '"one/meetings": a source other than the review\'s own page needs "fit": direct or related.',
            id="source without fit",
        ),
        pytest.param(
            ONE,
            "  - two/meetings",
            "  - two/meeting",
            "two/meeting",
            '"one/meetings": unknown theme "two/meeting". Nearest: "two/meetings".',
            id="unknown twin",
        ),
        pytest.param(
            ONE,
            "  - two/meetings",
            "  - one/meetings",
            "  - one/meetings",
            '"one/meetings": "one/meetings" is in the same review. A twin is the same lesson in another one.',
            id="twin in the same review",
        ),
        pytest.param(
            ONE,
            "questions:",
            "tensions:\n  - {theme: two/meeting, why: Both can be true.}\nquestions:",
            "two/meeting, why",
            '"one/meetings": unknown other theme "two/meeting". Nearest: "two/meetings".',
            id="unknown tension",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "    one/meetings: 3",
            "    one/meeting: 3",
            "relevant:",
            '"case-one": unknown theme "one/meeting". Nearest: "one/meetings".',
            id="unknown theme of a vignette",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "    - two/meetings",
            "    - one/meetings",
            "ruled_out:",
            '"case-one": "one/meetings" is both relevant and ruled out.',
            id="relevant and ruled out",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "    - two/meetings",
            "    - two/meetings\n  carried_by: [{theme: one/meetings, words: [without a school]}]",
            "carried_by:",
            '"case-one": "without a school" is not in its text, letter for letter.',
            id="marked words that are not there",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "    - two/meetings",
            "    - two/meetings\n  carried_by: [{theme: two/meetings, words: [without the school]}]",
            "carried_by:",
            '"case-one": words carry "two/meetings", which is not among its relevant themes.',
            id="marked words of a theme that is not relevant",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "    - two/meetings",
            "    - two/meetings\n  carried_by: [{theme: one/meetings, point: one/meetings/frist, words: [the school]}]",
            "carried_by:",
            '"case-one": unknown learning point of that theme "one/meetings/frist". Nearest: "one/meetings/first".',
            id="marked words of an unknown point",
        ),
        pytest.param(
            "vignettes/first.yaml",
            "  voice: social worker",
            "  voice: social worker\n  retells: case-two",
            "retells:",
            '"case-one": it retells "case-two", which is no composed case, or retells another itself.',
            id="retells no case",
        ),
        pytest.param(
            ONE,
            "id: one/meetings/second",
            "id: one/meetings/first",
            "id: one/meetings/first\n    learning: What one learned about second",
            'twin id "one/meetings/first": it stands twice. Give one of the two another.',
            id="twin point",
        ),
        pytest.param(
            "sources.yaml",
            "- id: page-two",
            "- id: page-one\n  title: x\n  publisher: x\n  year: null\n  url: https://example.org\n"
            "  provenance: local-review\n  seen: itself\n- id: page-two",
            "- id: page-one\n  title: x",
            'twin source "page-one": it stands twice. Give one of the two another.',
            id="twin source",
        ),
        pytest.param(
            ONE,
            "id: one/meetings\n",
            "id: two/else\n",
            "id: two/else",
            '"two/else": a theme\'s id is its review\'s, a slash and a slug: "one/...".',
            id="theme id of another review",
        ),
        pytest.param(
            ONE,
            "id: one/meetings/second",
            "id: one/other/second",
            "id: one/other/second",
            '"one/meetings": a learning point\'s id is its theme\'s, a slash and a slug: not "one/other/second".',
            id="point id of another theme",
        ),
        pytest.param(
            ONE,
            'number 0?"\n    step: experience\n',
            'number 0?"\n    step: experience\n    role: social-wroker\n',
            "social-wroker",
            '"one/meetings": unknown role "social-wroker". Nearest: "social-worker".',
            id="unknown role",
        ),
        pytest.param(
            ONE,
            "about first.\n    practice_basis: source\n    when: A meeting is held.\n    agencies: [any]",
            "about first.\n    practice_basis: source\n    when: A meeting is held.\n    agencies: [any, scool]",
            "scool",
            '"one/meetings": unknown entry under "agencies" "scool". Nearest: "school".',
            id="unknown agency",
        ),
        pytest.param(
            ONE,
            "about first.\n    practice_basis: source\n    when: A meeting is held.\n    agencies: [any]",
            "about first.\n    practice_basis: source\n    when: A meeting is held.\n    agencies: []",
            "agencies: []",
            '"one/meetings": "agencies" is empty. Name at least one, or "any".',
            id="no agency",
        ),
        pytest.param(
            ONE,
            '      - "one first cue 7"\n',
            "",
            "cues:\n      -",
            '"one/meetings": "first": 7 cues; at least 8 are needed.',
            id="too few cues of a point",
        ),
        pytest.param(
            ONE,
            '  - "one theme cue 7"\n',
            "",
            "cues:",
            '"one/meetings": 13 cues of its own; at least 14 are needed.',
            id="too few cues of a theme",
        ),
        pytest.param(
            ONE,
            '  - question: "What does one ask, number 4?"\n    step: experience\n',
            "",
            "questions:",
            '"one/meetings": 5 questions for every role; at least 6 are needed.',
            id="too few questions",
        ),
        pytest.param(
            ONE,
            "step: plan",
            "step: analysis",
            "questions:",
            '"one/meetings": no question for the step "plan". Add one.',
            id="a step without a question",
        ),
        pytest.param(
            ONE,
            "What does one ask, number 2?",
            "Is this low risk, number 2?",
            "Is this low risk",
            '"one/meetings": this tells someone what to decide. A question asks.',
            id="verdict",
        ),
        pytest.param(
            ONE,
            "What does one ask, number 2?",
            "Think about number 2.",
            "Think about number 2.",
            '"one/meetings": not a question: it has no question mark.',
            id="no question mark",
        ),
        pytest.param(
            ONE,
            "one theme cue 5",
            "One theme: cue 6!",
            "One theme: cue 6!",
            '"one/meetings": this cue stands more than once in the corpus. Keep one.',
            id="repeated cue",
        ),
        pytest.param(
            "reviews/one/review.yaml",
            "source: page-one",
            "source: page-onne",
            "page-onne",
            'unknown source "page-onne". Nearest: "page-one".',
            id="unknown source of a review",
        ),
        pytest.param(
            "reviews/one/review.yaml",
            "type: serious-case-review",
            "type: serious-case",
            "serious-case",
            'unknown review type "serious-case". Nearest: "serious-case-review".',
            id="unknown review type",
        ),
        pytest.param(
            "reflection/rounds.yaml",
            "stage: look,",
            "stage: lok,",
            "stage: lok",
            'unknown stage "lok". Nearest: "look".',
            id="unknown stage",
        ),
        pytest.param(
            "reflection/rounds.yaml",
            "What else could it mean?",
            "You should close this case?",
            "id: think",
            '"rounds": this tells someone what to decide. A question asks.',
            id="verdict of a model",
        ),
        pytest.param(
            "reflection/rounds.yaml",
            "id: think",
            "id: look",
            "stages:",
            '"rounds": stages are missing or have twin ids.',
            id="twin stage",
        ),
        pytest.param(
            "retired.yaml",
            "id: one/old",
            "id: two/meetings",
            "id: two/meetings",
            '"two/meetings" is in use: a retired id is never used again.',
            id="retired id in use",
        ),
        pytest.param(
            "retired.yaml",
            "went_to: one/meetings",
            "went_to: one/meting",
            "one/meting",
            'unknown id "one/meting". Nearest: "one/meetings".',
            id="retired to nowhere",
        ),
        pytest.param(
            "changes.yaml",
            "[one, two]",
            "[one, tow/meetings]",
            "tow/meetings",
            'unknown id "tow/meetings". Nearest: "two/meetings".',
            id="change of an unknown id",
        ),
    ],
)
def test_a_broken_rule_names_file_line_and_remedy(
    small: Path, edit: Edit, faults: Faults, line: Line, file: str, old: str, new: str, at: str, problem: str
) -> None:
    edit(file, old, new)
    edit(TWO, "What does two ask, number 3?", "Two does not ask.")  # a fault elsewhere must not be lost
    found = {(fault.file, fault.line, fault.problem) for fault in faults()}
    text = (small / file).read_text()
    assert (file, text[: text.index(at)].count("\n") + 1, problem) in found
    assert (TWO, line(TWO, "Two does not ask."), '"two/meetings": not a question: it has no question mark.') in found


def test_every_place_of_a_repeated_cue_is_told(edit: Edit, faults: Faults, line: Line) -> None:
    edit(TWO, "two theme cue 5", "one first cue 6")
    assert [(fault.file, fault.line) for fault in faults()] == [
        (ONE, line(ONE, "one first cue 6")),
        (TWO, line(TWO, "one first cue 6")),
    ]


def test_a_theme_needs_two_points(edit: Edit, faults: Faults, small: Path) -> None:
    text = (small / ONE).read_text()
    second = text[text.index("  - id: one/meetings/second") :]
    edit(ONE, second, "")
    assert [fault.problem for fault in faults()] == ['"one/meetings": fewer than 2 learning points.']


def test_a_role_s_question_does_not_count_for_every_role(edit: Edit, faults: Faults) -> None:
    edit(ONE, "step: plan", "step: plan\n    role: social-worker")
    assert [fault.problem.split(": ")[1] for fault in faults()] == [
        "5 questions for every role; at least 6 are needed.",
        'no question for the step "plan". Add one.',
    ]


def test_a_source_of_another_place_is_fine_with_its_fit(small: Path, edit: Edit) -> None:
    edit(ONE, FIRST_POINT, FIRST_POINT.replace("page-one", "page-two\n        fit: related"))
    assert load_corpus(small).learning_points[0].sources[0].fit == "related"


def test_a_theme_listed_twice_is_a_twin(edit: Edit, faults: Faults) -> None:
    edit("reviews/one/review.yaml", "  - meetings", "  - meetings\n  - meetings")
    assert (ONE, 'twin id "one/meetings": it stands twice. Give one of the two another.') in [
        (fault.file, fault.problem) for fault in faults()
    ]


def test_twin_reviews_are_a_fault(small: Path, edit: Edit, faults: Faults) -> None:
    edit("reviews/two/review.yaml", "id: two", "id: one")
    assert (
        "reviews/two/review.yaml",
        1,
        'twin id "one": it stands twice. Give one of the two another.',
    ) in [(fault.file, fault.line, fault.problem) for fault in faults()]


@pytest.mark.parametrize(
    "text",
    [
        "You should close this case?",
        "Do you think you must visit?",
        "Can the case be stepped down?",
        "Is this child safe enough?",
        "Would you take no further action?",
        "Is this HIGH RISK?",
        "Should we remove this child?",
    ],
)
def test_a_verdict_is_no_question(text: str) -> None:
    assert asks(Question(question=text, step="plan")) == "this tells someone what to decide. A question asks."


@pytest.mark.parametrize(
    "text",
    ["What would the child say?", "Who must have known, and when?", "What risk do you see, and who else sees it?"],
)
def test_an_open_question_asks(text: str) -> None:
    assert asks(Question(question=text, step="plan")) is None
