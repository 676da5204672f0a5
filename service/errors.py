"""What can be wrong with a request, and the one table that says how each error is answered.

LearningFromReviewsError (corpus)
  CorpusError, NotReadyError (corpus)
    BundleError, ModelUnavailable, StoreUnavailable (indexer)
  CaseError
    CaseBlank, CaseTooLong, CaseUnreadable
  RequestError
    TextBlank, TextTooLong, LimitOutOfRange, StatusesInvalid, ModelUnknown, RoleUnknown, TopicInvalid, FilterUnknown,
    BasketInvalid, BasketEmpty
  IdUnknown
  TooBusy
  SettingsError
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from corpus import CorpusError, LearningFromReviewsError, NotReadyError

MAX_CASE_CHARACTERS = 20_000
MAX_TOPIC_CHARACTERS = 500
MAX_LIMIT = 50


class FieldError(LearningFromReviewsError):
    """A field of a request is wrong. `field` names it. The message never repeats what the field held."""

    field = "case"


class CaseError(FieldError):
    """The case description cannot be matched."""


class CaseBlank(CaseError):
    def __init__(self) -> None:
        super().__init__("There is nothing to read. Describe the case in a sentence or more.")


class CaseWordless(CaseError):
    def __init__(self) -> None:
        super().__init__("There are no words to read. Describe the case in a sentence or more.")


class CaseTooLong(CaseError):
    def __init__(self, characters: int) -> None:
        super().__init__(
            f"The case has {characters:,} characters; at most {MAX_CASE_CHARACTERS:,} are read. Shorten it, or match it in parts."
        )


class CaseUnreadable(CaseError):
    def __init__(self) -> None:
        super().__init__("The case is not plain text (UTF-8). Save it as text and try again.")


class TextBlank(FieldError):
    field = "text"

    def __init__(self) -> None:
        super().__init__("There is no text to look through. Send some.")


class TextTooLong(FieldError):
    field = "text"

    def __init__(self, characters: int) -> None:
        super().__init__(
            f"The text has {characters:,} characters; at most {MAX_CASE_CHARACTERS:,} are read. Shorten it."
        )


class LimitOutOfRange(FieldError):
    field = "limit"

    def __init__(self) -> None:
        super().__init__(f"The limit is a whole number from 1 to {MAX_LIMIT}.")


class StatusesInvalid(FieldError):
    field = "statuses"


class ModelUnknown(FieldError):
    field = "model"

    def __init__(self, known: list[str]) -> None:
        super().__init__(f"This reflective model is not known. Choose one of: {', '.join(known)}.")


class RoleUnknown(FieldError):
    field = "role"

    def __init__(self, known: list[str]) -> None:
        super().__init__(f"This role is not known. Choose one of: {', '.join(known)}.")


class TopicInvalid(FieldError):
    field = "topic"

    def __init__(self, characters: int) -> None:
        if characters > MAX_TOPIC_CHARACTERS:
            words = f"The topic has {characters:,} characters; at most {MAX_TOPIC_CHARACTERS} are read. Shorten it."
        else:
            words = "There is no topic to search for. Name one in a word or more."
        super().__init__(words)


class FilterUnknown(FieldError):
    """A filter is not on its list. `name` is the filter's."""

    def __init__(self, name: str, known: list[str]) -> None:
        self.field = name
        super().__init__(f"This {name.replace('_', ' ')} is not known. Choose one of: {', '.join(known)}.")


class BasketInvalid(FieldError):
    """A designer's list cannot be used. `faults` holds each with its place; none repeats what the list held."""

    field = "points"

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(faults))


class BasketEmpty(FieldError):
    field = "points"

    def __init__(self) -> None:
        super().__init__("There is nothing in the list yet. Choose a learning point first.")


class IdUnknown(LearningFromReviewsError):
    """No review, theme or learning point has this id. What was asked for is not repeated: it came from a request."""

    def __init__(self, name: str, known: list[str]) -> None:
        near = get_close_matches(name, known, n=1, cutoff=0.5)
        hint = f'Nearest: "{near[0]}".' if near else "Browse the reviews and themes for the ids there are."
        super().__init__(f"Nothing here has that id. {hint}")


class TooBusy(LearningFromReviewsError):
    def __init__(self) -> None:
        super().__init__("Too many cases are being matched at this moment. Try again in a few seconds.")


class SettingsError(LearningFromReviewsError):
    """A setting is wrong. The message names the variable and what is allowed, never the value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How an error is answered: the problem's title and HTTP status, and the command line's exit code."""

    title: str
    status: int
    exit_code: int


ANSWERS: tuple[tuple[type[LearningFromReviewsError], Answer], ...] = (
    (FieldError, Answer(title="Some of what was sent cannot be used", status=422, exit_code=1)),
    (IdUnknown, Answer(title="Not found", status=404, exit_code=1)),
    (TooBusy, Answer(title="Too busy", status=503, exit_code=1)),
    (NotReadyError, Answer(title="The index is not ready", status=503, exit_code=1)),
    (CorpusError, Answer(title="The corpus has faults", status=500, exit_code=1)),
    (SettingsError, Answer(title="A setting is wrong", status=500, exit_code=2)),
    (LearningFromReviewsError, Answer(title="This could not be done", status=500, exit_code=1)),
)


def answer_to(error: LearningFromReviewsError) -> Answer:
    """The first row of ANSWERS that fits."""
    return next(answer for kind, answer in ANSWERS if isinstance(error, kind))
