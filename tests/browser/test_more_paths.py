"""The other main paths: another genre and method, what-if, thresholds, a catalogue, links."""

import csv
import io
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import downloaded, settle
from tests.support.sidebar import choose
from tests.support.tiers import TIER

pytestmark = pytest.mark.browser

PLOT = "A drowned woman whispers from the mirror, and at the wedding the haunted bride screams for blood."
ANOTHER = "A shy baker falls in love with the detective who hunts a murderer in her village."
WORD = ".plot [data-word]"
TITLED = "([word, genre]) => document.querySelector(word)?.ariaLabel.includes(genre)"


@pytest.fixture(scope="module")
def fetched(shared_page, app) -> list[str]:
    """What the page of this file asked for when it was opened, by a link."""
    addresses: list[str] = []
    shared_page.on("request", lambda request: addresses.append(request.url))
    shared_page.goto(f"{app}/?plot={quote(PLOT)}&genre=Romance&method={quote('Occlusion')}")
    settle(shared_page)
    return list(addresses)


@pytest.fixture(scope="module")
def by_link(shared_page, fetched) -> Page:
    """That page; it goes from test to test, and from page to page by the menu, which costs half of opening one."""
    return shared_page


@pytest.fixture
def home(by_link) -> Page:
    """The same on Predict."""
    return at(by_link, "Predict", "What genre is this plot?")


@pytest.fixture
def explore(by_link) -> Page:
    """The same on Explore."""
    return at(by_link, "Explore", "Explore the films")


def at(page: Page, name: str, title: str) -> Page:
    """The page of that name, by the menu if another is open."""
    if page.locator("h1").first.inner_text() != title:
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        settle(page)
    return page


def test_a_link_opens_plot_genre_and_method(by_link):
    expect(by_link.get_by_role("textbox", name="Plot")).to_have_value(PLOT)
    word = by_link.locator(WORD, has_text="wedding").first
    assert "Romance" in word.get_attribute("aria-label")
    expect(by_link.get_by_text("Occlusion:").first).to_be_visible()


def test_predict_needs_no_plotly(fetched):
    assert fetched and not [address for address in fetched if "plotly" in address.lower()]


def test_another_method_is_chosen_and_named(home):
    for name in ("Guided", "Occlusion"):
        choose(home, "Method", name)
        expect(home.get_by_text(f"{name}:").first).to_be_visible()
    expect(home).to_have_url(re.compile("method=Occlusion"))


def test_two_methods_stand_side_by_side(home):
    home.get_by_role("tab", name="Methods").click()
    choose(home, "Compare with", "Linear path")
    expect(home.get_by_text("Agreement")).to_be_visible()
    expect(home.locator(".plot")).to_have_count(3)


def test_back_and_other_pages_lose_nothing(home):
    settle(home)
    box = home.get_by_role("textbox", name="Plot")
    box.fill(ANOTHER)
    box.press("Control+Enter")
    expect(home.locator(WORD, has_text="baker").first).to_be_visible()
    home.get_by_role("link", name="About").click()
    expect(home.get_by_role("heading", name="About", exact=True)).to_be_visible()
    home.wait_for_url("**/about?model=default")  # the home has written its address: still one step of the history
    home.go_back()
    expect(home.get_by_role("textbox", name="Plot")).to_have_value(ANOTHER)
    expect(home.locator(WORD, has_text="baker").first).to_be_visible()
    home.get_by_role("link", name="Metrics").click()
    expect(home.get_by_role("heading", name="How good is it?")).to_be_visible()
    home.get_by_role("link", name="Predict").click()
    expect(home.get_by_role("textbox", name="Plot")).to_have_value(ANOTHER)


def test_a_genre_is_chosen_by_its_name_its_number_and_by_the_arrow_keys(home):
    settle(home)
    bars = home.locator("fieldset label")
    names = [bar.locator(".name").inner_text().replace("✓", "").strip() for bar in bars.all()]

    def explained(genre):
        home.wait_for_function(TITLED, arg=[WORD, genre], polling=100)
        expect(home.locator("fieldset label.picked .name")).to_have_text(re.compile(f"^{genre}"))

    bars.nth(1).locator(".number").click()
    explained(names[1])
    bars.nth(0).locator(".name").click()
    explained(names[0])
    home.keyboard.press("ArrowDown")
    explained(names[1])
    home.keyboard.press("ArrowDown")
    explained(names[2])
    assert home.evaluate("document.activeElement.shadowRoot.activeElement.value") == names[2]


def test_unlikely_genres_are_folded_away_and_can_be_chosen(home):
    settle(home)
    home.get_by_text(re.compile(r"^\d+ less likely$")).click()
    last = home.locator("fieldset details label").last
    last.click()
    name = last.locator(".name").inner_text()
    home.wait_for_function(TITLED, arg=[WORD, name], polling=100)
    expect(last).to_be_visible()


def test_the_smallest_change_names_words(home):
    settle(home)
    home.get_by_role("tab", name="Smallest change").click()
    home.get_by_role("button", name="Find them").click()
    answer = home.get_by_text("Every word of the set is needed").or_(home.get_by_text("No set of up to 10 words"))
    expect(answer).to_be_visible()


def test_a_page_opens_where_it_was_left_unless_a_link_says_otherwise(by_link, app):
    def open_tab(name):
        expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")

    page = by_link
    page.goto(f"{app}/about?tab=Versions")
    settle(page)
    page.get_by_role("link", name="Explore").click()
    open_tab("Genres")
    page.get_by_role("tab", name="Plots", exact=True).click()
    settle(page)
    page.get_by_role("link", name="About").click()
    open_tab("Versions")
    page.wait_for_url("**tab=Versions*")
    page.get_by_role("link", name="Explore").click()
    open_tab("Plots")
    page.get_by_role("tab", name="Genres", exact=True).click()
    settle(page)
    page.get_by_role("link", name="Predict").click()
    page.get_by_role("tab", name="Similar films").click()
    page.get_by_role("link", name="See them on the map").click()
    open_tab("Map")
    page.get_by_role("link", name="Predict").click()
    open_tab("Similar films")


@pytest.fixture
def phone(by_link) -> Iterator[Page]:
    """The same page on the screen of a phone; at last in a window, with the menu beside it."""
    size = by_link.viewport_size
    by_link.set_viewport_size({"width": 390, "height": 800})
    yield by_link
    by_link.set_viewport_size(size)
    by_link.get_by_test_id("stExpandSidebarButton").click()


def test_the_menu_closes_after_a_choice_on_a_phone(phone):
    phone.get_by_test_id("stExpandSidebarButton").click()
    phone.get_by_role("link", name="About").click()
    expect(phone.get_by_test_id("stSidebar")).to_have_attribute("data-collapsed", "true")


def box_of(page: Page, tab: str, what: str) -> dict[str, float]:
    """Where something of a tab is, once the tab is open and drawn."""
    page.get_by_role("tab", name=tab, exact=True).click()
    settle(page)
    found = page.get_by_role("tabpanel", name=tab, exact=True).locator(what).first
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    return found.bounding_box()


def test_a_clicked_pair_of_genres_shows_its_films(explore):
    page = explore
    cells = box_of(page, "Pairs", ".js-plotly-plot .nsewdrag")
    page.mouse.click(cells["x"] + cells["width"] * 2.5 / 22, cells["y"] + cells["height"] * 0.5 / 22)
    expect(page.get_by_role("heading", name="Films that are Action and Animation")).to_be_visible()


def test_a_film_of_the_table_is_read_and_explained(explore):
    page = explore
    box = box_of(page, "Films", '[data-testid="stDataFrame"]')
    page.mouse.click(box["x"] + 18, box["y"] + 55)  # the first row's tick; the grid is a canvas
    expect(page.get_by_text("The model predicts")).to_be_visible()
    page.get_by_text("Explain", exact=True).click()
    expect(page.locator(WORD).first).to_be_visible()


def headline(page: Page) -> str:
    return page.get_by_test_id("stMetricValue").first.inner_text()


def test_figures_follow_the_threshold(by_link):
    page = at(by_link, "Metrics", "How good is it?")
    before = headline(page)
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(TIER.slider_steps):
        slider.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('[data-testid=stMetricValue]').innerText !== before",
        arg=before,
        polling=100,
    )


@pytest.fixture
def upload(explore) -> Page:
    """Explore, which asks for a file."""
    choose(explore, "Data set", "an upload")
    return explore


def test_reading_a_table_that_takes_long_can_be_stopped(upload, tmp_path):
    table = tmp_path / "slow.csv"
    table.write_text("plot,genres\n" + f"{'&amp;' * 40_000},Drama\n" * 300, encoding="utf-8")
    upload.locator('input[type="file"]').set_input_files(table)
    upload.get_by_role("button", name="Stop reading").click()
    expect(upload.get_by_text("Each film needs a plot and genres")).to_be_visible()
    expect(upload.get_by_role("button", name="Stop reading")).to_have_count(0)


def test_an_upload_is_explored_with_its_columns_mapped(upload, tmp_path):
    table = tmp_path / "mine.tsv"
    rows = ["name\toverview\tkind"] + [f"Film {i}\tA ghost haunts house number {i}.\tHorror, Drama" for i in range(40)]
    table.write_text("\n".join(rows), encoding="utf-8")
    upload.locator('input[type="file"]').set_input_files(table)
    expect(upload.get_by_test_id("stMetricValue").first).to_have_text("40")
    upload.locator("summary").filter(has_text="kind").click()
    expect(upload.get_by_test_id("stSelectbox").filter(has_text="Genres")).to_be_visible()


def test_a_catalogue_is_tagged_and_downloaded(by_link, app, small_model):
    page = by_link
    page.goto(f"{app}/batch?model={quote(small_model)}")
    settle(page)
    page.get_by_role("button", name="Try it with the embedded films").click()
    page.get_by_role("button", name="Tag the plots").click()
    page.get_by_role("button", name="Download CSV").wait_for(timeout=120_000)
    download = downloaded(page, "Download CSV")
    rows = list(csv.DictReader(io.StringIO(open(download.path(), encoding="utf-8-sig").read())))
    assert len(rows) == TIER.app_films
    assert all(row["predicted"] for row in rows)
    assert 0 <= float(rows[0]["p_Drama"]) <= 1
