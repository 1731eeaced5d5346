"""What to ask next: each strategy's quality against the films labelled, by simulation.

    python -m benchmarks.adapt.asking

A reviewer who answers with the catalogue's own labels is asked about films of its train side, which no learner has
seen: 20 at random, then as the strategy says. After each batch the head is fitted and measured on the test films.
"""

import argparse
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score
from tqdm import tqdm

from benchmarks import page, picture
from benchmarks.adapt.own_films import OwnFilms, read
from benchmarks.start import Benchmark, Option
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from train.adapt import head
from train.review.strategies import STRATEGIES, Pool, choose

BENCHMARK = Benchmark(
    __spec__.name,
    __doc__,
    [
        Option("seeds", 10, 1, "simulations of each strategy"),
        Option("films", 300, 50, "films that are labelled in each"),
        Option("pool", 2_000, 300, "films that are chosen among, drawn at random each time"),
    ],
    page="adapting.md",
    of_model=True,
)
SECTION = "python -m benchmarks.adapt.asking"
FIRST = 20
STEPS = (20, 35, 50, 75, 100, 125, 150, 200, 250, 300)
FIGURE = "figures/asking.png"
Array = NDArray[np.float64]


def curve(
    films: OwnFilms, read_films: head.Readings, start: head.Start, strategy: str, seed: int, most: int, pool: int
) -> list[float]:
    """The mAP on the test films after each number of labelled films in STEPS, up to ``most``."""
    rng = np.random.default_rng(seed)
    features = read_films.pooled - read_films.pooled.mean(axis=0)
    features /= np.sqrt((features**2).sum(axis=1).mean())
    asked = rng.choice(films.train, FIRST, replace=False)
    test_true, result = films.y_true[films.test], []
    for step, after in zip(STEPS, (*STEPS[1:], 0), strict=True):
        y_true = films.y_true[asked]
        fitted = head.fit(read_films[asked], y_true, start)
        test = fitted.log_odds(read_films[films.test])
        result.append(float(average_precision_score(test_true, test, average="macro")))
        if step >= most or not after:
            break
        rest = rng.permutation(np.setdiff1d(films.train, asked))[:pool]
        y_score = sigmoid(fitted.log_odds(read_films[rest]))
        open_films = Pool(y_score, features[rest], features[asked], y_true.sum(axis=0), np.full(y_score.shape[1], 0.3))
        asked = np.append(asked, rest[choose(strategy, open_films, after - step, rng)])
    return result


def main(arguments: list[str] | None = None) -> None:
    """Simulate, draw the curves and write the section of the page."""
    options = BENCHMARK.parse(arguments)
    source = GenreClassifier.load(options.model)
    write(options, source.version, simulate(options, read(), source))


def simulate(options: argparse.Namespace, films: OwnFilms, source: GenreClassifier) -> dict[str, Array]:
    """Each strategy's curves [seeds, steps]; a simulation a core, each deterministic by itself."""
    read_films = head.Readings.of(source, films.plots)
    start = head.Start.of(source, films.labels)
    runs = [(name, seed) for name in STRATEGIES for seed in range(options.seeds)]
    found = Parallel(n_jobs=-1)(
        delayed(curve)(films, read_films, start, name, seed, options.films, options.pool)
        for name, seed in tqdm(runs, desc="simulations", disable=None)
    )
    return {
        name: np.array([values for (of, _), values in zip(runs, found, strict=True) if of == name])
        for name in STRATEGIES
    }


def write(options: argparse.Namespace, version: str, curves: dict[str, Array]) -> None:
    """The section of the page, and its figure."""
    steps = [step for step in STEPS if step <= options.films]
    rows = [[name, *(f"{value:.3f}" for value in runs.mean(axis=0))] for name, runs in curves.items()]
    lines = [page.measured(options, version), "", *page.table(["mAP after", *map(str, steps)], rows)]
    lines += ["", _reached(curves, steps), "", f"![mAP on the test films against films labelled]({FIGURE})"]
    page.write(options.page, SECTION, lines)
    draw(curves, steps, options.page.parent / FIGURE)


def _reached(curves: dict[str, Array], steps: list[int]) -> str:
    """After how many films each strategy is where random order is at the end."""
    goal = curves["random"].mean(axis=0)[-1]
    parts = []
    for name, runs in curves.items():
        there = [step for step, value in zip(steps, runs.mean(axis=0), strict=True) if value >= goal]
        if name != "random":
            parts.append(f"{name} after {there[0]}" if there else f"{name} not at all")
    return f"Where random order is after {steps[-1]} films (mAP {goal:.3f}): {', '.join(parts)}."


def draw(curves: dict[str, Array], steps: list[int], path: Path) -> None:
    """A line a strategy; random order in grey and dashed, dotted ones where there are no more colours."""
    figure, colours = go.Figure(), len(picture.COLOURS)
    for number, (name, runs) in enumerate(curves.items()):
        line = {"dash": "dot" if number > colours else "solid", "color": picture.COLOURS[number % colours - 1]}
        if name == "random":
            line = {"dash": "dash", "color": "#8C8779"}
        figure.add_scatter(x=steps, y=runs.mean(axis=0), mode="lines+markers", name=name, line=line)
    picture.save(picture.quiet(figure, "films labelled", "mAP on the test films"), path)


if __name__ == "__main__":
    main()
