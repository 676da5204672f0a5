"""What changed in the corpus, between two dates, as a page and as an Atom feed (RFC 4287): from the corpus alone."""

import re
from collections.abc import Sequence
from xml.etree import ElementTree

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from corpus import Change
from service.api.deps import live
from service.catalogue import Catalogue
from service.page.learning import address
from service.page.rendering import pages

router = APIRouter(include_in_schema=False)
ATOM = "http://www.w3.org/2005/Atom"
KINDS = {"added": "Added", "corrected": "Corrected", "withdrawn": "Withdrawn"}


@router.get("/changes")
def get_changes(request: Request, since: str = "", until: str = "") -> HTMLResponse:
    """What changed after `since` up to and with `until`, newest first; everything where neither is a date."""
    catalogue = Catalogue(live(request).bundle().corpus)
    dates = sorted({change.date for change in catalogue.corpus.changes}, reverse=True)
    since, until = (value if re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "" for value in (since, until))
    chosen = [
        change
        for change in _newest_first(catalogue.corpus.changes)
        if change.date > since and (not until or change.date <= until)
    ]
    return pages(request).render(
        "changes.html",
        changes=[(change, KINDS[change.kind], [_named(name, catalogue) for name in change.ids]) for change in chosen],
        retired=catalogue.corpus.retired,
        address=address,
        dates=dates,
        since=since,
        until=until,
    )


@router.get("/changes.atom")
def get_feed(request: Request) -> Response:
    """The same as a feed, one entry a change."""
    catalogue = Catalogue(live(request).bundle().corpus)
    base = str(request.base_url).rstrip("/")
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
    changes = _newest_first(catalogue.corpus.changes)
    _add(feed, "id", "urn:learning-from-reviews:changes")
    _add(feed, "title", "Learning from Reviews: what is new")
    _add(feed, "updated", _moment(changes[0].date if changes else "1970-01-01"))
    ElementTree.SubElement(_add(feed, "author"), f"{{{ATOM}}}name").text = "Learning from Reviews"
    _add(feed, "link", rel="self", href=f"{base}/changes.atom", type="application/atom+xml")
    _add(feed, "link", rel="alternate", href=f"{base}/changes", type="text/html")
    for change in changes:
        entry = _add(feed, "entry")
        # Its own place among the changes of its day: it stays, since changes are only ever added at the end.
        same_day = [one for one in catalogue.corpus.changes if one.date == change.date]
        _add(entry, "id", f"urn:learning-from-reviews:change:{change.date}:{same_day.index(change) + 1}")
        _add(entry, "title", f"{KINDS[change.kind]}: {change.summary}")
        _add(entry, "updated", _moment(change.date))
        _add(entry, "link", rel="alternate", href=f"{base}/changes#on-{change.date}", type="text/html")
        named = "; ".join(title for title, _ in (_named(name, catalogue) for name in change.ids))
        _add(entry, "summary", f"{change.summary} {named}.", type="text")
    content = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(content, media_type="application/atom+xml; charset=utf-8")


def _newest_first(changes: Sequence[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: change.date, reverse=True)


def _named(name: str, catalogue: Catalogue) -> tuple[str, str]:
    """What an id stands for, in words, and its address; a retired id says so and leads to where it went."""
    went_to = catalogue.went_to(name)
    found = catalogue.find(went_to or name)
    title = found.point.learning if found.point else found.theme.title if found.theme else found.review.title
    return (f"{name} (retired; now {title})" if went_to else title), address(went_to or name)


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child
