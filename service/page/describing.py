"""The box that a case is described in: its examples, and how it comes back when a form is refused."""

import json
from collections.abc import Callable

from fastapi import Request
from starlette.responses import Response

from corpus import LearningFromReviewsError
from service.errors import CaseError, answer_to
from service.page.problems import RETRY_AFTER_SECONDS
from service.page.rendering import HERE, pages


def examples() -> list[dict[str, str]]:
    """The made-up cases that can be tried with one press."""
    found: list[dict[str, str]] = json.loads((HERE / "examples.json").read_text(encoding="utf-8"))
    return found


def or_again(request: Request, text: str, answer: Callable[[], Response]) -> Response:
    """The answer; or, where it was refused, the form again with the user's words in their own box and nowhere else."""
    try:
        return answer()
    except LearningFromReviewsError as error:
        said = answer_to(error)
        headers = {"Retry-After": RETRY_AFTER_SECONDS} if said.status == 503 else None
        field = "case" if isinstance(error, CaseError) else ""
        return pages(request).render(
            "home.html",
            status=said.status,
            headers=headers,
            text=text,
            problem=str(error),
            field=field,
            examples=examples(),
        )
