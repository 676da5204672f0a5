"""What a form sent -> values. Every fault is an error of service/errors.py, which never repeats what was sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

from corpus import Status
from service.errors import CaseUnreadable, LimitOutOfRange, StatusesInvalid
from service.identifiers.offsets import to_masked

MAX_FIELDS = 5000
DEFAULT_LIMIT = 10
_STATUS = re.compile(r"(\d{1,6})-(\d{1,6})-(present|ruled_out|historical|hypothetical|someone_else|as_read)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The fields of a form, decoded. `readable` is false where some of it was not UTF-8."""

    fields: dict[str, list[str]] = field(repr=False)
    readable: bool = True

    def one(self, name: str) -> str:
        return self.fields.get(name, [""])[-1]

    def all(self, name: str) -> list[str]:
        return self.fields.get(name, [])

    def case(self) -> str:
        """The case, its line ends made LF: a browser sends CR LF, and a place in it must always mean the same."""
        return self.one("case").replace("\r\n", "\n").replace("\r", "\n")


async def sent(request: Request) -> Sent:
    """Read a form. Raises HTTPException 415 for anything but a form as browsers send one without files."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await request.body()
    if not body:
        return Sent(fields={})
    if kind != "application/x-www-form-urlencoded":
        raise HTTPException(status_code=415)
    text = body.decode("ascii", errors="replace")
    try:
        return Sent(fields=parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except UnicodeDecodeError:
        return Sent(fields=parse_qs(text, keep_blank_values=True, max_num_fields=MAX_FIELDS), readable=False)
    except ValueError:
        raise HTTPException(status_code=413) from None


@dataclass(slots=True, kw_only=True)
class Correction:
    """The user's own reading of a stretch of the case."""

    start: int
    end: int
    status: Status

    @property
    def value(self) -> str:
        return f"{self.start}-{self.end}-{self.status}"


def corrections(values: Sequence[str]) -> tuple[Correction, ...]:
    """The readings in force: a later one replaces every earlier one that it overlaps, and `as_read` puts ours back."""
    kept: list[Correction] = []
    for value in values:
        found = _STATUS.fullmatch(value)
        if found is None:
            raise StatusesInvalid("A correction could not be read. Press it again on the results.")
        start, end = int(found[1]), int(found[2])
        kept = [one for one in kept if one.end <= start or end <= one.start]
        status: Status | Literal["as_read"] = found[3]  # type: ignore[assignment] # the pattern lists exactly these
        if status != "as_read":
            kept.append(Correction(start=start, end=end, status=status))
    return tuple(sorted(kept, key=lambda one: one.start))


def moved(given: Sequence[Correction], places: Sequence[tuple[int, int, int, int]]) -> tuple[Correction, ...]:
    """Corrections where they lie in the masked text. `places`: (start, end, masked start, masked end) of each mask."""
    return tuple(
        Correction(
            start=to_masked(one.start, places, is_end=False),
            end=to_masked(one.end, places, is_end=True),
            status=one.status,
        )
        for one in given
    )


def limit(sent_: Sent) -> int:
    """How many themes to show. Raises LimitOutOfRange where it is not a whole number; its range is checked later."""
    text = sent_.one("limit").strip()
    if not text:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"\d{1,4}", text):
        raise LimitOutOfRange
    return int(text)


def readable_case(sent_: Sent) -> str:
    """The case. Raises CaseUnreadable where what came was not UTF-8."""
    if not sent_.readable:
        raise CaseUnreadable
    return sent_.case()
