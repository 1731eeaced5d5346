"""Does memory stay flat? python -m benchmarks.load.memory --explanations 1000 --trainings 20

Explains a thousand made-up plots in one process, one after the other, by each method; then trains twenty times through
train.runs on a tiny table and watches the process that started them, which polls them as the sidebar does. Fits a
straight line to the memory after the warm-up. Writes docs/load.md.
"""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks import page
from benchmarks.load.made_up import plot
from benchmarks.start import Benchmark, Option
from core.explanations import explain
from core.model.classifier import GenreClassifier

WARM_UP = 0.2  # share of the samples that are left out of the line: libraries are still being loaded
OPTIONS = (
    Option("explanations", 1000, 4, "explanations by each method"),
    Option("trainings", 20, 2, "trainings, one after the other"),
)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="load.md", of_model=True)
COLUMNS = ("what", "after the warm-up, MB:", "most:", "at the end:", "MB per 100:", "95 % interval:")
METHODS = ("guided", "shap", "occlusion")


@dataclass(frozen=True)
class Line:
    """Memory in MB at start and end, the most of it, and the slope per hundred repeats with its 95 % interval."""

    first: float
    most: float
    last: float
    slope: float
    low: float
    high: float


def resident() -> float:
    """The memory of this process in MB."""
    gc.collect()
    return psutil.Process().memory_info().rss / 1e6


def line(samples: list[tuple[int, float]]) -> Line:
    """Least squares through (repeats, MB) after the warm-up."""
    from scipy.stats import linregress, t

    at, used = np.array(samples[int(WARM_UP * len(samples)) :], dtype=float).T
    fit = linregress(at / 100, used)
    half = t.ppf(0.975, max(len(at) - 2, 1)) * (fit.stderr if np.ptp(used) else 0.0)  # 0 / 0 where nothing has changed
    return Line(used[0], max(mb for _, mb in samples), used[-1], fit.slope, fit.slope - half, fit.slope + half)


def sampled(repeats: int, every: int, act: Callable[[int], object]) -> Iterator[tuple[int, float]]:
    """Do something ``repeats`` times; gives the memory after each ``every`` of them."""
    for number in range(1, repeats + 1):
        act(number)
        if number % every == 0:
            yield number, resident()


def explanations(classifier: GenreClassifier, method: str, repeats: int, every: int = 0) -> list[tuple[int, float]]:
    """Explain so many plots, each of them new; ``every``: after how many memory is looked at, 0 for a hundred times."""
    every = every or max(repeats // 100, 1)
    return list(sampled(repeats, every, lambda number: explain(classifier, plot(f"{method} {number}"), method)))


def trainings(repeats: int) -> list[tuple[int, float]]:
    """Train so often on 240 embedded films, one after the other, as the app does it."""
    from core.model.network.presets import NetworkConfig
    from data.sources import registry
    from train.config import TrainConfig
    from train.runs import control

    with tempfile.TemporaryDirectory() as name:
        table = Path(name) / "films.csv"
        registry.load("open_plots").frame.iloc[:240].to_csv(table, index=False)
        network = NetworkConfig(lstm_units=4, dense_units=0, bidirectional=False)
        config = TrainConfig(data=str(table), epochs=1, batch_size=32, min_films=25, max_tokens=40, network=network)

        def train(number: int) -> None:
            run = control.start(config, Path(name))
            while control.running(Path(name)):
                run.progress, control.listed(Path(name))
                time.sleep(0.5)
            if run.model is None:
                raise RuntimeError(f"training {number} failed: {run.progress.ending}")

        return list(sampled(repeats, 1, train))


def row(what: str, samples: list[tuple[int, float]]) -> list[str]:
    """A row of the table."""
    fit = line(samples)
    megabytes = [f"{mb:.0f}" for mb in (fit.first, fit.most, fit.last)]
    return [what, *megabytes, f"{fit.slope:+.2f}", f"[{fit.low:+.2f}, {fit.high:+.2f}]"]


def main(arguments: list[str] | None = None) -> None:
    """Measure, print and write the table."""
    options = BENCHMARK.parse(arguments)
    classifier, rows = GenreClassifier.load(options.model), []
    for method in METHODS:
        what = f"{options.explanations:,} explanations, {method}"
        rows.append(row(what, explanations(classifier, method, options.explanations)))
        print(*rows[-1], sep="  ", flush=True)
    rows.append(row(f"{options.trainings} trainings, the process that starts them", trainings(options.trainings)))
    about = page.measured(options, classifier.version, ("onnxruntime", "shap"))
    text = [about, "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
