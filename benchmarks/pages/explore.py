"""The Explore page on a large data set, every interaction in a real browser: python -m benchmarks.pages.explore

The films are generated: titles of their own, plots of two sentences drawn from the embedded ones. Writes its table into
docs/pages.md; needs Chromium.
"""

import csv
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from benchmarks import page as document
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve_only
from benchmarks.pages.visits import seconds
from benchmarks.start import SHIPPED, Benchmark, Option
from data.sources import registry

OPTIONS = (
    Option("rows", 100_000, 500, "films in the file"),
    Option("repeats", 5, 1, "how often everything is done again"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="pages.md")
COLUMNS = ("what", "first time, s:", "again (median), s:")


def generate(path: Path, rows: int, seed: int = 7) -> None:
    """A CSV of ``rows`` films: genres of a real film, two sentences of two real ones."""
    films = registry.load("open_plots").frame
    sentences = [s for plot in films["plot"] for s in plot.split(". ") if len(s) > 30]
    draw = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["id", "title", "year", "plot", "genres"])
        for number in range(rows):
            plot = f"{draw.choice(sentences)}. {draw.choice(sentences)}."
            writer.writerow([number, f"Film {number}", draw.randint(1900, 2025), plot, draw.choice(films["genres"])])


def interactions(page: Page, repeat: int) -> Iterator[tuple[str, float]]:
    """Open each tab and search."""
    chart, grid = page.locator(".js-plotly-plot").first, page.get_by_test_id("stDataFrame").first
    for tab, content in (("Pairs", chart), ("Plots", chart), ("Words", grid), ("Films", grid)):
        yield f"open *{tab}*", seconds(page, page.get_by_role("tab", name=tab).click, content.wait_for)
    box = page.get_by_role("textbox", name="Search titles and plots")
    box.fill(("murder", "ship", "dance", "train")[repeat % 4])
    yield "search the plots", seconds(page, lambda: box.press("Enter"), grid.wait_for)
    yield "open *Genres*", seconds(page, page.get_by_role("tab", name="Genres").click, chart.wait_for)


def measure(path: Path, repeats: int) -> tuple[float, dict[str, list[float]]]:
    """Seconds to read the file, and of every interaction: the first time and ``repeats`` times more."""
    times: dict[str, list[float]] = {}
    with sync_playwright() as driver, serve_only(SHIPPED) as (address, _):
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.goto(f"{address}/explore?data={quote('a file on this machine')}")
        box = page.get_by_role("textbox", name="Path of the file")
        box.fill(str(path))
        chart = page.locator(".js-plotly-plot").first
        read = seconds(page, lambda: box.press("Enter"), lambda: chart.wait_for(timeout=120_000))
        for repeat in range(repeats + 1):
            for what, value in interactions(page, repeat):
                times.setdefault(what, []).append(value)
        browser.close()
    return read, times


def main(arguments: list[str] | None = None) -> None:
    """Generate, open, repeat; print and write the table."""
    options = BENCHMARK.parse(arguments)
    with tempfile.TemporaryDirectory() as folder:
        generate(Path(folder) / "films.csv", options.rows)
        read, times = measure(Path(folder) / "films.csv", options.repeats)
    rows = [("read, check and count the file, once", f"{read:.2f}", "")]
    rows += [(what, f"{taken[0]:.2f}", f"{median(taken[1:]):.2f}") for what, taken in times.items()]
    about = document.measured(options, packages=("streamlit",))
    text = [f"{about} {options.rows:,} generated films.", "", *document.table(COLUMNS, rows)]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
