"""How well odd texts are told from plots: python -m benchmarks.reading.familiarity

Scores at least 200 texts of each of twelve kinds beside the plots of a test split. A third of the kinds, drawn by seed,
was neither fitted to nor chosen by; each of the others is scored a second time by weights fitted without it. Writes its
section of docs/reading.md. --fit fits the weights of core.model.familiarity.score to the other two thirds and the
validation plots, and prints them.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import page
from benchmarks.reading.odd_texts import odd_texts, untouched
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option
from core.model.classifier import GenreClassifier
from core.model.familiarity.plot_language import MEASURES
from core.model.familiarity.score import PIECE, UNUSUAL, WEIGHTS, Familiarity, bent, pieces
from core.reading import read
from core.text import words
from data import split

OPTIONS = (Option("elsewhere", 100_000, 50, "plots at most of each table that other people wrote"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="reading.md", of_model=True)
COLUMNS = ("kind", "texts:", "AUROC:", "plots warned at 95 % caught:", "warned about:", "AUROC, fitted without it:")
LENGTHS = (10, 15, 25, 50, 100, 200, 4_001)
STRENGTH = 0.01  # of the regression: the inverse of its penalty
ORDINARY = 20
OTHERS = {
    "of TMDB (peer_tmdb8000, its test side)": SHARED_PLOTS.with_name("peer_tmdb8000.csv.gz"),
    "of a streaming catalogue (own_labels, its test side)": SHARED_PLOTS.with_name("own_labels.csv.gz"),
    "the embedded films, written in one style and hardly with names": OPEN_PLOTS,
}
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """What the detector sees of some texts: a row [3 * measures] a piece, and which text each row is a piece of."""

    rows: Array
    owner: NDArray[np.intp]

    def scores(self, weights: Array) -> Array:
        """The score of each text: the mean of its pieces'."""
        return np.bincount(self.owner, self.rows @ weights) / np.bincount(self.owner)

    def means(self) -> Array:
        """One row a text [texts, 3 * measures]: a text's score is that of the mean of its rows."""
        return np.stack([self.rows[self.owner == i].mean(axis=0) for i in range(self.owner.max() + 1)])


def measure(familiarity: Familiarity, texts: Iterable[str], most: int) -> Measured:
    """The deviations of some texts; those without a word are left out."""
    cut = [parts for text in texts if (parts := pieces(text, most))]
    measured = np.array([familiarity.language.measure(piece, PIECE) for parts in cut for piece, _ in parts])
    counts = np.array([count for parts in cut for _, count in parts])
    owner = np.repeat(np.arange(len(cut)), [len(parts) for parts in cut])
    return Measured(bent(familiarity.deviation(measured, counts)), owner)


def shipped_weights() -> Array:
    """The weights of the library, in the order of a row."""
    return np.array([WEIGHTS[name] for name in MEASURES]).T.ravel()


def fit(plots: Measured, odd: dict[str, Measured]) -> Array:
    """Weights by logistic regression; the plots together weigh as much as the odd texts, and each kind as any other."""
    from sklearn.linear_model import LogisticRegression

    parts = [plots.means(), *(kind.means() for kind in odd.values())]
    each = [1 / len(parts[0]), *(1 / len(part) / len(odd) for part in parts[1:])]
    weights = np.concatenate([np.full(len(part), weight) for part, weight in zip(parts, each, strict=True)])
    labels = np.concatenate([np.full(len(part), i > 0) for i, part in enumerate(parts)])
    regression = LogisticRegression(C=STRENGTH, max_iter=3_000)
    regression.fit(np.concatenate(parts), labels, sample_weight=weights * len(parts[0]))
    return np.asarray(regression.coef_[0])


def auroc(plots: Array, odd: Array) -> float:
    """The chance that an odd text scores higher than a plot."""
    from sklearn.metrics import roc_auc_score

    labels = np.concatenate([np.zeros(len(plots)), np.ones(len(odd))])
    return float(roc_auc_score(labels, np.concatenate([plots, odd])))


def kind_rows(
    validation: Measured, test: Measured, odd: dict[str, Measured], limit: float, held: tuple[str, ...]
) -> list[tuple[object, ...]]:
    """A row for each kind, and one for all; ``limit``: the score from which the library warns."""
    weights = shipped_weights()
    plots, scored = test.scores(weights), {kind: texts.scores(weights) for kind, texts in odd.items()}
    rows: list[tuple[object, ...]] = []
    for kind, scores in scored.items():
        again = ""
        if kind not in held:
            others = {name: texts for name, texts in odd.items() if name != kind and name not in held}
            without = fit(validation, others)
            again = f"{auroc(test.scores(without), odd[kind].scores(without)):.3f}"
        name = f"{kind} (untouched)" if kind in held else kind
        rows.append((name, *_figures(plots, scores, limit), again))
    every = np.concatenate(list(scored.values()))
    return [*rows, ("**all kinds**", *_figures(plots, every, limit), "")]


def percent(share: float) -> str:
    """A share as ``1.2 %``."""
    return f"{100 * share:.1f} %"


def _figures(plots: Array, odd: Array, limit: float) -> tuple[object, ...]:
    alarms = (plots >= np.quantile(odd, 0.05)).mean()
    return len(odd), f"{auroc(plots, odd):.3f}", percent(alarms), percent((odd > limit).mean())


def length_rows(classifier: GenreClassifier, plots: list[str]) -> list[tuple[object, ...]]:
    """How many of the real plots get a note, by their length."""
    count = np.array([len(words(plot)) for plot in plots])
    noted = np.array([bool(read(classifier, plot).note) for plot in plots])
    rows: list[tuple[object, ...]] = []
    for low, high in zip(LENGTHS, LENGTHS[1:], strict=False):
        group = (count >= low) & (count < high)
        if group.any():
            rows.append((f"{low:,} to {high - 1:,} words", group.sum(), percent(noted[group].mean())))
    group = count >= LENGTHS[0]
    return [*rows, ("**all of ten words or more**", group.sum(), percent(noted[group].mean()))]


def elsewhere(classifier: GenreClassifier, tables: dict[str, Path], most: int) -> list[tuple[object, ...]]:
    """How many get a note of the plots that other people wrote, ``most`` of a table, where the table is at hand."""
    rows: list[tuple[object, ...]] = []
    for name, path in tables.items():
        if path.exists():
            frame = pd.read_csv(path, dtype=str, keep_default_na=False)
            plots = frame.loc[frame["split"] == "test", "plot"] if "split" in frame else frame["plot"]
            noted = [bool(read(classifier, plot).note) for plot in plots.head(most) if len(words(plot)) >= LENGTHS[0]]
            rows.append((name, len(noted), percent(float(np.mean(noted)))))
    return rows


def ordinary(classifier: GenreClassifier, plots: list[str]) -> int:
    """How many get a note of the plots that the network itself finds most like the mean of all."""
    pooled = classifier.run(plots, "pooled")
    nearest = np.argsort(np.linalg.norm(pooled - pooled.mean(axis=0), axis=1))[:ORDINARY]
    return sum(bool(read(classifier, plots[i]).note) for i in nearest)


def milliseconds(familiarity: Familiarity, plots: list[str], most: int) -> float:
    """The median time of one plot."""
    times = []
    for plot in plots[:500]:
        began = time.perf_counter()
        familiarity.share(plot, most)
        times.append(time.perf_counter() - began)
    return 1000 * float(np.median(times))


def main(arguments: list[str] | None = None) -> None:
    """Measure, print, write; or fit."""
    parser = BENCHMARK.parser()
    parser.add_argument("--fit", action="store_true", help="fit the weights and print them; nothing is written")
    options = BENCHMARK.parse(arguments, parser)
    classifier = GenreClassifier.load(options.model)
    familiarity = classifier.artifact.familiarity
    if familiarity is None:
        parser.error(f"{options.model} has no familiarity.npz; python -m recipe.familiarity makes it")
    frame = pd.read_csv(OPEN_PLOTS if options.quick else SHARED_PLOTS, dtype=str, keep_default_na=False)
    sides = split.assign(frame)
    validation, test = (frame.loc[sides == side, "plot"].tolist() for side in ("validation", "test"))
    most, held = classifier.most_words, untouched()
    odd = {kind: measure(familiarity, texts, most) for kind, texts in odd_texts(test).items()}
    known = measure(familiarity, validation, most)
    if options.fit:
        fitted = fit(known, {kind: texts for kind, texts in odd.items() if kind not in held})
        for name, row in zip(MEASURES, fitted.reshape(3, -1).T, strict=True):
            print(f'    "{name}": ({", ".join(f"{weight:.2f}" for weight in row)}),')
        return
    limit = float(np.quantile(familiarity.scores, 1 - UNUSUAL))
    rows = kind_rows(known, measure(familiarity, test, most), odd, limit, held)
    text = [
        f"{page.measured(options, classifier.version)} {len(test):,} plots of the test side.",
        *("", *page.table(COLUMNS, rows), ""),
        *page.table(
            ("real plots", "plots:", "with a note:"),
            length_rows(classifier, test) + elsewhere(classifier, OTHERS, options.elsewhere),
        ),
        "",
        f"Of the {ORDINARY} test plots that the network finds most like all others, {ordinary(classifier, test)} have a"
        f" note. A plot takes {milliseconds(familiarity, test, most):.2f} ms.",
    ]
    page.write(options.page, f"python -m {BENCHMARK.module}", text)
    print("\n".join(text))


if __name__ == "__main__":
    main()
