"""The papers: made from figures that were measured, and found out when they are not today's."""

import ast
import json
import re

import pytest

from indexer import Bundle
from service.evaluation.cases import read_judged
from tests.assurance import report
from tests.assurance.conftest import Record
from tests.assurance.measuring import CASES, FIGURES, PAGE, changed, measure_all, quality, reports
from tests.assurance.papers import papers, render
from tests.assurance.places import CHECKOUT, DOCS, RECORD, REPORT

AGAIN = "Run: make papers"


def test_each_paper_is_what_its_figures_make_it() -> None:
    """Every paper is its template with the figures of docs/figures.json and docs/assurance.json, and nothing typed in."""
    assert len(papers()) >= 6
    for template, paper in papers():
        assert paper.read_text(encoding="utf-8") == render(template), f"{paper.name} is stale. {AGAIN}"


def test_the_report_is_what_its_record_makes_it() -> None:
    """docs/assurance.md is docs/assurance.json in words."""
    assert REPORT.read_text(encoding="utf-8") == report.render(json.loads(RECORD.read_text(encoding="utf-8")))


def test_the_figures_are_those_of_todays_index(bundle: Bundle) -> None:
    """The quality on the judged cases, and the counts of the corpus, measured again."""
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    cases = [case for case in read_judged(CASES, "cases") if case.relevant]
    now = quality(bundle, cases, reports(bundle, cases))
    for name, value in now.items():
        assert figures["quality"][name] == pytest.approx(value, abs=0.011), f"{name} is {value} now. {AGAIN}"
        assert json.loads(PAGE.read_text(encoding="utf-8"))[name] == pytest.approx(value, abs=0.011), AGAIN
    assert figures["corpus"]["themes"] == len(bundle.corpus.themes), AGAIN
    assert figures["corpus"]["points"] == len(bundle.corpus.learning_points), AGAIN


@pytest.mark.assure
def test_every_figure_is_that_of_todays_index(bundle: Bundle, record: Record) -> None:
    """All of docs/figures.json measured again."""
    now = measure_all(bundle)
    record(cases=now["quality"]["cases"], ndcg10=now["quality"]["ndcg10"])
    assert changed(FIGURES, now, within=0.011) == [], AGAIN


def test_every_test_that_a_paper_names_is_there() -> None:
    """A control in the hazard log or elsewhere names the test that holds it: each exists."""
    known = {
        node.name
        for path in (CHECKOUT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }
    for template, _ in papers():
        named = set(re.findall(r"`(test_\w+)`", template.read_text(encoding="utf-8")))
        assert named <= known, (template.name, named - known)
    hazards = (DOCS / "hazards.md").read_text(encoding="utf-8")
    rows = [line for line in hazards.splitlines() if re.match(r"\| H\d+", line)]
    assert len(rows) >= 8
    for row in rows:
        assert "`test_" in row, row


def test_no_paper_names_a_place_on_a_machine() -> None:
    """No path of the machine that wrote them."""
    for path in (*DOCS.glob("*.md"), *DOCS.glob("*.json")):
        assert not re.search(r"(?<![\w.])/(?:home|tmp|root|work|Users)/", path.read_text(encoding="utf-8")), path.name
