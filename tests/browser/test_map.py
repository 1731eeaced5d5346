"""The map of films as a reader works it: by pointer, by search, by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from tests.support.accessibility import violations

pytestmark = pytest.mark.browser

PLACE = """number => {
    const chart = document.querySelector('.js-plotly-plot'), layout = chart._fullLayout, trace = chart._fullData[0];
    const box = chart.getBoundingClientRect(), place = (axis, value) => axis._offset + axis.l2p(value);
    return [box.left + place(layout.xaxis, trace.x[number]), box.top + place(layout.yaxis, trace.y[number])];
}"""


@pytest.fixture(scope="module")
def film_map(shared_page, app) -> Page:
    """The map of the embedded films, whole."""
    page = shared_page
    page.goto(f"{app}/explore?tab=Map")
    expect(page.get_by_text("neighbours (t-SNE)")).to_be_visible()
    settle(page)
    expect(page.locator(".js-plotly-plot .nsewdrag")).to_have_count(1)
    return page


def title_of(button: str) -> str:
    """The film that a button names, behind its similarity if it has one."""
    return re.sub(r"^\d\.\d\d · ", "", button).split(" (")[0]


def test_a_click_shows_the_film_and_the_keyboard_goes_on_from_film_to_film(film_map):
    page = film_map
    page.locator(".js-plotly-plot").scroll_into_view_if_needed()
    x, y = page.evaluate(PLACE, 7)
    page.mouse.move(x, y)
    title = page.locator(".hovertext").text_content().split(" (")[0]
    page.mouse.click(x, y)
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    expect(page.get_by_text("The model predicts")).to_be_visible()
    settle(page)
    near = page.locator("[class*='st-key-map_near_'] button").first
    name = near.text_content()
    assert re.match(r"\d\.\d\d · ", name)
    near.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title_of(name), exact=True)).to_be_visible()


def test_a_search_lights_films_up_and_lists_them(film_map):
    page = film_map
    page.get_by_label("Search titles and plots").fill("circus")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile(r"\d+ films lit up on the map"))).to_be_visible()
    settle(page)
    lit = page.evaluate(
        "document.querySelector('.js-plotly-plot')._fullData.find(t => t.name.startsWith('found')).x.length"
    )
    assert lit == page.locator("[class*='st-key-map_found_'] button").count() > 0
    found = page.locator("[class*='st-key-map_found_'] button").first
    found.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=title_of(found.text_content()), exact=True)).to_be_visible()
    expect(page.get_by_text("Nearest films, whichever picture is shown")).to_be_visible()
    settle(page)
    assert not violations(page, "[role=tabpanel]:not([hidden])")
