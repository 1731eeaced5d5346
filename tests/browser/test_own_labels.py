"""A new user with a table of plots and no labels reviews some by keyboard, learns, tags the rest, takes both away."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import downloaded, settle
from data.sources import registry
from tests.support.tiers import TIER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILMS, OWN = TIER.catalogue, "Late night"
TITLE, ACCEPT = '[data-testid="stMain"] h2', re.compile("^(Accept|Keep these labels)")
DIGIT = re.compile(r"\d$")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory):
    """The path of films without labels, and what each is, by its title."""
    frame = registry.load("open_plots").frame.drop_duplicates("title").head(FILMS)
    path = tmp_path_factory.mktemp("catalogue") / "catalogue.csv"
    frame[["title", "year", "plot"]].to_csv(path, index=False)
    return path, dict(zip(frame["title"], frame["genres"].str.split("|"), strict=True))


def title_of(page: Page) -> str:
    return re.sub(r" \(\d{4}\)$", "", page.locator(TITLE).first.inner_text())


def press(page: Page, key: str) -> None:
    """Press a key and wait for the answer."""
    page.keyboard.press(key)
    settle(page, pause=0.1)


def correct(page: Page, genres: list[str]) -> None:
    """Turn on and off, by their keys, the labels of a film until they are those of the table."""
    buttons = page.get_by_test_id("stMain").get_by_role("button").filter(has_text=DIGIT)
    wrong = []
    for text in buttons.all_inner_texts():
        label, key = text.split("\n")[0].strip(), text.strip()[-1]
        if label.startswith("✓") != (label.removeprefix("✓").strip() in genres):
            wrong.append(key)
    for key in wrong:
        press(page, key)


def accept(page: Page) -> None:
    before = title_of(page)
    press(page, "a")
    expect(page.locator(TITLE).first).not_to_have_text(re.compile(f"^{re.escape(before)}"))


def rows_of(page: Page, button: str) -> list[dict[str, str]]:
    download = downloaded(page, button)
    return list(csv.DictReader(io.StringIO(open(download.path(), encoding="utf-8-sig").read())))


def test_from_a_table_without_labels_to_a_tagged_catalogue(page, app, catalogue):
    path, genres = catalogue
    page.goto(f"{app}/review")
    settle(page)
    page.get_by_test_id("stMain").locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_text(f"0 of {FILMS} films decided")).to_be_visible()
    for number in range(TIER.reviewed_films):
        settle(page, pause=0.1)
        if number < TIER.corrected_films:
            correct(page, genres[title_of(page)])
        if number % 2:
            page.get_by_role("combobox", name="More labels").fill(OWN)
            expect(page.get_by_role("option").filter(has_text=OWN)).to_be_visible()  # before, Enter takes another one
            page.keyboard.press("Enter")
            page.keyboard.press("Escape")
            expect(page.get_by_test_id("stMultiSelect").get_by_text(OWN).first).to_be_visible()
            settle(page, pause=0.1)
            page.get_by_role("heading", name="Teach it your labels").click()  # out of the box
        accept(page)
    expect(page.get_by_text(f"{TIER.reviewed_films} of {FILMS} films decided")).to_be_visible()

    page.keyboard.press("l")
    expect(page.get_by_text(f"It has learnt from {TIER.reviewed_films} films.")).to_be_visible()
    decided = rows_of(page, "Export CSV")
    assert len(decided) == TIER.reviewed_films
    assert sum(OWN in row["labels"].split("|") for row in decided) == TIER.reviewed_films // 2
    page.get_by_role("button", name="Tag the rest with it").click()
    page.get_by_role("link", name="Go on to Batch and tag them").click()
    page.get_by_role("button", name="Tag the plots").click()
    expect(page.get_by_text("Tagged")).to_be_visible()

    rest = rows_of(page, "Download CSV")
    assert len(rest) == FILMS - len(decided)
    assert {row["title"] for row in rest} == set(genres) - {row["title"] for row in decided}
    assert all(0 < float(row[f"p_{OWN}"]) < 1 and row["predicted"] for row in rest)


def test_a_fast_double_a_decides_about_the_film_on_the_screen_only(page, app, catalogue):
    page.goto(f"{app}/review")
    settle(page)
    page.get_by_test_id("stMain").locator('input[type="file"]').set_input_files(
        {"name": "twice.csv", "mimeType": "text/csv", "buffer": catalogue[0].read_bytes()}
    )
    expect(page.get_by_text(f"0 of {FILMS} films decided")).to_be_visible()
    settle(page)
    page.keyboard.press("a")
    page.keyboard.press("a")
    settle(page)
    expect(page.get_by_text(f"1 of {FILMS} films decided")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text(f"0 of {FILMS} films decided")).to_be_visible()


def test_keys_typed_into_a_box_decide_nothing(page, app, catalogue):
    page.goto(f"{app}/review")
    settle(page)
    page.get_by_test_id("stMain").locator('input[type="file"]').set_input_files(
        {"name": "typed.csv", "mimeType": "text/csv", "buffer": catalogue[0].read_bytes()}
    )
    settle(page)
    page.get_by_role("combobox", name="More labels").press_sequentially("Saga 12 US")
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_text(f"0 of {FILMS} films decided")).to_be_visible()
    expect(page.get_by_text("Saga 12 US").first).to_be_visible()
