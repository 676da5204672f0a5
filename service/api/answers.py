"""Reports and corpus records -> API bodies. Only here are offsets turned back into words of the case."""

from corpus import Citation, LearningPoint, Review, Theme
from service.api import bodies
from service.catalogue import Catalogue
from service.identifiers import Identifier
from service.lessons import recurrence
from service.matching import CaseDescription, MatchReport
from service.reflection import Reflection
from service.related import RelatedTheme


def source_out(citation: Citation, catalogue: Catalogue) -> bodies.SourceOut:
    source = catalogue.sources[citation.id]
    return bodies.SourceOut(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        year=source.year,
        url=source.url,
        provenance=source.provenance,
        fit=citation.fit,
        seen=source.seen,
    )


def point_out(point: LearningPoint, catalogue: Catalogue) -> bodies.LearningPointOut:
    return bodies.LearningPointOut(
        id=point.id,
        learning=point.learning,
        practice=point.practice,
        practice_basis=point.practice_basis,
        when=point.when,
        good_practice=point.good_practice,
        agencies=list(point.agencies),
        ages=list(point.ages),
        harms=list(point.harms),
        sources=[source_out(citation, catalogue) for citation in point.sources],
    )


def review_ref(review: Review) -> bodies.ReviewRef:
    return bodies.ReviewRef(id=review.id, title=review.title, type=review.type)


def theme_ref(theme: Theme) -> bodies.ThemeRef:
    return bodies.ThemeRef(id=theme.id, title=theme.title)


def review_out(review: Review, catalogue: Catalogue) -> bodies.ReviewOut:
    return bodies.ReviewOut(
        id=review.id,
        title=review.title,
        type=review.type,
        year=catalogue.sources[review.source].year,
        source=source_out(Citation(id=review.source), catalogue),
        background=review.background,
        themes=[theme_ref(theme) for theme in review.themes],
    )


def theme_out(theme: Theme, catalogue: Catalogue) -> bodies.ThemeOut:
    return bodies.ThemeOut(
        id=theme.id,
        title=theme.title,
        summary=theme.summary,
        review=review_ref(catalogue.review_of(theme)),
        good_practice=theme.good_practice,
        thin=theme.thin,
        learning_points=[point_out(point, catalogue) for point in theme.learning_points],
        questions=[
            bodies.QuestionOut(question=one.question, step=one.step, roles=[one.role] if one.role else [])
            for one in theme.questions
        ],
    )


def placed_point_out(point: LearningPoint, catalogue: Catalogue) -> bodies.PlacedPointOut:
    theme = catalogue.theme_of[point.id]
    return bodies.PlacedPointOut(
        **point_out(point, catalogue).model_dump(),
        theme=theme_ref(theme),
        review=review_ref(catalogue.review_of(theme)),
    )


def identifier_out(identifier: Identifier) -> bodies.IdentifierOut:
    return bodies.IdentifierOut(type=identifier.type, start=identifier.start, end=identifier.end)


def match_out(case: CaseDescription, report: MatchReport, catalogue: Catalogue) -> bodies.MatchOut:
    text = case.text
    themes = []
    for match in report.themes:
        theme = catalogue.themes[match.theme_id]
        points = [
            bodies.MatchedPointOut.model_construct(
                **dict(point_out(catalogue.points[found.point_id], catalogue)),
                score=round(found.score, 6),
                evidence=[
                    bodies.EvidenceOut(
                        text=text[part.start : part.end], start=part.start, end=part.end, score=round(part.score, 6)
                    )
                    for part in found.evidence
                ],
            )
            for found in match.points
        ]
        themes.append(
            bodies.MatchedThemeOut(
                id=theme.id,
                title=theme.title,
                review=review_ref(catalogue.review_of(theme)),
                good_practice=theme.good_practice,
                score=round(match.score, 6),
                strength=match.strength,
                learning_points=points,
            )
        )
    gaps = {gap.id: gap for gap in catalogue.corpus.coverage}
    return bodies.MatchOut(
        themes=themes,
        segments=[
            bodies.SegmentOut(text=text[part.start : part.end], start=part.start, end=part.end, status=part.status)
            for part in report.segments
        ],
        identifiers=[identifier_out(found) for found in report.identifiers],
        not_covered=[bodies.GapOut(id=name, title=gaps[name].title, url=gaps[name].url) for name in report.not_covered],
        nothing_relevant=report.nothing_relevant,
    )


def reflect_out(
    case: CaseDescription, report: MatchReport, reflection: Reflection, catalogue: Catalogue
) -> bodies.ReflectOut:
    text = case.text
    stages = []
    for one in reflection.stages:
        prompts = [
            bodies.PromptOut(
                question=prompt.question,
                theme=None if prompt.theme_id is None else theme_ref(catalogue.themes[prompt.theme_id]),
                evidence=[
                    bodies.QuotedOut(text=text[part.start : part.end], start=part.start, end=part.end)
                    for part in prompt.evidence
                ],
            )
            for prompt in one.prompts
        ]
        stages.append(bodies.StageOut(id=one.stage.id, title=one.stage.title, prompts=prompts))
    return bodies.ReflectOut(model=reflection.model.id, stages=stages, nothing_relevant=report.nothing_relevant)


def related_out(results: tuple[RelatedTheme, ...], catalogue: Catalogue) -> bodies.RelatedOut:
    return bodies.RelatedOut(results=[_related_result(result, catalogue) for result in results])


def _related_result(result: RelatedTheme, catalogue: Catalogue) -> bodies.RelatedResultOut:
    appears = recurrence([result.theme], catalogue)
    return bodies.RelatedResultOut(
        id=result.theme.id,
        kind="theme",
        title=result.theme.title,
        review=review_ref(catalogue.review_of(result.theme)),
        score=round(result.score, 6),
        relation=result.relation,
        group=result.group,
        learning_points=[point.id for point in result.points],
        appears_in=[
            bodies.ReviewYear(id=review.id, title=review.title, year=catalogue.sources[review.source].year)
            for review in appears.reviews
        ],
        of_reviews=appears.of,
        tensions=[
            bodies.TensionOut(theme=theme_ref(theme), why=why) for theme, why in catalogue.tensions_of(result.theme)
        ],
    )
