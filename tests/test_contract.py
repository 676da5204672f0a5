"""Every endpoint and field of CONTRACT.md, answered as it says, by the real app over the real bundle."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from corpus import Corpus, Retired
from indexer import Bundle, open_bundle
from service.app import create_app
from service.live import LiveBundle
from service.settings import Settings

API = "/api/v1"
STATUSES = {"present", "ruled_out", "historical", "hypothetical", "someone_else"}
RELATIONS = {"same_lesson", "tension", "good_practice", "related"}
MODELS = ["4x4x4", "kolb", "gibbs", "driscoll", "three-questions"]
STEPS = {"experience", "reflection", "analysis", "plan"}
CASE = (
    "Third core group for the two children, and no one from school came again. CAMHS sent apologies with no report.\r\n"
    "The house was cleaned up for a month after the last plan and has slid back.\r\n\r\n"
    "- There are no concerns about violence in the home 🏠\n"
    "- The 14 year old won't talk to us and has had four workers; Sarah Jones on 07700 900123 was the last.\tStuck."
)
OFF_TOPIC = "I baked a sponge cake with jam on Saturday and then fixed the gutter of the shed."


def keys(record: dict[str, Any], *names: str) -> None:
    """A record has these keys. More may come: what CONTRACT.md does not name is free to change."""
    assert set(names) <= set(record), set(names) - set(record)


def check_source(source: dict[str, Any]) -> None:
    keys(source, "id", "title", "publisher", "year", "url", "provenance", "fit", "seen")
    assert source["title"]
    assert source["publisher"]
    assert source["year"] is None or isinstance(source["year"], str)
    assert source["url"].startswith(("http://", "https://"))
    assert source["provenance"] in {"local-review", "national-source", "local-guidance"}
    assert source["fit"] in {"direct", "related", None}
    assert source["seen"] in {"itself", "summary"}


def check_point(point: dict[str, Any]) -> None:
    keys(point, "id", "learning", "practice", "practice_basis", "when", "sources")
    assert point["learning"]
    assert point["practice"]
    assert point["practice_basis"] in {"source", "own"}
    assert point["sources"]
    for source in point["sources"]:
        check_source(source)


def check_quote(quote: dict[str, Any], text: str) -> None:
    assert 0 <= quote["start"] < quote["end"] <= len(text)
    assert text[quote["start"] : quote["end"]] == quote["text"]


def check_segments(segments: list[dict[str, Any]], text: str) -> None:
    """In order, without overlap, and over every character that is not a space."""
    position = 0
    for segment in segments:
        assert text[position : segment["start"]].strip() == "", "a character was left out, or segments overlap"
        assert segment["start"] >= position
        check_quote(segment, text)
        assert segment["status"] in STATUSES
        position = segment["end"]
    assert text[position:].strip() == ""


def match(client: TestClient, case: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"{API}/match", json={"case": case, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    body: dict[str, Any] = answer.json()
    return body


def check_match(body: dict[str, Any], text: str, limit: int = 10) -> None:
    assert set(body) >= {"themes", "segments", "identifiers", "not_covered", "nothing_relevant"}
    assert body["nothing_relevant"] is (body["themes"] == [])
    assert len(body["themes"]) <= limit
    scores = [theme["score"] for theme in body["themes"]]
    assert scores == sorted(scores, reverse=True)
    for theme in body["themes"]:
        keys(theme, "id", "title", "review", "good_practice", "score", "strength", "learning_points")
        keys(theme["review"], "id", "title", "type")
        assert theme["id"].split("/")[0] == theme["review"]["id"]
        assert isinstance(theme["good_practice"], bool)
        assert 0 <= theme["score"] <= 1
        assert theme["strength"] in {"strong", "possible"}
        assert 1 <= len(theme["learning_points"]) <= 5
        points = [point["score"] for point in theme["learning_points"]]
        assert points == sorted(points, reverse=True)
        for point in theme["learning_points"]:
            check_point(point)
            assert point["id"].startswith(f"{theme['id']}/")
            assert 0 <= point["score"] <= 1
            assert point["evidence"]
            assert sum(part["score"] for part in point["evidence"]) <= 1 + 1e-4
            spans = {(segment["start"], segment["end"]): segment["status"] for segment in body["segments"]}
            for part in point["evidence"]:
                check_quote(part, text)
                assert 0 <= part["score"] <= 1
                assert spans[part["start"], part["end"]] not in {"ruled_out", "someone_else"}
    check_segments(body["segments"], text)
    for found in body["identifiers"]:
        assert set(found) == {"type", "start", "end"}
        assert 0 <= found["start"] < found["end"] <= len(text)
    for gap in body["not_covered"]:
        keys(gap, "id", "title", "url")
        assert gap["url"].startswith("http")


def test_match_answers_every_field(client: TestClient) -> None:
    body = match(client, CASE)
    check_match(body, CASE)
    assert len(body["themes"]) == 10
    assert {found["type"] for found in body["identifiers"]} >= {"PERSON", "PHONE"}
    assert "ruled_out" in {segment["status"] for segment in body["segments"]}


def test_offsets_count_code_points_of_the_text_as_received(client: TestClient) -> None:
    """CR LF counts two, a character outside the basic plane one, and a combining accent is its own."""
    case = (
        "👩‍👧 Mum missed the core group again.\r\n\r\nCafe\u0301 worker said no one came.\r\n  School sent nothing. 🏠"
    )
    body = match(client, case)
    check_match(body, case)
    second = next(segment for segment in body["segments"] if segment["text"].startswith("Cafe"))
    assert second["start"] == case.index("Cafe")


@pytest.mark.parametrize(
    "case",
    [
        "Mum",
        "   \n\t Mum did not come to the core group. \n\n ",
        "no full stop no capitals just one long line about mum and the house and the school " * 12,
        "a" * 3000,
        "One.\u2028Two.\u00a0Three.\u200bFour\x0bfive\x0csix\x1cseven",
        "... !!! Mum; - but - ??? (school)",
        "- bullet\n-\n* * *\n• another – dash\r\rend",
    ],
)
def test_segments_cover_any_text(client: TestClient, case: str) -> None:
    check_match(match(client, case), case)


def test_limit_bounds_the_themes(client: TestClient, corpus: Corpus) -> None:
    assert len(match(client, CASE, limit=1)["themes"]) == 1
    every = match(client, CASE, limit=50)
    check_match(every, CASE, limit=50)
    assert len(every["themes"]) == min(50, len(corpus.themes))
    ten = match(client, CASE)
    assert every["themes"][:10] == ten["themes"]


def test_nothing_fits_a_cake(client: TestClient) -> None:
    case = f"{OFF_TOPIC} Ring 07700 900123 for the recipe."
    body = match(client, case)
    check_match(body, case)
    assert body["nothing_relevant"] is True
    assert body["themes"] == []
    assert body["segments"]
    assert [found["type"] for found in body["identifiers"]] == ["PHONE"]


@pytest.mark.parametrize("name", ["topic", "to", "review_type", "agency", "age", "harm", "year"])
def test_what_is_no_text_is_refused_in_every_field_of_an_address(client: TestClient, name: str) -> None:
    answer = client.get("/api/v1/related", params={"topic": "drift", name: "a\x00b"})
    assert answer.status_code == 422
    assert "a\x00b" not in answer.text


def test_what_these_reviews_do_not_cover_is_said(client: TestClient, corpus: Corpus) -> None:
    gap = next(gap for gap in corpus.coverage if gap.terms)
    case = f"The referral is about {gap.terms[0]} and the family has a social worker."
    found = {one["id"]: one for one in match(client, case)["not_covered"]}
    assert found[gap.id] == {"id": gap.id, "title": gap.title, "url": gap.url}


def test_own_status_replaces_ours_on_each_segment_it_overlaps(client: TestClient) -> None:
    segments = match(client, CASE)["segments"]
    first, second = segments[0], segments[1]
    body = match(client, CASE, statuses=[{"start": first["start"], "end": second["end"], "status": "ruled_out"}])
    check_match(body, CASE)
    assert [part["status"] for part in body["segments"][:2]] == ["ruled_out", "ruled_out"]
    again = match(client, CASE, statuses=[{"start": 0, "end": len(CASE), "status": "present"}])
    assert {part["status"] for part in again["segments"]} == {"present"}


def test_own_status_splits_a_segment_that_it_cuts(client: TestClient) -> None:
    segment = match(client, CASE)["segments"][0]
    cut = CASE.index("and no one")
    body = match(client, CASE, statuses=[{"start": cut, "end": segment["end"], "status": "historical"}])
    check_segments(body["segments"], CASE)
    inside = [part for part in body["segments"] if part["end"] <= segment["end"]]
    assert [(part["start"], part["end"]) for part in inside] == [(segment["start"], cut), (cut, segment["end"])]
    assert inside[1]["status"] == "historical"
    assert inside[0]["status"] == segment["status"]


@pytest.mark.parametrize(
    "statuses",
    [
        [{"start": -1, "end": 4, "status": "present"}],
        [{"start": 0, "end": len(CASE) + 1, "status": "present"}],
        [{"start": 0, "end": 10**30, "status": "present"}],
        [{"start": 4, "end": 4, "status": "present"}],
        [{"start": 9, "end": 4, "status": "present"}],
        [{"start": 0, "end": 9, "status": "present"}, {"start": 8, "end": 12, "status": "historical"}],
        [{"start": 5, "end": 12, "status": "present"}, {"start": 0, "end": 20, "status": "present"}],
        [{"start": 0, "end": 9, "status": "denied"}],
        [{"start": "0", "end": 9, "status": "present"}],
        [{"start": 0.0, "end": 9, "status": "present"}],
        [{"start": 0, "status": "present"}],
        [[0, 9, "present"]],
        {"start": 0, "end": 9, "status": "present"},
        "present",
    ],
)
@pytest.mark.parametrize("endpoint", ["match", "reflect"])
def test_wrong_statuses_are_422(client: TestClient, statuses: Any, endpoint: str) -> None:
    answer = client.post(f"{API}/{endpoint}", json={"case": CASE, "model": "kolb", "statuses": statuses})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["problems"][0]["field"].startswith("statuses")


def test_neighbouring_statuses_do_not_overlap(client: TestClient) -> None:
    both = [{"start": 5, "end": 9, "status": "present"}, {"start": 0, "end": 5, "status": "historical"}]
    check_segments(match(client, CASE, statuses=both)["segments"], CASE)


# What is read


def test_reviews(client: TestClient, corpus: Corpus) -> None:
    reviews = client.get(f"{API}/reviews").json()["reviews"]
    assert [review["id"] for review in reviews] == [review.id for review in corpus.reviews]
    for review in reviews:
        keys(review, "id", "title", "type", "year", "source", "themes")
        check_source(review["source"])
        for theme in review["themes"]:
            keys(theme, "id", "title")
        assert client.get(f"{API}/reviews/{review['id']}").json() == review


def test_themes(client: TestClient, corpus: Corpus) -> None:
    themes = client.get(f"{API}/themes").json()["themes"]
    assert [theme["id"] for theme in themes] == [theme.id for theme in corpus.themes]
    for theme in themes:
        keys(theme, "id", "title", "summary", "review", "good_practice", "learning_points", "questions")
        keys(theme["review"], "id", "title", "type")
        for point in theme["learning_points"]:
            check_point(point)
            assert "score" not in point
            assert "evidence" not in point
        for question in theme["questions"]:
            assert set(question) >= {"question", "step", "roles"}
            assert question["step"] in STEPS
            assert isinstance(question["roles"], list)
        assert client.get(f"{API}/themes/{theme['id']}").json() == theme


def test_learning_points(client: TestClient, corpus: Corpus) -> None:
    points = client.get(f"{API}/learning-points").json()["learning_points"]
    assert [point["id"] for point in points] == [point.id for point in corpus.learning_points]
    for point in points:
        check_point(point)
        keys(point["theme"], "id", "title")
        keys(point["review"], "id", "title", "type")
    for point in points[::20]:
        assert client.get(f"{API}/learning-points/{point['id']}").json() == point


def test_an_unknown_id_is_404_and_names_the_nearest(client: TestClient, corpus: Corpus) -> None:
    review, theme, point = corpus.reviews[0].id, corpus.themes[0].id, corpus.learning_points[0].id
    for base, name in (("reviews", review), ("themes", theme), ("learning-points", point)):
        answer = client.get(f"{API}/{base}/{name}x")
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert f'"{name}"' in answer.json()["detail"]
    assert client.get(f"{API}/related", params={"to": f"{theme}x"}).status_code == 404
    assert client.get(f"{API}/themes/{theme}/more").status_code == 404


# Retired ids, by a bundle whose corpus has one


class _Fixed(LiveBundle):
    """A live bundle that hands out the one it was given."""

    def __init__(self, given: Bundle) -> None:
        super().__init__(Path("nowhere"))
        self._given = given

    def bundle(self) -> Bundle:
        return self._given


@pytest.fixture(scope="module")
def retired_client(bundle: Bundle) -> TestClient:
    themes, points = bundle.corpus.themes, bundle.corpus.learning_points
    retired = (
        Retired(id="old-review", went_to=bundle.corpus.reviews[0].id, why="merged"),
        Retired(id="old-review/older", went_to="old-review/old", why="merged"),
        Retired(id="old-review/old", went_to=themes[0].id, why="merged"),
        Retired(id="old-review/old/point", went_to=points[0].id, why="merged"),
    )
    copy = dataclasses.replace(bundle, corpus=bundle.corpus.model_copy(update={"retired": retired}))
    return TestClient(create_app(Settings(), _Fixed(copy)), base_url="http://127.0.0.1", raise_server_exceptions=False)


def test_a_retired_id_is_301_to_where_it_went(retired_client: TestClient, corpus: Corpus) -> None:
    goes = {
        "reviews/old-review": f"reviews/{corpus.reviews[0].id}",
        "themes/old-review/old": f"themes/{corpus.themes[0].id}",
        "themes/old-review/older": f"themes/{corpus.themes[0].id}",  # as far as it goes, in one step
        "learning-points/old-review/old/point": f"learning-points/{corpus.learning_points[0].id}",
    }
    for old, new in goes.items():
        answer = retired_client.get(f"{API}/{old}", follow_redirects=False)
        assert answer.status_code == 301
        assert answer.headers["location"] == f"{API}/{new}"
        assert answer.headers["cache-control"] == "no-store"
        assert retired_client.get(f"{API}/{old}").json()["id"] == new.partition("/")[2]


def test_related_takes_a_retired_id_for_what_it_became(retired_client: TestClient, corpus: Corpus) -> None:
    """A redirect is followed on the way, or the answer is that of the id it went to."""
    old = retired_client.get(f"{API}/related", params={"to": "old-review/old"})
    new = retired_client.get(f"{API}/related", params={"to": corpus.themes[0].id})
    assert old.status_code == 200
    assert old.json() == new.json()


def test_reflect_takes_a_retired_theme_for_what_it_became(retired_client: TestClient, corpus: Corpus) -> None:
    asked = {"case": CASE, "model": "kolb"}
    new = retired_client.post(f"{API}/reflect", json={**asked, "theme_ids": [corpus.themes[0].id]})
    old = retired_client.post(f"{API}/reflect", json={**asked, "theme_ids": ["old-review/old"]}, follow_redirects=False)
    assert new.status_code == 200
    assert old.status_code in (200, 301)
    if old.status_code == 200:
        assert old.json() == new.json()


# Related


def check_related(body: dict[str, Any], corpus: Corpus, limit: int = 10) -> list[str]:
    results = body["results"]
    assert len(results) <= limit
    scores = [result["score"] for result in results]
    assert scores == sorted(scores, reverse=True)
    known = {*(theme.id for theme in corpus.themes), *(point.id for point in corpus.learning_points)}
    for result in results:
        keys(result, "id", "kind", "title", "review", "score", "relation", "group")
        keys(result["review"], "id", "title", "type")
        assert result["kind"] in {"theme", "learning_point"}
        assert result["relation"] in RELATIONS
        assert 0 <= result["score"] <= 1
        assert result["id"] in known
    return [result["id"] for result in results]


def test_related_to_a_theme_finds_its_twins_first_and_never_itself(client: TestClient, corpus: Corpus) -> None:
    theme = next(theme for theme in corpus.themes if theme.twins)
    body = client.get(f"{API}/related", params={"to": theme.id}).json()
    found = check_related(body, corpus)
    assert len(found) == len(set(found)) == 10
    assert theme.id not in found
    twins = [result for result in body["results"] if result["id"] in theme.twins]
    assert next(result["id"] for result in body["results"] if result["relation"] == "same_lesson") == found[0]
    assert twins
    assert {result["relation"] for result in twins} == {"same_lesson"}


def test_related_tells_a_tension(client: TestClient, corpus: Corpus) -> None:
    theme = next(theme for theme in corpus.themes if theme.tensions)
    body = client.get(f"{API}/related", params={"to": theme.id, "limit": 50}).json()
    check_related(body, corpus, limit=50)
    relation = {result["id"]: result["relation"] for result in body["results"]}
    tensions = {tension.theme for tension in theme.tensions} - set(theme.twins)
    assert {relation[name] for name in tensions} <= {"tension", "same_lesson"}
    assert "tension" in relation.values()


def test_related_to_a_point_a_review_and_a_topic(client: TestClient, corpus: Corpus) -> None:
    point, review = corpus.learning_points[0], corpus.reviews[0]
    for name in (point.id, review.id):
        body = client.get(f"{API}/related", params={"to": name, "limit": 3}).json()
        assert len(check_related(body, corpus, limit=3)) == 3
    of_review = client.get(f"{API}/related", params={"to": review.id, "limit": 50}).json()
    assert not {theme.id for theme in review.themes} & set(check_related(of_review, corpus, limit=50))
    by_topic = client.get(f"{API}/related", params={"topic": "agencies missing from core groups"}).json()
    assert "child-b/attendance-at-meetings" in check_related(by_topic, corpus)[:3]


def test_related_by_post_is_the_same_and_takes_filters(client: TestClient, corpus: Corpus) -> None:
    every: list[dict[str, str | int]] = [{"to": corpus.themes[0].id}, {"topic": "neglect over years", "limit": 5}]
    for asked in every:
        assert client.post(f"{API}/related", json=asked).json() == client.get(f"{API}/related", params=asked).json()
    kind = corpus.reviews[0].type
    body = client.post(f"{API}/related", json={"topic": "neglect", "limit": 50, "review_type": kind}).json()
    assert body["results"]
    assert {result["review"]["type"] for result in body["results"]} == {kind}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, {"topic", "to"}),
        ({"to": "child-b", "topic": "neglect"}, {"topic", "to"}),
        ({"topic": ""}, {"topic"}),
        ({"topic": "  "}, {"topic"}),
        ({"topic": "?!"}, {"topic"}),
        ({"topic": "a" * 501}, {"topic"}),
        ({"to": "child-b", "limit": 0}, {"limit"}),
        ({"to": "child-b", "limit": 51}, {"limit"}),
        ({"topic": "neglect", "limit": -1}, {"limit"}),
    ],
)
def test_related_refuses(client: TestClient, asked: dict[str, str | int], field: set[str]) -> None:
    for answer in (client.get(f"{API}/related", params=asked), client.post(f"{API}/related", json=asked)):
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["problems"][0]["field"] in field


# Reflect


def check_reflect(body: dict[str, Any], model: str, text: str) -> list[dict[str, Any]]:
    assert set(body) >= {"model", "stages", "nothing_relevant"}
    assert body["model"] == model
    prompts = []
    for stage in body["stages"]:
        keys(stage, "id", "title", "prompts")
        assert 1 <= len(stage["prompts"]) <= 3
        for prompt in stage["prompts"]:
            assert set(prompt) >= {"question", "theme", "evidence"}
            if prompt["theme"] is not None:
                keys(prompt["theme"], "id", "title")
            for quote in prompt["evidence"]:
                check_quote(quote, text)
        prompts += stage["prompts"]
    assert len(prompts) <= 12
    assert len({prompt["question"] for prompt in prompts}) == len(prompts)
    return prompts


@pytest.mark.parametrize("model", MODELS)
def test_reflect_in_every_model(client: TestClient, corpus: Corpus, model: str) -> None:
    body = client.post(f"{API}/reflect", json={"case": CASE, "model": model}).json()
    prompts = check_reflect(body, model, CASE)
    kept = next(one for one in corpus.reflection if one.id == model)
    assert [stage["id"] for stage in body["stages"]] == [stage.id for stage in kept.stages]
    assert body["nothing_relevant"] is False
    of_themes = [prompt for prompt in prompts if prompt["theme"] is not None]
    assert of_themes
    assert all(prompt["evidence"] for prompt in of_themes)


def test_reflect_keeps_to_the_themes_asked_for(client: TestClient) -> None:
    themes = [theme["id"] for theme in match(client, CASE)["themes"][:2]]
    asked = {"case": CASE, "model": "gibbs", "theme_ids": themes}
    prompts = check_reflect(client.post(f"{API}/reflect", json=asked).json(), "gibbs", CASE)
    assert {prompt["theme"]["id"] for prompt in prompts if prompt["theme"]} <= set(themes)
    assert any(prompt["theme"] for prompt in prompts)


def test_reflect_says_when_nothing_fits(client: TestClient) -> None:
    body = client.post(f"{API}/reflect", json={"case": OFF_TOPIC, "model": "kolb"}).json()
    prompts = check_reflect(body, "kolb", OFF_TOPIC)
    assert body["nothing_relevant"] is True
    assert all(prompt["theme"] is None for prompt in prompts)


def test_reflect_takes_the_users_own_statuses(client: TestClient) -> None:
    given = [{"start": 0, "end": len(CASE), "status": "ruled_out"}]
    body = client.post(f"{API}/reflect", json={"case": CASE, "model": "kolb", "statuses": given}).json()
    assert body["nothing_relevant"] is True


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"model": "johari"}, 422, "model"),
        ({"model": ""}, 422, "model"),
        ({"model": 4}, 422, "model"),
        ({"model": None}, 422, "model"),
        ({"role": "astronaut"}, 422, "role"),
        ({"theme_ids": ["child-b/nothing-of-the-kind"]}, 404, None),
        ({"theme_ids": ["child-b"]}, 404, None),  # a review's id, where a theme's belongs
        ({"theme_ids": "child-b/risk-assessments"}, 422, "theme_ids"),
        ({"theme_ids": ["x"] * 51}, 422, "theme_ids"),
        ({"case": " "}, 422, "case"),
    ],
)
def test_reflect_refuses(client: TestClient, more: dict[str, Any], status: int, field: str | None) -> None:
    answer = client.post(f"{API}/reflect", json={"case": CASE, "model": "kolb", **more})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    if field is not None:
        assert answer.json()["problems"][0]["field"] == field


# Identifiers, health, and the description of the API


def test_identifiers(client: TestClient) -> None:
    text = "Ring Sarah Jones on 07700 900123,\r\nor write to s.jones@example.org."
    body = client.post(f"{API}/identifiers", json={"text": text}).json()
    assert set(body) >= {"identifiers", "redacted", "map"}
    assert [found["type"] for found in body["identifiers"]] == ["PERSON", "PHONE", "EMAIL"]
    assert "Sarah" not in body["redacted"]
    kept_end = masked_end = 0
    for (start, end, masked_start, masked_stop), found in zip(body["map"], body["identifiers"], strict=True):
        assert (start, end) == (found["start"], found["end"])
        assert text[kept_end:start] == body["redacted"][masked_end:masked_start]
        kept_end, masked_end = end, masked_stop
    assert text[kept_end:] == body["redacted"][masked_end:]


def test_match_finds_the_same_identifiers(client: TestClient) -> None:
    alone = client.post(f"{API}/identifiers", json={"text": CASE}).json()["identifiers"]
    assert match(client, CASE)["identifiers"] == alone


def test_health(client: TestClient, bundle_root: Path) -> None:
    assert client.get(f"{API}/health/live").json() == {"status": "ok"}
    ready = client.get(f"{API}/health/ready")
    assert ready.status_code == 200
    assert set(ready.json()) >= {"status", "index", "built"}
    assert ready.json()["index"] == open_bundle(bundle_root).version


def test_openapi_names_every_endpoint(client: TestClient) -> None:
    described = client.get(f"{API}/openapi.json")
    assert described.status_code == 200
    wanted = {
        "/match": "post",
        "/reviews": "get",
        "/reviews/{review}": "get",
        "/themes": "get",
        "/themes/{review}/{theme}": "get",
        "/learning-points": "get",
        "/learning-points/{review}/{theme}/{point}": "get",
        "/related": "get",
        "/reflect": "post",
        "/identifiers": "post",
        "/health/live": "get",
        "/health/ready": "get",
    }
    paths = described.json()["paths"]
    assert all(method in paths[f"{API}{path}"] for path, method in wanted.items())
    assert "post" in paths[f"{API}/related"]
    assert not {path for path in paths if not path.startswith(f"{API}/")}


@pytest.mark.parametrize(
    "page", ["/", "/reviews", "/themes/child-b/attendance-at-meetings", "/related", "/basket", "/privacy", "/accessibility", "/how-good"]
)  # fmt: skip
def test_pages_are_there(client: TestClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
