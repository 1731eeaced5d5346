"""The sidebar of the app, as a person uses it."""

from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Page, TimeoutError

from benchmarks.pages.browser import settle
from data.sources import registry
from tests.support.tiers import TIER


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a select box, wherever it is; again, if a late answer of the app takes the choice back."""
    box = page.get_by_test_id("stSelectbox").filter(has_text=label).get_by_role("combobox")
    found = page.get_by_role("option", name=option, exact=True)
    box.evaluate("box => box.scrollIntoView({block: 'center'})")  # the list closes when the page scrolls under it
    for _ in range(10):  # and when the page is drawn again
        box.click()
        with suppress(TimeoutError):
            found.click(timeout=5_000)
            settle(page, pause=0.3)
            if box.input_value() == option:
                return
        box.press("Escape")
    raise AssertionError(f"{label} offers no {option}: {page.get_by_role('option').all_inner_texts()}")


def train(page: Page, folder: Path, epochs: int) -> None:
    """Begin a training on a file with some of the embedded films, which is written into ``folder``."""
    films, sidebar = folder / "films.csv", page.get_by_test_id("stSidebar")
    registry.load("open_plots").frame.head(TIER.browser_films).to_csv(films, index=False)
    settle(page)
    form = sidebar.get_by_test_id("stSelectbox").filter(has_text="Data set")
    if not form.is_visible():  # it is open after a training
        page.get_by_text("Train a model").click()
    choose(page, "Data set", "a file ...")
    for widget, text in (
        (sidebar.get_by_role("textbox", name="Path of the file"), str(films)),
        (sidebar.get_by_role("spinbutton", name="Epochs"), str(epochs)),
    ):
        widget.fill(text)
        widget.press("Enter")
    page.get_by_role("button", name="Train", exact=True).click()
