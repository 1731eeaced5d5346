"""Readable by everyone: axe-core finds nothing on any page in either theme, and the keyboard is enough."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from benchmarks.pages.browser import settle
from dashboard import Home

pytestmark = pytest.mark.browser

PAGES = ("", *(name for name, *_ in Home.PAGES[1:]))  # the first page's address is the app's
HIDDEN = {name for name, _, icon in Home.PAGES if not icon}  # not in the menu
STREAMLITS = {"presentation-role-conflict"}  # of its upload box; a minor finding
OPEN_TAB = "[role=tabpanel]:not([hidden])"
RULES = {
    "all": {},  # what a page is made of is the same in both themes; at one width only the colours differ
    "of colours": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}
FILLED = "() => [...document.querySelectorAll('[role=tabpanel]')].some(it => it.offsetParent && it.innerText.trim())"


def findings(page, where: str, rules: str, part: str | None = None) -> list[tuple]:
    """What axe-core finds on the page, or in a part of it: where, which rule, which elements."""
    asked = {"resultTypes": ["violations"], **RULES[rules]}
    return [
        (where, violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in Axe().run(page, context=part, options=asked).response["violations"]
        if violation["id"] not in STREAMLITS
    ]


@pytest.mark.parametrize(
    ("theme", "width", "rules"), [("light", 1360, "all"), ("dark", 1360, "of colours"), ("dark", 390, "all")]
)
def test_axe_finds_nothing_on_any_page_or_tab(browser, app, theme, width, rules):
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=theme)
    context.set_default_timeout(60_000)
    page = context.new_page()
    found, tabs_seen = [], 0
    page.goto(app)
    for name in PAGES:
        if name in HIDDEN:
            page.goto(f"{app}/{name}")
        elif name:  # from page to page as a visitor goes: it costs half of opening the app again
            page.locator(f"[data-testid=stSidebarNavLink][href$='/{name}']").dispatch_event("click")
            page.wait_for_url(re.compile(rf"/{name}(\?|$)"))
        settle(page, pause=0.3)
        found += findings(page, name, rules)
        tabs = page.get_by_role("tab")
        for number in range(1, tabs.count()):
            tabs.nth(number).click()
            page.wait_for_function(FILLED)  # the app has answered the click: only the open tab has content
            settle(page, pause=0.2)
            expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
            found += findings(page, f"{name}: {tabs.nth(number).inner_text()}", rules, OPEN_TAB)
            tabs_seen += 1
    context.close()
    assert not found
    assert tabs_seen >= 18


def test_on_a_phone_the_keyboard_meets_nothing_of_the_closed_menu(browser, app):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{app}/about")
    settle(page)
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.closest('[data-testid=stSidebar]') !== null"))
    assert not any(met)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_visible()
    context.close()


def test_a_phone_and_a_page_at_200_per_cent_need_no_sideways_scrolling(browser, app):
    context = browser.new_context(viewport={"width": 680, "height": 450}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    page = context.new_page()
    for name in PAGES:
        page.goto(f"{app}/{name}")
        settle(page)
        for width in (680, 390):  # 1360 pixels at 200 %, and a phone
            page.set_viewport_size({"width": width, "height": 800})
            page.wait_for_timeout(300)
            root = "document.documentElement"
            assert page.evaluate(f"{root}.scrollWidth - {root}.clientWidth") <= 0, (name, width)
            main = "document.querySelector('[data-testid=stMain]')"
            assert page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 0, (name, width)
        assert page.evaluate("document.getAnimations().filter(a => a.playState === 'running').length") == 0
    context.close()


@pytest.mark.parametrize(("theme", "light"), [("light", True), ("dark", False)])
def test_the_page_follows_the_theme_of_the_system(browser, app, theme, light):
    context = browser.new_context(color_scheme=theme)
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{app}/about")
    settle(page)
    ground = page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    context.close()
    assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 3 * 128) is light


def test_all_tabs_of_an_explanation_are_in_sight(page):
    settle(page)
    last = page.get_by_role("tab", name="Export")
    assert last.is_visible()
    box, lists = last.bounding_box(), page.get_by_role("tablist").first.bounding_box()
    assert box["x"] + box["width"] <= lists["x"] + lists["width"] + 1


def test_the_button_is_reached_by_keyboard(page):
    settle(page)
    page.get_by_role("textbox", name="Plot").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Predict"
