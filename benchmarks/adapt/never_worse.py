"""Whether an adapted model is ever worse than its source on the genres that both have.

    python -m benchmarks.adapt.never_worse

The films are those of one TMDB catalogue in plots.csv.gz, labelled by TMDB, outside the shipped model's training side
(its thresholds were tuned on the validation side). Each sample teaches; all other films measure.
"""

import numpy as np
import pandas as pd

from benchmarks import page
from benchmarks.start import SHARED_PLOTS, Benchmark, Option
from core.measure import metrics
from core.model.classifier import GenreClassifier
from data.schema import validate
from train.adapt import labels
from train.adapt.learning import learn
from train.adapt.sides import Sides

BENCHMARK = Benchmark(
    __spec__.name,
    __doc__,
    [
        Option("films", [10, 50, 300], [10], "films to learn from"),
        Option("samples", 10, 1, "random samples of each size"),
    ],
    page="adapting.md",
    of_model=True,
)
SECTION = "python -m benchmarks.adapt.never_worse"
CATALOGUE = "tmdb_2011_2016_posters"


def gains(source: GenreClassifier, films: labels.LabelledFilms, size: int, seed: int) -> tuple[float, float]:
    """Micro F1 (thresholds of each) and mAP of an adapted model less those of its source, on the same films."""
    order = np.random.default_rng(seed).permutation(len(films))
    taught, test = (films.part(np.sort(rows)) for rows in np.split(order, [size]))
    adapted = learn(source, Sides(taught, test))
    shared = [label for label in films.labels if label in source.classes_]
    ours = [films.labels.index(label) for label in shared]
    theirs = [list(source.classes_).index(label) for label in shared]
    y_true, evaluation = test.y_true[:, ours], adapted.evaluation
    before = source.predict_proba(test.frame["plot"].tolist())[:, theirs]
    first = metrics.report(y_true, before, source.thresholds_[theirs])
    second = metrics.report(y_true, evaluation.y_score[:, ours], evaluation.thresholds[ours])
    return second["micro_f1"] - first["micro_f1"], second["map"] - first["map"]


def main(arguments: list[str] | None = None) -> None:
    """Measure and write the section of the page."""
    options = BENCHMARK.parse(arguments)
    frame = pd.read_csv(SHARED_PLOTS)
    chosen = (frame["label_tier"] == "tmdb") & (frame["split"] != "train") & (frame["source"] == CATALOGUE)
    films = labels.read(validate(frame[chosen].drop(columns="split").reset_index(drop=True), CATALOGUE))
    source = GenreClassifier.load(options.model)
    rows = []
    for size in options.films:
        runs = np.array([gains(source, films, size, seed) for seed in range(options.samples)])
        mean, worst = runs.mean(axis=0), runs.min(axis=0)
        rows.append([f"{size}", *(f"{value:+.3f}" for pair in zip(mean, worst, strict=True) for value in pair)])
    columns = ["films:", "micro F1, mean:", "micro F1, worst:", "mAP, mean:", "mAP, worst:"]
    page.write(options.page, SECTION, [page.measured(options, source.version), "", *page.table(columns, rows)])


if __name__ == "__main__":
    main()
