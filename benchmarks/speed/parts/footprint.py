"""Parts of `make bench`: reading IMDb's lists, how soon GenreLens is there, and how much memory it takes."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from benchmarks.pages import visits
from benchmarks.speed.minilm_int8 import MiniLM
from benchmarks.speed.parts.predicting import HEAD, MINILM, ORIGINAL, rivals, run_minilm
from benchmarks.speed.rivals import Rival
from benchmarks.speed.rows import Row, Setting, spread
from benchmarks.start import ROOT
from benchmarks.tables import made_up_lists
from benchmarks.timing import interleaved, seconds, times_better

APP_MEMORY = 500
READ_ONLY = "import sys\nfor path in sys.argv[1:]:\n    for line in open(path, encoding='latin-1'): pass\n"
PREDICT = (
    "import sys\nfrom core.cli import main\nmain(['predict', sys.argv[1], '--model', sys.argv[2]])\n"
    "from benchmarks.speed.rivals import peak_memory\nprint(peak_memory())\n"
)
PLOT = "Two sisters open a bakery in a small town and find that the recipe book belongs to a ghost."


def run(*command: str) -> tuple[float, str]:
    """Seconds of a Python process from its start to its end, and what it printed."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, *command], cwd=ROOT, check=True, capture_output=True, text=True)
    return time.perf_counter() - began, done.stdout


def reading(setting: Setting) -> list[Row]:
    """Build the table from generated IMDb lists; beside it, reading the same lines and doing nothing with them."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        sizes = made_up_lists.write_lists(here, made_up_lists.titles(), 2 if setting.quick else 40)
        plots, genres = str(here / "plot.list"), str(here / "genres.list")
        build = ("-m", "data", "build", "--plots", plots, "--genres", genres, "--out", str(here / "table.csv"))
        ways: dict[str, Callable[[int], float]] = {
            "ours": lambda repeat: run(*build)[0],
            "lines": lambda repeat: run("-c", READ_ONLY, plots, genres)[0],
        }
        times = interleaved(ways, setting.repeats)
    speeds = [f"{sum(sizes) / 1e6 / median(taken):.1f} MB/s" for taken in times.values()]
    ratio = times_better(times["ours"], times["lines"])
    what = f"parse IMDb's lists ({sum(sizes) / 1e6:.0f} MB, start of Python included)"
    return [Row(what, speeds[0], "the bare lines, read and dropped", speeds[1], ("", ""), ratio, setting.repeats)]


def starting(setting: Setting) -> list[Row]:
    """From the command to the first prediction, and the most memory each process held for many plots."""
    names = rivals(setting)
    memory: dict[str, list[float]] = {name: [] for name in names}
    plots = spread(setting.films.plots("test"), min(setting.plots, 200))
    if not HEAD.exists():
        run_minilm(setting.films, MiniLM())

    def start(name: str) -> float:
        with Rival(name, names[name]) as rival:
            memory[name].append(rival.ask(plots=plots)["memory"])
            return rival.started

    ways = {name: (lambda repeat, name=name: start(name)) for name in names}
    times = interleaved(ways, setting.repeats)
    command = [run("-c", PREDICT, PLOT, str(names["genrelens"])) for _ in range(setting.repeats)]
    mb = lambda value: f"{value:.0f} MB"  # noqa: E731
    rows = []
    for name, title in (("original", ORIGINAL), ("minilm", MINILM)):
        for what, show, figures in (
            ("from the command to the first prediction", seconds, times),
            (f"peak memory, {len(plots):,} plots predicted", mb, memory),
        ):
            ours, theirs = figures["genrelens"], figures[name]
            ratio = times_better(ours, theirs)
            rows.append(Row(what, show(median(ours)), title, show(median(theirs)), ("", ""), ratio, len(ours)))
    rows.sort(key=lambda row: row.what)
    took, held = median(c[0] for c in command), median(float(c[1].split()[-1]) for c in command)
    return [*rows, Row("`python -m core predict`", f"{seconds(took)}, {held:.0f} MB", repeats=setting.repeats)]


def browsing(setting: Setting) -> list[Row]:
    """The app in a browser, each time a new one: cold start, page loads, and the memory of the app."""
    model = setting.classifier.artifact.folder
    runs = [visits.measure(model, 1 if setting.quick else 2) for _ in range(setting.repeats)]
    times: dict[str, list[float]] = {}
    for visit, _ in runs:
        start = sum(
            visit[f"Start: from {part}"][0]
            for part in ("the command to the address", "the address to a box to type in")
        )
        times.setdefault("from the command to a usable page (cold start)", []).append(start)
        first = [taken[0] for name, taken in visit.items() if name.endswith(": first")]
        again = [one for name, taken in visit.items() if name.endswith(": again") for one in taken]
        times.setdefault("open a page for the first time", []).append(median(first))
        times.setdefault("open a page again", []).append(median(again))
        new = "Predict: a new plot, explained"
        times.setdefault("type a new plot and see it explained", []).append(median(visit[new]))
    most = max(memory for _, memory in runs)
    held = Row(
        "memory of the app, after its pages and a few plots (the most of all repeats)",
        f"{most:.0f} MB",
        repeats=len(runs),
        target=f"under {APP_MEMORY} MB",
        met=most < APP_MEMORY,
    )
    return [*(Row(what, seconds(median(taken)), repeats=len(taken)) for what, taken in times.items()), held]
