"""For training designers: lessons, lists, briefings, sessions and tables, and every fault named with its place."""

import csv
import io
import json
import shutil
import subprocess
from pathlib import Path

import docx
import pptx
import pytest
from starlette.testclient import TestClient

from corpus import Retired
from indexer import Bundle
from service.catalogue import Catalogue
from service.cli import main
from service.documents.briefing import briefing_document, briefing_slides
from service.documents.session import session_document
from service.errors import BasketEmpty, BasketInvalid, FilterUnknown, SettingsError
from service.lessons import lessons
from service.related import Filters, related_by_topic, related_to
from service.training.basket import LENGTHS, Basket, basket_file, make_basket, moved, read_basket
from service.training.briefing import POINTS, make_briefing
from service.training.exporting import FORMS, export
from service.training.headings import DEFAULT, read_headings
from service.training.session import make_session
from service.training.tables import as_csv, as_json

TOPIC = "half day for school leads on control that leaves no bruises"


@pytest.fixture(scope="module")
def catalogue(bundle: Bundle) -> Catalogue:
    return Catalogue(bundle.corpus)


@pytest.fixture(scope="module")
def points(bundle: Bundle) -> list[str]:
    return [point.id for result in related_by_topic(TOPIC, bundle, 5) for point in result.points[:2]]


def a_basket(catalogue: Catalogue, points: list[str], length: str = "45", audience: str = "school") -> Basket:
    return make_basket(points, catalogue, length=length, audience=audience)[0]


class TestFinding:
    def test_a_lesson_shows_its_twins_once_and_what_pulls_the_other_way(self, bundle: Bundle) -> None:
        found = lessons(related_by_topic(TOPIC, bundle, 40), bundle, 8)
        first = found[0]
        assert first.lead.theme.id == "thematic-learning/coercive-control"
        assert "early-help-planning/child-and-family-centred-approach" in {theme.id for theme, _ in first.tensions}
        assert "domestic-abuse/domestic-abuse-and-violence" in {twin.theme.id for twin in first.twins}
        leads = [lesson.lead.theme.id for lesson in found]
        assert len(set(leads)) == len(leads)
        assert len({lesson.lead.theme.review_id for lesson in found[:4]}) >= 3

    def test_recurrence_names_every_review_of_the_lesson(self, bundle: Bundle, catalogue: Catalogue) -> None:
        for lesson in lessons(related_by_topic("apologies and no report", bundle, 40), bundle, 3):
            theme = lesson.lead.theme
            named = {theme.review_id, *(twin.review_id for twin in catalogue.twins_of(theme))}
            assert {review.id for review in lesson.recurrence.reviews} == named
            assert lesson.recurrence.of == len(bundle.corpus.reviews)

    def test_practice_that_went_well_stands_beside_what_it_answers(self, bundle: Bundle) -> None:
        found = lessons(related_by_topic("young people who say no to help", bundle, 40), bundle, 8)
        assert any(point.good_practice for lesson in found for point in lesson.answers)

    def test_filters_hold_for_every_point(self, bundle: Bundle, catalogue: Catalogue) -> None:
        narrow = Filters(agency="police", age="secondary", harm="domestic-abuse", provenance="national-source")
        results = related_by_topic("what police see", bundle, 40, narrow)
        assert results
        for result in results:
            for point in result.points:
                assert {"police", "any"} & set(point.agencies)
                assert {"secondary", "any"} & set(point.ages)
                assert {"domestic-abuse", "any"} & set(point.harms)
                assert "national-source" in {catalogue.sources[one.id].provenance for one in point.sources}
        dated = related_by_topic("neglect", bundle, 40, Filters(year="2017"))
        assert {result.theme.review_id for result in dated} == {"neglect"}
        with pytest.raises(FilterUnknown, match="year is not known"):
            related_by_topic("neglect", bundle, 5, Filters(year="1066"))

    def test_a_point_a_theme_and_a_review_all_find_the_same_lesson_elsewhere(self, bundle: Bundle) -> None:
        for name in ("child-b", "child-b/attendance-at-meetings", bundle.corpus.themes[28].learning_points[0].id):
            first = related_to(name, bundle, 5)[0]
            assert first.relation == "same_lesson"
            assert first.theme.review_id != name.split("/")[0]

    def test_a_topic_about_something_else_finds_nothing(self, bundle: Bundle) -> None:
        assert related_by_topic("sponge cake recipe", bundle) == ()


class TestBasket:
    def test_a_saved_list_opens_as_it_was(self, catalogue: Catalogue, points: list[str]) -> None:
        basket = a_basket(catalogue, points, "210")
        assert read_basket(basket_file(basket), catalogue) == (basket, ())
        assert read_basket(as_json(basket, catalogue), catalogue) == (basket, ())

    def test_order_is_the_designer_s(self, catalogue: Catalogue, points: list[str]) -> None:
        basket = a_basket(catalogue, points[:3])
        assert moved(basket, "up:2").points == (points[1], points[0], points[2])
        assert moved(basket, "down:1") == moved(basket, "up:2")
        assert moved(basket, "away:3").points == tuple(points[:2])
        for press in ("up:1", "down:3", "away:4", "away:-1", "up:x", "sideways:1", ""):
            assert moved(basket, press) == basket

    def test_every_fault_of_a_file_is_named_with_its_place(self, catalogue: Catalogue, points: list[str]) -> None:
        held = {"points": [points[0], points[1] + "s", 7], "titel": "x", "length": [1], "audience": None}
        with pytest.raises(BasketInvalid) as refused:
            read_basket(json.dumps(held).encode(), catalogue)
        said = str(refused.value)
        for words in ("entry 3: must be text", 'Did you mean "title"?', "length: must be", "audience: must be text"):
            assert words in said
        with pytest.raises(BasketInvalid) as refused:
            read_basket(json.dumps({"points": [points[0], points[1] + "s"], "length": "46"}).encode(), catalogue)
        assert refused.value.faults == (
            f'points, entry 2: no learning point has this id. Nearest: "{points[1]}".',
            f"length: not known. Choose one of: {', '.join(LENGTHS)} (minutes).",
        )

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            (b"", "no file was chosen"),
            (b"\xff\xfe", "not text"),
            (b'{"points": [\n"a",,]}', "line 2, column 5"),
            (b"[]", "in braces"),
            (b"{}", "points: missing"),
            (b'{"points": "a"}', "must be a list"),
            (b"[" * 100_000, "nested too deeply"),
        ],
    )
    def test_a_file_that_is_no_list_is_refused_in_words(self, catalogue: Catalogue, raw: bytes, words: str) -> None:
        with pytest.raises(BasketInvalid, match=words):
            read_basket(raw, catalogue)

    def test_a_retired_id_goes_where_it_went_and_says_so(self, bundle: Bundle, points: list[str]) -> None:
        retired = Retired(id="old/theme/point", went_to=points[0], why="x")
        moved_on = Catalogue(bundle.corpus.model_copy(update={"retired": (retired,)}))
        basket, said = make_basket(["old/theme/point", points[0]], moved_on)
        assert basket.points == (points[0],)
        assert said == (f"old/theme/point is retired; its learning is now in {points[0]}.",)


class TestHeadings:
    def written(self, tmp_path: Path, text: str) -> str:
        path = tmp_path / "ours.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SettingsError) as refused:
            read_headings(path)
        return str(refused.value)

    def test_ours_are_seven_and_hold_everything_once(self) -> None:
        held = [name for heading in read_headings(None) for name in heading.holds]
        assert len(read_headings(None)) == 7
        assert len(set(held)) == len(held) == 7

    def test_every_fault_is_named_with_its_line(self, tmp_path: Path) -> None:
        text = DEFAULT.read_text(encoding="utf-8")
        said = self.written(tmp_path, text.replace("  holds: [practice]\n", "").replace("[when]", "[wen]"))
        assert 'ours.yaml:11: "holds" is missing. Add it.' in said
        assert "ours.yaml:10: not known. Choose among: background" in said
        assert "no heading holds practice" in said
        assert "6 headings; a briefing has 7" in self.written(tmp_path, text[: text.rindex("- title")])
        assert "must be a list" in self.written(tmp_path, "title: x")
        assert "stands twice" in self.written(tmp_path, text.replace("[when]", "[learning]"))

    def test_a_wrong_file_stops_the_start(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LFR_BRIEFING_HEADINGS", str(tmp_path / "none.yaml"))
        assert main(["serve", "--port", "1"]) == 2


class TestBriefing:
    @pytest.mark.parametrize("n_points", [1, 2, 9])
    def test_the_slides_are_seven_then_the_form_then_the_sources(
        self, bundle: Bundle, catalogue: Catalogue, points: list[str], n_points: int
    ) -> None:
        basket = a_basket(catalogue, points[:n_points])
        made = pptx.Presentation(
            io.BytesIO(briefing_slides(make_briefing(basket, read_headings(None), catalogue), bundle.version))
        )
        titles = [slide.shapes.title.text_frame.text for slide in made.slides if slide.shapes.title is not None]
        assert titles[:8] == [*(heading.title for heading in read_headings(None)), "Action plan"]
        assert len(titles) == len(made.slides)
        assert titles[8].startswith("Sources")
        for slide in made.slides:
            assert slide.shapes[0] == slide.shapes.title, "the title is read first"
            for run in slide._element.iter("{*}rPr"):
                assert run.get("lang") == "en-GB"
            for table in (shape for shape in slide.shapes if shape.has_table):
                assert table._element.nvGraphicFramePr.cNvPr.get("descr")
        said = "\n".join(
            shape.text_frame.text for slide in made.slides for shape in slide.shapes if shape.has_text_frame
        )
        for point in basket.chosen(catalogue)[:POINTS]:
            assert point.learning in said
            assert point.practice in said
            assert all(catalogue.sources[one.id].url in said for one in point.sources)
        assert made.core_properties.author == ""

    def test_the_document_is_in_real_headings(self, bundle: Bundle, catalogue: Catalogue, points: list[str]) -> None:
        briefing = make_briefing(a_basket(catalogue, points), read_headings(None), catalogue)
        document = docx.Document(io.BytesIO(briefing_document(briefing, bundle.version)))
        found = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Heading 1"]
        assert found[:7] == [f"{i}. {heading.title}" for i, heading in enumerate(read_headings(None), start=1)]
        assert found[7].startswith("Action plan")
        assert found[8] == "Sources"
        assert briefing.left_out == len(points) - POINTS

    def test_a_partnership_s_own_headings_are_used(
        self, tmp_path: Path, catalogue: Catalogue, points: list[str]
    ) -> None:
        own = tmp_path / "own.yaml"
        own.write_text(
            DEFAULT.read_text(encoding="utf-8").replace("What reviews learned", "So what?"), encoding="utf-8"
        )
        briefing = make_briefing(a_basket(catalogue, points), read_headings(own), catalogue)
        assert [part.title for part in briefing.parts][2] == "So what?"

    def test_an_empty_list_makes_nothing(self, catalogue: Catalogue) -> None:
        for name in FORMS:
            with pytest.raises(BasketEmpty):
                export(name, Basket(), read_headings(None), catalogue, "x")


class TestSession:
    @pytest.mark.parametrize("length", list(LENGTHS))
    @pytest.mark.parametrize("n_points", [1, 10])
    def test_the_running_order_fills_the_time(
        self, catalogue: Catalogue, points: list[str], length: str, n_points: int
    ) -> None:
        session = make_session(a_basket(catalogue, points[:n_points], length), catalogue)
        assert sum(slot.minutes for slot in session.slots) == int(length)
        assert all(slot.minutes > 0 for slot in session.slots)
        starts = [slot.start for slot in session.slots]
        assert starts == [sum(one.minutes for one in session.slots[:i]) for i in range(len(starts))]
        assert sum(one.minutes for one in session.activities) <= next(
            slot.minutes for slot in session.slots if slot.title == "Discuss"
        )

    def test_activities_are_questions_of_the_themes_and_of_no_other_role(
        self, catalogue: Catalogue, points: list[str]
    ) -> None:
        session = make_session(a_basket(catalogue, points, "210", "health-visitor"), catalogue)
        asked = [(one.theme, question) for one in session.activities for _, question in one.questions]
        assert len({question for _, question in asked}) == len(asked)
        roles = {(question.question, question.role) for theme, _ in asked for question in theme.questions}
        for _, words in asked:
            assert {(words, None), (words, "health-visitor")} & roles
        assert any((words, "health-visitor") in roles for _, words in asked)

    def test_a_case_is_the_corpus_s_own_and_about_a_chosen_theme(self, catalogue: Catalogue, points: list[str]) -> None:
        session = make_session(a_basket(catalogue, points, "210"), catalogue)
        assert session.case is not None
        assert session.case.vignette in catalogue.corpus.vignettes
        assert any(session.case.vignette.relevant[theme.id] == 3 for theme in session.case.themes)
        assert make_session(a_basket(catalogue, points, "7"), catalogue).case is None

    def test_where_the_corpus_holds_no_case_there_is_none(self, bundle: Bundle, points: list[str]) -> None:
        bare = Catalogue(bundle.corpus.model_copy(update={"vignettes": ()}))
        session = make_session(a_basket(bare, points, "210"), bare)
        assert session.case is None
        assert sum(slot.minutes for slot in session.slots) == 210
        assert "A composed case" not in {slot.title for slot in session.slots}


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: apt-get install libreoffice-writer"
)
def test_libreoffice_opens_a_briefing_on_one_page_and_a_form(
    tmp_path: Path, bundle: Bundle, catalogue: Catalogue, points: list[str]
) -> None:
    basket = a_basket(catalogue, points, "210")
    (tmp_path / "b.docx").write_bytes(
        briefing_document(make_briefing(basket, read_headings(None), catalogue), bundle.version)
    )
    (tmp_path / "s.docx").write_bytes(session_document(make_session(basket, catalogue), catalogue, bundle.version))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/home",
        "--headless",
        "--convert-to",
        "pdf",
        "b.docx",
        "s.docx",
    ]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=240)
    pages = {
        name: (tmp_path / f"{name}.pdf").read_bytes().count(b"/Type/Page/")
        + (tmp_path / f"{name}.pdf").read_bytes().count(b"/Type/Page\n")
        for name in "bs"
    }
    assert pages["b"] == 2
    assert 3 <= pages["s"] <= 12


class TestTables:
    def test_a_row_for_each_point_in_order(self, catalogue: Catalogue, points: list[str]) -> None:
        content = as_csv(a_basket(catalogue, points), catalogue)
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        assert [row["id"] for row in rows] == points
        assert all(row["addresses"].startswith("http") for row in rows)

    def test_no_cell_is_a_formula(self, bundle: Bundle, points: list[str]) -> None:
        point = Catalogue(bundle.corpus).points[points[0]]
        catalogue = Catalogue(bundle.corpus)
        catalogue.points[points[0]] = point.model_copy(update={"learning": "=1+1"})
        rows = list(csv.DictReader(io.StringIO(as_csv(Basket(points=(points[0],)), catalogue).decode("utf-8-sig"))))
        assert rows[0]["learning"] == "'=1+1"


class TestCommandLine:
    @pytest.fixture(autouse=True)
    def _opened(self, bundle: Bundle, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr("service.cli._bundle", lambda _: bundle)
        monkeypatch.chdir(tmp_path)

    def test_a_list_becomes_each_of_its_forms(self, tmp_path: Path, points: list[str]) -> None:
        (tmp_path / "mine.json").write_text(json.dumps({"points": points[:2]}), encoding="utf-8")
        for name in FORMS:
            assert main(["export", "mine.json", "--as", name]) == 0
            assert (tmp_path / name).stat().st_size > 100
        assert main(["export", "mine.json", "--as", "briefing.odt"]) == 2

    def test_a_refused_list_leaves_no_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "mine.json").write_text('{"points": ["child-b/attendance-at-meetings/x"]}', encoding="utf-8")
        assert main(["export", "mine.json", "--as", "briefing.docx"]) == 1
        assert "points, entry 1" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]
        assert main(["export", "none.json", "--as", "briefing.docx"]) == 1

    def test_filters_narrow_and_are_checked(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["related", "--topic", "neglect", "--year", "2017", "--json"]) == 0
        results = json.loads(capsys.readouterr().out)["results"]
        assert {result["review"]["id"] for result in results} == {"neglect"}
        assert main(["related", "--topic", "neglect", "--agency", "navy"]) == 1
        assert "agency is not known" in capsys.readouterr().err


class TestPage:
    def test_a_link_opens_the_list_and_says_what_is_wrong_with_it(self, client: TestClient, points: list[str]) -> None:
        good = client.get("/basket", params={"point": points[:2], "length": "7"})
        assert good.status_code == 200
        assert "2 learning points, for 7 minutes" in good.text
        bad = client.get("/basket", params={"point": [points[0], points[1] + "s"]})
        assert bad.status_code == 404
        assert points[1] in bad.text
        assert "1 learning point," in bad.text

    def test_a_link_holds_ids_and_no_title(self, client: TestClient, points: list[str]) -> None:
        page = client.post("/basket", data={"point": points[:2], "title": "Marker title", "do": "link"}).text
        assert f"basket?point={points[0]}&amp;point={points[1]}&amp;length=45&amp;audience=mixed" in page
        assert "Marker+title" not in page
        assert "Marker title" in page

    def test_a_file_that_was_changed_by_hand_is_answered_with_its_faults(self, client: TestClient) -> None:
        answer = client.post("/basket/open", files={"list": ("l.json", b'{"points": [1,}')})
        assert answer.status_code == 422
        assert "line 1, column 15" in answer.text
        assert client.post("/basket/open", data={"list": "x"}).status_code == 415

    def test_every_form_is_sent_as_a_file_and_an_empty_list_keeps_its_page(
        self, client: TestClient, points: list[str]
    ) -> None:
        for name, kind in FORMS.items():
            answer = client.post(f"/basket/{name}", data={"point": points[:2]})
            assert answer.status_code == 200, name
            assert answer.headers["content-type"] == kind
            assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        empty = client.post("/basket/session.docx", data={"title": "x"})
        assert empty.status_code == 422
        assert "There is nothing in the list yet" in empty.text
        assert client.post("/basket/session.odt", data={"point": points[:1]}).status_code == 404

    def test_a_topic_of_nothing_or_of_5000_characters_keeps_the_list(
        self, client: TestClient, points: list[str]
    ) -> None:
        for topic, words in (("", "There is no topic"), ("?!", "There is no topic"), ("a" * 5000, "5,000 characters")):
            answer = client.post("/related", data={"topic": topic, "point": points[:2]})
            assert answer.status_code == 422
            assert words in answer.text
            assert f'name="point" value="{points[1]}"' in answer.text

    def test_the_map_and_the_table_hold_the_same(self, client: TestClient, bundle: Bundle) -> None:
        page = client.get("/map").text
        for theme in bundle.corpus.themes:
            assert page.count(f'href="/themes/{theme.id}"') >= 2
        assert page.count("On its own: nothing near in another review") == 1  # strengths-based learning
        assert client.get("/map/neglect/child-b").status_code == 200
        assert client.get("/map/neglect/child-z").status_code == 404

    def test_the_feed_is_atom_and_holds_every_change(self, client: TestClient, bundle: Bundle) -> None:
        from xml.etree import ElementTree

        answer = client.get("/changes.atom")
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = ElementTree.fromstring(answer.content)  # noqa: S314 (our own)
        name = "{http://www.w3.org/2005/Atom}"
        entries = feed.findall(f"{name}entry")
        assert len(entries) == len(bundle.corpus.changes)
        for entry in (feed, *entries):
            for tag in ("id", "title", "updated"):
                assert entry.findtext(f"{name}{tag}")
        assert len({entry.findtext(f"{name}id") for entry in entries}) == len(entries)
        last = bundle.corpus.changes[-1].date
        assert "Nothing changed" in client.get("/changes", params={"since": last}).text
        assert bundle.corpus.changes[-1].summary in client.get("/changes", params={"until": last}).text


def test_a_filter_that_is_not_known_is_a_422_that_names_it(client: TestClient) -> None:
    answer = client.post("/api/v1/related", json={"topic": "neglect", "harm": "marker"})
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "harm"
    assert "marker" not in answer.text


def test_an_api_result_says_where_the_learning_appears(client: TestClient, bundle: Bundle) -> None:
    (first, *_) = client.get("/api/v1/related", params={"to": "child-b/attendance-at-meetings"}).json()["results"]
    assert first["relation"] == "same_lesson"
    assert first["of_reviews"] == len(bundle.corpus.reviews)
    assert {"id", "title", "year"} == set(first["appears_in"][0])
