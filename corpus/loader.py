"""The corpus folder -> Corpus. Gathers every fault, with its file and line, before it raises."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from corpus.checks import Placed, check
from corpus.errors import CorpusError, Fault
from corpus.model import (
    SLUG,
    Abbreviation,
    Background,
    Change,
    Corpus,
    CoverageGap,
    ReflectionModel,
    Retired,
    Review,
    Source,
    StatusExample,
    Terms,
    Theme,
    Vignette,
)
from corpus.places import Path_, ReadFile, read_yaml

R = TypeVar("R", bound=BaseModel)

DEFAULT_ROOT = Path(__file__).parent
_SLUG = re.compile(SLUG)

PLAIN_WORDS = {
    "missing": "is missing. Add it.",
    "extra_forbidden": "is not a known key.",
    "string_too_short": "is empty. Fill it in or take the entry out.",
    "string_type": "must be text. Put it in quotes.",
    "tuple_type": "must be a list (lines that begin with a dash).",
    "model_type": "must be a group of `key: value` lines.",
    "dict_type": "must be a group of `key: value` lines.",
    "bool_type": "must be true or false.",
    "bool_parsing": "must be true or false.",
}


def load_corpus(root: Path = DEFAULT_ROOT) -> Corpus:
    """Read the whole corpus folder. Raises CorpusError, which holds every fault found."""
    reading = _Reading(root)
    review_files = sorted(root.glob("reviews/*/review.yaml"))
    if not review_files:
        reading.faults.append(
            Fault(file="reviews", line=0, problem="no review was found. Each is a folder with a review.yaml.")
        )
    reviews = [review for path in review_files if (review := reading.review(path)) is not None]
    terms = reading.record(Terms, root / "terms.yaml")
    background = reading.record(Background, root / "background.yaml")
    models = [reading.record(ReflectionModel, path) for path in sorted(root.glob("reflection/*.yaml"))]
    sources = reading.records(Source, root / "sources.yaml")
    vignettes = [one for path in sorted(root.glob("vignettes/*.yaml")) for one in reading.records(Vignette, path)]
    statuses = reading.records(StatusExample, root / "statuses.yaml")
    glossary = reading.records(Abbreviation, root / "glossary.yaml")
    coverage = reading.records(CoverageGap, root / "coverage.yaml")
    changes = reading.records(Change, root / "changes.yaml")
    retired = reading.records(Retired, root / "retired.yaml")
    if terms is not None and background is not None:
        reviews.sort(key=lambda review: _position(review, terms))
        # Every part was validated as it was read; validating the whole would copy it and lose its places.
        corpus = Corpus.model_construct(
            terms=terms,
            sources=sources,
            reviews=tuple(reviews),
            reflection=tuple(model for model in models if model is not None),
            vignettes=tuple(vignettes),
            statuses=statuses,
            background=background,
            glossary=glossary,
            coverage=coverage,
            changes=changes,
            retired=retired,
        )
        # A file that could not be read has said so already; what hangs on it would only be an echo.
        if not reading.faults:
            reading.faults.extend(check(corpus, reading.placed))
        if not reading.faults:
            return corpus
    raise CorpusError(reading.faults)


def _position(review: Review, terms: Terms) -> tuple[int, str]:
    types = [review_type.id for review_type in terms.review_types]
    return (types.index(review.type) if review.type in types else len(types), review.id)


@dataclass
class _Reading:
    root: Path
    faults: list[Fault] = field(default_factory=list)
    placed: Placed = field(default_factory=Placed)

    def _read(self, path: Path) -> ReadFile | None:
        if not path.resolve().is_relative_to(self.root.resolve()):
            place = path.relative_to(self.root).as_posix()
            self.faults.append(
                Fault(file=place, line=0, problem="a link to a file elsewhere. Put the file itself here.")
            )
            return None
        return read_yaml(path, path.relative_to(self.root).as_posix(), self.faults)

    def _parse(self, model: type[R], value: Any, read: ReadFile, path: Path_) -> R | None:
        try:
            record = model.model_validate(value)
        except ValidationError as error:
            self.faults.extend(_faults(error, model, value, read, path))
            return None
        self.placed.add(record, read, path)
        return record

    def record(self, model: type[R], path: Path) -> R | None:
        read = self._read(path)
        return None if read is None else self._parse(model, read.value, read, ())

    def records(self, model: type[R], path: Path) -> tuple[R, ...]:
        read = self._read(path)
        if read is None:
            return ()
        if not isinstance(read.value, list):
            self.faults.append(read.fault((), "must be a list (entries that begin with a dash)."))
            return ()
        parsed = (self._parse(model, value, read, (i,)) for i, value in enumerate(read.value))
        return tuple(record for record in parsed if record is not None)

    def review(self, path: Path) -> Review | None:
        """A review.yaml with the theme files beside it, in the order in which review.yaml lists them."""
        read = self._read(path)
        if read is None:
            return None
        slugs = read.value.get("themes") if isinstance(read.value, dict) else None
        if not isinstance(slugs, list) or not all(isinstance(slug, str) and _SLUG.fullmatch(slug) for slug in slugs):
            self.faults.append(
                read.fault(("themes",), 'needs "themes": a list of the names of the theme files beside it.')
            )
            return None
        unlisted = {theme.stem for theme in path.parent.glob("*.yaml")} - {"review", *slugs}
        for slug in sorted(unlisted):
            place = (path.parent / f"{slug}.yaml").relative_to(self.root).as_posix()
            problem = 'not listed under "themes" in review.yaml. Add it there, or take the file away.'
            self.faults.append(Fault(file=place, line=0, problem=problem))
        themes = tuple(
            theme for slug in slugs if (theme := self.record(Theme, path.parent / f"{slug}.yaml")) is not None
        )
        review = self._parse(Review, {**read.value, "themes": ()}, read, ())
        if review is None:
            return None
        whole = review.model_copy(update={"themes": themes})
        self.placed.add(whole, read, ())
        return whole


def _faults(error: ValidationError, model: type[BaseModel], value: Any, read: ReadFile, path: Path_) -> Sequence[Fault]:
    faults = []
    for problem in error.errors(include_url=False, include_input=False):
        loc = tuple(part for part in problem["loc"] if part != "[key]")
        name = ".".join(str(part) for part in loc) or "the entry"
        kind = problem["type"]
        if kind == "extra_forbidden":
            parent = _holder(value, loc[:-1])
            known = sorted(_fields(model, loc[:-1]) - set(parent))
            near = get_close_matches(str(loc[-1]), known, n=1, cutoff=0.5)
            words = f'"{name}" is not a known key.' + (f' Did you mean "{near[0]}"?' if near else " Take it out.")
        elif kind == "literal_error":
            words = f'"{name}" must be one of {problem["ctx"]["expected"]}.'
        elif kind == "string_pattern_mismatch":
            wanted = "an address that begins with http:// or https://" if "http" in problem["ctx"]["pattern"] else ""
            wanted = wanted or ("a date such as 2026-11-24" if "d{4}" in problem["ctx"]["pattern"] else "")
            words = f'"{name}" must be {wanted or "small letters, digits and single hyphens"}.'
        else:
            words = f'"{name}" {PLAIN_WORDS.get(kind, "cannot be read: " + problem["msg"] + ".")}'
        faults.append(read.fault((*path, *loc), words))
    return faults


def _holder(value: Any, loc: Sequence[str | int]) -> dict[str, Any]:
    for part in loc:
        value = value[part]
    return value if isinstance(value, dict) else {}


def _fields(model: type[BaseModel], loc: Sequence[str | int]) -> set[str]:
    """The keys known at `loc` inside `model`."""
    for part in loc:
        if isinstance(part, str):
            annotation = model.model_fields[part].annotation
            for candidate in (annotation, *getattr(annotation, "__args__", ())):
                if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                    model = candidate
    return set(model.model_fields)
