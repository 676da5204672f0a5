"""The page's routes without a browser: every page is whole, and a case is only where it belongs."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.app import create_app
from service.live import LiveBundle
from service.page import wording
from service.page.forms import Correction, corrections, moved
from service.page.problems import render_problem
from service.settings import Settings

CASE = (
    "Third core group for the two children and no one from school came again. CAMHS sent apologies with no report. "
    "The house was cleaned up for a month after the last plan and has slid back, the same as the two plans before. "
    "There are no concerns about violence in the home. The 14 year old won't talk to us and has had four workers."
)
NOTHING = "I baked a sponge cake with jam on Saturday and then fixed the gutter of the shed."
MARKER = "zanzibarquokka"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon[a-z]+=\"", re.IGNORECASE)


@pytest.fixture(scope="module")
def client(bundle_root: Path) -> Iterator[TestClient]:
    settings = Settings(bundles=bundle_root, front_door="0113 496 0000")
    with TestClient(create_app(settings, LiveBundle(bundle_root)), base_url="http://127.0.0.1") as made:
        yield made


def pages(client: TestClient) -> list[str]:
    reviews = client.get("/api/v1/reviews").json()["reviews"]
    return [
        *("/", "/reviews", "/related", "/basket", "/privacy", "/accessibility", "/how-good"),
        *(f"/reviews/{review['id']}" for review in reviews),
        *(f"/themes/{theme['id']}" for review in reviews for theme in review["themes"]),
        f"/related?to={reviews[0]['id']}",
    ]


def test_every_page_is_whole(client: TestClient) -> None:
    for path in pages(client):
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = answer.text
        assert text.count("<h1") == 1, path
        assert text.startswith('<!DOCTYPE html>\n<html lang="en-GB"'), path
        assert "0113 496 0000" in text, path
        assert "999" in text, path
        assert not INLINE.search(text), path
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path
        levels = [int(level) for level in re.findall(r"<h([1-6])", text)]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_the_addresses_of_its_own_that_a_page_links_to_exist(client: TestClient) -> None:
    links = {
        link for path in pages(client)[:20] for link in re.findall(r'(?:href|src)="(/[^"#]*)', client.get(path).text)
    }
    for link in sorted(links):
        assert client.get(link.replace("&amp;", "&"), follow_redirects=False).status_code == 200, link


def test_results_hold_the_case_marked_and_what_was_learned(client: TestClient) -> None:
    answer = client.post("/", data={"case": CASE})
    assert answer.status_code == 200
    assert "<mark>" in answer.text
    assert "What was learned" in answer.text
    assert not INLINE.search(answer.text)
    ids = re.findall(r'\bid="([^"]+)"', answer.text)
    assert len(ids) == len(set(ids))


def test_what_is_typed_is_escaped(client: TestClient) -> None:
    answer = client.post("/", data={"case": f'{CASE} <script>alert("x")</script> " onload="y'})
    assert "<script>alert" not in answer.text
    assert not INLINE.search(answer.text)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"case": " \n "}, "There is nothing to read"),
        ({"case": "... !!!"}, "no words"),
        ({}, "There is nothing to read"),
        ({"case": MARKER + " word" * 5000}, "at most 20,000"),
        ({"case": MARKER, "limit": "0"}, "from 1 to 50"),
        ({"case": MARKER, "limit": "many"}, "from 1 to 50"),
        ({"case": MARKER, "status": "5-3-present"}, "outside the case"),
        ({"case": MARKER, "status": "nonsense"}, "could not be read"),
    ],
)
def test_a_refused_form_keeps_the_words_in_their_own_box(client: TestClient, fields: dict[str, str], said: str) -> None:
    answer = client.post("/", data=fields)
    assert answer.status_code == 422
    assert said in answer.text
    box = re.search(r"<textarea[^>]*>(.*?)</textarea>", answer.text, re.DOTALL)
    assert box is not None
    assert answer.text.count(MARKER) == box[1].count(MARKER) == fields.get("case", "").count(MARKER)


def test_bytes_that_are_not_utf8_are_refused(client: TestClient) -> None:
    answer = client.post(
        "/", content=b"case=%ff%fe+hello", headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 422
    assert "not plain text" in answer.text


def test_line_ends_do_not_move_a_correction(client: TestClient) -> None:
    text = "Mum is tired.\r\nThere are no concerns about violence in the home."
    start = text.replace("\r\n", "\n").index("There")
    answer = client.post("/", data={"case": text, "status": f"{start}-{start + 5}-present"})
    assert answer.status_code == 200
    assert "You said: happening now" in answer.text


def test_nothing_relevant(client: TestClient) -> None:
    answer = client.post("/", data={"case": NOTHING})
    assert "Nothing here speaks to this" in answer.text
    assert "Leeds Safeguarding Children Partnership" in answer.text


def test_reflection_asks_at_most_twelve(client: TestClient) -> None:
    models = ["4x4x4", "kolb", "gibbs", "driscoll", "three-questions"]
    for model in models:
        answer = client.post("/reflect", data={"case": CASE, "model": model, "role": "school"})
        assert answer.status_code == 200
        assert 3 <= answer.text.count('class="lfr-prompt"') <= 12


def test_an_unknown_model_is_said_beside_its_field(client: TestClient) -> None:
    answer = client.post("/reflect", data={"case": CASE, "model": "tarot"})
    assert answer.status_code == 422
    assert 'id="model-error"' in answer.text


def test_a_topic_is_searched_and_a_blank_one_refused(client: TestClient) -> None:
    assert "lfr-card" in client.post("/related", data={"topic": "dads who are not seen"}).text
    refused = client.post("/related", data={"topic": " "})
    assert refused.status_code == 422
    assert 'id="topic-error"' in refused.text


def test_a_list_is_gathered(client: TestClient) -> None:
    points = [point["id"] for point in client.get("/api/v1/learning-points").json()["learning_points"][:2]]
    answer = client.post("/basket", data={"point": [*points, "not/an/id"]})
    assert answer.status_code == 422
    assert "points, entry 3: no learning point has this id" in answer.text
    assert "2 learning points, for 45 minutes" in answer.text


def test_a_learning_point_leads_to_its_place(client: TestClient) -> None:
    point = client.get("/api/v1/learning-points").json()["learning_points"][0]["id"]
    answer = client.get(f"/learning-points/{point}", follow_redirects=False)
    theme, _, slug = point.rpartition("/")
    assert answer.headers["location"] == f"/themes/{theme}#{slug}"
    assert f'id="{slug}"' in client.get(f"/themes/{theme}").text


def test_a_problem_has_the_pages_own_look() -> None:
    answer = render_problem(503, "Too busy", "Try again in a few seconds.", Settings(front_door="0113 496 0000"))
    text = bytes(answer.body).decode()
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "<h1" in text
    assert "Too busy" in text
    assert "0113 496 0000" in text


def test_a_later_correction_replaces_those_that_it_overlaps() -> None:
    found = corrections(["0-10-present", "20-30-ruled_out", "5-12-historical", "20-30-as_read"])
    assert [one.value for one in found] == ["5-12-historical"]


def test_corrections_move_with_the_masks() -> None:
    given = [Correction(start=0, end=6, status="present"), Correction(start=10, end=20, status="historical")]
    places = [(2, 4, 2, 8)]  # two characters became six
    assert [(one.start, one.end) for one in moved(given, places)] == [(0, 10), (14, 24)]


@pytest.mark.parametrize("path", ["/nowhere", "/themes/no/such", "/reviews/none", "/related?to=none"])
def test_a_page_that_is_not_there_says_so_as_a_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert "/reviews" in answer.text


def test_too_busy_keeps_the_words(bundle_root: Path) -> None:
    live = LiveBundle(bundle_root, max_concurrent=1)
    app = create_app(Settings(bundles=bundle_root), live)
    with TestClient(app, base_url="http://127.0.0.1") as client, live.place():
        answer = client.post("/", data={"case": MARKER})
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert answer.text.count(MARKER) == 1


def test_the_script_names_identifiers_as_the_page_does(client: TestClient) -> None:
    script = client.get("/static/app.js").text
    for kind, words in wording.IDENTIFIERS.items():
        assert f'{kind}: "{words}"' in script
