"""How fast Predict feels, before and now, in a real browser: python -m benchmarks.pages.felt

Each commit is checked out; in every repeat the app of each is started anew with the same model, all commits in turn. A
first visitor opens its page, then another with an empty cache, who types new plots. The page itself notes when it shows
what is waited for. Seconds are those of a person who waits; processor time, that of the app and Chromium together, says
more when other work keeps the machine busy. Writes its table into docs/pages.md; needs Chromium.
"""

import argparse
import compileall
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import page as document
from benchmarks.pages.browser import ARGUMENTS, chromium_path, serve_only, settle
from benchmarks.start import ROOT, Benchmark, Option
from core.model.classifier import GenreClassifier

OPTIONS = (
    Option(
        "commits", ["3229cc7", "47ae812", "HEAD"], ["HEAD"], "commits to compare; the last one is what is there now"
    ),
    Option("repeats", 5, 1, "how often the app of each commit is started"),
    Option("plots", 4, 1, "new plots that are typed in each repeat"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="pages.md", of_model=True)
FIRST, NEXT, PLOT = "first visitor", "next visitor", "new plot"
LIMITS = {f"{NEXT}: everything drawn": 2.0, f"{PLOT}: its bars": 0.3, f"{PLOT}: its words": 0.6}
PLOTS = (
    "Detective {}{} hunts a killer through the night trains of Lisbon, where each ticket is a clue in a game of love."
)
SEEN = {"a box to type in": "textarea", "bars": "fieldset label, .js-plotly-plot text", "words": ".plot span"}
# Looks into the components' shadow trees too; notes the time of each thing that is there, or has become another one.
NOTE = """(seen) => {
  const trees = () => [document, ...[...document.querySelectorAll('*')].map((it) => it.shadowRoot).filter(Boolean)];
  const text = (selector) => trees().flatMap((tree) => [...tree.querySelectorAll(selector)].map((it) => it.textContent))
    .join('|');
  window.watch = (before, began) => {
    window.noted = {};
    const look = () => {
      for (const [what, selector] of Object.entries(seen)) {
        if (what in window.noted) continue;
        const now = selector === 'textarea' ? document.querySelector(selector) && 'there' : text(selector);
        if (now && now !== before[what]) window.noted[what] = (performance.now() - began) / 1000;
      }
      if (Object.keys(window.noted).length < Object.keys(seen).length) requestAnimationFrame(look);
    };
    look();
  };
  window.watchNext = () => {
    const before = Object.fromEntries(Object.entries(seen).map(([what, selector]) => [what, text(selector)]));
    addEventListener('keydown', () => window.watch(before, performance.now()), { once: true, capture: true });
  };
  window.watch({}, 0);
}"""


@dataclass(frozen=True)
class Taken:
    """Seconds and processor seconds by what was waited for, and the megabytes of JavaScript that came for it."""

    seconds: dict[str, list[float]]
    processor: dict[str, list[float]]
    scripts: dict[str, list[float]]


class Watch:
    """A page of one visitor, whose times are noted in ``taken``."""

    def __init__(self, browser: Browser, app: subprocess.Popen, taken: Taken) -> None:
        self.page: Page = browser.new_context(viewport={"width": 1360, "height": 800}).new_page()
        self.page.add_init_script(f"({NOTE})({json.dumps(SEEN)})")
        self.app, self.taken, self.bytes = app, taken, 0
        self.page.on("response", self._arrived)

    def _arrived(self, response: object) -> None:
        address, headers = response.url, response.headers  # type: ignore[attr-defined]
        self.bytes += int(headers.get("content-length", 0)) if address.split("?")[0].endswith(".js") else 0

    def open(self, address: str, who: str) -> None:
        """The page, from the address to the moment when nothing is drawn any more."""
        began = self._processor()
        self.page.goto(address)
        noted = self._noted()
        noted["everything drawn"] = max(noted.values())
        self._note(who, noted, self._processor() - began)
        self.taken.scripts.setdefault(who, []).append(self.bytes / 1e6)

    def type(self, plot: str) -> None:
        """A new plot, from the key that ends it."""
        box = self.page.get_by_role("textbox", name="Plot")
        box.fill(plot)
        self.page.evaluate("window.watchNext()")
        began = self._processor()
        box.press("Control+Enter")
        noted = self._noted()
        self._note(PLOT, {f"its {what}": noted[what] for what in ("bars", "words")}, self._processor() - began)

    def _noted(self) -> dict[str, float]:
        self.page.wait_for_function("'bars' in window.noted && 'words' in window.noted", timeout=60_000)
        settle(self.page, pause=0.3)
        return dict(self.page.evaluate("window.noted"))

    def _note(self, who: str, noted: dict[str, float], processor: float) -> None:
        for what, value in noted.items():
            self.taken.seconds.setdefault(f"{who}: {what}", []).append(value)
        self.taken.processor.setdefault(who, []).append(processor)

    def _processor(self) -> float:
        """Seconds of processor time that the app and all of Chromium have used."""
        return sum(sum(process.cpu_times()[:2]) for process in self._processes())

    def _processes(self) -> Iterator[psutil.Process]:
        yield psutil.Process(self.app.pid)
        yield from (child for child in psutil.Process().children(recursive=True) if "chrom" in child.name())


@contextmanager
def checkouts(commits: Sequence[str]) -> Iterator[dict[str, Path]]:
    """Each commit in a worktree of its own."""
    with tempfile.TemporaryDirectory(prefix="genrelens-felt-") as folder:
        trees = {commit: Path(folder) / f"tree{number}" for number, commit in enumerate(commits)}
        try:
            for commit, tree in trees.items():
                subprocess.run(["git", "worktree", "add", "-q", "--detach", str(tree), commit], cwd=ROOT, check=True)
                compileall.compile_dir(tree, quiet=2)  # bytecode is written once, not by whoever comes first
            yield trees
        finally:
            for tree in trees.values():
                subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=False)


def walk(browser: Browser, model: Path, tree: Path, plots: Sequence[str]) -> Taken:
    """One start of the app in ``tree``, a first visitor, and a next one who types ``plots``."""
    taken = Taken({}, {}, {})
    with ExitStack() as stack:
        began = time.perf_counter()
        address, app = stack.enter_context(serve_only(model, tree))
        taken.seconds["start: from the command to the address"] = [time.perf_counter() - began]
        for who in (FIRST, NEXT):
            watch = Watch(browser, app, taken)
            stack.callback(watch.page.context.close)
            watch.open(address, who)
        for plot in plots:
            watch.type(plot)
    return taken


def measure(options: argparse.Namespace) -> dict[str, list[Taken]]:
    """What was taken of each commit, a walk for each repeat; in each repeat another commit is the first."""
    plots = [[PLOTS.format(repeat, number) for number in range(options.plots)] for repeat in range(options.repeats)]
    taken: dict[str, list[Taken]] = {commit: [] for commit in options.commits}
    with sync_playwright() as driver, checkouts(options.commits) as trees, ExitStack() as stack:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        stack.callback(browser.close)
        for repeat in range(options.repeats):
            first = repeat % len(trees)
            for commit in [*options.commits[first:], *options.commits[:first]]:
                taken[commit].append(walk(browser, options.model, trees[commit], plots[repeat]))
    return taken


def rows(walks: dict[str, list[Taken]]) -> Iterator[tuple[str, ...]]:
    """Of each thing the median of each commit, and its limit."""
    now = list(walks.values())[-1]
    for kind, unit in (("seconds", "s"), ("processor", "s of a processor"), ("scripts", "MB of JavaScript")):
        for what in getattr(now[0], kind):
            middles = [
                median(value for walk in taken for value in getattr(walk, kind)[what]) for taken in walks.values()
            ]
            limit = f"{LIMITS[what]:g}" if kind == "seconds" and what in LIMITS else ""
            yield f"{what}, {unit}", *(f"{middle:.2f}" for middle in middles), limit


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the table."""
    options = BENCHMARK.parse(arguments)
    walks = measure(options)
    about = document.measured(options, GenreClassifier.load(options.model).version, ("streamlit",))
    columns = ("median", *(f"`{commit}`:" for commit in options.commits), "limit:")
    text = [f"{about} Processor time is that of the app and of Chromium.", "", *document.table(columns, rows(walks))]
    document.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
