"""The Explore page on a large data set: every interaction in a real browser; the table goes into docs/pages.md.

python -m benchmarks.explore --rows 100000

The films are generated: titles of their own, plots of two sentences drawn from the embedded ones.
"""

import argparse
import csv
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import quote

from playwright.sync_api import Page, sync_playwright

from benchmarks.pages.browser import ARGUMENTS, ROOT, chromium_path, serve
from benchmarks.pages.pages import seconds
from data.sources import registry

OUT = ROOT / "docs" / "pages.md"
HEADING = "\n## Explore on a large data set\n"


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
    """Each tab, a search and a filter."""
    chart, grid = page.locator(".js-plotly-plot").first, page.get_by_test_id("stDataFrame").first
    for tab, shown in (("Pairs", chart), ("Plots", chart), ("Words", grid), ("Films", grid)):
        yield f"open *{tab}*", seconds(page, page.get_by_role("tab", name=tab).click, shown.wait_for)
    box = page.get_by_role("textbox", name="Search titles and plots")
    box.fill(("murder", "ship", "dance", "train")[repeat % 4])
    yield "search the plots", seconds(page, lambda: box.press("Enter"), grid.wait_for)
    yield "open *Genres*", seconds(page, page.get_by_role("tab", name="Genres").click, chart.wait_for)


def main() -> None:
    """Generate, open, repeat; print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    path = Path(tempfile.mkdtemp()) / "films.csv"
    generate(path, options.rows)
    found: dict[str, list[float]] = {}
    with sync_playwright() as driver, serve() as (address, _):
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.goto(f"{address}/explore?data={quote('a file on this machine')}")
        box = page.get_by_role("textbox", name="Path of the file")
        box.fill(str(path))
        chart = page.locator(".js-plotly-plot").first
        first = seconds(page, lambda: box.press("Enter"), lambda: chart.wait_for(timeout=120_000))
        for repeat in range(options.repeats + 1):
            for what, took in interactions(page, repeat):
                found.setdefault(what, []).append(took)
        browser.close()
    rows = [f"| read, check and count the file, once | {first:.2f} | |"]
    rows += [f"| {what} | {times[0]:.2f} | {median(times[1:]):.2f} |" for what, times in found.items()]
    table = "\n".join(["| what | first time, s | again (median), s |", "|---|---|---|", *rows])
    text = OUT.read_text(encoding="utf-8") if OUT.exists() else ""
    about = f"`python -m benchmarks.explore --rows {options.rows}`: {options.rows:,} generated films."
    OUT.write_text(f"{text.partition(HEADING)[0]}{HEADING}\n{about}\n\n{table}\n", encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
