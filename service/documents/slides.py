"""What every PowerPoint file of ours has: British English, a real title on each slide, reading order, no author."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pptx
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph, _Run
from pptx.util import Emu, Inches, Pt

from service.documents.word import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
LANGUAGE = "en-GB"
FONT = "Arial"
INK, DEEP, MUTED, WHITE = (
    RGBColor.from_string(name)  # type: ignore[no-untyped-call]  # python-pptx gives it no types
    for name in ("0B0C0C", "17384A", "484E53", "FFFFFF")
)
WIDTH, HEIGHT, EDGE = Inches(13.333), Inches(7.5), Inches(0.7)
TITLE_TOP, BODY_TOP, FOOT_TOP = Inches(0.45), Inches(1.55), Inches(6.95)
SIZES = (
    (260, 28, 16),
    (560, 24, 16),
    (900, 20, 14),
    (1250, 18, 14),
    (10_000, 15, 12),
)  # letters at most, points of a line, of its note
TITLE_AND_CONTENT, TITLE_ONLY = 1, 5
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the file says nothing of when it was made


@dataclass(frozen=True, slots=True)
class Bullet:
    """A line of a slide; a note in smaller type under it; an address that the line links to."""

    text: str
    note: str = ""
    url: str = ""


def new_presentation(title: str) -> Presentation:
    """An empty presentation, 16 to 9, with our type."""
    made = pptx.Presentation()
    made.slide_width, made.slide_height = Emu(WIDTH), Emu(HEIGHT)
    properties = made.core_properties
    for name in ("author", "comments", "last_modified_by", "category", "keywords", "subject"):
        setattr(properties, name, "")
    properties.title, properties.language = clean(title), LANGUAGE
    properties.created = properties.modified = _MADE
    return made


def add_slide(made: Presentation, title: str, bullets: Sequence[Bullet], *, foot: str, notes: str = "") -> Slide:
    """A slide with a title, then lines as large as they fit, then a foot: read aloud in that order."""
    slide = _titled(made, title, TITLE_AND_CONTENT)
    body = slide.placeholders[1]
    _put(body, BODY_TOP, FOOT_TOP - BODY_TOP - Inches(0.1))
    letters = sum(len(one.text) + len(one.note) for one in bullets)
    size, small = next((size, small) for most, size, small in SIZES if letters <= most)
    frame = body.text_frame
    frame.word_wrap = True
    for place, one in enumerate(bullets):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(0 if place == 0 else size * 0.7)
        run = _say(paragraph, one.text, size, INK)
        if one.url:
            run.hyperlink.address = one.url
        if one.note:
            paragraph.add_line_break()
            _say(paragraph, one.note, small, MUTED)
    _finish(slide, foot, notes)
    return slide


def add_table_slide(
    made: Presentation, title: str, headers: Sequence[str], n_rows: int, *, foot: str, alternative: str
) -> Slide:
    """A slide with an empty table to fill in. `alternative` is what a screen reader says of it."""
    slide = _titled(made, title, TITLE_ONLY)
    shape = slide.shapes.add_table(
        n_rows + 1, len(headers), EDGE, BODY_TOP, Emu(WIDTH - 2 * EDGE), Emu(FOOT_TOP - BODY_TOP - Inches(0.3))
    )
    shape._element.nvGraphicFramePr.cNvPr.set("descr", clean(alternative))
    table = shape.table
    table.rows[0].height = Inches(0.6)
    for cell, words in zip(table.rows[0].cells, headers, strict=True):
        cell.fill.solid()
        cell.fill.fore_color.rgb = DEEP
        _say(cell.text_frame.paragraphs[0], words, 16, WHITE).font.bold = True
    _finish(slide, foot, "")
    return slide


def as_bytes(made: Presentation) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _titled(made: Presentation, title: str, layout: int) -> Slide:
    slide = made.slides.add_slide(made.slide_layouts[layout])
    shape = slide.shapes.title
    assert shape is not None  # noqa: S101 (both layouts have one)
    _put(shape, TITLE_TOP, Inches(0.95))
    paragraph = shape.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    _say(paragraph, title, 34 if len(title) < 45 else 28, DEEP).font.bold = True
    return slide


def _put(shape: Shape, top: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = Emu(EDGE), Emu(top), Emu(WIDTH - 2 * EDGE), Emu(height)


def _say(paragraph: _Paragraph, text: str, size: float, colour: RGBColor) -> _Run:
    run = paragraph.add_run()
    run.text = clean(text)
    run.font.size, run.font.name, run.font.color.rgb = Pt(size), FONT, colour
    run._r.get_or_add_rPr().set("lang", LANGUAGE)
    return run


def _finish(slide: Slide, foot: str, notes: str) -> None:
    box = slide.shapes.add_textbox(EDGE, FOOT_TOP, Emu(WIDTH - 2 * EDGE), Inches(0.4))
    box.name = "Foot"
    _say(box.text_frame.paragraphs[0], foot, 12, MUTED)
    if notes:
        frame: TextFrame | None = slide.notes_slide.notes_text_frame
        if frame is not None:
            frame.text = clean(notes)
