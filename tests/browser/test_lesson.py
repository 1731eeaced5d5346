"""A class opens one link, and each answers by keyboard."""

import pytest
from playwright.sync_api import expect

from benchmarks.pages.browser import settle

pytestmark = pytest.mark.browser


def test_one_link_asks_two_readers_the_same_and_the_keyboard_is_enough(page, app):
    page.goto(f"{app}/lesson?set=4")
    settle(page)
    plot = page.get_by_test_id("stText").first.inner_text()
    page.get_by_role("button", name="Drama", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Answer")).to_be_enabled()
    page.keyboard.press("a")
    expect(page.get_by_text("Your F1")).to_be_visible()
    expect(page.get_by_text("Words behind")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_text("Film 2 of 10")).to_be_visible()
    other = page.context.new_page()
    other.goto(f"{app}/lesson?set=4")
    settle(other)
    assert other.get_by_test_id("stText").first.inner_text() == plot
