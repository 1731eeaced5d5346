"""What users and strangers write is shown as text: no dialog, no request to anywhere else, no element created."""

import json
import re
import shutil
from urllib.parse import quote

import pandas as pd
import pytest
from playwright.sync_api import expect

from benchmarks.pages.browser import ROOT, settle
from core.model.folder import writer
from core.model.folder.artifact import LAYOUT
from tests.support.sidebar import choose
from tests.support.tiers import TIER
from train.config import TrainConfig

pytestmark = pytest.mark.browser

AWAY = "http://127.0.0.1:9/away"  # nobody listens there, and nobody should be asked
EVIL = (
    f'<img src={AWAY} onerror=alert(1)> ![i]({AWAY}) [link]({AWAY}) <a href="{AWAY}">a</a> <b class=injected>b</b>'
    f" **bold** `code` $x^2$ :red[red] :smile: :material/home: {AWAY} <script>alert(2)</script>"
)
SHOWN = ("<img src=", "![i](", "[link](", "<b class=injected>", "**bold**", "$x^2$", ":red[red]", ":smile:")
LINKS = 'a[href^="http"][href*="away"]'  # a heading's link to itself may hold any letters
FOUND = 'img[src*="away"], .injected, [onerror], .katex, iframe[src*="away"], image[href*="away"]'
PLOT = f"A drowned woman whispers from the mirror to the haunted bride. {EVIL} Blood and screams."


@pytest.fixture(scope="module")
def hostile_app(app, models, tmp_path_factory):
    """The app, whose model is a stranger's for these tests: its genres, card and runs hold markup."""
    model, aside = models / "default", tmp_path_factory.mktemp("aside") / "default"
    model.rename(aside)
    shutil.copytree(aside, model)
    for name in (LAYOUT.card, LAYOUT.thresholds, LAYOUT.calibration):
        content = json.loads((model / name).read_text(encoding="utf-8"))
        if name == LAYOUT.card:
            content["genres"] = [EVIL if genre == "Horror" else genre for genre in content["genres"]]
            content |= {"data": EVIL, "name": EVIL, "packages": {EVIL: EVIL}, "score_where": EVIL}
        else:
            content[EVIL] = content.pop("Horror")
        (model / name).write_text(json.dumps(content), encoding="utf-8")
    words = pd.read_parquet(model / LAYOUT.words)
    words["example"] = EVIL
    words.replace({"genre": {"Horror": EVIL}}).to_parquet(model / LAYOUT.words)
    with (model / LAYOUT.readme).open("a", encoding="utf-8") as readme:
        readme.write(
            f'\n\n![i]({AWAY}) ![i][ref] <img src="{AWAY}">\n\n[ref]: {AWAY}\n\n```mermaid\ngraph TD; A-->B\n```\n'
        )
    writer.write_checksums(model)
    run = models / "runs" / EVIL.replace("/", "")[:250]
    run.mkdir(parents=True)
    (run / "config.json").write_text(json.dumps(TrainConfig(data=EVIL).to_dict()))
    yield app, models
    shutil.rmtree(run)
    shutil.rmtree(model)
    aside.rename(model)


@pytest.fixture(scope="module")
def visitor(shared_page, hostile_app):
    """One page that goes from place to place as a visitor does and notes dialogs, requests to anywhere but the app, and
    errors; it is opened by a link to a hostile plot.
    """
    wrong: list[str] = []
    app, page = hostile_app[0], shared_page
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: request.url.startswith((app, "data:", "blob:")) or wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{app}/?plot={quote(PLOT)}")
    settle(page)
    return page, wrong


@pytest.fixture
def watched(visitor):
    """That page; at the end nothing of all this may have happened."""
    page, wrong = visitor
    yield page
    assert not wrong
    wrong.clear()


def nothing_came_alive(page, but: str = ""):
    """``but``: what a stranger may add; links in the README of a model, which asks nobody before it is clicked."""
    settle(page)
    for found in {FOUND, LINKS} - {but}:
        assert page.locator(found).count() == 0, page.locator(found).first.evaluate("it => it.outerHTML")
    assert page.get_by_test_id("stException").count() == 0


def text_of(page) -> str:
    """All that can be read on the page, without the signs of no width."""
    return page.evaluate("document.body.textContent").replace("\u2060", "")


def turn_to(page, name: str) -> None:
    """Go to another page by the menu, which costs half of opening the app again."""
    page.locator(f"[data-testid=stSidebarNavLink][href$='/{name}']").dispatch_event("click")
    page.wait_for_url(re.compile(rf"/{name}(\?|$)"))
    settle(page)


def test_a_plot_and_a_genre(watched):
    expect(watched.locator(".plot [data-word]").first).to_be_visible()
    nothing_came_alive(watched)
    told = watched.locator("h2").first.text_content().replace("\u2060", "")
    assert all(part in told for part in SHOWN), told
    plot = watched.locator(".plot").first.text_content()
    assert EVIL in plot
    for tab in ("The sum", "What if", "Read along", "Similar films", "Export"):
        watched.get_by_role("tab", name=tab).click()
        nothing_came_alive(watched)
    for number, bar in enumerate(watched.locator("fieldset label:visible").all()):
        bar.hover()
        if number < TIER.clicked_bars:  # the first is the genre that is markup
            bar.click()
    nothing_came_alive(watched)


PLACES = {  # a page of the menu, and its tab or its part
    "about": "",
    "about: Versions": "Versions",
    "metrics: Words": "Words",
    "metrics: Genres": "",
    "metrics: Confusions": "Confusions",
    "training": "",
    "training: Compare": "Compare",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_strangers_model(watched, place):
    page, (name, _, _), tab = watched, place.partition(":"), PLACES[place]
    if f"/{name}" not in page.url:
        turn_to(page, name)
    if tab:
        page.get_by_role("tab", name=tab, exact=True).click()
        expect(page.get_by_role("tab", name=tab, exact=True)).to_have_attribute("aria-selected", "true")
    nothing_came_alive(page, but=LINKS if name == "about" else "")
    assert ":smile:" in text_of(page) or name in ("metrics", "about")  # there it is drawn on a canvas


def test_an_upload_is_explored(watched, tmp_path):
    name = "<b class=injected>:smile: ![i](x)$y$.csv"
    rows = [
        {"title": f"{EVIL} {n}", "plot": f"A ghost in house {n}. {EVIL}", "genres": f"Horror|{EVIL}"} for n in range(9)
    ]
    pd.DataFrame(rows).rename(columns={"plot": "overview"}).to_csv(tmp_path / name, index=False)
    turn_to(watched, "explore")
    choose(watched, "Data set", "an upload")
    watched.locator('input[type="file"]').set_input_files(tmp_path / name)
    expect(watched.get_by_test_id("stMetricValue").first).to_have_text("9")
    for tab in ("Genres", "Pairs", "Plots", "Films"):
        watched.get_by_role("tab", name=tab).click()
        nothing_came_alive(watched)
    turn_to(watched, "batch")
    watched.locator('input[type="file"]').set_input_files(tmp_path / name)
    watched.get_by_role("button", name="Tag the plots").click()
    expect(watched.get_by_role("button", name="Download CSV")).to_be_visible()
    nothing_came_alive(watched)
    assert name in text_of(watched)


def test_two_visitors_see_nothing_of_each_other(page, stranger, app, tmp_path):
    secret = "Zanzibarian haunted lighthouse of my own"
    (tmp_path / "mine.csv").write_text("title,plot,genres\n" + f"Mine,{secret},Horror\n" * 3)
    one, other = page, stranger
    one.goto(f"{app}/?plot={quote(secret)}")
    settle(one)
    assert secret in one.get_by_role("textbox", name="Plot").input_value()
    one.goto(f"{app}/explore?data=an%20upload")
    settle(one)
    for name in ("explore", "batch"):
        if name != "explore":
            turn_to(one, name)
        one.locator('input[type="file"]').set_input_files(tmp_path / "mine.csv")
        settle(one)
    other.goto(f"{app}/explore?data=an%20upload")
    settle(other)
    for name in ("explore", "batch", "metrics", ""):
        if name != "explore":
            turn_to(other, name)
        seen = text_of(other) + "".join(box.input_value() for box in other.locator("textarea").all())
        assert "Zanzibarian" not in seen and "mine.csv" not in seen


@pytest.fixture
def damaged(hostile_app):
    """The folder of the app's models, whose only one is damaged while the app runs."""
    _, models = hostile_app
    card, sums = (models / "default" / name for name in (LAYOUT.card, LAYOUT.checksums))
    before = [(file, file.read_bytes()) for file in (card, sums)]
    card.write_text("{", encoding="utf-8")
    sums.write_bytes(sums.read_bytes() + b"\n")  # another version, which the app has not opened yet
    yield models
    for file, content in before:
        file.write_bytes(content)


def test_no_path_of_this_machine_is_shown(shared_page, hostile_app, damaged):
    page = shared_page
    page.goto(hostile_app[0])
    settle(page)
    for name in ("", "metrics", "about", "batch"):
        if name:
            turn_to(page, name)
        seen = text_of(page)
        assert "card.json does not match its checksum" in seen
        assert str(damaged) not in seen and str(ROOT) not in seen and "Traceback" not in seen
