"""How fast the pages are in a real browser, and how much memory the app takes: python -m benchmarks.pages.visits

Each figure is the time from the click to the moment when Streamlit has drawn everything, so it contains the browser's
own work. "First" opens a page in a new app, with nothing cached; "again" opens it once more in the same session. At the
start the page itself notes when it shows what is waited for. Writes its table into docs/pages.md; needs Chromium.
"""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks import page as document
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve_only
from benchmarks.start import Benchmark, Option
from benchmarks.timing import percentile, took
from core.model.classifier import GenreClassifier

OPTIONS = (Option("repeats", 20, 1, "how often each page is opened again and each plot is a new one"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="pages.md", of_model=True)
COLUMNS = ("what", "median, s:", "95th percentile, s:", "times:")
TITLES = {
    "Predict": "What genre is this plot?",
    "Explore": "Explore the films",
    "Training": "Training",
    "Metrics": "How good is it?",
    "Batch": "Tag a whole catalogue",
    "About": "About",
}
START = {
    "a box to type in": "textarea",
    "the words of its example, explained": ".plot span",
    "the genres of its example, as bars": "fieldset .bar",
}
NOTE = """
window.noted = {};
const trees = () => [document, ...[...document.querySelectorAll('*')].map((it) => it.shadowRoot).filter(Boolean)];
const look = () => {
  for (const [what, selector] of Object.entries(%s))
    if (!(what in window.noted) && trees().some((tree) => tree.querySelector(selector)))
      window.noted[what] = performance.now() / 1000;
  requestAnimationFrame(look);
};
look();
"""
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') !== 'running'
    && !document.querySelector('[data-testid="stSkeleton"]') && !document.querySelector('[data-testid="stSpinner"]');
}"""


def seconds(page: Page, act: Callable[[], object], visible: Callable[[], object]) -> float:
    """From an action to the moment when what it shows is there and nothing runs any more."""

    def wait() -> None:
        act()
        visible()
        page.wait_for_function(QUIET, timeout=120_000)

    return took(wait)


def open_page(page: Page, name: str) -> float:
    """Open a page by its link."""
    heading = page.get_by_role("heading", name=TITLES[name], exact=True)
    return seconds(page, page.get_by_role("link", name=name, exact=True).click, heading.wait_for)


def interactions(page: Page, number: int) -> Iterator[tuple[str, float]]:
    """The main things one does, each with its time; ``number`` makes every plot a new one."""
    open_page(page, "Predict")
    box, words = page.get_by_role("textbox", name="Plot"), page.locator(".plot", has_text=f"Detective {number} hunts")
    box.fill(f"Detective {number} hunts a killer through the night trains of Lisbon, where every ticket is a clue.")
    yield "Predict: a new plot, explained", seconds(page, lambda: box.press("Control+Enter"), words.first.wait_for)
    for unit in ("sentences", "words"):
        button = page.get_by_role("radio", name=unit)
        yield "Predict: colour by sentences or words", seconds(page, button.click, words.first.wait_for)
    tab = page.get_by_role("tab", name="What if")
    yield "Predict: open a tab", seconds(page, tab.click, words.first.wait_for)
    tab, waterfall = page.get_by_role("tab", name="The sum"), page.locator(".js-plotly-plot").first
    yield "Predict: the sum, by SHAP", seconds(page, tab.click, waterfall.wait_for)
    open_page(page, "Explore")
    tab = page.get_by_role("tab", name=("Pairs", "Plots")[number % 2])
    yield "Explore: open a tab", seconds(page, tab.click, page.locator(".js-plotly-plot").first.wait_for)
    open_page(page, "Metrics")
    tab = page.get_by_role("tab", name=("Calibration", "Confusions")[number % 2])
    yield "Metrics: open a tab", seconds(page, tab.click, page.locator(".js-plotly-plot").first.wait_for)


def start(page: Page, address: str) -> dict[str, list[float]]:
    """Open a new app's first page; seconds until each thing that a visitor waits for is there."""
    page.add_init_script(NOTE % json.dumps(START))
    bars = page.locator(START["the genres of its example, as bars"]).first
    seconds(page, lambda: page.goto(address), bars.wait_for)
    noted = page.evaluate("window.noted")
    return {f"Start: from the address to {what}": [noted[what]] for what in START}


def visit(page: Page, address: str, repeats: int) -> dict[str, list[float]]:
    """Times by what was done: the start, every page for the first time, and ``repeats`` rounds of everything."""
    times = start(page, address)
    for name in list(TITLES)[1:]:
        times[f"{name}: first"] = [open_page(page, name)]
    for number in range(repeats):
        for name in TITLES:
            times.setdefault(f"{name}: again", []).append(open_page(page, name))
        for what, value in interactions(page, number):
            times.setdefault(what, []).append(value)
    return times


def measure(model: Path, repeats: int) -> tuple[dict[str, list[float]], float]:
    """Times by what was done, and the memory of the app's process in MB after all of it."""
    with sync_playwright() as driver, ExitStack() as stack:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        stack.callback(browser.close)
        began = time.perf_counter()
        address, process = stack.enter_context(serve_only(model))
        times = {"Start: from the command to the address": [time.perf_counter() - began]}
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        times |= visit(page, address, repeats)
        return times, psutil.Process(process.pid).memory_info().rss / 1e6


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the table."""
    options = BENCHMARK.parse(arguments)
    times, memory = measure(options.model, options.repeats)
    rows = [(what, f"{median(taken):.2f}", f"{percentile(taken, 95):.2f}", len(taken)) for what, taken in times.items()]
    about = document.measured(options, GenreClassifier.load(options.model).version, ("streamlit",))
    text = [
        f"{about} Chromium and the app share the machine. After all of it the app's process holds {memory:.0f} MB.",
        *("", *document.table(COLUMNS, rows), ""),
        "Cached between repeats: the opened model, what is counted of a data set, explanations of a plot already seen."
        " Every repeat predicts and explains a new plot.",
    ]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
