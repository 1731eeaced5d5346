"""Readable by everyone: axe-core finds nothing serious on any page in either theme, and the keyboard is enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from benchmarks.browser import settle

pytestmark = pytest.mark.browser

PAGES = ("", "explore", "training", "metrics", "batch", "about")
SERIOUS = ("serious", "critical")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, app, theme):
    context = browser.new_context(viewport={"width": 1360, "height": 1000}, color_scheme=theme)
    context.set_default_timeout(60_000)
    page = context.new_page()
    found = []
    for name in PAGES:
        page.goto(f"{app}/{name}")
        settle(page)
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in SERIOUS:
                found.append((name, violation["id"], [node["html"][:120] for node in violation["nodes"][:3]]))
    context.close()
    assert not found


@pytest.mark.parametrize("name", ["", "metrics"])
def test_a_phone_needs_no_sideways_scrolling(browser, app, name):
    context = browser.new_context(viewport={"width": 390, "height": 800})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.goto(f"{app}/{name}")
    settle(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert wider <= 0


def test_words_and_the_button_are_reached_by_keyboard(page):
    word = page.locator('.plot span[role="note"]').first
    expect(word).to_be_visible()
    word.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").count(":") == 1
    page.get_by_role("textbox", name="Plot").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Predict"
