"""The list that a designer builds: ids of learning points in order, a length and an audience. It holds no case."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Literal, get_args

from corpus import LearningPoint, Theme
from service.catalogue import Catalogue
from service.errors import BasketInvalid

Length = Literal["7", "45", "210"]
FORMAT = "learning-from-reviews list"
MAX_POINTS = 60
MAX_TITLE = 120
MIXED = "mixed"
LENGTHS: dict[Length, str] = {"7": "7 minutes", "45": "45 minutes", "210": "Half a day"}
KNOWN_KEYS = ("format", "title", "length", "audience", "points", "learning_points")  # the last is for reading only


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Ids in the designer's order. `audience` is a role's id, or "mixed"; `length` is in minutes."""

    points: tuple[str, ...] = ()
    title: str = ""
    length: Length = "45"
    audience: str = MIXED

    def chosen(self, catalogue: Catalogue) -> tuple[LearningPoint, ...]:
        return tuple(catalogue.points[name] for name in self.points)

    def themes(self, catalogue: Catalogue) -> tuple[Theme, ...]:
        """The themes of the points, each once, in the order of the points."""
        return tuple({theme.id: theme for theme in (catalogue.theme_of[name] for name in self.points)}.values())

    def audience_title(self, catalogue: Catalogue) -> str:
        titles = {term.id: term.title for term in catalogue.corpus.terms.roles}
        return titles.get(self.audience, "A multi-agency group")

    def shown_title(self, catalogue: Catalogue) -> str:
        """The designer's title, or the titles of the first themes."""
        if self.title:
            return self.title
        titles = [theme.title for theme in self.themes(catalogue)]
        return "; ".join(titles[:2]) + (" and more" if len(titles) > 2 else "")


def make_basket(
    points: Sequence[str], catalogue: Catalogue, *, title: str = "", length: str = "45", audience: str = MIXED
) -> tuple[Basket, tuple[str, ...]]:
    """What a form or a file holds -> a list, and what was changed in it, in words. Raises BasketInvalid with every fault."""
    faults: list[str] = []
    said: list[str] = []
    kept: list[str] = []
    for number, name in enumerate(points, start=1):
        went_to = catalogue.went_to(name)
        if went_to is not None:
            said.append(f"{name} is retired; its learning is now in {went_to}.")
        ids = [went_to or name]
        if ids[0] in catalogue.themes:  # a point that went to a theme stands for that theme's points
            ids = [point.id for point in catalogue.themes[ids[0]].learning_points]
        for one in ids:
            if one not in catalogue.points:
                near = get_close_matches(one, list(catalogue.points), n=1, cutoff=0.6)
                hint = f' Nearest: "{near[0]}".' if near else " Take it out."
                faults.append(f"points, entry {number}: no learning point has this id.{hint}")
            elif one not in kept:
                kept.append(one)
    if len(kept) > MAX_POINTS:
        faults.append(f"points: {len(kept)} of them; a list holds at most {MAX_POINTS}. Take some out.")
    title = " ".join(title.split())
    if len(title) > MAX_TITLE:
        faults.append(f"title: longer than {MAX_TITLE} characters. Shorten it.")
    roles = [MIXED, *(term.id for term in catalogue.corpus.terms.roles)]
    if audience not in roles:
        faults.append(f"audience: not known. Choose one of: {', '.join(roles)}.")
    if length not in LENGTHS:
        faults.append(f"length: not known. Choose one of: {', '.join(LENGTHS)} (minutes).")
    if faults:
        raise BasketInvalid(faults)
    chosen: Length = next(one for one in get_args(Length) if one == length)
    return Basket(points=tuple(kept), title=title, length=chosen, audience=audience), tuple(said)


def read_basket(raw: bytes, catalogue: Catalogue) -> tuple[Basket, tuple[str, ...]]:
    """A file that `basket_file` wrote, or that a person wrote or changed. Raises BasketInvalid with every fault."""
    if not raw.strip():
        raise BasketInvalid(["no file was chosen, or it is empty. Choose one that ends in .json."])
    try:
        held: Any = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise BasketInvalid(["the file is not text (UTF-8). Save it as UTF-8."]) from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise BasketInvalid([f"{place}: this is not JSON. Look for a comma or a quote too many or too few."]) from None
    except RecursionError:
        raise BasketInvalid(["the file is nested too deeply to be a list."]) from None
    faults = _wrong_shapes(held)
    if faults:
        raise BasketInvalid(faults)
    return make_basket(
        held["points"],
        catalogue,
        title=held.get("title", ""),
        length=str(held.get("length", "45")),
        audience=held.get("audience", MIXED),
    )


def _wrong_shapes(held: Any) -> list[str]:
    if not isinstance(held, dict):
        return ['the file must be a group of "key": value pairs in braces, with "points" among them.']
    faults = [
        f"an unknown key, number {number}. Known: {', '.join(KNOWN_KEYS)}." + _meant(key)
        for number, key in enumerate(held, start=1)
        if key not in KNOWN_KEYS
    ]
    if held.get("format", FORMAT) != FORMAT:
        faults.append(f'format: must be "{FORMAT}", or left out.')
    points = held.get("points")
    if points is None:
        faults.append('points: missing. Add "points": [ … ] with the ids of learning points.')
    elif not isinstance(points, list):
        faults.append("points: must be a list in square brackets.")
    else:
        faults += [f"points, entry {i}: must be text." for i, one in enumerate(points, 1) if not isinstance(one, str)]
    faults += [f"{key}: must be text." for key in ("title", "audience") if not isinstance(held.get(key, ""), str)]
    if not isinstance(held.get("length", ""), str | int):
        faults.append(f"length: must be one of {', '.join(LENGTHS)} (minutes).")
    return faults


def _meant(key: str) -> str:
    near = get_close_matches(key, KNOWN_KEYS, n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else " Take it out."


def basket_file(basket: Basket) -> bytes:
    """The list as a file to keep, and to change by hand."""
    held = {
        "format": FORMAT,
        "title": basket.title,
        "length": basket.length,
        "audience": basket.audience,
        "points": list(basket.points),
    }
    return (json.dumps(held, ensure_ascii=False, indent=2) + "\n").encode()


def moved(basket: Basket, press: str) -> Basket:
    """The list after a press: "up:N", "down:N" or "away:N", N the place in the list from 1. Any other changes nothing."""
    verb, _, number = press.partition(":")
    place = int(number) - 1 if number.isascii() and number.isdigit() and len(number) < 4 else -1
    points = list(basket.points)
    other = {"up": place - 1, "down": place + 1}.get(verb, place)
    if not (0 <= place < len(points) and 0 <= other < len(points)):
        return basket
    if verb == "away":
        del points[place]
    else:
        points[place], points[other] = points[other], points[place]
    return replace(basket, points=tuple(points))
