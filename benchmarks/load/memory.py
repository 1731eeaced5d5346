"""Does memory stay flat? python -m benchmarks.memory --explanations 1000 --trainings 20

Explains a thousand made-up plots in one process, one after the other, by each method; then trains twenty times through
train.runs on a tiny table and watches the process that started them, which polls them as the sidebar does. Fits a
straight line to the memory after the warm-up. Writes docs/load.md.
"""

import argparse
import gc
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psutil

from benchmarks.load.load import machine, write
from benchmarks.load.made_up import plot
from core.explanations import explain
from core.model.classifier import DEFAULT_MODEL, GenreClassifier

WARM_UP = 0.2  # share of the samples that are left out of the line: libraries are still being loaded
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
    half = t.ppf(0.975, max(len(at) - 2, 1)) * fit.stderr
    return Line(used[0], max(mb for _, mb in samples), used[-1], fit.slope, fit.slope - half, fit.slope + half)


def sampled(repeats: int, every: int, act: Callable[[int], object]) -> Iterator[tuple[int, float]]:
    """Do something ``repeats`` times; gives the memory after each ``every`` of them."""
    for number in range(1, repeats + 1):
        act(number)
        if number % every == 0:
            yield number, resident()


def explanations(classifier: GenreClassifier, method: str, repeats: int, every: int = 10) -> list[tuple[int, float]]:
    """Explain so many plots, each of them new."""
    return list(sampled(repeats, every, lambda number: explain(classifier, plot(f"{method} {number}"), method)))


def trainings(repeats: int) -> list[tuple[int, float]]:
    """Train so often on 240 embedded films, one after the other, as the app does it."""
    from core.model.presets import NetworkConfig
    from data.sources import registry
    from train.config import TrainConfig
    from train.runs import control

    with tempfile.TemporaryDirectory() as name:
        table = Path(name) / "films.csv"
        registry.load("open_plots").frame.iloc[:240].to_csv(table, index=False)
        network = NetworkConfig(lstm_units=4, dense_units=0)
        config = TrainConfig(data=str(table), epochs=1, batch_size=32, min_films=25, max_tokens=40, network=network)

        def train(number: int) -> None:
            run = control.start(config, Path(name))
            while control.running(Path(name)):
                run.progress, control.listed(Path(name))
                time.sleep(0.5)
            if run.model is None:
                raise RuntimeError(f"training {number} failed: {run.progress.ending}")

        return list(sampled(repeats, 1, train))


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--explanations", type=int, default=1000, help="of each method")
    parser.add_argument("--trainings", type=int, default=20)
    parser.add_argument("--dry", action="store_true", help="print the table and leave the page as it is")
    options = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    classifier = GenreClassifier.load(DEFAULT_MODEL)
    rows = [
        "| what | after the warm-up, MB | most | at the end | MB per 100 | 95 % interval |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    measured = {
        f"{options.explanations:,} explanations, {method}": lambda method=method: explanations(
            classifier, method, options.explanations
        )
        for method in METHODS
    }
    measured[f"{options.trainings} trainings, the process that starts them"] = lambda: trainings(options.trainings)
    for what, measure in measured.items():
        found = line(measure())
        rows.append(
            f"| {what} | {found.first:.0f} | {found.most:.0f} | {found.last:.0f} | {found.slope:+.2f} |"
            f" [{found.low:+.2f}, {found.high:+.2f}] |"
        )
        print(rows[-1], flush=True)
    if not options.dry:
        command = f"python -m benchmarks.memory --explanations {options.explanations} --trainings {options.trainings}"
        write("memory", f"`{command}` on {machine()}.\n\n" + "\n".join(rows))


if __name__ == "__main__":
    main()
