"""The corpus that is served: whole, large enough, and apart from what it is judged on."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from corpus import Corpus, Question
from corpus.checks import MIN_POINT_CUES, MIN_THEME_CUES, asks

EVALUATION = Path(__file__).parent.parent / "evaluation"
# Words that tell someone what to decide about a child. "How would you decide" asks; these do not.
TELLS = re.compile(
    r"\b(should (?:be|we|they|i|this|the) (?:close|closed|remove|removed|step|stepped|escalated?)|you (?:should|must|ought)"
    r"|(?:close|escalate|remove|step down|de-?escalate) (?:it|the case|this case|the child|this child)\b"
    r"|safe enough|no further action|(?:low|medium|high)[- ]risk|make sure|ensure that)",
    re.IGNORECASE,
)
NEAR = 90  # a ratio of 100 is the same text
NEAR_CASE = 75  # of two whole cases: even two on the same matter stay below 60


def judged_texts() -> list[str]:
    """Every text that a judgement was written for."""
    records = [
        json.loads(line)
        for path in sorted(EVALUATION.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    return [record[key] for record in records for key in ("text", "with", "without") if key in record]


def sentences(texts: list[str]) -> list[str]:
    """Plain cuts, so that what is compared does not hang on the product's own reading."""
    return sorted({part.strip() for text in texts for part in re.split(r"(?<=[.!?;])\s+|\n+", text) if part.strip()})


def cues(corpus: Corpus) -> list[str]:
    return [
        cue
        for theme in corpus.themes
        for cue in (*theme.cues, *(cue for point in theme.learning_points for cue in point.cues))
    ]


def questions(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Every question anyone may be shown, with whose it is."""
    yield from ((theme.id, question.question) for theme in corpus.themes for question in theme.questions)
    for model in corpus.reflection:
        yield from ((model.id, text) for stage in model.stages for text in stage.questions)
        yield from ((model.id, standing.question) for standing in model.always_ask)


def near(one: list[str], other: list[str], least: int) -> list[tuple[str, str]]:
    """The pairs whose rapidfuzz ratio is at least `least`."""
    ratios = process.cdist(one, other, scorer=fuzz.ratio, processor=default_process, dtype=np.float32, workers=2)
    return [(one[i], other[j]) for i, j in np.argwhere(ratios >= least).tolist()]


def test_it_has_what_was_promised(corpus: Corpus) -> None:
    assert len(corpus.reviews) == 7
    assert len(corpus.themes) == 40
    assert len(corpus.learning_points) >= 150
    assert {model.id for model in corpus.reflection} == {"4x4x4", "kolb", "gibbs", "driscoll", "three-questions"}


def test_every_theme_and_point_has_cues_enough(corpus: Corpus) -> None:
    assert min(len(theme.cues) for theme in corpus.themes) >= MIN_THEME_CUES
    assert min(len(point.cues) for point in corpus.learning_points) >= MIN_POINT_CUES


def test_every_point_is_sourced(corpus: Corpus) -> None:
    known = {source.id for source in corpus.sources}
    for point in corpus.learning_points:
        assert point.sources, point.id
        assert {citation.id for citation in point.sources} <= known, point.id


def test_every_question_asks(corpus: Corpus) -> None:
    found = list(questions(corpus))
    assert len(found) > 240
    assert {name: text for name, text in found if asks(Question(question=text, step="plan"))} == {}


def test_no_question_tells_anyone_what_to_decide(corpus: Corpus) -> None:
    assert [(name, text) for name, text in questions(corpus) if TELLS.search(text)] == []


@pytest.mark.parametrize("text", ["Should we close the case?", "You must visit, right?", "Is she safe enough?"])
def test_the_words_that_tell_would_be_found(text: str) -> None:
    assert TELLS.search(text)


def test_nearness_is_found() -> None:
    assert near(["She was asleep on the sofa."], ["she was asleep on a sofa!", "He was not."], NEAR) == [
        ("She was asleep on the sofa.", "she was asleep on a sofa!")
    ]


def test_no_cue_is_a_judged_sentence(corpus: Corpus) -> None:
    texts = judged_texts()
    assert len(texts) > 200
    assert near(cues(corpus), sentences(texts), NEAR) == []


def test_no_vignette_is_near_a_judged_case(corpus: Corpus) -> None:
    assert near([vignette.text for vignette in corpus.vignettes], judged_texts(), NEAR_CASE) == []


def test_no_text_that_teaches_what_is_out_of_scope_is_judged(corpus: Corpus) -> None:
    texts = [text for text in corpus.background.out_of_scope if len(text) >= 40]  # "test test 123" is anyone's
    assert near(texts, judged_texts(), NEAR_CASE) == []
