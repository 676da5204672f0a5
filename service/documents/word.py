"""What every Word document of ours has: British English, real headings and table headers, no author, the index in its footer."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from service.page.learning import SourceView

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LANGUAGE = "en-GB"
FONT = "Arial"
DEEP = RGBColor(0x17, 0x38, 0x4A)
MUTED = RGBColor(0x48, 0x4E, 0x53)
TEXT_WIDTH_CM = 17.0
_MADE = datetime(2000, 1, 1, tzinfo=UTC)  # fixed: the same sheet gives the same bytes, and says nothing of when
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

LineStyle = Literal["Normal", "Note", "Own words", "Question"]


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of a table's cell: its words and the name of its style."""

    text: str
    style: LineStyle = "Normal"


Cell = str | Sequence[Line]


def new_document(title: str, version: str) -> Document:
    """An empty A4 document with our styles. `version` of the index stands in the footer, beside the page's number."""
    document = docx.Document()
    properties = document.core_properties
    for name in ("author", "comments", "last_modified_by", "category", "keywords", "subject"):
        setattr(properties, name, "")
    properties.title = title
    properties.language = LANGUAGE
    properties.created = properties.modified = _MADE
    _drop_thumbnail(document)
    _set_language(document)
    _set_styles(document)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    _fill_footer(section.footer.paragraphs[0], title, version)
    document.add_paragraph(clean(title), style="Title")
    return document


def clean(text: str) -> str:
    """The text without the few control characters that no Office file can hold, line ends as LF."""
    return _NOT_XML.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def add_line(document: Document, text: str, style: LineStyle = "Normal") -> Paragraph:
    return document.add_paragraph(clean(text), style=style)


def add_table(
    document: Document,
    headers: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str,
    widths_cm: Sequence[float],
    least_height_cm: float = 0,
    row_headers: bool = False,
) -> Table:
    """A table with a header row that is marked as such and stands again on each page. `caption` is read by screen readers."""
    table = document.add_table(rows=1 + len(rows), cols=len(headers), style="Table Grid")
    table.autofit = False
    _describe(table, caption, row_headers=row_headers)
    for column, width in zip(table.columns, widths_cm, strict=True):
        column.width = Cm(width)
    for cell, width, words in zip(table.rows[0].cells, widths_cm, headers, strict=True):
        cell.width = Cm(width)
        _fill(cell, [Line(words)], bold=True)
        _shade(cell)
    _mark(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader", "w:cantSplit")
    for row, contents in zip(table.rows[1:], rows, strict=True):
        _mark(row._tr.get_or_add_trPr(), "w:cantSplit")
        if least_height_cm:
            row.height = Cm(least_height_cm)
        for place, (cell, width, content) in enumerate(zip(row.cells, widths_cm, contents, strict=True)):
            cell.width = Cm(width)
            lines = [Line(content)] if isinstance(content, str) else content
            _fill(cell, lines, bold=row_headers and place == 0)
    document.add_paragraph(style="Note")
    return table


def add_sources(document: Document, sources: Sequence[SourceView]) -> None:
    """The sources, numbered: publisher, year, title as a link, and how far each can be leaned on."""
    for source in sources:
        paragraph = document.add_paragraph(style="List Number")
        paragraph.add_run(clean(f"{source.publisher}, {source.year}: "))
        add_link(paragraph, source.url, source.title)
        paragraph.add_run(clean(f". {' '.join((f'{source.tag}.', *source.notes))}"))


def add_link(paragraph: Paragraph, url: str, words: str) -> None:
    """A link that Word and screen readers know as one."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(clean(words), style="Link")
    link.append(run._r)
    paragraph._p.append(link)


def as_bytes(document: Document) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _fill(cell: _Cell, lines: Sequence[Line], *, bold: bool = False) -> None:
    for place, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        paragraph.style = line.style
        paragraph.add_run(clean(line.text)).bold = bold or None


def _mark(properties: BaseOxmlElement, *names: str) -> None:
    for name in names:
        properties.append(OxmlElement(name))


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", "E3EAEE")):
        shade.set(qn(name), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _describe(table: Table, caption: str, *, row_headers: bool) -> None:
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    look = OxmlElement("w:tblLook")
    for name, on in (("firstRow", True), ("lastRow", False), ("firstColumn", row_headers), ("lastColumn", False)):
        look.set(qn(f"w:{name}"), str(int(on)))
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), clean(caption))
    properties.extend([look, said])


def _drop_thumbnail(document: Document) -> None:
    """The template's picture of somebody's empty page."""
    package = document.part.package
    assert package is not None  # noqa: S101 (a document that was just opened has one)
    for name, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]


def _set_language(document: Document) -> None:
    for root in (document.styles.element, document.settings.element):
        for name in ("w:lang", "w:themeFontLang"):
            for element in root.iter(qn(name)):
                element.set(qn("w:val"), LANGUAGE)


def _set_styles(document: Document) -> None:
    sizes = {"Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11, "Normal": 11, "List Number": 10}
    for name, size in sizes.items():
        _look(document, name, size, heading=name.startswith(("Title", "Heading")))
    made = {"Note": (9, MUTED), "Own words": (10, DEEP), "Question": (11, None)}
    for name, (size, colour) in made.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        assert isinstance(style, ParagraphStyle)  # noqa: S101 (made as one)
        style.base_style = document.styles["Normal"]
        style.font.size = Pt(size)
        if colour is not None:
            style.font.color.rgb = colour
        style.font.italic = name == "Own words"
        style.paragraph_format.space_after = Pt(4)
    link = document.styles.add_style("Link", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor(0x1A, 0x65, 0xA6)


def _look(document: Document, name: str, size: float, *, heading: bool) -> None:
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 (the template's own)
    style.font.name = FONT
    style.font.size = Pt(size)
    fonts = style.element.rPr.rFonts
    for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(attribute), None)
    if heading:
        style.font.color.rgb = DEEP
        style.paragraph_format.keep_with_next = True
    style.paragraph_format.space_after = Pt(6)
    if name == "Title":
        for border in style.element.pPr.findall(qn("w:pBdr")):
            style.element.pPr.remove(border)


def _fill_footer(paragraph: Paragraph, title: str, version: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(clean(f"{title}. Learning from Reviews, index {version}. Page "))
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
    run.font.size = Pt(9)
    run.font.color.rgb = MUTED
