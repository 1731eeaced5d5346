"""Inside the network, the nearest words and another model, as a reader sees and works them."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from tests.support.accessibility import COLOURS, violations

pytestmark = pytest.mark.browser

PLOT = "A drowned woman whispers from the mirror, and at the wedding the haunted bride screams for blood."
EVIL = "<img src=x onerror=alert(1)><b class=injected>bold</b> $x^2$"


@pytest.fixture(scope="module")
def explained(shared_page, app) -> Page:
    """The Predict page with a short plot, explained for Horror, and the inside of the network."""
    shared_page.goto(f"{app}/?plot={quote(PLOT)}&genre=Horror&view=Inside")
    expect(shared_page.locator(".network li")).to_have_count(8)
    settle(shared_page)
    return shared_page


def opened(page: Page, view: str, plot: str = PLOT) -> Page:
    """That page with a plot, nothing of it changed, and a tab."""
    box = page.get_by_role("textbox", name="Plot", exact=True)
    if box.input_value() != plot:
        box.fill(plot)
        box.press("Control+Enter")
        expect(page.locator(".coloured-plot .plot").first).to_have_text(plot)
    page.get_by_role("tab", name=view).click()
    settle(page)
    return page


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option as a keyboard does: a list that a click opens is closed again when the page scrolls."""
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(option)
    page.get_by_role("option", name=option, exact=True).click()
    settle(page)


def test_a_hostile_plot_is_text_in_the_drawing_and_in_the_shares(explained):
    dialogs = []
    explained.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page = opened(explained, "Inside", f"{PLOT} {EVIL}")
    expect(page.locator(".network li")).to_have_count(8)
    assert page.locator(".coloured-plot .plot").nth(1).text_content() == f"{PLOT} {EVIL}"
    assert page.locator(".injected, img[src='x'], .katex").count() == 0
    assert not dialogs


def test_the_poolings_are_chosen_and_read_by_keyboard(explained):
    page = opened(explained, "Inside")
    page.get_by_role("radio", name="Attention").focus()
    page.keyboard.press("Enter")
    settle(page)
    second = page.locator(".coloured-plot").nth(1)
    expect(second.locator(".legend")).to_be_hidden()
    told = re.compile(r"^drowned: .*% of the attention$")
    expect(second.locator("[data-word='1']")).to_have_attribute("aria-label", told)
    second.locator(".plot [data-word='0']").focus()
    page.keyboard.press("ArrowRight")
    expect(second.locator("[data-word='1']")).to_be_focused()


def test_a_nearest_word_takes_its_place_and_the_coloured_plot_goes_on_from_there(explained):
    page = opened(explained, "Nearest words")
    choose(page, "Word of the plot", "wedding")
    button = page.get_by_role("button", name=re.compile(r"^funeral · 0\.\d\d$")).first
    button.focus()
    page.keyboard.press("Enter")
    plot = page.locator(".coloured-plot").first
    expect(plot.locator("ins")).to_have_text("funeral")
    expect(plot.locator(".told")).to_contain_text("With “funeral” for “wedding”: Horror goes from")
    plot.locator(".plot .word", has_text="blood").click()
    expect(plot.locator(".told")).to_contain_text("“blood”")
    expect(plot.locator("ins")).to_have_text("funeral")
    for left in (1, 0):
        plot.get_by_role("button", name="Undo").click()
        expect(plot.locator("s")).to_have_count(left)


def test_another_model_is_seen_beside_this_one(small_model, explained):
    page = opened(explained, "Another model")
    choose(page, "Other model", small_model.split("/")[1])
    expect(page.get_by_text("They differ most on")).to_be_visible()
    expect(page.locator(".pairs tbody").first.locator("tr")).to_have_count(8)
    expect(page.locator(".coloured-plot")).to_have_count(3)
    assert not violations(page, ".pairs")


def test_the_drawing_fits_and_axe_finds_nothing(explained):
    page = opened(explained, "Inside")
    for width in (1360, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        for place in (".network", ".network li:last-child"):
            box = f"document.querySelector('{place}')"
            assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth + 1"), (place, width)
        for theme, rules in (("light", ()), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme)
            settle(page, pause=0.1)
            assert not violations(page, ".network", rules), (width, theme)
