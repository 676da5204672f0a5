"""A supervision sheet in Word: the questions of a reflective model, room to write, then the learning and its sources.

Questions come before learning text, since a supervisor who reads findings first asks about those alone. Words of the
case are in it only where the user asked for them; decisions and dates are always left blank for people.
"""

from docx.document import Document

from service.catalogue import Catalogue
from service.discrepancy import DiscrepancyMatrix, discrepancy_matrix
from service.documents.word import Cell, Line, add_line, add_sources, add_table, as_bytes, new_document
from service.matching import CaseDescription, Evidence, MatchReport
from service.page import wording
from service.page.learning import SourceView, source_view
from service.page.reflecting import statements
from service.reflection import Reflection, ReflectionPrompt

TITLE = "Supervision sheet"
FILE_NAME = "supervision-sheet.docx"
DECISIONS = 5
BLANK_CM = 2.4


def supervision_sheet(
    case: CaseDescription,
    report: MatchReport,
    reflection: Reflection,
    catalogue: Catalogue,
    *,
    version: str,
    role: str | None = None,
    with_words: bool = False,
) -> bytes:
    """The sheet as a DOCX file. `with_words` puts the case, and the words that call for a question, into it."""
    document = new_document(TITLE, version)
    add_line(document, f"{reflection.model.title}. {wording.NO_VERDICT}")
    add_line(
        document,
        "It supports professional judgement and never replaces it. If a child is in immediate danger, call 999.",
        "Note",
    )
    _add_particulars(document, catalogue, role)
    if with_words:
        document.add_heading("The case, in your own words", 1)
        for paragraph in case.text.split("\n"):
            if paragraph.strip():
                add_line(document, paragraph)
    _add_stages(document, case, reflection, catalogue, with_words=with_words)
    _add_matrix(document, case, discrepancy_matrix(report), with_words=with_words)
    document.add_heading("Decisions and actions", 1)
    add_line(document, "For people to fill in. Nothing here is suggested by this service.", "Note")
    add_table(
        document,
        ("What was decided, and why", "Who will do it", "By when", "How we will know"),
        [("", "", "", "")] * DECISIONS,
        caption="Decisions and actions, left blank",
        widths_cm=(7, 3.5, 2.5, 4),
        least_height_cm=1.2,
    )
    _add_learning(document, report, reflection, catalogue)
    return as_bytes(document)


def _add_particulars(document: Document, catalogue: Catalogue, role: str | None) -> None:
    titles = {term.id: term.title for term in catalogue.corpus.terms.roles}
    blanks = ["Date", "Worker", "Supervisor", "Next supervision"]
    rows = [(name, "") for name in blanks]
    if role is not None:
        rows.append(("Role asked for", titles[role]))
    add_table(
        document,
        ("This session", "To fill in"),
        rows,
        caption="Date and people, left blank",
        widths_cm=(5, 12),
        least_height_cm=0.7,
        row_headers=True,
    )


def _add_stages(
    document: Document, case: CaseDescription, reflection: Reflection, catalogue: Catalogue, *, with_words: bool
) -> None:
    number = 0
    for place, one in enumerate(reflection.stages, start=1):
        document.add_heading(f"{place}. {one.stage.title}", 1)
        add_line(document, one.stage.about)
        rows: list[tuple[Cell, Cell]] = []
        for prompt in one.prompts:
            number += 1
            rows.append((_question(case, prompt, number, catalogue, with_words=with_words), ""))
        add_table(
            document,
            ("Question", "Notes"),
            rows,
            caption=f"Questions on {one.stage.title}, with room for notes",
            widths_cm=(8, 9),
            least_height_cm=BLANK_CM,
        )


def _question(
    case: CaseDescription, prompt: ReflectionPrompt, number: int, catalogue: Catalogue, *, with_words: bool
) -> list[Line]:
    lines = [Line(f"{number}. {prompt.question}", "Question")]
    if with_words:
        lines += [Line(f"Your words: “{_words(case, part)}”", "Own words") for part in prompt.evidence]
    if prompt.theme_id is None:
        return [*lines, Line(wording.MODELS_OWN, "Note")]
    theme = catalogue.themes[prompt.theme_id]
    return [*lines, Line(f"From {theme.title}, {catalogue.review_of(theme).title}", "Note")]


def _words(case: CaseDescription, part: Evidence) -> str:
    return " ".join(case.text[part.start : part.end].split())


def _add_matrix(document: Document, case: CaseDescription, matrix: DiscrepancyMatrix, *, with_words: bool) -> None:
    document.add_heading("Known, assumed, missing", 1)
    written: dict[str, list[Line]] = {"known": [], "assumed": [], "missing": []}
    if with_words:
        add_line(document, wording.DISCREPANCY_ABOUT, "Note")
        for name, segments in (("known", matrix.known), ("assumed", matrix.assumed)):
            for one in statements(case, segments):
                label = f" [{one.label}]" if one.label else ""
                written[name].append(Line(f"“{' '.join(one.text.split())}”{label}", "Own words"))
    rows: list[tuple[Cell, Cell, Cell]] = [
        ([Line(title), Line(about, "Note")], written[name] or "", "")
        for name, (title, about) in wording.DISCREPANCY.items()
    ]
    add_table(
        document,
        ("", "From what you wrote", "To add, move or check"),
        rows,
        caption="What is known, assumed and missing",
        widths_cm=(4, 7, 6),
        least_height_cm=BLANK_CM,
        row_headers=True,
    )


def _add_learning(document: Document, report: MatchReport, reflection: Reflection, catalogue: Catalogue) -> None:
    """For each theme that is asked about, the learning point that speaks to the case most."""
    asked = {prompt.theme_id for one in reflection.stages for prompt in one.prompts}
    matches = [match for match in report.themes if match.theme_id in asked]
    if not matches:
        return
    document.add_heading("The learning behind the questions", 1)
    sources: dict[str, SourceView] = {}
    for match in matches:
        theme = catalogue.themes[match.theme_id]
        point = catalogue.points[match.points[0].point_id]
        document.add_heading(theme.title, 2)
        add_line(document, catalogue.review_of(theme).title, "Note")
        document.add_heading("What was learned", 3)
        add_line(document, point.learning)
        document.add_heading("What to do about it", 3)
        add_line(document, point.practice)
        if point.practice_basis == "own":
            add_line(document, wording.OWN_WORDING, "Note")
        cited = [(citation.id, source_view(citation, catalogue)) for citation in point.sources]
        add_line(document, " ".join(f"{view.tag}: {view.publisher}, {view.year}." for _, view in cited), "Note")
        for name, view in cited:
            sources.setdefault(name, view)
    document.add_heading("Sources", 1)
    add_sources(document, tuple(sources.values()))
    add_line(document, f"The model: {reflection.model.source}", "Note")
