"""Every page and every state: axe-core with the rules of WCAG 2.2 AA, reflow, visible focus, high contrast, print."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

Opened = Callable[..., AbstractContextManager[Page]]
CASE = (
    "Third core group for the two children and no one from school came again. CAMHS sent apologies with no report. "
    "The house was cleaned up for a month after the last plan and has slid back, the same as the two plans before. "
    "There are no concerns about violence in the home. I wonder if mum is drinking again. He was in care as a baby."
)
NOTHING = "I baked a sponge cake with jam on Saturday and then fixed the gutter of the shed."
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """What axe finds wrong on the page as it stands, one line a place, folded parts opened first."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]})
    return [
        f"{one['id']}: {node['target']} {node['html'][:160]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


def describe(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_label("Describe the case in your own words").fill(text)
    page.get_by_role("button", name="Find the learning").click()


def results(page: Page) -> None:
    describe(page, CASE)
    expect(page.locator("#your-text")).to_be_visible()


def nothing(page: Page) -> None:
    describe(page, NOTHING)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here speaks to this")


def not_covered(page: Page) -> None:
    describe(
        page, "She has been cut and there is talk of FGM before the summer holiday; the aunt is taking her abroad."
    )
    expect(page.locator("#your-text")).to_be_visible()


def corrected(page: Page) -> None:
    results(page)
    page.locator("#readings .lfr-reading").first.get_by_role("button").first.click()
    expect(page.locator("#readings-title")).to_be_focused()


def narrowed(page: Page) -> None:
    results(page)
    page.get_by_text("Narrow these results").click()
    page.get_by_label("Agency", exact=True).select_option(label="Police")
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("[data-filtered]")).to_contain_text("learning points shown")


def none_left(page: Page) -> None:
    results(page)
    page.get_by_text("Narrow these results").click()
    page.get_by_label("Kind of review").select_option(index=1)
    page.get_by_label("Where it comes from").select_option(label="Local guidance")
    page.get_by_label("Agency", exact=True).select_option(label="Police")
    page.get_by_role("button", name="Show these").click()


def blank(page: Page) -> None:
    describe(page, " ")
    expect(page.locator("[data-error-summary]")).to_be_focused()


def too_long(page: Page) -> None:
    describe(page, "word " * 4_500)
    expect(page.locator("[data-error-summary]")).to_be_focused()


def warned(page: Page) -> None:
    describe(page, f"{CASE} They live at LS8 4AB and her name is Chloe Birch.")
    expect(page.get_by_role("heading", name="Your text may identify someone")).to_be_focused()


def told_on_results(page: Page) -> None:
    warned(page)
    page.get_by_role("button", name="Match as it is").click()
    expect(page.locator("#identifiers")).to_be_visible()


def masked(page: Page) -> None:
    warned(page)
    page.get_by_role("button", name="Mask these and match").click()
    expect(page.get_by_text("masked. What you see below")).to_be_visible()


def reflect_with(model: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        results(page)
        page.locator(f"input[name=model][value='{model}']").check()
        page.locator("[formaction='/reflect']").evaluate("(press) => press.removeAttribute('formtarget')")
        page.get_by_role("button", name="Make the questions").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Questions for supervision")

    return reach


def nothing_to_reflect_on(page: Page) -> None:
    nothing(page)
    page.locator("[formaction='/reflect']").evaluate("(press) => press.removeAttribute('formtarget')")
    page.get_by_role("button", name="Make the questions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Questions for supervision")


def searched(page: Page) -> None:
    page.goto("/related")
    page.get_by_label("Topic").fill("dads who are not at the meeting")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=2).first).to_contain_text("Learning on")


def search_refused(page: Page) -> None:
    page.goto("/related")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()


def a_list(page: Page) -> None:
    page.goto("/themes/child-b/attendance-at-meetings")
    page.get_by_label("Put in my list").first.check()
    page.get_by_role("button", name="Show my list").click()
    expect(page.get_by_role("heading", name="The session")).to_be_visible()


def at(path: str) -> Callable[[Page], None]:
    def reach(page: Page) -> None:
        page.goto(path)

    return reach


STATES: dict[str, Callable[[Page], None]] = {
    "home": at("/"),
    "blank": blank,
    "too long": too_long,
    "identifiers": warned,
    "results": results,
    "results with identifiers": told_on_results,
    "results masked": masked,
    "results corrected": corrected,
    "results narrowed": narrowed,
    "results with none left": none_left,
    "not covered": not_covered,
    "nothing found": nothing,
    **{f"reflect {model}": reflect_with(model) for model in ("4x4x4", "kolb", "gibbs", "driscoll", "three-questions")},
    "reflect on nothing": nothing_to_reflect_on,
    "reviews": at("/reviews"),
    "review": at("/reviews/child-b"),
    "theme": at("/themes/child-b/attendance-at-meetings"),
    "topic": at("/related"),
    "topic found": searched,
    "topic refused": search_refused,
    "related": at("/related?to=child-b/attendance-at-meetings"),
    "list empty": at("/basket"),
    "list": a_list,
    "privacy": at("/privacy"),
    "accessibility": at("/accessibility"),
    "how good": at("/how-good"),
    "not there": at("/nowhere"),
}


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing(opened: Opened, name: str, width: int) -> None:
    with opened(width=width) as page:
        STATES[name](page)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_finds_what_is_wrong(opened: Opened) -> None:
    """A check that never finds anything proves nothing."""
    with opened() as page:
        page.goto("/")
        page.evaluate("document.querySelector('label').remove()")
        assert [one for one in violations(page) if one.startswith("label")]


@pytest.mark.parametrize("name", ["home", "blank", "identifiers", "results", "nothing found", "reflect 4x4x4", "theme", "list", "topic found"])  # fmt: skip
def test_at_400_percent_nothing_is_cut_off(opened: Opened, name: str) -> None:
    """1280 pixels at 400 % are 320: no reading sideways, and nothing that does not fit its own box."""
    with opened(width=320) as page:
        STATES[name](page)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        wide = """[...document.querySelectorAll('main *, header *')].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.width > 1 && box.right > innerWidth + 1 && !one.closest('.govuk-visually-hidden');
        }).map((one) => one.outerHTML.slice(0, 120))"""
        assert page.evaluate(wide) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", ["home", "identifiers", "results", "reflect gibbs", "theme", "list"])
def test_focus_is_seen_on_all_that_takes_it(opened: Opened, name: str) -> None:
    """Tab from the first to the last: each place that takes the focus looks other than it did, and lies in view."""
    look = """(one) => { const own = getComputedStyle(one), near = getComputedStyle(one.nextElementSibling || one, '::before');
        return [own.outline, own.boxShadow, own.backgroundColor, own.border, near.boxShadow, near.outline].join('|'); }"""
    with opened() as page:
        STATES[name](page)
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        places = page.evaluate("""[...document.querySelectorAll('a[href], button, select, textarea, summary, input:not([type=hidden]), [tabindex="0"]')]
            .filter((one) => one.checkVisibility() && !one.disabled).length""")
        seen: set[str] = set()
        unseen: list[str] = []
        for _ in range(places + 5):
            page.keyboard.press("Tab")
            at_ = page.evaluate_handle("document.activeElement")
            html = str(at_.evaluate("(one) => one.outerHTML.slice(0, 200) + one.getBoundingClientRect().top"))
            if at_.evaluate("(one) => one === document.body"):
                break
            seen.add(html)
            focused = at_.evaluate(look)
            in_view = at_.evaluate(
                "(one) => { const b = one.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight; }"
            )
            at_.evaluate("(one) => one.blur()")
            plain = at_.evaluate(look)
            at_.evaluate("(one) => one.focus({ preventScroll: true })")
            if focused == plain or not in_view:
                unseen.append(html)
        assert unseen == []
        assert len(seen) > 8


@pytest.mark.parametrize("name", ["home", "results", "reflect 4x4x4"])
def test_high_contrast_keeps_what_colour_said(opened: Opened, name: str) -> None:
    with opened() as page:
        page.emulate_media(forced_colors="active")
        STATES[name](page)
        assert violations(page) == []
        if name == "results":
            edge = "getComputedStyle(document.querySelector('{}')).{}"
            assert page.evaluate(edge.format(".lfr-number", "borderTopWidth")) != "0px"
            assert page.evaluate(edge.format("mark", "borderBottomWidth")) != "0px"


def test_a_print_holds_the_users_words_only_where_ticked(opened: Opened) -> None:
    with opened() as page:
        results(page)
        page.emulate_media(media="print")
        expect(page.locator(".lfr-case")).to_be_hidden()
        printed = page.locator("main").inner_text()
        for words in ("no one from school came", "CAMHS sent apologies", "drinking again"):
            assert words not in printed
        expect(page.get_by_text("What was learned").first).to_be_visible()
        page.emulate_media(media="screen")
        page.get_by_label("Put my own words in too").check()
        page.emulate_media(media="print")
        expect(page.locator(".lfr-case")).to_be_visible()
        assert "no one from school came" in page.locator("main").inner_text()


def test_a_keyboard_is_enough_from_the_box_to_the_sheet(opened: Opened) -> None:
    with opened() as page:
        page.goto("/")
        _tab_to(page, "#case")
        page.keyboard.insert_text(CASE)
        _tab_to(page, "[data-send]")
        page.keyboard.press("Enter")
        expect(page.locator("#your-text")).to_be_visible()
        _tab_to(page, "[data-clear]")
        _tab_to(page, ".lfr-filter summary")
        page.keyboard.press("Enter")
        _tab_to(page, "#filter-agency")
        page.keyboard.press("ArrowDown")
        _tab_to(page, "[data-filter]")
        page.keyboard.press("Enter")
        expect(page.locator("[data-filtered]")).to_contain_text("learning points shown")
        _tab_to(page, "#readings .lfr-choices button")
        page.keyboard.press("Enter")
        expect(page.locator("#readings-title")).to_be_focused()
        _tab_to(page, "input[name=words]")
        page.keyboard.press("Space")
        _tab_to(page, "[data-download]")
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == "supervision-sheet.docx"


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(250):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector}")
