"""A 7-minute briefing as a Word document (the headings on one page, then the form and the sources) and as slides."""

from collections.abc import Sequence

from docx.document import Document
from docx.shared import Cm, Pt

from service.documents import slides, word
from service.page.learning import SourceView
from service.training.briefing import Briefing
from service.training.teaching import ACTIONS

ACTION_ROWS = 4
FORM = "Action plan: fill it in and keep it as evidence of use"
SOURCES_A_SLIDE = 6
SIZES = ((2800, 11.0), (3250, 10.5), (4000, 10.0), (100_000, 9.5))  # letters at most, points: what keeps it on one page


def briefing_document(briefing: Briefing, version: str) -> bytes:
    """The briefing as DOCX."""
    document = word.new_document(briefing.title, version)
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin = section.bottom_margin = Cm(1.3)
    title = document.paragraphs[0]
    title.paragraph_format.space_after = Pt(2)
    for run in title.runs:
        run.font.size = Pt(18)
    letters = sum(len(entry.text) + 0.75 * len(entry.note) for part in briefing.parts for entry in part.entries)
    body = next(size for most, size in SIZES if letters <= most)
    for style, size, after in (("Normal", body, 2), ("List Bullet", body, 2), ("Heading 1", 12, 1), ("Note", 9, 1)):
        look = document.styles[style]
        look.font.size = Pt(size)
        look.paragraph_format.space_after = Pt(after)
        look.paragraph_format.space_before = Pt(5 if style == "Heading 1" else 0)
        look.paragraph_format.line_spacing = 1.0
    word.add_line(document, f"7-minute briefing. For: {briefing.audience}.", "Note")
    for number, part in enumerate(briefing.parts, start=1):
        document.add_heading(word.clean(f"{number}. {part.title}"), level=1)
        for entry in part.entries:
            paragraph = document.add_paragraph(style="List Bullet")
            paragraph.add_run(word.clean(entry.text))
            if entry.note:
                small = paragraph.add_run(word.clean(f"  {entry.note}"))
                small.font.size, small.font.color.rgb = Pt(8.5), word.MUTED
    form = document.add_heading(FORM, level=1)
    form.paragraph_format.page_break_before = True
    word.add_line(document, "Team or service:                                                    Date discussed:")
    add_action_form(document, widths_cm=(6.4, 3, 2.6, 5.4), least_height_cm=2)
    document.add_heading("Sources", level=1)
    add_addressed_sources(document, briefing.sources)
    return word.as_bytes(document)


def add_action_form(document: Document, *, widths_cm: Sequence[float], least_height_cm: float) -> None:
    """The action plan, with empty rows to write in: evidence that the learning was used."""
    word.add_table(
        document,
        ACTIONS,
        [("", "", "", "")] * ACTION_ROWS,
        caption="Form with empty rows: what will change, who does it, by when, and how we will know that it helped.",
        widths_cm=widths_cm,
        least_height_cm=least_height_cm,
    )


def add_addressed_sources(document: Document, sources: Sequence[SourceView]) -> None:
    """The sources as numbered in the text, each with its address written out, for those who read on paper."""
    for number, source in enumerate(sources, start=1):
        paragraph = document.add_paragraph(style="Normal")
        paragraph.add_run(word.clean(f"[{number}] {source.publisher}, {source.year}: {source.title}. "))
        word.add_link(paragraph, source.url, source.url)
        small = paragraph.add_run(word.clean(f"  {' '.join((f'{source.tag}.', *source.notes))}"))
        small.font.size, small.font.color.rgb = Pt(9), word.MUTED


def briefing_slides(briefing: Briefing, version: str) -> bytes:
    """The briefing as PPTX: a slide for each heading, then the form and the sources."""
    made = slides.new_presentation(briefing.title)
    whole = len(briefing.parts)
    for number, part in enumerate(briefing.parts, start=1):
        foot = f"{number} of {whole}. {briefing.title}. For: {briefing.audience}."
        bullets = [slides.Bullet(entry.text, entry.note) for entry in part.entries]
        slides.add_slide(made, part.title, bullets, foot=foot, notes=_notes(briefing, number))
    foot = f"{briefing.title}. Learning from Reviews, index {version}."
    slides.add_table_slide(
        made,
        "Action plan",
        ACTIONS,
        ACTION_ROWS,
        foot=foot,
        alternative="A form with empty rows: what will change, who does it, by when, and how we will know that it helped.",
    )
    for start in range(0, len(briefing.sources), SOURCES_A_SLIDE):
        shown = briefing.sources[start : start + SOURCES_A_SLIDE]
        bullets = [
            slides.Bullet(
                f"[{number}] {source.publisher}, {source.year}: {source.title}",
                f"{source.url}  {source.tag}. {' '.join(source.notes)}".strip(),
                source.url,
            )
            for number, source in enumerate(shown, start=start + 1)
        ]
        slides.add_slide(made, "Sources" if start == 0 else "Sources, continued", bullets, foot=foot)
    return slides.as_bytes(made)


def _notes(briefing: Briefing, number: int) -> str:
    minute = f"Minute {number} of {len(briefing.parts)}."
    return f"{minute} The numbers in square brackets are those of the sources on the last slide."
