"""A class opens one link, and each answers by keyboard."""

import pytest
from playwright.sync_api import expect

from benchmarks.pages.browser import settle

pytestmark = pytest.mark.browser


def in_lesson(page, app):
    """The page on one of the lesson's pages, wherever the test before has left it."""
    if "/lesson" not in page.url:
        page.goto(f"{app}/lesson?set=4")
        settle(page)
    return page


def test_one_link_asks_two_readers_the_same_and_the_keyboard_is_enough(reader, app):
    with reader() as page:
        page.goto(f"{app}/lesson?set=4")
        settle(page)
        page.get_by_role("button", name="Drama", exact=True).focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Answer")).to_be_enabled()
        page.keyboard.press("a")
        expect(page.get_by_text("Your F1")).to_be_visible()
        expect(page.get_by_text("Words behind")).to_be_visible()
        page.keyboard.press("n")
        expect(page.get_by_text("Which genres does it have?")).to_be_visible()
        settle(page)
        link, plot = page.url, page.get_by_test_id("stText").first.inner_text()
        assert "film=2" in link and "set=4" in link
    with reader() as another:
        another.goto(link)
        settle(another)
        assert another.get_by_test_id("stText").first.inner_text() == plot


def test_the_pages_of_the_lesson_lead_to_each_other(shared_page, app):
    page = in_lesson(shared_page, app)
    for name, path in (
        ("A highlight that lies", "lesson_highlight"),
        ("A threshold", "lesson_threshold"),
        ("A split that leaks", "lesson_split"),
    ):
        page.get_by_test_id("stMain").get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        settle(page)
        assert f"/{path}" in page.url


def test_what_a_figure_is_can_be_read_to_its_end_on_a_phone(shared_page, app):
    page = in_lesson(shared_page, app)
    page.get_by_test_id("stMain").get_by_role("link", name="A split that leaks").click()
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    cut = (
        "its => its.filter(it => it.scrollWidth > it.clientWidth && getComputedStyle(it).overflowX === 'hidden').length"
    )
    assert page.get_by_text("Series known from training").is_visible()
    assert page.locator("[data-testid=stMetric] *").evaluate_all(cut) == 0
