"""A session plan as a Word document: for the trainer first, then a handout, a form and evaluation questions to copy."""

from docx.document import Document
from docx.shared import Cm, Pt

from service.catalogue import Catalogue
from service.documents import word
from service.documents.briefing import FORM, add_action_form, add_addressed_sources
from service.training.session import EVALUATION, Activity, ComposedCase, Session
from service.training.teaching import CARE, found_by

COMPOSED = "A composed case, written for teaching. It is about no real child or family."


def session_document(session: Session, catalogue: Catalogue, version: str) -> bytes:
    """The plan as DOCX."""
    document = word.new_document(session.title, version)
    section = document.sections[0]
    section.top_margin = section.bottom_margin = Cm(1.5)
    for name in ("Normal", "List Bullet"):
        document.styles[name].font.size = Pt(10.5)
        document.styles[name].paragraph_format.space_after = Pt(3)
    for run in document.paragraphs[0].runs:
        run.font.size = Pt(20)
    word.add_line(document, f"Session plan. {session.length}. For: {session.audience}.")
    _trainer(document, session)
    if session.case is not None:
        _case(document, session.case)
    _discussion(document, session)
    _handout(document, session, catalogue)
    _new_page(document, FORM)
    add_action_form(document, widths_cm=(6, 3, 2.6, 5.4), least_height_cm=2.2)
    document.add_heading("Evaluation questions", level=1)
    _bullets(document, EVALUATION)
    document.add_heading("Sources", level=1)
    add_addressed_sources(document, session.sources)
    return word.as_bytes(document)


def _trainer(document: Document, session: Session) -> None:
    document.add_heading("Aims", level=1)
    word.add_line(document, "By the end, people can:")
    _bullets(document, session.aims)
    document.add_heading("Running order", level=1)
    word.add_table(
        document,
        ("Begins at", "Minutes", "What", "How"),
        [(f"{one.start // 60}:{one.start % 60:02d}", str(one.minutes), one.title, one.how) for one in session.slots],
        caption="The running order: when each part begins, in hours and minutes from the start, how long it takes, and how.",
        widths_cm=(2.2, 2, 4.6, 8.2),
    )
    document.add_heading("Before you begin", level=1)
    _bullets(document, CARE)
    document.add_heading("Why this", level=1)
    _bullets(document, session.recurrences)


def _case(document: Document, case: ComposedCase) -> None:
    document.add_heading("A composed case", level=1)
    told = word.add_line(document, f"{COMPOSED} Told by: {case.vignette.voice}.", "Note")
    told.paragraph_format.keep_with_next = True
    for paragraph in case.vignette.text.split("\n"):
        if paragraph.strip():
            word.add_line(document, paragraph).paragraph_format.keep_together = True
    document.add_heading("For the trainer: what it is about", level=2)
    _bullets(document, [f"{theme.title}. {theme.summary}" for theme in case.themes])
    if case.others:
        named = "; ".join(theme.title for theme in case.others)
        word.add_line(document, f"It also speaks to: {named}. Say so if the group goes there.", "Note")


def _discussion(document: Document, session: Session) -> None:
    document.add_heading("Discuss", level=1)
    for activity in session.activities:
        _activity(document, activity)
    if session.tensions:
        document.add_heading("The other side", level=1)
        for theme, other, why in session.tensions:
            word.add_line(document, f"{theme.title} / {other.title}", "Question")
            word.add_line(document, why)


def _activity(document: Document, activity: Activity) -> None:
    document.add_heading(word.clean(f"{activity.theme.title} ({activity.minutes} minutes)"), level=2)
    for step, question in activity.questions:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.add_run(f"{step} ").bold = True
        paragraph.add_run(word.clean(question))


def _handout(document: Document, session: Session, catalogue: Catalogue) -> None:
    _new_page(document, "Handout: what reviews learned, and what to do about it")
    theme_id = ""
    for point in session.points:
        theme = catalogue.theme_of[point.id]
        if theme.id != theme_id:
            review = catalogue.review_of(theme)
            document.add_heading(word.clean(f"{theme.title} ({review.title}, {catalogue.year_of(review)})"), level=2)
            theme_id = theme.id
        _labelled(document, "What was learned.", point.learning)
        _labelled(document, "What to do about it.", point.practice)
        own = " What to do is our wording: the source gives the finding only." if point.practice_basis == "own" else ""
        word.add_line(document, f"{found_by(point, catalogue)} {session.marks.mark(point)}.{own}", "Note")


def _labelled(document: Document, label: str, text: str) -> None:
    paragraph = document.add_paragraph(style="Normal")
    paragraph.add_run(f"{label} ").bold = True
    paragraph.add_run(word.clean(text))


def _bullets(document: Document, lines: tuple[str, ...] | list[str]) -> None:
    for line in lines:
        document.add_paragraph(word.clean(line), style="List Bullet")


def _new_page(document: Document, heading: str) -> None:
    document.add_heading(heading, level=1).paragraph_format.page_break_before = True
