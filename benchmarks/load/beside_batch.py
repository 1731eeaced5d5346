"""How quick is Predict while others tag catalogues? python -m benchmarks.load.beside_batch --jobs 0 12 --seconds 60

Starts the app, uploads a file of made-up plots in as many browsers as there are jobs and tags it there, and asks for
answers over a WebSocket meanwhile, as benchmarks.load.readers does. A file is long enough that no job ends before.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import page
from benchmarks.load.made_up import plot
from benchmarks.load.readers import Level, load
from benchmarks.pages.browser import ARGUMENTS, HINT, chromium_path, serve_only
from benchmarks.start import Benchmark, Option
from benchmarks.timing import percentile
from core.model.classifier import GenreClassifier

ROWS = 200_000  # of a file: many minutes of tagging
OPTIONS = (
    Option("jobs", [0, 12], [0, 1], "how many files are tagged at once"),
    Option("seconds", 60.0, 3.0, "how long Predict is asked at each number"),
    Option("think", 3.0, 0.5, "seconds between an answer and the next plot, on average"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="load.md", of_model=True)
COLUMNS = ("jobs:", "answers:", "errors:", "words, median s:", "words, 95 % s:", "whole page, 95 % s:")


@contextmanager
def tagging(address: str, jobs: int, film: Path) -> Iterator[None]:
    """So many visitors' files are being tagged."""
    from playwright import sync_api

    if not jobs:
        yield
        return
    with sync_api.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for _ in range(jobs):
            visitor = chromium.new_context().new_page()
            visitor.goto(f"{address}/batch")
            visitor.locator('input[type="file"]').set_input_files(film)
            visitor.get_by_role("button", name="Tag the plots").click()
            visitor.get_by_role("button", name="Cancel").wait_for(timeout=60_000)
            visitor.context.close()  # the tab is closed; the job goes on
        chromium.close()
    yield


def row(jobs: int, level: Level) -> list[str]:
    """A row of the table. Raises RuntimeError when nothing was answered."""
    if not level.answers:
        raise RuntimeError(f"Beside {jobs} jobs there was no answer at all: {dict(level.errors)}")
    words, whole = ([getattr(answer, name) for answer in level.answers] for name in ("words", "page"))
    times = (percentile(words, 50), percentile(words, 95), percentile(whole, 95))
    return [*(f"{n:,}" for n in (jobs, len(level.answers), level.errors.total())), *(f"{t:.2f}" for t in times)]


def main(arguments: list[str] | None = None) -> None:
    """Measure each number of jobs with an app of its own, print and write the table."""
    options = BENCHMARK.parse(arguments)
    if chromium_path() is None:
        raise SystemExit(HINT)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        film = Path(folder) / "films.csv"
        film.write_text("plot\n" + "".join(f"{plot(str(number))}\n" for number in range(2_000)) * (ROWS // 2_000))
        for jobs in options.jobs:
            with serve_only(options.model) as (address, process), tagging(address, jobs, film):
                level = asyncio.run(load(address, process.pid, 1, options.seconds, options.think))
            rows.append(row(jobs, level))
            print(*rows[-1], sep="  ", flush=True)
    version = GenreClassifier.load(options.model).version
    about = page.measured(options, version, ("streamlit", "onnxruntime"))
    text = [f"{about} The app and its readers share the machine.", "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)


if __name__ == "__main__":
    main()
