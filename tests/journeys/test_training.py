"""A designer's way from a topic to a file, in a real browser: without scripts, by keyboard, on a phone."""

import io
import json
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def opened(browser: Browser, server: str, *, scripts: bool, width: int = 1280) -> Page:
    context = browser.new_context(
        base_url=server, java_script_enabled=scripts, viewport={"width": width, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(15_000)
    return context.new_page()


def search(page: Page, topic: str) -> None:
    page.get_by_label("Topic", exact=True).fill(topic)
    page.get_by_role("button", name="Search", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_a_topic_to_a_session_plan_over_two_searches(
    browser: Browser, server: str, tmp_path: Path, scripts: bool
) -> None:
    page = opened(browser, server, scripts=scripts)
    page.goto("/related")
    search(page, "control that leaves no bruises")
    expect(page.get_by_text("This learning appears in").first).to_be_visible()
    page.locator("#pick-1-1").check()
    page.locator("#pick-1-2").check()
    page.get_by_role("button", name="Add to my list").click()
    expect(page.get_by_text("2 learning points, for 45 minutes")).to_be_visible()
    first, second = (page.locator("input[name=point]").nth(i).get_attribute("value") for i in (0, 1))
    page.get_by_role("button", name="Move down number 1").click()
    assert page.locator("input[name=point]").first.get_attribute("value") == second

    page.get_by_role("button", name="Search for more").click()
    search(page, "dads who are not at the meeting")
    expect(page.get_by_text("Your list holds 2 learning points.")).to_be_visible()
    page.locator("#pick-2-1").check()
    page.get_by_role("button", name="Add to my list").click()
    held = [one.get_attribute("value") for one in page.locator("form").first.locator("input[name=point]").all()]
    assert held[:2] == [second, first]
    assert len(held) == 3

    page.get_by_label("What to call it (optional)").fill("Control, for school leads")
    page.get_by_label("Length").select_option("210")
    with page.expect_download() as download:
        page.get_by_role("button", name="Session plan (Word)").click()
    document = docx.Document(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert document.paragraphs[0].text == "Control, for school leads"
    assert "Half a day" in document.paragraphs[1].text

    with page.expect_download() as download:
        page.get_by_role("button", name="Save my list as a file").click()
    kept = tmp_path / "list.json"
    download.value.save_as(kept)
    assert json.loads(kept.read_text())["points"] == held
    page.goto("/basket")
    page.get_by_label("The file, which ends in .json").set_input_files(kept)
    page.get_by_role("button", name="Open it").click()
    expect(page.get_by_text("3 learning points, for half a day")).to_be_visible()
    assert page.get_by_label("What to call it (optional)").input_value() == "Control, for school leads"


def test_return_in_the_name_box_takes_nothing_away(browser: Browser, server: str) -> None:
    page = opened(browser, server, scripts=False)
    page.goto("/related")
    search(page, "neglect that drifts")
    page.locator("#pick-1-1").check()
    page.get_by_role("button", name="Add to my list").click()
    page.get_by_label("What to call it (optional)").fill("Drift")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 learning point, for 45 minutes")).to_be_visible()
    assert page.get_by_label("What to call it (optional)").input_value() == "Drift"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_pages_for_training_have_no_faults_that_axe_finds(browser: Browser, server: str, width: int) -> None:
    page = opened(browser, server, scripts=True, width=width)
    for address in (
        "/related?to=child-b/attendance-at-meetings",
        "/basket",
        "/map",
        "/map/neglect/child-b",
        "/changes",
    ):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == [], address
    page.goto("/related?to=child-b/attendance-at-meetings")
    page.locator("#pick-1-1").check()
    page.get_by_role("button", name="Add to my list").click()
    page.get_by_role("button", name="Make a link to it").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    page.goto(page.get_by_label("Link to this list").input_value())
    expect(page.get_by_text("1 learning point, for 45 minutes")).to_be_visible()
