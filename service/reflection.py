"""MatchReport and ReflectionModel -> prompts for supervision, by stage. Never searches again.

Twelve prompts at most, one to three a stage. Questions come from the matched themes, each with the words of the case
that call for it; a stage that no theme has a question for is given one of the model's own, marked as such. Every
sheet asks what would be seen if the worker were wrong, about the child's own day, and what is going well.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Question, ReflectionModel, Stage, Theme, ThemeId
from service.catalogue import Catalogue
from service.errors import IdUnknown, ModelUnknown, RoleUnknown
from service.matching import Evidence, MatchReport, ThemeMatch

MAX_PROMPTS = 12
MAX_PER_STAGE = 3
THEMES_ASKED = 5
FEWEST_THEMES = 3  # strong themes or not: one theme alone makes a sheet that circles round one thing
LEAST_SCORE = 0.3  # of a possible theme that makes up the number
LEAST_WEIGHT = 0.5  # of a theme's weightiest words, below which others do not stand with a question of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionPrompt:
    """A question for supervision. `theme_id` is None where it belongs to the stage and to no theme."""

    question: str
    theme_id: ThemeId | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionStage:
    stage: Stage
    prompts: tuple[ReflectionPrompt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    model: ReflectionModel
    stages: tuple[ReflectionStage, ...]


def find_model(name: str, models: Sequence[ReflectionModel]) -> ReflectionModel:
    """The model with this id. Raises ModelUnknown."""
    for model in models:
        if model.id == name:
            return model
    raise ModelUnknown([model.id for model in models])


def reflect(
    report: MatchReport,
    model: ReflectionModel,
    catalogue: Catalogue,
    *,
    theme_ids: Sequence[str] | None = None,
    role: str | None = None,
) -> Reflection:
    """Prompts for a match, stage by stage. `theme_ids` keeps to those of the match's themes; `role` to one role's questions
    first. Raises RoleUnknown, and IdUnknown for a theme that is not in the corpus.
    """
    roles = [term.id for term in catalogue.corpus.terms.roles]
    if role is not None and role not in roles:
        raise RoleUnknown(roles)
    chosen = _themes(report, catalogue, theme_ids)
    most = min(MAX_PER_STAGE, MAX_PROMPTS // len(model.stages))
    used: set[str] = set()
    asked: Counter[str] = Counter()
    stages = []
    for stage in model.stages:
        standing = [one for one in model.always_ask if one.stage == stage.id]
        prompts = [ReflectionPrompt(question=one.question, theme_id=None, evidence=()) for one in standing][:most]
        wanted = max(1, most - len(prompts)) if len(prompts) < most else 0
        from_themes = _from_themes(stage, chosen, catalogue, role, used, asked, wanted)
        prompts = [*from_themes, *prompts]
        if len(prompts) < most and stage.questions:
            prompts.insert(0, ReflectionPrompt(question=stage.questions[0], theme_id=None, evidence=()))
        stages.append(ReflectionStage(stage=stage, prompts=tuple(prompts)))
    return Reflection(model=model, stages=tuple(stages))


def themes_to_ask(report: MatchReport) -> list[ThemeMatch]:
    """The themes that a sheet is made of where nobody has chosen: the strong ones, and likelier possible ones where few are."""
    strong = [match for match in report.themes if match.strength == "strong"]
    likely = [match for match in report.themes if match.strength == "possible" and match.score >= LEAST_SCORE]
    found = [*strong, *likely[: max(0, FEWEST_THEMES - len(strong))]]
    return found[:THEMES_ASKED] or list(report.themes[:FEWEST_THEMES])


def _themes(report: MatchReport, catalogue: Catalogue, theme_ids: Sequence[str] | None) -> list[ThemeMatch]:
    if theme_ids is None:
        return themes_to_ask(report)
    wanted = {catalogue.went_to(name) or name for name in theme_ids}
    for name in wanted - catalogue.themes.keys():
        raise IdUnknown(name, list(catalogue.themes))
    return [match for match in report.themes if match.theme_id in wanted]


def _from_themes(
    stage: Stage,
    chosen: Sequence[ThemeMatch],
    catalogue: Catalogue,
    role: str | None,
    used: set[str],
    asked: Counter[str],
    wanted: int,
) -> list[ReflectionPrompt]:
    """Up to `wanted` questions. Themes take turns over the stages, the best first, so that one does not fill the sheet."""
    prompts: list[ReflectionPrompt] = []
    while len(prompts) < wanted:
        turns = sorted(chosen, key=lambda match: asked[match.theme_id])
        for match in turns:
            question = _question(catalogue.themes[match.theme_id], stage, role, used)
            if question is not None:
                words = _weightiest(match)
                evidence = (words[asked[match.theme_id] % len(words)],) if words else ()
                asked[match.theme_id] += 1
                used.add(question.question)
                prompts.append(ReflectionPrompt(question=question.question, theme_id=match.theme_id, evidence=evidence))
                break
        else:
            break
    return prompts


def _weightiest(match: ThemeMatch) -> list[Evidence]:
    """The words that a theme mainly rests on, weightiest first: its questions take turns over them."""
    best: dict[tuple[int, int], tuple[float, Evidence]] = {}
    for point in match.points:
        for part in point.evidence:
            place = (part.start, part.end)
            weight = point.score * part.score + best.get(place, (0.0, part))[0]
            best[place] = (weight, part)
    order = sorted(best.values(), key=lambda one: (-one[0], one[1].start))
    return [part for weight, part in order if weight >= LEAST_WEIGHT * order[0][0]]


def _question(theme: Theme, stage: Stage, role: str | None, used: set[str]) -> Question | None:
    fitting = [one for one in theme.questions if one.step in stage.steps and one.question not in used]
    own = [one for one in fitting if role is not None and one.role == role]
    general = [one for one in fitting if one.role is None]
    return next(iter([*own, *general]), None)
