"""Journeys through the page in a real browser: with scripts and without, wide and narrow, by keyboard."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import docx
import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

pytestmark = pytest.mark.browser

Opened = Callable[..., AbstractContextManager[Page]]
CASE = (
    "Third core group for the two children and no one from school came again. CAMHS sent apologies with no report. "
    "The house was cleaned up for a month after the last plan and has slid back, the same as the two plans before. "
    "There are no concerns about violence in the home. The 14 year old won't talk to us and has had four workers."
)
NOTHING = "I baked a sponge cake with jam on Saturday and then fixed the gutter of the shed."


def send(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_label("Describe the case in your own words").fill(text)
    page.get_by_role("button", name="Find the learning").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_case_is_answered(opened: Opened, width: int, scripts: bool) -> None:
    with opened(width=width, scripts=scripts) as page:
        page.goto("/")
        expect(page.get_by_text("A child in immediate danger?")).to_be_in_viewport()
        send(page, CASE)
        expect(page.get_by_role("heading", level=1)).to_have_text("Learning that speaks to your case")
        first = page.get_by_role("article").first
        expect(first.get_by_text("Why it is here")).to_be_visible()
        assert first.locator("q").first.inner_text().strip("“”") in CASE
        expect(first.get_by_text("What was learned", exact=False).first).to_be_visible()
        expect(first.locator(".lfr-provenance").first).to_be_visible()
        assert page.locator("mark").count() > 0
        assert page.locator("mark .lfr-ref").first.inner_text().strip()
        assert "score" not in page.locator("main").inner_text()
        assert page.url.endswith("/")  # and no word of the case in it
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reading_is_corrected_with_one_press(opened: Opened) -> None:
    with opened() as page:
        send(page, CASE)
        readings = page.locator("#readings")
        denied = readings.locator(".lfr-reading", has_text="no concerns about violence")
        expect(denied).to_contain_text("Read as: ruled out")
        entries = page.evaluate("history.length")
        denied.get_by_role("button", name="Happening now").click()
        expect(denied).to_contain_text("You said: happening now")
        expect(page.locator("#readings-title")).to_be_focused()
        assert page.evaluate("history.length") == entries
        denied.get_by_role("button", name="Undo").click()
        expect(denied).to_contain_text("Read as: ruled out")


def test_a_reading_is_corrected_without_scripts(opened: Opened) -> None:
    with opened(scripts=False) as page:
        send(page, CASE)
        denied = page.locator("#readings .lfr-reading", has_text="no concerns about violence").first
        denied.get_by_role("button", name="Happening now").click()
        expect(denied).to_contain_text("You said: happening now")


def test_filters_narrow_without_sending_the_case_again(opened: Opened) -> None:
    with opened() as page:
        send(page, CASE)
        expect(page.locator("#your-text")).to_be_visible()
        asked: list[Request] = []
        page.on("request", lambda request: asked.append(request) if request.method == "POST" else None)
        before = page.locator("article:visible").count()
        page.get_by_text("Narrow these results").click()
        kind = str(page.locator("article").first.get_attribute("data-review-type"))
        page.get_by_label("Kind of review").select_option(kind)
        page.get_by_role("button", name="Show these").click()
        expect(page.locator("[data-filtered]")).to_contain_text("left out by what you chose")
        shown = page.locator("article:visible")
        assert 0 < shown.count() < before
        assert {one.get_attribute("data-review-type") for one in shown.all()} == {kind}
        page.get_by_role("button", name="Show all").click()
        assert page.locator("article:visible").count() == before
        assert asked == []
        page.get_by_label("Agency", exact=True).select_option(label="Police")
        page.get_by_role("button", name="Show these").click()
        left = page.locator("article:visible h3").all_text_contents()
        page.locator("#readings .lfr-reading button").first.click()  # the match runs again, and the choice stays
        expect(page.locator("#readings-title")).to_be_focused()
        expect(page.get_by_label("Agency", exact=True)).to_have_value("police")
        expect(page.locator("[data-filtered]")).to_contain_text("learning points shown")
        assert left


def test_filters_narrow_without_scripts(opened: Opened) -> None:
    with opened(scripts=False) as page:
        send(page, CASE)
        page.get_by_text("Narrow these results").click()
        kind = str(page.locator("article").first.get_attribute("data-review-type"))
        page.get_by_label("Kind of review").select_option(kind)
        page.get_by_role("button", name="Show these").click()
        expect(page.get_by_text("left out by what you chose")).to_be_visible()
        assert {one.get_attribute("data-review-type") for one in page.locator("article").all()} == {kind}


def test_nothing_relevant_has_somewhere_to_go(opened: Opened) -> None:
    with opened(width=360) as page:
        send(page, NOTHING)
        expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here speaks to this")
        expect(page.get_by_role("link", name="Browse the reviews")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_blank_box_is_refused_beside_the_field(opened: Opened, scripts: bool) -> None:
    with opened(scripts=scripts) as page:
        send(page, "   ")
        summary = page.locator("[data-error-summary]")
        expect(summary).to_contain_text("There is nothing to read")
        expect(page.locator("#case-error")).to_contain_text("There is nothing to read")
        if scripts:
            expect(summary).to_be_focused()
            summary.get_by_role("link").click()
            expect(page.locator("#case")).to_be_focused()


def test_identifiers_are_pointed_out_before_anything_is_matched(opened: Opened) -> None:
    with opened() as page:
        send(page, f"{CASE} They live at LS8 4AB.")
        expect(page.get_by_role("heading", name="Your text may identify someone")).to_be_focused()
        expect(page.locator("[data-identifiers]")).to_contain_text("LS8 4AB")
        page.get_by_role("button", name="Mask these and match").click()
        expect(page.get_by_text("masked. What you see below")).to_be_visible()
        assert "LS8 4AB" not in page.content()


def test_clear_then_back_shows_an_empty_box(opened: Opened) -> None:
    with opened() as page:
        send(page, CASE)
        expect(page.locator("#your-text")).to_be_visible()
        page.get_by_role("link", name="Clear this page").click()
        box = page.get_by_label("Describe the case in your own words")
        expect(box).to_have_value("")
        page.go_back()
        expect(box).to_have_value("")
        assert "has slid back" not in page.content()


def test_a_case_is_sent_and_read_by_keyboard_alone(opened: Opened) -> None:
    with opened() as page:
        page.goto("/")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.locator("#case")).to_be_focused()
        page.keyboard.insert_text(CASE)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Find the learning")).to_be_focused()
        outline = page.evaluate(
            "getComputedStyle(document.activeElement).boxShadow + getComputedStyle(document.activeElement).outline"
        )
        assert "none0px" not in outline.replace(" ", "")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Learning that speaks to your case")


def test_questions_for_supervision_open_beside_the_results(opened: Opened) -> None:
    with opened() as page:
        send(page, CASE)
        page.get_by_label("Gibbs", exact=False).first.check()
        page.get_by_label("Your role").select_option(label="Supervisor")
        context: BrowserContext = page.context
        with context.expect_page() as new:
            page.get_by_role("button", name="Make the questions").click()
        sheet = new.value
        expect(sheet.get_by_role("heading", level=1)).to_have_text("Questions for supervision")
        prompts = sheet.locator(".lfr-prompt")
        assert 6 <= prompts.count() <= 12
        expect(sheet.get_by_text("asked whatever the case").first).to_be_visible()
        assert sheet.locator(".lfr-yours q").first.inner_text().strip("“”") in CASE
        sheet.get_by_label("Reflective model").select_option(index=0)
        sheet.get_by_role("button", name="Make the questions").click()
        expect(sheet.locator("[data-heading]")).to_be_focused()
        page.bring_to_front()
        expect(page.get_by_role("heading", level=1)).to_have_text("Learning that speaks to your case")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("width", [1280, 360])
def test_a_sheet_holds_the_users_words_only_where_ticked(opened: Opened, width: int, scripts: bool) -> None:
    with opened(width=width, scripts=scripts) as page:
        send(page, CASE)
        download = page.get_by_role("button", name="Download a supervision sheet")
        for ticked in (False, True):
            page.get_by_label("Put my own words in too").set_checked(ticked)
            with page.expect_download() as got:
                download.click()
            document = docx.Document(str(got.value.path()))
            words = "".join(document.element.itertext())
            assert "Known, assumed, missing" in words
            assert ("no one from school came again" in words) is ticked
        assert page.url.endswith("/")


def test_what_is_copied_holds_the_users_words_only_where_ticked(opened: Opened) -> None:
    with opened() as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        send(page, CASE)
        for ticked in (False, True):
            page.get_by_label("Put my own words in too").set_checked(ticked)
            page.get_by_role("button", name="Copy the learning").click()
            expect(page.locator("[data-copied]")).to_have_text("Copied.")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert "What was learned" in copied
            assert ("no one from school came again" in copied) is ticked
            page.locator("[data-copied]").evaluate("(line) => { line.textContent = ''; }")


def test_a_wait_is_shown(opened: Opened) -> None:
    """Nothing for what is quick; a line, said to screen readers too, for what takes longer than 300 ms."""
    with opened() as page:

        def slowly(route: Route) -> None:
            page.wait_for_timeout(900)
            route.continue_()

        page.goto("/")
        page.route("**/identifiers", slowly)
        page.get_by_label("Describe the case in your own words").fill(CASE)
        page.get_by_role("button", name="Find the learning").click(no_wait_after=True)
        expect(page.locator("[data-progress] p")).to_be_visible(timeout=900)
        expect(page.locator("#your-text")).to_be_visible()
        expect(page.locator("[data-progress] p")).to_have_count(0)


def test_making_a_sheet_is_shown_while_it_lasts(opened: Opened) -> None:
    with opened() as page:
        send(page, CASE)

        def slowly(route: Route) -> None:
            page.wait_for_timeout(900)
            route.continue_()

        page.route("**/reflect/sheet", slowly)
        with page.expect_download():
            page.get_by_role("button", name="Download a supervision sheet").click(no_wait_after=True)
            expect(page.locator("[data-progress] p")).to_have_text("Making the sheet…")
        expect(page.locator("[data-progress] p")).to_have_count(0)
        expect(page.locator("#your-text")).to_be_visible()
