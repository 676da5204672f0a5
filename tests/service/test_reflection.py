"""Prompts for supervision: from the corpus, called for by the case, and never more than a session can hold."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from corpus import Corpus, LearningPointId, ReflectionModel, ThemeId
from indexer import Bundle
from service.catalogue import Catalogue
from service.errors import IdUnknown, ModelUnknown, RoleUnknown
from service.matching import (
    CaseDescription,
    Evidence,
    MatchOptions,
    MatchReport,
    PointMatch,
    ThemeMatch,
    match,
)
from service.reflection import MAX_PER_STAGE, MAX_PROMPTS, Reflection, find_model, reflect, themes_to_ask

CASES = Path(__file__).parent.parent / "evaluation" / "cases.jsonl"
MODELS = ("4x4x4", "kolb", "gibbs", "driscoll", "three-questions")
NAMES = ("c007", "c018", "c041")


@pytest.fixture(scope="module")
def reports(bundle: Bundle) -> dict[str, tuple[str, MatchReport]]:
    rows = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return {
        row["id"]: (row["text"], match(CaseDescription(text=row["text"]), bundle, MatchOptions(limit=50)))
        for row in rows
        if row["id"] in NAMES
    }


@pytest.fixture(scope="module")
def catalogue(bundle: Bundle) -> Catalogue:
    return Catalogue(bundle.corpus)


def model_of(corpus: Corpus, name: str) -> ReflectionModel:
    return find_model(name, corpus.reflection)


def questions(reflection: Reflection) -> list[str]:
    return [prompt.question for stage in reflection.stages for prompt in stage.prompts]


def test_the_five_models_are_there(corpus: Corpus) -> None:
    assert {model.id for model in corpus.reflection} == set(MODELS)


@pytest.mark.parametrize("role", [None, "health-visitor"])
@pytest.mark.parametrize("name", MODELS)
def test_prompts_come_from_the_corpus_and_evidence_from_the_case(
    reports: dict[str, tuple[str, MatchReport]], catalogue: Catalogue, name: str, role: str | None
) -> None:
    model = model_of(catalogue.corpus, name)
    own = {question for stage in model.stages for question in stage.questions}
    own |= {one.question for one in model.always_ask}
    for _, report in reports.values():
        reflection = reflect(report, model, catalogue, role=role)
        spans = {(part.start, part.end): part.status for part in report.segments}
        for stage in reflection.stages:
            assert 1 <= len(stage.prompts) <= MAX_PER_STAGE
            for prompt in stage.prompts:
                if prompt.theme_id is None:
                    assert prompt.question in own
                    assert prompt.evidence == ()
                    continue
                asked = [one for one in catalogue.themes[prompt.theme_id].questions if one.question == prompt.question]
                assert asked
                assert asked[0].step in stage.stage.steps
                assert asked[0].role in (None, role)
                assert prompt.evidence
                for part in prompt.evidence:
                    assert spans[part.start, part.end] not in ("ruled_out", "someone_else")
        assert len(questions(reflection)) == len(set(questions(reflection))) <= MAX_PROMPTS


@pytest.mark.parametrize("name", MODELS)
def test_standing_questions_are_always_asked(
    reports: dict[str, tuple[str, MatchReport]], catalogue: Catalogue, name: str
) -> None:
    model = model_of(catalogue.corpus, name)
    assert {one.kind for one in model.always_ask} == {"counter-view", "child", "going-well"}
    nothing = MatchReport(themes=(), segments=(), not_covered=(), words_read=3)
    for report in [*(report for _, report in reports.values()), nothing]:
        asked = questions(reflect(report, model, catalogue))
        assert {one.question for one in model.always_ask} <= set(asked)


def test_a_role_is_asked_its_own_questions_first(
    reports: dict[str, tuple[str, MatchReport]], catalogue: Catalogue
) -> None:
    """Where a matched theme has a question of the role, the sheet for that role has one."""
    model = model_of(catalogue.corpus, "gibbs")
    for _, report in reports.values():
        themes = [found.theme_id for found in report.themes[:1]]
        roles = {one.role for one in catalogue.themes[themes[0]].questions if one.role}
        for role in sorted(roles):
            sheet = reflect(report, model, catalogue, theme_ids=themes, role=role)
            of_role = {one.question for one in catalogue.themes[themes[0]].questions if one.role == role}
            assert of_role & set(questions(sheet))
            assert not of_role & set(questions(reflect(report, model, catalogue, theme_ids=themes)))


def test_what_is_not_known_is_refused(reports: dict[str, tuple[str, MatchReport]], catalogue: Catalogue) -> None:
    _, report = reports["c018"]
    model = model_of(catalogue.corpus, "kolb")
    with pytest.raises(ModelUnknown, match="gibbs") as refused:
        find_model("johari-window", catalogue.corpus.reflection)
    assert "johari" not in str(refused.value)
    with pytest.raises(RoleUnknown) as refused_role:
        reflect(report, model, catalogue, role="astronaut")
    assert "astronaut" not in str(refused_role.value)
    with pytest.raises(IdUnknown):
        reflect(report, model, catalogue, theme_ids=["child-b/none"])


def test_the_same_report_gives_the_same_sheet(
    reports: dict[str, tuple[str, MatchReport]], catalogue: Catalogue
) -> None:
    _, report = reports["c041"]
    for name in MODELS:
        model = model_of(catalogue.corpus, name)
        first: Any = reflect(report, model, catalogue)
        assert first == reflect(report, model, catalogue)


VERDICTS = re.compile(
    r"\b(?:clos(?:e|ing) (?:the|this|that|his|her|their) (?:case|file)|case (?:be )?closed|no further action|step(?:ped|ping)? down"
    r"|remov(?:e|ed|ing|al) (?:the|this|that|him|her|them|from)|take (?:him|her|them|the child) into care|accommodat(?:e|ed)"
    r"|(?:should|must|ought to|need to|have to) (?:be )?(?:refer|report|escalat|clos|remov|discharg|arrest|charg|interview|assess|protect)\w*"
    r"|(?:decide|conclude|determine|confirm|judge) (?:whether|if|that) (?:the|this|that|he|she|they|it)"
    r"|(?:meets?|met|reach(?:es)?) (?:the )?threshold\b|substantiat\w*|diagnos(?:e|ing)\b"
    r"|(?:is|are) (?:the|this|that) (?:child|children|parent|mother|father|home) (?:safe|unsafe|at risk|to blame|lying|abus\w+)"
    r"|how (?:high|low|great|serious) is the risk|risk (?:score|level|rating)|on a scale)",
    re.IGNORECASE,
)
YES_OR_NO_ADVICE = re.compile(r"^(?:should|shouldn.t|must|would it not|isn.t it|don.t you think)\b", re.IGNORECASE)


def every_prompt(corpus: Corpus) -> list[str]:
    of_themes = [one.question for theme in corpus.themes for one in theme.questions]
    of_stages = [one for model in corpus.reflection for stage in model.stages for one in stage.questions]
    return [*of_themes, *of_stages, *(one.question for model in corpus.reflection for one in model.always_ask)]


def test_no_prompt_says_what_to_decide_about_a_child(corpus: Corpus) -> None:
    prompts = every_prompt(corpus)
    assert len(prompts) > 600
    assert [one for one in prompts if VERDICTS.search(one) or YES_OR_NO_ADVICE.search(one)] == []
    assert [one for one in prompts if not one.endswith("?")] == []


@pytest.mark.parametrize(
    "verdict",
    [
        "Is it time to close this case?",
        "Should the child be removed?",
        "Does this meet the threshold?",
        "Do you need to refer him today?",
        "Can you decide whether the child is safe?",
        "Is this child at risk?",
        "On a scale of one to ten, how worried are you?",
    ],
)
def test_a_verdict_would_be_noticed(verdict: str) -> None:
    assert VERDICTS.search(verdict) or YES_OR_NO_ADVICE.search(verdict)


@pytest.mark.parametrize("name", MODELS)
def test_the_child_is_asked_after_by_day_voice_and_identity(corpus: Corpus, name: str) -> None:
    """One of the standing questions asks about the child's day, what the child says or shows, and who the child is."""
    child = " ".join(one.question for one in model_of(corpus, name).always_ask if one.kind == "child").lower()
    assert re.search(r"\bday\b|\bweek\b|tonight|morning", child)
    assert re.search(r"\bsay|\bsaid|words|tell|told|show|voice", child)
    assert re.search(r"faith|culture|language|identity|who (?:he|she|they|the child) (?:is|are)|matters to", child)


def matched(theme: str, score: float, *weights: float) -> ThemeMatch:
    evidence = tuple(Evidence(start=10 * n, end=10 * n + 5, score=weight) for n, weight in enumerate(weights))
    return ThemeMatch(
        theme_id=ThemeId(theme),
        score=score,
        strength="strong" if score >= 0.6 else "possible",
        points=(PointMatch(point_id=LearningPointId(f"{theme}/x"), score=1.0, evidence=evidence),),
    )


def test_one_strong_theme_is_joined_by_likely_ones(catalogue: Catalogue) -> None:
    names = sorted(catalogue.themes)
    scores = (0.9, 0.5, 0.4, 0.35, 0.1)
    themes = tuple(matched(name, score, 1.0) for name, score in zip(names, scores, strict=False))
    report = MatchReport(themes=themes, segments=(), not_covered=(), words_read=9)
    assert [one.theme_id for one in themes_to_ask(report)] == names[:3]
    weak = MatchReport(themes=themes[4:], segments=(), not_covered=(), words_read=9)
    assert [one.theme_id for one in themes_to_ask(weak)] == names[4:5]


def test_questions_of_a_theme_take_turns_over_its_words(catalogue: Catalogue) -> None:
    theme = max(catalogue.themes.values(), key=lambda one: len([q for q in one.questions if q.role is None]))
    report = MatchReport(themes=(matched(theme.id, 0.9, 0.5, 0.4, 0.1),), segments=(), not_covered=(), words_read=9)
    sheet = reflect(report, model_of(catalogue.corpus, "4x4x4"), catalogue)
    starts = [prompt.evidence[0].start for stage in sheet.stages for prompt in stage.prompts if prompt.theme_id]
    assert starts == [0, 10] * (len(starts) // 2) + [0] * (len(starts) % 2)
    assert len(starts) > 2
