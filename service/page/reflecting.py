"""Prompts for supervision -> what the reflection page shows; and the choices that a form makes among closed lists."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus import ReflectionModel
from indexer import Segment
from service.catalogue import Catalogue
from service.matching import CaseDescription
from service.page import wording
from service.page.forms import Sent
from service.reflection import Reflection
from service.related import PROVENANCES, Filters, years


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """A question; the theme that it comes from, or none where it is the model's own; and the words that call for it."""

    question: str
    theme_id: str
    theme_title: str
    review_title: str
    quotes: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class StageView:
    id: str
    title: str
    about: str
    prompts: tuple[PromptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionView:
    model: ReflectionModel
    stages: tuple[StageView, ...]
    n_prompts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Words of the case for the discrepancy matrix; `label` says how they were read where that is not plain."""

    text: str = field(repr=False)
    label: str


def statements(case: CaseDescription, segments: Sequence[Segment]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            text=case.text[one.start : one.end],
            label="" if one.status in ("present", "hypothetical") else wording.STATUS_LABELS[one.status],
        )
        for one in segments
    )


def build_reflection(case: CaseDescription, reflection: Reflection, catalogue: Catalogue) -> ReflectionView:
    stages = []
    for one in reflection.stages:
        prompts = []
        for prompt in one.prompts:
            theme = None if prompt.theme_id is None else catalogue.themes[prompt.theme_id]
            prompts.append(
                PromptView(
                    question=prompt.question,
                    theme_id=theme.id if theme else "",
                    theme_title=theme.title if theme else "",
                    review_title=catalogue.review_of(theme).title if theme else "",
                    quotes=tuple(case.text[part.start : part.end] for part in prompt.evidence),
                )
            )
        stages.append(StageView(id=one.stage.id, title=one.stage.title, about=one.stage.about, prompts=tuple(prompts)))
    return ReflectionView(
        model=reflection.model, stages=tuple(stages), n_prompts=sum(len(stage.prompts) for stage in stages)
    )


def chosen_filters(form: Sent, catalogue: Catalogue) -> Filters:
    """What a form narrows results to. A value that is on none of the lists narrows nothing."""

    def known(name: str, values: set[str]) -> str | None:
        value = form.one(name)
        return value if value in values else None

    terms = catalogue.corpus.terms
    return Filters(
        review_type=known("review_type", {kind.id for kind in terms.review_types}),
        agency=known("agency", {term.id for term in terms.agencies} - {"any"}),
        age=known("age", {term.id for term in terms.ages} - {"any"}),
        harm=known("harm", {term.id for term in terms.harms} - {"any"}),
        provenance=known("provenance", set(PROVENANCES)),
        year=known("year", set(years(catalogue))),
    )
