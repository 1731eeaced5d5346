"""How well labels that look wrong are found: 5 % of the labels are flipped by seed, and films are looked at in order.

    python -m benchmarks.adapt.wrong_labels

A flip takes one of a film's labels away and gives it another that it does not have. *Plain* ranks films by the lowest
probability that any of their labels is right; *random* is what chance finds.
"""

import numpy as np
from numpy.typing import NDArray

from benchmarks import page
from benchmarks.adapt import own_films
from benchmarks.start import Benchmark, Option
from core.genres import multi_hot
from core.model.classifier import GenreClassifier
from data.sources import registry
from train.adapt import doubts
from train.adapt.labels import LabelledFilms

BENCHMARK = Benchmark(
    __spec__.name, __doc__, [Option("seeds", 5, 1, "how often labels are flipped")], page="adapting.md", of_model=True
)
SECTION = "python -m benchmarks.adapt.wrong_labels"
SHARE, FIRST, LOOKED_AT = 0.05, 100, 0.1


def flipped(y_true: NDArray[np.int8], seed: int) -> NDArray[np.int8]:
    """The labels [films, labels] with SHARE of those given replaced by another."""
    rng = np.random.default_rng(seed)
    result, given = y_true.copy(), np.argwhere(y_true)
    for film, label in given[rng.choice(len(given), round(SHARE * len(given)), replace=False)]:
        free = np.flatnonzero(result[film] == 0)
        result[film, label], result[film, rng.choice(free)] = 0, 1
    return result


def tables() -> dict[str, LabelledFilms]:
    """The embedded films, and the train side of own_labels.csv.gz."""
    embedded, own = registry.load("open_plots"), own_films.read()
    genres = sorted({genre for film in embedded.genre_lists() for genre in film})
    return {
        "embedded films": LabelledFilms("", embedded.frame, genres, multi_hot(embedded.genre_lists(), genres)),
        "own_labels": own.part(own.train),
    }


def found(order: NDArray[np.intp], wrong: NDArray[np.bool_]) -> tuple[float, float]:
    """Precision among the first films of an order, and recall when a tenth is looked at."""
    return float(wrong[order[:FIRST]].mean()), float(wrong[order[: int(LOOKED_AT * len(wrong))]].sum() / wrong.sum())


def orders(films: LabelledFilms, source: GenreClassifier, seed: int) -> dict[str, NDArray[np.intp]]:
    """Each way's order of the films."""
    y_score = doubts.out_of_fold(source, films, seed)
    right = np.where(films.y_true == 1, y_score, 1 - y_score).min(axis=1)
    plain = np.argsort(right, kind="stable")
    first = doubts.ranked(films, y_score)["film"].drop_duplicates().to_numpy(dtype=np.intp)
    ours = np.append(first, plain[~np.isin(plain, first)])
    return {"confident learning": ours, "plain": plain, "random": np.random.default_rng(seed).permutation(len(films))}


def main(arguments: list[str] | None = None) -> None:
    """Measure and write the section of the page."""
    options = BENCHMARK.parse(arguments)
    source = GenreClassifier.load(options.model)
    rows = []
    for name, table in tables().items():
        runs: dict[str, list[tuple[float, float]]] = {}
        for seed in range(options.seeds):
            given = flipped(table.y_true, seed)
            noisy = LabelledFilms(table.name, table.frame, table.labels, given)
            for way, order in orders(noisy, source, seed).items():
                runs.setdefault(way, []).append(found(order, (given != table.y_true).any(axis=1)))
        for way, values in runs.items():
            precision, recall = np.mean(values, axis=0)
            rows.append([name, way, f"{precision:.2f}", f"{recall:.2f}"])
    columns = ["films", "order", f"precision among the first {FIRST}:", "recall at 10 % looked at:"]
    measured = page.measured(options, source.version, ("cleanlab", "scikit-learn"))
    page.write(options.page, SECTION, [measured, "", *page.table(columns, rows)])


if __name__ == "__main__":
    main()
