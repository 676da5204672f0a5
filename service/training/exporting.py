"""A list -> the bytes of a file, by the file's name: what the page and the command line both offer."""

from collections.abc import Sequence

from service.catalogue import Catalogue
from service.errors import BasketEmpty
from service.training.basket import Basket, basket_file
from service.training.headings import Heading

FORMS = {
    "briefing.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "briefing.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "session.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "learning.csv": "text/csv; charset=utf-8",
    "learning.json": "application/json",
    "list.json": "application/json",
}


def export(name: str, basket: Basket, headings: Sequence[Heading], catalogue: Catalogue, version: str) -> bytes:
    """The file `name`, one of FORMS. Raises BasketEmpty where the list holds no point."""
    from service.documents.briefing import briefing_document, briefing_slides  # 0.5 s that no other page need wait for
    from service.documents.session import session_document
    from service.training.briefing import make_briefing
    from service.training.session import make_session
    from service.training.tables import as_csv, as_json

    if not basket.points:
        raise BasketEmpty
    if name == "briefing.docx":
        return briefing_document(make_briefing(basket, headings, catalogue), version)
    if name == "briefing.pptx":
        return briefing_slides(make_briefing(basket, headings, catalogue), version)
    if name == "session.docx":
        return session_document(make_session(basket, catalogue), catalogue, version)
    if name == "learning.csv":
        return as_csv(basket, catalogue)
    return basket_file(basket) if name == "list.json" else as_json(basket, catalogue)
