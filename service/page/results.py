"""A match report -> what the results page shows. Only here do its offsets become words of the case."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import CoverageGap, LearningPoint, Status, Theme
from indexer import Segment
from service.catalogue import Catalogue
from service.identifiers import Identifier
from service.matching import CaseDescription, MatchReport, PointMatch, ThemeMatch
from service.page import wording
from service.page.forms import Correction
from service.page.learning import PointView, ReviewView, point_view, question_to_take, review_view, short_notices
from service.reflection import themes_to_ask
from service.related import Filters

QUOTES_SHOWN = 3
LEAST_QUOTE_SHARE = 0.25  # of what a theme's weightiest stretch carries; less is not marked as a reason for it


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme that speaks to the case. `number` marks its words in the text; 0 for a weaker link: no marks."""

    number: int
    id: str
    title: str
    summary: str
    review: ReviewView
    good_practice: bool
    notices: tuple[str, ...]
    strong: bool
    quotes: tuple[str, ...] = field(repr=False)
    points: tuple[PointView, ...] = field(repr=False)
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of the case. `before` is the white space in front of it; `numbers` are the themes that it speaks to."""

    before: str = field(repr=False)
    text: str = field(repr=False)
    start: int
    end: int
    status: Status
    numbers: tuple[tuple[int, str], ...]
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """Words that may identify someone, and what kind of thing they are."""

    text: str = field(repr=False)
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    strong: tuple[ThemeView, ...]
    possible: tuple[ThemeView, ...]
    weaker: tuple[ThemeView, ...]
    pieces: tuple[Piece, ...] = field(repr=False)
    trailing: str = field(repr=False)
    unanswered: tuple[Piece, ...] = field(repr=False)
    aside: tuple[Piece, ...] = field(repr=False)
    identifiers: tuple[Likely, ...] = field(repr=False)
    not_covered: tuple[CoverageGap, ...]
    words_read: int
    nothing_relevant: bool
    filtered_out: int
    gathered: tuple[str, ...]
    to_ask: tuple[str, ...]


def build_results(
    case: CaseDescription,
    report: MatchReport,
    catalogue: Catalogue,
    *,
    least_possible: float,
    limit: int,
    filters: Filters,
    given: Sequence[Correction],
) -> Results:
    """The results of a match. Possible themes below `least_possible` are the weaker links."""
    found = report.themes[:limit]
    shown = [(match, points) for match in found if (points := _kept_points(match, catalogue, filters))]
    views: dict[str, list[ThemeView]] = {"strong": [], "possible": [], "weaker": []}
    number = 0
    numbers_at: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for match, points in shown:
        group = "strong" if match.strength == "strong" else "possible" if match.score >= least_possible else "weaker"
        number += group != "weaker"
        reasons = _reasons(points)
        view = _theme_view(case, match, points, reasons, catalogue, number=number if group != "weaker" else 0)
        views[group].append(view)
        for place in reasons if group != "weaker" else ():
            numbers_at.setdefault(place, []).append((number, view.title))
    pieces = _pieces(case, report.segments, numbers_at, given)
    gaps = {gap.id: gap for gap in catalogue.corpus.coverage}
    main = [*views["strong"], *views["possible"]]
    return Results(
        strong=tuple(views["strong"]),
        possible=tuple(views["possible"]),
        weaker=tuple(views["weaker"]),
        pieces=pieces,
        trailing=case.text[report.segments[-1].end :] if report.segments else "",
        unanswered=tuple(piece for piece in pieces if not piece.numbers and piece.status in ("present", "historical")),
        aside=tuple(piece for piece in pieces if piece.status != "present" or piece.corrected),
        identifiers=likely(case.text, report.identifiers),
        not_covered=tuple(gaps[name] for name in report.not_covered),
        words_read=report.words_read,
        nothing_relevant=report.nothing_relevant,
        filtered_out=len(found) - len(shown),
        gathered=tuple(point.id for view in views["strong"] or main for point in view.points),
        to_ask=tuple(match.theme_id for match in themes_to_ask(report)),
    )


def likely(text: str, found: Sequence[Identifier]) -> tuple[Likely, ...]:
    """Each likely identifier once, in the order of the text."""
    words = {text[one.start : one.end]: wording.IDENTIFIERS.get(one.type, "an identifier") for one in reversed(found)}
    return tuple(Likely(text=word, kind=kind) for word, kind in reversed(words.items()))


def _kept_points(match: ThemeMatch, catalogue: Catalogue, filters: Filters) -> tuple[PointMatch, ...]:
    review = catalogue.review_of(catalogue.themes[match.theme_id])
    if filters.review_type and review.type != filters.review_type:
        return ()
    return tuple(one for one in match.points if _passes(catalogue.points[one.point_id], catalogue, filters))


def _passes(point: LearningPoint, catalogue: Catalogue, filters: Filters) -> bool:
    if filters.agency and filters.agency not in point.agencies and "any" not in point.agencies:
        return False
    provenances = {catalogue.sources[citation.id].provenance for citation in point.sources}
    return not filters.provenance or filters.provenance in provenances


def _reasons(points: Sequence[PointMatch]) -> tuple[tuple[int, int], ...]:
    """The stretches that a theme mainly rests on, weightiest first."""
    weights: dict[tuple[int, int], float] = {}
    for point in points:
        for part in point.evidence:
            place = (part.start, part.end)
            weights[place] = weights.get(place, 0) + point.score * part.score
    most = max(weights.values(), default=0)
    order = sorted(weights, key=lambda place: (-weights[place], place))
    return tuple(place for place in order if weights[place] >= LEAST_QUOTE_SHARE * most)


def _theme_view(
    case: CaseDescription,
    match: ThemeMatch,
    points: Sequence[PointMatch],
    reasons: Sequence[tuple[int, int]],
    catalogue: Catalogue,
    *,
    number: int,
) -> ThemeView:
    theme: Theme = catalogue.themes[match.theme_id]
    question = question_to_take(theme)
    return ThemeView(
        number=number,
        id=theme.id,
        title=theme.title,
        summary=theme.summary,
        review=review_view(catalogue.review_of(theme), catalogue),
        good_practice=theme.good_practice,
        notices=short_notices(theme),
        strong=match.strength == "strong",
        quotes=tuple(case.text[start:end] for start, end in sorted(reasons[:QUOTES_SHOWN])),
        points=tuple(
            point_view(
                catalogue.points[one.point_id],
                catalogue,
                tuple(case.text[part.start : part.end] for part in sorted(one.evidence, key=lambda part: part.start)),
            )
            for one in points
        ),
        question=question.question if question else "",
    )


def _pieces(
    case: CaseDescription,
    segments: Sequence[Segment],
    numbers_at: dict[tuple[int, int], list[tuple[int, str]]],
    given: Sequence[Correction],
) -> tuple[Piece, ...]:
    pieces = []
    reached = 0
    for segment in segments:
        pieces.append(
            Piece(
                before=case.text[reached : segment.start],
                text=case.text[segment.start : segment.end],
                start=segment.start,
                end=segment.end,
                status=segment.status,
                numbers=tuple(numbers_at.get((segment.start, segment.end), ())),
                corrected=any(one.start < segment.end and segment.start < one.end for one in given),
            )
        )
        reached = segment.end
    return tuple(pieces)
