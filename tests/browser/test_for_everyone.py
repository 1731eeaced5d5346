"""Readable by everyone: axe-core finds nothing on any page in either theme, and the keyboard is enough."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from dashboard import Home
from dashboard.components.frame import style
from tests.support.accessibility import COLOURS, WIDTHS, violations
from tests.support.tiers import TIER

pytestmark = pytest.mark.browser

PAGES = ("", *(name for name, *_ in Home.PAGES[1:]))  # the first page's address is the app's
STREAMLITS = {"presentation-role-conflict"}  # of its upload box; a minor finding
OPEN_TAB = "[role=tabpanel]:not([hidden])"
LOOKS = {  # a theme, a width of the window, and the rules: what a page is made of is the same in both themes
    "light": ("light", 1360, ()),
    "dark": ("dark", 1360, COLOURS),
    "dark, on a phone": ("dark", 390, ()),
}
PLAIN, _, PHONE = LOOKS
WIDE, NARROW = 1360, (680, 390)  # 680: a window of 1360 pixels at 200 %
ROOT, MAIN = "document.documentElement", "document.querySelector('[data-testid=stMain]')"
WIDER = "%s.scrollWidth > %s.clientWidth"
MOVING = "document.getAnimations().some(a => a.playState === 'running')"
FILLED = "() => [...document.querySelectorAll('[role=tabpanel]')].some(it => it.offsetParent && it.innerText.trim())"


@dataclass
class Walk:
    """What was met on the way past every page and tab, by the name of the look."""

    found: dict[str, list[tuple]] = field(default_factory=lambda: {look: [] for look in LOOKS})
    sideways: list[tuple] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    pages: int = 0
    tabs: int = 0

    def look(self, page: Page, where: str) -> None:
        """Look at a whole page; the first look has all rules. It must not be wider than its window.

        Each page begins at the end where the one before was: a window that changes draws everything again.
        """
        looks = in_turn(tuple(LOOKS), self.pages, TIER.page_looks)
        widths = {LOOKS[look][1] for look in looks}.union(in_turn(NARROW, self.pages, TIER.narrow_windows))
        first = True
        for width in sorted(widths, reverse=page.viewport_size["width"] == WIDE):
            for look in [look for look in looks if LOOKS[look][1] == width]:
                theme, _, rules = LOOKS[look]
                show(page, width, theme)
                self.note(page, where, look, () if first else rules)
                first = False
            show(page, width)
            self.measure(page, where, width)
        self.pages += 1
        self.moving += [where] * page.evaluate(MOVING)

    def look_at_tab(self, page: Page, where: str) -> None:
        """Look at what an open tab adds: all rules here, then in the other theme those of colours and widths. All tabs
        of a page have the same looks, for a window that changes draws everything again.
        """
        here = page.viewport_size["width"]
        looks = in_turn((PLAIN, PHONE), self.pages, TIER.tab_looks)
        for number, look in enumerate(sorted(looks, key=lambda look: LOOKS[look][1] != here)):
            theme, width, _ = LOOKS[look]
            show(page, width, theme)
            self.note(page, where, look, WIDTHS if number else (), OPEN_TAB)
        self.tabs += 1

    def note(self, page: Page, where: str, look: str, rules: tuple[str, ...], part: str | None = None) -> None:
        """What axe-core finds."""
        found = violations(page, part, rules)
        self.found[look] += [(where, rule, nodes) for rule, nodes in found if rule not in STREAMLITS]

    def measure(self, page: Page, where: str, width: int) -> None:
        """Whether a page is wider than its window."""
        self.sideways += [(where, width, place) for place in (ROOT, MAIN) if page.evaluate(WIDER % (place, place))]


def in_turn(some: Sequence, place: int, most: int) -> list:
    """So many of them, beginning with another one at each place."""
    return [some[(place + n) % len(some)] for n in range(most)]


def show(page: Page, width: int, theme: str | None = None) -> None:
    """Change the window and the system's theme."""
    if theme:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    if page.viewport_size["width"] != width:
        page.set_viewport_size({"width": width, "height": 1000})
    settle(page, pause=0.2)


def turn_to(page: Page, name: str) -> None:
    """Go to a page as a visitor does, by the menu or a link: it costs half of opening the app again."""
    page.locator(f"a[href$='/{name}'], [data-testid=stMain] a[href='{name}']").first.dispatch_event("click")
    page.wait_for_url(re.compile(rf"/{name}(\?|$)"))
    settle(page, pause=0.3)


def at(page: Page, app: str, name: str = "") -> Page:
    """One of the app's pages in a wide window and the light theme, wherever the test before has been."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.set_viewport_size({"width": 1360, "height": 900})
    if page.url.startswith(app):
        turn_to(page, name)
    else:
        page.goto(f"{app}/{name}")
    settle(page)
    return page


@pytest.fixture(scope="module")
def walk(shared_page, app) -> Walk:
    """A walk past every page and tab."""
    page, met = at(shared_page, app), Walk()
    for name in PAGES:
        if name:
            turn_to(page, name)
        met.look(page, name)
        tabs = page.get_by_role("tab")
        for number in range(1, tabs.count()):
            tabs.nth(number).click()
            page.wait_for_function(FILLED, polling=100)  # the app has answered the click: only the open tab has content
            settle(page, pause=0.2)
            expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
            met.look_at_tab(page, f"{name}: {tabs.nth(number).inner_text()}")
    return met


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page_or_tab(walk, look):
    assert not walk.found[look]
    assert walk.tabs >= 18


def test_a_phone_and_a_page_at_200_per_cent_need_no_sideways_scrolling(walk):
    assert not walk.sideways


def test_nothing_moves_for_who_wants_it_still(walk):
    assert not walk.moving


def test_on_a_phone_the_keyboard_meets_nothing_of_the_closed_menu(page, app):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{app}/about")
    settle(page)
    met = []
    for _ in range(12):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.closest('[data-testid=stSidebar]') !== null"))
    assert not any(met)
    page.get_by_test_id("stExpandSidebarButton").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stSidebarNavLink").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("stExpandSidebarButton")).to_be_focused()
    expect(page.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def test_the_page_follows_the_theme_of_the_system_at_once(shared_page, app):
    page = at(shared_page, app)
    places = "[data-testid=stApp]", "[data-testid=stMain] [data-testid=stCaptionContainer]"
    for theme in ("dark", "light", "dark"):
        page.emulate_media(color_scheme=theme)
        page.wait_for_function(
            "([place, theme]) => getComputedStyle(document.querySelector(place)).colorScheme == theme",
            arg=[places[0], theme],
        )
        ground = page.evaluate(f"getComputedStyle(document.querySelector('{places[0]}')).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", ground)[:3])) > 3 * 128) is (theme == "light")
        quiet = page.evaluate(f"getComputedStyle(document.querySelector('{places[1]}')).color")
        own = (style.LIGHT if theme == "light" else style.DARK)["quiet"]
        assert re.findall(r"\d+", quiet) == [str(int(own[i : i + 2], 16)) for i in (1, 3, 5)]


def test_all_tabs_of_an_explanation_are_in_sight(shared_page, app):
    page = at(shared_page, app)
    last = page.get_by_role("tab", name="Export")
    assert last.is_visible()
    box, lists = last.bounding_box(), page.get_by_role("tablist").first.bounding_box()
    assert box["x"] + box["width"] <= lists["x"] + lists["width"] + 1


def test_the_button_is_reached_by_keyboard(shared_page, app):
    page = at(shared_page, app)
    page.get_by_role("textbox", name="Plot").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Predict"


def test_arrows_go_over_the_tabs_and_enter_opens_one(shared_page, app):
    page = at(shared_page, app, "about")
    tabs = page.get_by_role("tab")
    tabs.first.click()
    settle(page)
    tabs.first.focus()
    for key, there in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 3), ("ArrowRight", 0), ("ArrowLeft", 3)):
        page.keyboard.press(key)
        expect(tabs.nth(there)).to_be_focused()
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    for key, there in (("Enter", 3), ("Home", 0), (" ", 0)):
        page.keyboard.press(key)
        expect(tabs.nth(there)).to_be_focused()
        page.evaluate("document.activeElement.blur()")  # as Streamlit's answer may do on a busy machine
        expect(tabs.nth(there)).to_be_focused()
        settle(page)
    expect(tabs.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_text("A highlight shows how the")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(tabs.nth(1)).to_be_focused()
