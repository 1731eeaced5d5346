"""What a person does: read a plot's genres and words, train, use the new model."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from tests.support import sidebar
from tests.support.tiers import TIER
from train.runs import control

pytestmark = pytest.mark.browser

LINE = '[data-testid="stVegaLiteChart"] svg .mark-line path'
WORD = ".plot [data-word]"
FEW_EPOCHS, MANY_EPOCHS = 3, 60

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


def test_the_first_screen_already_says_something(first_page):
    expect(first_page.get_by_role("heading", name="What genre is this plot?")).to_be_visible()
    expect(first_page.locator(WORD).first).to_be_visible()


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


@pytest.fixture(scope="module")
def training(first_page, models, tmp_path_factory) -> Iterator[Page]:
    """The same page while a training goes on that was begun from its sidebar: the process loads TensorFlow once."""
    sidebar.train(first_page, tmp_path_factory.mktemp("films"), MANY_EPOCHS)
    yield first_page
    if run := control.running(models):
        control.stop(run)


@pytest.mark.slow
def test_train_from_the_sidebar_and_watch_the_curve(training):
    side = training.get_by_test_id("stSidebar")
    expect(side.get_by_role("button", name="Stop")).to_be_visible()
    expect(side.get_by_text(re.compile(f"Epoch .* of {MANY_EPOCHS}"))).to_be_visible(timeout=240_000)
    training.get_by_role("link", name="Training").click()
    curve = training.locator(LINE).first
    expect(curve).to_be_attached(timeout=180_000)
    before = len(curve.get_attribute("d"))
    training.wait_for_function(
        "([line, before]) => document.querySelector(line).getAttribute('d').length > before",
        arg=[LINE, before],
        timeout=180_000,
        polling=100,
    )


@pytest.mark.slow
def test_stop_ends_a_training_and_its_model_is_used(training, models, tmp_path):
    side = training.get_by_test_id("stSidebar")
    later = re.compile(rf"Epoch ([2-9]|\d\d) of {MANY_EPOCHS}")  # an epoch may be over before the page says its number
    expect(side.get_by_text(later)).to_be_visible(timeout=240_000)
    training.get_by_role("link", name="Predict").click()
    side.get_by_role("button", name="Stop").click()
    expect(side.get_by_text("Stopped at")).to_be_visible(timeout=120_000)
    use_the_new_model(training, models)
    for _ in range(1, TIER.sidebar_trainings):
        side.get_by_role("button", name="Dismiss").click()
        sidebar.train(training, tmp_path, FEW_EPOCHS)
        expect(side.get_by_text("Trained in")).to_be_visible(timeout=300_000)
        use_the_new_model(training, models)


def use_the_new_model(page: Page, models: Path) -> None:
    """Make it the active one, let it answer on the first page, and go back to the shipped one."""
    page.get_by_test_id("stSidebar").get_by_role("button", name="Use this model").click()
    expect(page.get_by_text("It is the model in use.").first).to_be_visible()
    assert control.active(models).parent.parent.name == "runs"
    write_plot(page, PLOT)
    expect(page.locator(WORD).first).to_be_visible()
    control.activate(models / "default", models)
