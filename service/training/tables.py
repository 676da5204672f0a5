"""A list as CSV and as JSON, for those who work in their own tools."""

import csv
import io
import json

from corpus import LearningPoint
from service.catalogue import Catalogue
from service.training.basket import FORMAT, Basket

COLUMNS = (
    "order", "id", "review", "review_year", "theme", "learning", "practice", "practice_basis", "when", "good_practice",
    "provenance", "agencies", "ages", "harms", "sources", "addresses",
)  # fmt: skip


def as_csv(basket: Basket, catalogue: Catalogue) -> bytes:
    """A row for each point, in order: UTF-8 with a mark, so that Excel reads it as such."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    for place, point in enumerate(basket.chosen(catalogue), start=1):
        writer.writerow({name: _in_a_cell(value) for name, value in _row(place, point, catalogue).items()})
    return file.getvalue().encode("utf-8-sig")


def as_json(basket: Basket, catalogue: Catalogue) -> bytes:
    """The list, which can be opened again as one, and beside each id what the corpus holds for it."""
    rows = [_row(place, point, catalogue) for place, point in enumerate(basket.chosen(catalogue), start=1)]
    held = {
        "format": FORMAT,
        "title": basket.title,
        "length": basket.length,
        "audience": basket.audience,
        "points": list(basket.points),
        "learning_points": rows,
    }
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()


def _row(place: int, point: LearningPoint, catalogue: Catalogue) -> dict[str, object]:
    theme = catalogue.theme_of[point.id]
    review = catalogue.review_of(theme)
    sources = [catalogue.sources[citation.id] for citation in point.sources]
    return {
        "order": place,
        "id": point.id,
        "review": review.title,
        "review_year": catalogue.year_of(review),
        "theme": theme.title,
        "learning": point.learning,
        "practice": point.practice,
        "practice_basis": point.practice_basis,
        "when": point.when,
        "good_practice": point.good_practice,
        "provenance": list(dict.fromkeys(source.provenance for source in sources)),
        "agencies": list(point.agencies),
        "ages": list(point.ages),
        "harms": list(point.harms),
        "sources": [f"{source.publisher}, {source.title} ({source.year or 'undated'})" for source in sources],
        "addresses": [source.url for source in sources],
    }


def _in_a_cell(value: object) -> object:
    """A list in one cell; a text that a spreadsheet would take for a formula made plain text."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else value
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t\r" and text else text
