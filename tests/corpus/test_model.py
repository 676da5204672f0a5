"""What follows from a theme's parts."""

import pytest
from pydantic import ValidationError

from corpus import Citation, Corpus, LearningPoint, LearningPointId, Source, Theme, ThemeId


def a_point(number: int, *, good: bool = False, fit: str | None = None) -> LearningPoint:
    return LearningPoint(
        id=LearningPointId(f"one/meetings/{number}"),
        learning="x",
        practice="x",
        practice_basis="own",
        when="x",
        good_practice=good,
        agencies=(),
        ages=(),
        harms=(),
        sources=(Citation.model_validate({"id": "page", "fit": fit}),),
    )


def a_theme(*points: LearningPoint) -> Theme:
    return Theme(
        id=ThemeId("one/meetings"),
        title="x",
        listed_title="x",
        local_text="seen",
        summary="x",
        questions=(),
        learning_points=points,
    )


def test_a_theme_knows_its_review() -> None:
    assert a_theme().review_id == "one"


@pytest.mark.parametrize(("good", "of", "expected"), [(0, 2, False), (1, 2, False), (2, 3, True), (2, 2, True)])
def test_good_practice_is_what_most_points_are(good: int, of: int, expected: bool) -> None:
    assert a_theme(*(a_point(i, good=i < good) for i in range(of))).good_practice is expected


def test_a_theme_is_thin_with_few_points_or_only_related_sources() -> None:
    assert a_theme(*(a_point(i) for i in range(3))).thin
    assert not a_theme(*(a_point(i) for i in range(4))).thin
    assert a_theme(*(a_point(i, fit="related") for i in range(4))).thin
    assert not a_theme(*(a_point(i, fit="direct" if i == 3 else "related") for i in range(4))).thin


def test_records_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        a_theme().title = "y"  # type: ignore[misc]  # mypy knows it too


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "https://a b"])
def test_an_address_is_a_web_address(url: str) -> None:
    with pytest.raises(ValidationError):
        Source(id="x", title="x", publisher="x", year=None, url=url, provenance="local-review", seen="itself")


def test_the_corpus_survives_its_own_json(corpus: Corpus) -> None:
    assert Corpus.model_validate_json(corpus.model_dump_json()) == corpus
