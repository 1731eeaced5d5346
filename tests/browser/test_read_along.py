"""Read along: one cursor for text and lines, by mouse, by keyboard, and by itself."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from benchmarks.start import ROOT
from core.explanations.render.sentence import percent
from tests.support.accessibility import COLOURS, violations

pytestmark = pytest.mark.browser

PLOT = "A drowned woman whispers from the mirror, and at the wedding the haunted bride screams for blood."
EVIL = "<img src=x onerror=alert(1)><b class=injected>bold</b> $x^2$"


def write(page: Page, text: str) -> None:
    """Write another plot into the box, unless it is there."""
    box = page.get_by_role("textbox", name="Plot", exact=True)
    if box.input_value() != text:
        box.fill(text)
        box.press("Control+Enter")
        expect(page.locator(".read-along .text")).to_have_text(text)


def heard(page: Page) -> str:
    """What the scrubber says to who can't see it."""
    return page.locator(".read-along input").get_attribute("aria-valuetext")


@pytest.fixture(scope="module")
def read(shared_page, app) -> Page:
    """The plot, read to its end."""
    page = shared_page
    page.goto(f"{app}/?plot={quote(PLOT)}&genre=Horror&view={quote('Read along')}")
    expect(page.locator(".read-along .step").first).to_be_visible()
    settle(page)
    assert heard(page).startswith("17 of 17, blood: Horror")
    return page


@pytest.fixture
def along(read) -> Page:
    """That page as it was opened, whatever another test has done there."""
    read.set_viewport_size({"width": 1360, "height": 900})
    read.emulate_media(color_scheme="light")
    write(read, PLOT)
    settle(read, pause=0.1)
    read.locator(".read-along input").focus()
    read.keyboard.press("End")
    return read


def test_arrow_keys_the_mouse_and_a_click_on_a_word_move_one_cursor(along):
    page = along
    expect(page.get_by_text(re.compile("Horror (rises|falls) from"))).to_be_visible()
    assert heard(page).startswith("17 of 17, blood: Horror")
    page.locator(".read-along input").focus()
    page.keyboard.press("ArrowLeft")
    assert heard(page).startswith("16 of 17, for: Horror")
    expect(page.locator(".read-along .step.ahead")).to_have_text("blood")
    page.keyboard.press("Home")
    assert heard(page).startswith("nothing read: Horror")
    page.locator(".read-along .step", has_text="mirror").click()
    assert heard(page).startswith("7 of 17, mirror")
    expect(page.locator(".read-along .step.here")).to_have_text("mirror")
    box = page.locator(".read-along .field").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 2 / 17, box["y"] + 40)
    page.mouse.up()
    assert heard(page).startswith("2 of 17, drowned")


def test_it_plays_pauses_and_ends(along):
    page = along
    page.get_by_role("button", name="Play").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("Number(document.querySelector('.read-along input').value) >= 3")
    page.keyboard.press(" ")
    stopped = heard(page)
    page.wait_for_timeout(700)
    assert heard(page) == stopped
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.wait_for_function("document.querySelector('.read-along input').value === '17'")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


def test_lines_are_those_of_the_chosen_genres_and_end_where_the_bars_stand(along):
    page = along
    rows = page.locator(".read-along tbody tr")
    expect(rows.first).to_contain_text("Horror")
    end = page.locator(".read-along polyline").first.get_attribute("points").split(" ")[-1].split(",")[1]
    shown = int(rows.first.locator("td").nth(1).inner_text().replace("%", ""))
    assert 100 - float(end) / 10 == pytest.approx(shown, abs=0.6)
    count = rows.count()
    page.get_by_role("combobox", name="Genres").click()
    page.keyboard.type("West")
    page.get_by_role("option", name="Western", exact=True).click()
    page.keyboard.press("Escape")  # the list stays open and hides the rest of the page
    expect(rows).to_have_count(count + 1)
    expect(rows.last).to_contain_text("Western")


def test_a_hostile_plot_is_text(along):
    page, dialogs = along, []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    write(page, f"{PLOT} {EVIL}")
    settle(page)
    assert page.locator(".read-along .text").text_content() == f"{PLOT} {EVIL}"
    assert page.locator(".injected, img[src='x'], .katex").count() == 0
    assert not dialogs


def test_it_fits_and_axe_finds_nothing(along):
    page = along
    page.locator(".read-along .step", has_text="mirror").click()
    for width in (1360, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        box = "document.querySelector('.read-along')"
        assert page.evaluate(f"{box}.scrollWidth <= {box}.clientWidth + 1"), width
        for theme, rules in (("light", ()), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme)
            settle(page, pause=0.1)
            assert not violations(page, ".read-along", rules), (width, theme)


def test_it_writes_probabilities_as_every_other_place_does(page):
    source = (ROOT / "dashboard/components/explanation/network/read_along.js").read_text(encoding="utf-8")
    function = re.search(r"function percent\(.*?\n}", source, re.S).group()
    shares = [0, 0.001, 0.0049, 0.0051, 0.083, 0.84, 0.9949, 0.9951, 0.9999, 1]
    assert page.evaluate(f"shares => {{ {function}; return shares.map(percent) }}", shares) == list(
        map(percent, shares)
    )
