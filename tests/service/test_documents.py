"""Word documents: read back, they hold what was asked for, in real headings and tables, and no author."""

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from indexer import Bundle
from service.catalogue import Catalogue
from service.documents.sheet import BLANK_CM, supervision_sheet
from service.documents.word import add_line, add_table, as_bytes, clean, new_document
from service.reflection import find_model, reflect
from service.requests import match_case

CASE = (
    "Third core group and no one from school came again.\r\nCAMHS sent apologies with no report\x0b. "
    "There are no concerns about violence in the home. I wonder if mum is drinking again."
)
WORDS = ("no one from school", "CAMHS sent apologies", "no concerns about violence")


def sheet(bundle: Bundle, *, with_words: bool, text: str = CASE, model: str = "4x4x4") -> bytes:
    catalogue = Catalogue(bundle.corpus)
    case, report = match_case(text, bundle)
    found = reflect(report, find_model(model, bundle.corpus.reflection), catalogue, role="supervisor")
    return supervision_sheet(
        case, report, found, catalogue, version=bundle.version, role="supervisor", with_words=with_words
    )


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def every_word(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def headings(document: Document, level: int) -> list[str]:
    return [one.text for one in document.paragraphs if one.style is not None and one.style.name == f"Heading {level}"]


def test_the_case_is_in_a_sheet_only_where_it_was_asked_for(bundle: Bundle) -> None:
    without, with_words = (every_word(opened(sheet(bundle, with_words=ticked))) for ticked in (False, True))
    for words in WORDS:
        assert words not in without
        assert words in with_words
    assert (
        "no one from school"
        not in zipfile.ZipFile(io.BytesIO(sheet(bundle, with_words=False))).read("word/document.xml").decode()
    )
    assert "[ruled out]" in with_words


def test_a_sheet_asks_first_and_names_its_sources_last(bundle: Bundle) -> None:
    document = opened(sheet(bundle, with_words=False))
    stages = [f"{n}. {stage.title}" for n, stage in enumerate(bundle.corpus.reflection[0].stages, start=1)]
    assert bundle.corpus.reflection[0].id == "4x4x4"
    assert headings(document, 1) == [
        *stages,
        "Known, assumed, missing",
        "Decisions and actions",
        "The learning behind the questions",
        "Sources",
    ]
    assert headings(document, 2)  # the themes
    links = [relation.target_ref for relation in document.part.rels.values() if relation.reltype.endswith("/hyperlink")]
    assert links
    assert set(links) <= {source.url for source in bundle.corpus.sources}


def test_decisions_and_dates_are_blank(bundle: Bundle) -> None:
    document = opened(sheet(bundle, with_words=True))
    particulars, decisions = document.tables[0], document.tables[-1]
    assert [cell.text for cell in particulars.columns[0].cells][1:5] == [
        "Date",
        "Worker",
        "Supervisor",
        "Next supervision",
    ]
    assert not any(cell.text for cell in particulars.columns[1].cells[1:5])
    assert not any(cell.text for row in decisions.rows[1:] for cell in row.cells)
    matrix = document.tables[-2]
    assert [row.cells[0].paragraphs[0].text for row in matrix.rows[1:]] == ["Known", "Assumed", "Missing"]
    assert matrix.rows[3].cells[1].text == ""


def test_a_document_says_its_language_and_no_author(bundle: Bundle) -> None:
    content = sheet(bundle, with_words=False)
    document = opened(content)
    properties = document.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title == "Supervision sheet"
    files = zipfile.ZipFile(io.BytesIO(content))
    for name in ("word/styles.xml", "word/settings.xml"):
        assert 'w:val="en-US"' not in files.read(name).decode()
    assert not [name for name in files.namelist() if "thumbnail" in name]
    footer = document.sections[0].footer.paragraphs[0]
    assert bundle.version in footer.text
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


@pytest.mark.parametrize("model", ["4x4x4", "kolb", "gibbs", "driscoll", "three-questions"])
def test_a_case_that_nothing_answers_still_has_a_sheet(bundle: Bundle, model: str) -> None:
    document = opened(
        sheet(bundle, with_words=False, model=model, text="I baked a sponge cake with jam and fixed the gutter.")
    )
    assert "The learning behind the questions" not in headings(document, 1)
    assert len(document.tables) >= 5


def test_the_same_case_gives_the_same_bytes(bundle: Bundle) -> None:
    first, second = (
        {name: files.read(name) for name in files.namelist()}
        for files in (zipfile.ZipFile(io.BytesIO(sheet(bundle, with_words=True))) for _ in range(2))
    )
    assert first == second


def test_what_no_office_file_can_hold_is_left_out() -> None:
    assert clean("a\x0bb\r\nc\x00\ufffe") == "a b\nc  "
    document = new_document("A title", "v1")
    add_line(document, "bad \x01 text")
    add_table(
        document, ("One",), [("\x02 two",)], caption="\x03", widths_cm=(BLANK_CM,), least_height_cm=1, row_headers=True
    )
    assert "  two" in every_word(opened(as_bytes(document)))
