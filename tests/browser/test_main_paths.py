"""What a person does: read a plot's genres and words, train, use the new model."""

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from tests.support import sidebar
from tests.support.tiers import TIER
from train.runs import control

pytestmark = pytest.mark.browser

LINE = '[data-testid="stVegaLiteChart"] svg .mark-line path'
WORD = ".plot [data-word]"

PLOT = (
    "An astronaut drifts in a damaged spaceship above Mars while the onboard computer refuses every command."
    " With oxygen for nine hours she must repair the reactor and outwit the machine."
)


def write_plot(page: Page, text: str) -> None:
    """Replace the plot in the box and predict."""
    box = page.get_by_role("textbox", name="Plot")
    box.fill(text)
    box.press("Control+Enter")
    page.get_by_role("button", name="Predict", exact=True).click()


@pytest.fixture(scope="module")
def first_page(shared_page, app) -> Page:
    """The first page, on which one test after the other writes a plot."""
    shared_page.goto(app)
    settle(shared_page)
    return shared_page


def test_the_first_screen_already_says_something(home):
    expect(home.get_by_role("heading", name="What genre is this plot?")).to_be_visible()
    expect(home.locator(WORD).first).to_be_visible()


def test_a_typed_plot_gets_genres_and_highlighted_words(first_page):
    write_plot(first_page, PLOT)
    expect(first_page.locator("h2").filter(has_text="Sci-Fi").first).to_be_visible()
    word = first_page.locator(WORD, has_text="spaceship").first
    expect(word).to_be_visible()
    assert re.search(r"raises Sci-Fi, \+\d+\.\d points", word.get_attribute("aria-label") or "")


def test_markup_in_a_plot_is_shown_as_text(first_page):
    dialogs = []
    first_page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    write_plot(
        first_page, PLOT + ' <script>alert(1)</script> <img src=x onerror="alert(2)"> <b id="injected">ghost</b>'
    )
    expect(first_page.locator(WORD, has_text="ghost").first).to_be_visible()
    assert not dialogs
    assert first_page.locator("#injected").count() == 0


def test_an_empty_plot_is_answered_by_one_sentence(first_page):
    write_plot(first_page, "   ")
    expect(first_page.get_by_text("The plot is empty.")).to_be_visible()


@pytest.mark.slow
def test_train_from_the_sidebar_watch_the_curve_and_use_the_model(home, models, tmp_path):
    sidebar.train(home, tmp_path, TIER.browser_epochs)
    expect(home.get_by_test_id("stSidebar").get_by_role("button", name="Stop")).to_be_visible()
    home.get_by_role("link", name="Training").click()
    curve = home.locator(LINE).first
    expect(curve).to_be_attached(timeout=180_000)
    before = len(curve.get_attribute("d"))
    home.wait_for_function(
        "([line, before]) => document.querySelector(line).getAttribute('d').length > before",
        arg=[LINE, before],
        timeout=180_000,
    )
    home.get_by_role("link", name="About").click()  # a page that has nothing to draw meanwhile
    use = home.get_by_test_id("stSidebar").get_by_role("button", name="Use this model")
    expect(use).to_be_visible(timeout=300_000)
    use.click()
    expect(home.get_by_text("It is the model in use.").first).to_be_visible()
    assert control.active(models).parent.parent.name == "runs"
    home.get_by_role("link", name="Predict").click()
    write_plot(home, PLOT)
    expect(home.locator(WORD).first).to_be_visible()
    control.activate(models / "default", models)
