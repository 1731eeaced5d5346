"""How long Stop takes, pressed in a real browser at seven moments of a training: python -m benchmarks.pages.stopping

Each moment is a training of its own, started and stopped by the buttons in the sidebar. Two times count from the click:
until nothing is learnt any more, and until the run has ended, with its model saved; beside the seconds are those of a
processor, which other work on the machine changes less. Writes its table into docs/training.md; needs Chromium.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import page as document
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve, settle
from benchmarks.start import SHIPPED, Benchmark, Option
from dashboard.components.training.data_choice import OTHER
from train.runs import outcome
from train.runs.progress import Progress
from train.runs.run_folder import Run, listed

OPTIONS = (
    Option("epochs", 3, 1, "epochs of each training"),
    Option("data", "open_plots", "open_plots", "open_plots, or the path of a file"),
    Option("moments", ["all"], ["validation"], "moments to stop at, of those that the table names"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="training.md")
LOOK = 0.01  # seconds between two looks at the run
PATIENCE = 900.0  # seconds for a moment to come


def _steps(progress: Progress) -> int:
    return progress.steps[-1].step if progress.steps else 0


def _per_epoch(progress: Progress, epochs: int) -> int:
    return max(progress.total_steps // epochs, 1)


MOMENTS: dict[str, Callable[[Progress, int], bool]] = {
    "reading the films": lambda now, epochs: now.phase in ("reading the films", "building the vocabulary"),
    "starting TensorFlow": lambda now, epochs: now.phase == "starting TensorFlow",
    "building the network, before a step": lambda now, epochs: now.phase == "training",
    "first steps": lambda now, epochs: _steps(now) >= 3,
    "middle of the second epoch": lambda now, epochs: _steps(now) >= 1.5 * _per_epoch(now, epochs),
    "validation": lambda now, epochs: len(now.epochs) < _steps(now) // _per_epoch(now, epochs) >= min(2, epochs),
    "saving": lambda now, epochs: now.phase == "saving the model",
}


@contextmanager
def training(browser: Browser, data: str, epochs: int) -> Iterator[tuple[Page, Run]]:
    """A training that the sidebar has just started, in an app and with models of its own."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        models = Path(name)
        (models / "default").symlink_to(SHIPPED.resolve())
        address, _ = stack.enter_context(serve(models))
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        stack.callback(page.close)
        page.goto(address)
        settle(page)
        page.get_by_text("Train a model").click()
        box = page.get_by_test_id("stSidebar").get_by_role("spinbutton", name="Epochs")
        box.fill(str(epochs))
        box.press("Enter")
        settle(page)
        if data != "open_plots":
            choose_file(page, data)
        page.get_by_role("button", name="Train", exact=True).click()
        wait(lambda: bool(listed(models)))
        yield page, listed(models)[0]


def choose_file(page: Page, path: str) -> None:
    """Take a file of this machine as the data set of the sidebar's form."""
    page.get_by_test_id("stSidebar").get_by_role("combobox", name="Data set").click()
    page.get_by_role("option", name=OTHER).click()
    page.get_by_label("Path of the file").fill(path)
    page.keyboard.press("Enter")
    settle(page)


def wait(ready: Callable[[], bool]) -> None:
    """Until it is so. Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError("The moment did not come.")
        time.sleep(LOOK)


def stopped(browser: Browser, data: str, epochs: int, moment: str) -> tuple[str, ...]:
    """A row of the table: the moment, what became of the run, seconds until nothing is learnt, and until its end."""
    with training(browser, data, epochs) as (page, run):
        button = page.get_by_test_id("stSidebar").get_by_role("button", name="Stop", exact=True)
        button.wait_for()
        wait(lambda: MOMENTS[moment](run.progress, epochs) or not run.alive)
        clock = Clock(run)
        button.click()
        wait(lambda: run.progress.phase != "training" or run.progress.ending is not None)
        learnt = clock.read()
        wait(lambda: bool(clock.read()) and run.progress.ending is not None)
        row = moment, outcome.told(run), learnt, clock.read()
        print(*row, sep=" | ", flush=True)
        return row


class Clock:
    """Seconds since it was made, and those of a processor that a run's process has used since."""

    def __init__(self, run: Run) -> None:
        process = run.process
        self._process = psutil.Process(process.pid) if process else None
        self._began, self._used, self._latest = time.monotonic(), self._processor(), 0.0

    def _processor(self) -> float:
        return sum(self._process.cpu_times()[:2]) if self._process else 0.0

    def read(self) -> str:
        """Both, as ``1.2 (0.8)``; of a process that has ended, its time when it was looked at last."""
        with suppress(psutil.NoSuchProcess):
            self._latest = self._processor() - self._used
        return f"{time.monotonic() - self._began:.1f} ({self._latest:.1f})"


def main(arguments: list[str] | None = None) -> None:
    """Stop at each moment, print and write the table."""
    options = BENCHMARK.parse(arguments)
    moments = list(MOMENTS) if options.moments == ["all"] else options.moments
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        rows = [stopped(browser, options.data, options.epochs, moment) for moment in moments]
        browser.close()
    columns = ("Stop, pressed while", "what became of it", "nothing is learnt any more", "all is saved")
    about = document.measured(options, packages=("tensorflow-cpu", "streamlit"))
    text = [
        f"{about} Seconds from the click, and in brackets those of a processor.",
        "",
        *document.table(columns, rows),
    ]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
