"""How fast the pages are in a real browser, and how much memory the app takes; the table goes into docs/pages.md.

python -m benchmarks.pages --repeats 20

Each figure is the time from the click to the moment when Streamlit has drawn everything, so it contains the browser's
own work. "First" opens a page in a new app, with nothing cached; "again" opens it once more in the same session. Of the
start the page itself notes when what it waits for stands in it.
"""

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from datetime import date
from statistics import median, quantiles

import psutil
from playwright.sync_api import Page, sync_playwright

from benchmarks.pages.browser import ARGUMENTS, ROOT, chromium_path, serve

OUT = ROOT / "docs" / "pages.md"
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
    "the genres of its example, as bars": ".js-plotly-plot .barlayer path",
}
NOTE = """
window.noted = {};
const look = () => {
  for (const [what, selector] of Object.entries(%s))
    if (!(what in window.noted) && document.querySelector(selector)) window.noted[what] = performance.now() / 1000;
  requestAnimationFrame(look);
};
look();
"""
QUIET = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app && app.getAttribute('data-test-script-state') !== 'running'
    && !document.querySelector('[data-testid="stSkeleton"]') && !document.querySelector('[data-testid="stSpinner"]');
}"""


def seconds(page: Page, act: Callable[[], object], shown: Callable[[], object]) -> float:
    """From an action to the moment when what it shows is there and nothing runs any more."""
    began = time.perf_counter()
    act()
    shown()
    page.wait_for_function(QUIET, timeout=120_000)
    return time.perf_counter() - began


def open_page(page: Page, name: str) -> float:
    """Open a page by its link."""
    heading = page.get_by_role("heading", name=TITLES[name], exact=True)
    return seconds(page, page.get_by_role("link", name=name, exact=True).click, heading.wait_for)


def interactions(page: Page, number: int) -> Iterator[tuple[str, float]]:
    """The main things one does, each with its time; ``number`` makes every plot a new one."""
    open_page(page, "Predict")
    box, told = page.get_by_role("textbox", name="Plot"), page.locator(".plot", has_text=f"Detective {number} hunts")
    box.fill(f"Detective {number} hunts a killer through the night trains of Lisbon, where every ticket is a clue.")
    yield "Predict: a new plot, explained", seconds(page, lambda: box.press("Control+Enter"), told.first.wait_for)
    for unit in ("sentences", "words"):
        button = page.get_by_role("radio", name=unit)
        yield "Predict: colour by sentences or words", seconds(page, button.click, told.first.wait_for)
    tab = page.get_by_role("tab", name="What if")
    yield "Predict: open a tab", seconds(page, tab.click, told.first.wait_for)
    tab, waterfall = page.get_by_role("tab", name="The sum"), page.locator(".js-plotly-plot").nth(1)
    yield "Predict: the sum, by SHAP", seconds(page, tab.click, waterfall.wait_for)
    open_page(page, "Explore")
    tab = page.get_by_role("tab", name=("Pairs", "Plots")[number % 2])
    yield "Explore: open a tab", seconds(page, tab.click, page.locator(".js-plotly-plot").first.wait_for)
    open_page(page, "Metrics")
    tab = page.get_by_role("tab", name=("Calibration", "Confusions")[number % 2])
    yield "Metrics: open a tab", seconds(page, tab.click, page.locator(".js-plotly-plot").first.wait_for)


def measure(repeats: int) -> tuple[dict[str, list[float]], float]:
    """Times by what was done, and the memory of the app's process in MB after all of it."""
    found: dict[str, list[float]] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        began = time.perf_counter()
        with serve() as (address, process):
            found["Start: from the command to the address"] = [time.perf_counter() - began]
            page = browser.new_page(viewport={"width": 1360, "height": 900})
            page.add_init_script(NOTE % json.dumps(START))
            seconds(
                page,
                lambda: page.goto(address),
                page.locator(START["the genres of its example, as bars"]).first.wait_for,
            )
            noted = page.evaluate("window.noted")
            found |= {f"Start: from the address to {what}": [noted[what]] for what in START}
            for name in list(TITLES)[1:]:
                found[f"{name}: first"] = [open_page(page, name)]
            for number in range(repeats):
                for name in TITLES:
                    found.setdefault(f"{name}: again", []).append(open_page(page, name))
                for what, took in interactions(page, number):
                    found.setdefault(what, []).append(took)
            memory = psutil.Process(process.pid).memory_info().rss / 1e6
        browser.close()
    return found, memory


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=20)
    repeats = parser.parse_args().repeats
    found, memory = measure(repeats)
    rows = [
        f"| {what} | {median(times):.2f} | {quantiles(times, n=20)[-1] if len(times) > 1 else times[0]:.2f} |"
        f" {len(times)} |"
        for what, times in found.items()
    ]
    table = "\n".join(["| what | median, s | 95th percentile, s | times |", "|---|---|---|---|", *rows])
    machine = f"{psutil.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {date.today()}"
    _, begin, others = OUT.read_text(encoding="utf-8").partition("\n## Explore on")  # benchmarks.explore wrote that
    OUT.write_text(
        f"# How fast the pages are\n\n`python -m benchmarks.pages --repeats {repeats}` on {machine}; Chromium and the"
        f" app share the machine. After all of it the app's process holds {memory:.0f} MB.\n\n{table}\n\n"
        "Cached between repeats: the opened model, what is counted of a data set, explanations of a plot already seen."
        f" Every repeat predicts and explains a new plot.\n{begin}{others}",
        encoding="utf-8",
    )
    print(table, f"\nmemory of the app: {memory:.0f} MB")


if __name__ == "__main__":
    main()
