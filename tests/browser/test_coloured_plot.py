"""The coloured plot is the control: by mouse, by keyboard alone, several changes together, any theme and width."""

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from benchmarks.pages.browser import settle
from dashboard.components.explanation import coloured_plot
from tests.support.accessibility import COLOURS, violations
from tests.support.nasty import TEXTS

pytestmark = pytest.mark.browser

PLOT = "A drowned woman whispers from the mirror, and at the wedding the haunted bride screams for blood."
FOCUSED = "document.activeElement.dataset.word"
EVIL = "<img src=x onerror=alert(1)><b class=injected>bold</b> **stars** $x^2$ :smile: {{7*7}}"
MOUNT = """async ([html, css, js, data]) => {
  const place = document.createElement('div');
  place.append(document.createRange().createContextualFragment(html), document.createElement('style'));
  place.lastChild.textContent = css;
  document.body.append(place);
  const module = await import(URL.createObjectURL(new Blob([js], {type: 'text/javascript'})));
  window.sent = [];
  window.draw = (data) => module.default(
    {data, parentElement: place, setStateValue: (name, value) => window.sent.push([name, value])});
  const began = performance.now();
  window.draw(data);
  place.getBoundingClientRect();
  return performance.now() - began;
}"""


@pytest.fixture(scope="module")
def explained(shared_page, app) -> Page:
    """The Predict page with a short plot, explained for Horror."""
    shared_page.goto(f"{app}/?plot={quote(PLOT)}&genre=Horror")
    settle(shared_page)
    return shared_page


@pytest.fixture
def plot(explained) -> Page:
    """That page with the plot and its first tab as they were, whatever another test has done there."""
    write(explained, PLOT)
    if explained.locator(".plot :is(s, ins)").count():
        explained.get_by_role("button", name="Reset").click()
    explained.get_by_role("tab").first.click()
    settle(explained, pause=0.3)
    expect(told(explained)).to_have_text(coloured_plot.HINT)
    return explained


def write(page: Page, text: str) -> None:
    """Write another plot into the box, unless it is there."""
    box = page.get_by_role("textbox", name="Plot", exact=True)
    if box.input_value() != text:
        box.fill(text)
        box.press("Control+Enter")
        expect(page.locator(".plot").first).to_have_text(text)


@pytest.fixture(scope="module")
def sheet(chromium):
    """A page for all tests that need no app, and what went wrong on it: dialogs and errors."""
    page, wrong = chromium.new_page(), []
    page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page, wrong
    page.close()


@pytest.fixture
def bare(sheet):
    """An empty page: the component is drawn on it without the app."""
    page, wrong = sheet
    page.goto("about:blank")
    wrong.clear()
    yield page
    assert not wrong


def word(page: Page, text: str):
    return page.locator(".plot [data-word]", has_text=text).first


def told(page: Page):
    return page.locator(".told").first


def data(words: list[str], **changed) -> dict:
    """What the component gets, for any words."""
    pieces = [piece for word in words for piece in (" ", word)]
    numbers = {"strengths": [((i % 21) - 10) / 10 for i in range(len(words))]}
    numbers |= {"amounts": [f"{10 * strength:+.1f}" for strength in numbers["strengths"]], "unit": "points"}
    fixed = {"plot": "one", "tint": "a", "unread": False, "genre": "Horror", "unknown": [0], "changeable": True}
    return {"pieces": [*pieces, "."], **numbers, **fixed, "steps": [], "told": "", "bars": [], **changed}


def mounted(page: Page, drawn: dict) -> float:
    """Draw on an empty page; milliseconds until it is laid out."""
    return page.evaluate(MOUNT, [coloured_plot.HTML, coloured_plot.CSS, coloured_plot.JS, drawn])


def test_a_click_leaves_a_word_out_another_takes_its_place_and_all_can_be_undone(plot):
    word(plot, "blood").click()
    expect(told(plot)).to_contain_text("Without “blood”: Horror goes from")
    expect(plot.locator(".bars tr").first).to_contain_text("→")
    plot.get_by_label("In place of “blood”:").fill("confetti")
    plot.get_by_role("button", name="Put in").click()
    expect(told(plot)).to_contain_text("With “confetti” for “blood”: Horror goes")
    word(plot, "haunted").click()
    expect(told(plot)).to_contain_text("Without “haunted” and with “confetti”")
    plot.get_by_role("tab", name="What if").click()
    expect(plot.get_by_text("blood is now confetti")).to_be_visible()
    expect(plot.get_by_label("The changed plot")).to_have_value(
        PLOT.replace("haunted ", "").replace("blood", "confetti")
    )
    plot.get_by_role("button", name="Undo").click()
    expect(told(plot)).to_contain_text("With “confetti” for “blood”: Horror")
    plot.get_by_role("button", name="Reset").click()
    expect(told(plot)).to_have_text(coloured_plot.HINT)
    assert plot.locator(".plot").first.text_content() == PLOT
    plot.get_by_role("button", name="Undo").click()
    expect(told(plot)).to_contain_text("With “confetti”")


def test_bars_stand_where_the_probabilities_are_and_move(plot):
    word(plot, "blood").click()
    row = plot.locator(".bars tr").first
    expect(row).to_contain_text("→")
    plot.wait_for_timeout(600)
    shares = row.locator("i").evaluate_all("bars => bars.map(bar => parseFloat(bar.style.width))")
    moves = [float(part.replace("%", "")) for part in row.locator("td").last.text_content().split("%")[0].split("→")]
    assert shares[0] == pytest.approx(moves[0], abs=0.6)
    assert shares[0] > shares[1]


def test_the_keyboard_is_enough_and_the_plot_is_one_tab_stop(plot):
    assert plot.locator(".plot [data-word][tabindex='0']").count() == 1
    plot.locator(".plot [data-word][tabindex='0']").focus()
    plot.keyboard.press("Home")  # it remembers the word on which the test before has left it
    plot.keyboard.press("ArrowRight")
    assert plot.evaluate(FOCUSED) == "1"
    tip = plot.locator(".tip").first
    expect(tip).to_be_visible()
    assert tip.text_content() in word(plot, "drowned").get_attribute("aria-label")
    plot.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    for key, there in (("End", "16"), ("ArrowRight", "16"), ("ArrowUp", None), ("Home", "0"), ("ArrowLeft", "0")):
        plot.keyboard.press(key)
        assert there is None or plot.evaluate(FOCUSED) == there
    plot.keyboard.press("ArrowRight")
    plot.keyboard.press("Enter")
    expect(told(plot)).to_contain_text("Without “drowned”")
    assert plot.evaluate(FOCUSED) == "1", "whoever presses Enter stays on the word"
    plot.keyboard.press("Tab")
    plot.keyboard.type("happy")
    plot.keyboard.press("Enter")
    expect(told(plot)).to_contain_text("With “happy” for “drowned”")
    assert plot.evaluate(FOCUSED) == "1"
    plot.keyboard.press("Control+z")
    expect(told(plot)).to_contain_text("Without “drowned”")
    plot.keyboard.press(" ")
    expect(told(plot)).to_have_text(coloured_plot.HINT)


def test_quick_clicks_lose_nothing(plot):
    plot.evaluate("for (const i of [1, 3, 5, 7, 9, 11]) document.querySelector(`[data-word='${i}']`).click()")
    expect(told(plot)).to_contain_text("With 6 changes")
    expect(plot.locator(".plot s")).to_have_count(6)


def test_changes_outlive_another_genre_another_page_and_another_plot(plot):
    word(plot, "blood").click()
    expect(told(plot)).to_contain_text("Horror goes")
    plot.get_by_role("link", name="About").click()
    expect(plot.get_by_role("heading", name="About", exact=True)).to_be_visible()
    plot.get_by_role("link", name="Predict").click()
    expect(told(plot)).to_contain_text("Without “blood”")
    for text, sentence in (("A spaceship drifts above Mars.", coloured_plot.HINT), (PLOT, "Without “blood”")):
        write(plot, text)
        expect(told(plot)).to_contain_text(sentence)


def test_hostile_words_are_text(plot):
    dialogs = []
    plot.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    write(plot, f"{PLOT} {EVIL}")
    word(plot, "blood").click()
    for text in (EVIL[:60], "<script>alert(2)</script>"):
        plot.get_by_label("In place of “blood”:").fill(text)
        plot.keyboard.press("Enter")
        expect(plot.locator(".plot ins")).to_have_text(text)
        expect(told(plot)).to_contain_text(f"With “{text}” for “blood”")
        settle(plot)
    plot.get_by_role("tab", name="What if").click()
    expect(plot.get_by_text("blood is now <script>alert(2)</script>")).to_be_visible()
    assert plot.locator(".injected, img[src='x'], .katex").count() == 0
    assert not dialogs


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_is_drawn_as_it_is(bare, text):
    drawn = data(["ghost", text[:5_000], EVIL], told=text, genre=text[:200])
    drawn["bars"] = [{"genre": text[:200], "before": 0.5, "after": 0.1, "moves": EVIL, "note": EVIL, "color": EVIL}]
    mounted(bare, json.loads(json.dumps(drawn)))
    shown = bare.evaluate("document.querySelector('.plot').textContent")
    assert shown == "".join(drawn["pieces"])
    bare.evaluate("document.querySelector('[data-word=\"1\"]').click()")
    assert bare.locator(".coloured-plot :is(img, script, .injected, a, iframe)").count() == 0


def test_a_plot_that_is_drawn_anew_takes_over_a_step_that_was_on_the_way(bare):
    """And one in which somebody has changed a word keeps to its own steps, for an answer may be late."""
    drawn, left_out = data(["ghost", "mirror"]), bare.locator(".plot s")
    mounted(bare, {**drawn, "steps": [[0, ""]]})
    assert left_out.all_text_contents() == ["ghost"]
    bare.evaluate("data => window.draw(data)", drawn)
    assert left_out.count() == 0
    bare.evaluate("document.querySelector('[data-word=\"1\"]').click()")
    bare.evaluate("data => window.draw(data)", drawn)
    assert left_out.all_text_contents() == ["mirror"]


def test_unknown_words_show_the_focus_as_others_do(bare):
    mounted(bare, data(["zzyzx", "ghost"]))
    looks = []
    for i in (0, 1):
        bare.keyboard.press("Tab" if i == 0 else "ArrowRight")
        looks.append(bare.evaluate(f"getComputedStyle(document.querySelector('[data-word=\"{i}\"]')).outlineWidth"))
    assert looks == ["3px", "3px"]


@pytest.mark.slow
def test_four_thousand_words_stay_quick(bare):
    drawn = data([f"word{i}" for i in range(4_000)])
    assert mounted(bare, drawn) < 1_500
    quick = """([key]) => {
      const at = document.querySelector('[data-word][tabindex="0"]'), began = performance.now();
      at.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
      document.body.getBoundingClientRect();
      return performance.now() - began;
    }"""
    for key in ("ArrowDown", "Enter", "End", "ArrowUp", "Enter"):
        assert bare.evaluate(quick, [key]) < 400, key
    assert [[step[1] for step in value["steps"]] for _, value in bare.evaluate("window.sent")] == [[""], ["", ""]]
    again = "(data) => { const began = performance.now(); window.draw(data); return performance.now() - began }"
    assert bare.evaluate(again, {**drawn, "tint": "b"}) < 800
    assert bare.evaluate(again, {**drawn, "tint": "b", "told": "Without"}) < 200


def test_a_film_of_the_error_browser_is_explained_in_the_same_way(page, app):
    page.goto(f"{app}/metrics?part=Errors")
    settle(page)
    grid = page.get_by_test_id("stDataFrame").last
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 55)
    first = page.locator(".plot [data-word]").first
    expect(first).to_be_visible()
    first.click()
    expect(told(page)).to_contain_text("Without")


def test_a_changed_plot_fits_and_axe_finds_nothing(plot):
    page = plot
    write(page, f"{PLOT} Zzyzx.")
    page.get_by_role("tab", name="What if").click()
    expect(page.get_by_label("The changed plot")).to_be_visible()
    word(page, "blood").click()
    expect(told(page)).to_contain_text("Horror goes")
    for width in (1360, 820, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settle(page)
        assert page.evaluate(
            "[...document.querySelectorAll('.coloured-plot')].every(it => it.scrollWidth <= it.clientWidth + 1)"
        )
        for theme, rules in (("light", ()), ("dark", COLOURS)):
            page.emulate_media(color_scheme=theme)
            settle(page, pause=0.1)
            assert not violations(page, ".coloured-plot", rules), (width, theme)
