"""Errors as pages: what went wrong and how to go on, and never a word of what was sent."""

from functools import lru_cache

from starlette.responses import Response

from service.page.rendering import Pages
from service.settings import Settings

RETRY_AFTER_SECONDS = "5"


def render_problem(status: int, title: str, detail: str, settings: Settings | None = None) -> Response:
    """An error in the page's own look. `title` and `detail` must not come from the request's body."""
    headers = {"Retry-After": RETRY_AFTER_SECONDS} if status == 503 else None
    return _pages(settings).render("problem.html", status=status, headers=headers, title=title, detail=detail)


@lru_cache(maxsize=4)
def _pages(settings: Settings | None) -> Pages:
    return Pages(settings)
