"""Request and response bodies: the only JSON shapes, converted by hand, so that the API changes only on purpose."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from corpus import Status

Provenance = Literal["local-review", "national-source", "local-guidance"]


def _whole(text: str) -> str:
    """Refuse half of a surrogate pair, or a NUL: neither is text. The caller sees only that the value cannot be used."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError
    return text


WholeText = Annotated[str, AfterValidator(_whole)]


class _In(BaseModel):
    # Extra fields are ignored: an error about one would repeat a name that the user typed.
    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)


class StatusIn(_In):
    start: int
    end: int
    status: Status


class MatchIn(_In):
    case: WholeText
    limit: int = 10
    statuses: Annotated[list[StatusIn], Field(max_length=2000)] = []


class ReflectIn(_In):
    case: WholeText
    model: WholeText
    theme_ids: Annotated[list[WholeText], Field(max_length=50)] | None = None
    role: WholeText | None = None
    statuses: Annotated[list[StatusIn], Field(max_length=2000)] = []


class IdentifiersIn(_In):
    text: WholeText


class RelatedIn(_In):
    to: WholeText | None = None
    topic: WholeText | None = None
    limit: int = 10
    review_type: WholeText | None = None
    agency: WholeText | None = None
    age: WholeText | None = None
    harm: WholeText | None = None
    provenance: Provenance | None = None
    year: WholeText | None = None


class SourceOut(BaseModel):
    id: str
    title: str
    publisher: str
    year: str | None
    url: str
    provenance: Provenance
    fit: Literal["direct", "related"] | None
    seen: Literal["itself", "summary"]


class EvidenceOut(BaseModel):
    text: str
    start: int
    end: int
    score: float


class LearningPointOut(BaseModel):
    id: str
    learning: str
    practice: str
    practice_basis: Literal["source", "own"]
    when: str
    good_practice: bool
    agencies: list[str]
    ages: list[str]
    harms: list[str]
    sources: list[SourceOut]


class MatchedPointOut(LearningPointOut):
    score: float
    evidence: list[EvidenceOut]


class ReviewRef(BaseModel):
    id: str
    title: str
    type: str


class ThemeRef(BaseModel):
    id: str
    title: str


class MatchedThemeOut(BaseModel):
    id: str
    title: str
    review: ReviewRef
    good_practice: bool
    score: float
    strength: Literal["strong", "possible"]
    learning_points: list[MatchedPointOut]


class SegmentOut(BaseModel):
    text: str
    start: int
    end: int
    status: Status


class IdentifierOut(BaseModel):
    type: str
    start: int
    end: int


class GapOut(BaseModel):
    id: str
    title: str
    url: str


class MatchOut(BaseModel):
    themes: list[MatchedThemeOut]
    segments: list[SegmentOut]
    identifiers: list[IdentifierOut]
    not_covered: list[GapOut]
    nothing_relevant: bool


class IdentifiersOut(BaseModel):
    identifiers: list[IdentifierOut]
    redacted: str
    map: list[tuple[int, int, int, int]]


class QuotedOut(BaseModel):
    text: str
    start: int
    end: int


class PromptOut(BaseModel):
    question: str
    theme: ThemeRef | None
    evidence: list[QuotedOut]


class StageOut(BaseModel):
    id: str
    title: str
    prompts: list[PromptOut]


class ReflectOut(BaseModel):
    model: str
    stages: list[StageOut]
    nothing_relevant: bool


class ReviewOut(BaseModel):
    id: str
    title: str
    type: str
    year: str | None
    source: SourceOut
    background: str
    themes: list[ThemeRef]


class ReviewsOut(BaseModel):
    reviews: list[ReviewOut]


class QuestionOut(BaseModel):
    question: str
    step: str
    roles: list[str]


class ThemeOut(BaseModel):
    id: str
    title: str
    summary: str
    review: ReviewRef
    good_practice: bool
    thin: bool
    learning_points: list[LearningPointOut]
    questions: list[QuestionOut]


class ThemesOut(BaseModel):
    themes: list[ThemeOut]


class PlacedPointOut(LearningPointOut):
    theme: ThemeRef
    review: ReviewRef


class LearningPointsOut(BaseModel):
    learning_points: list[PlacedPointOut]


class ReviewYear(BaseModel):
    id: str
    title: str
    year: str | None


class TensionOut(BaseModel):
    theme: ThemeRef
    why: str


class RelatedResultOut(BaseModel):
    id: str
    kind: Literal["theme", "learning_point"]
    title: str
    review: ReviewRef
    score: float
    relation: Literal["same_lesson", "tension", "good_practice", "related"]
    group: str
    learning_points: list[str]
    appears_in: list[ReviewYear]
    of_reviews: int
    tensions: list[TensionOut]


class RelatedOut(BaseModel):
    results: list[RelatedResultOut]


class LiveOut(BaseModel):
    status: Literal["ok"]


class ReadyOut(BaseModel):
    status: Literal["ok"]
    index: str
    built: str
