"""python -m benchmarks.quality: GenreLens beside what people would pick instead, on the same films; make quality.

Every contender trains on a table's training films. Its scores are calibrated and its thresholds tuned on the table's
validation films in the same way for all, and it is measured on the test films. Finished contenders are kept in
build/quality, so that an interrupted run goes on; the table is written into docs/quality.md.
"""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from sklearn.metrics import precision_recall_curve

from benchmarks.pages import picture
from benchmarks.quality import contenders
from benchmarks.quality.contenders import Scores
from core.measure import metrics
from core.measure.bootstrap import Scored, bootstrap, paired
from recipe import films
from recipe.films import TEACHER, VECTORS, WORK, Films, Log
from train.fit import evaluation

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"
SHOWN = ("micro_f1_global", "macro_f1", "map", "lrap", "micro_f1", "samples_f1", "exact_match", "ece")
ALONE = {
    "word_gain": 8.0,
    "learning_rate": 4e-3,
    "batch_size": 128,
    "min_films": 300,
    "word_dropout": 0.1,
    "epochs": 7,
}
PLOTS = ALONE | {"labeller": "label_tier", "teacher": str(TEACHER), "glove": str(VECTORS), "epochs": 5}
PEER = {
    "word_gain": 8.0,
    "learning_rate": 4e-3,
    "batch_size": 32,
    "word_dropout": 0.1,
    "min_films": 1,
    "epochs": 8,
    "patience": 3,
}
TAUGHT = PEER | {"batch_size": 128, "epochs": 5}  # on 50,000 plots, as many as PLOTS is for


@dataclass(frozen=True)
class Result:
    """A contender's metrics on the test films, its probabilities there, and what the bootstrap needs."""

    values: dict[str, float]
    y_score: Log
    scored: Scored
    single: Scored


def contestants(name: str, settings: dict[str, object]) -> dict[str, Callable[[Films], Scores]]:
    """Name -> how it is trained and scored, for a table of ../shared/data."""
    alone = ALONE if name == "plots" else settings
    taught = {"GenreLens, taught": partial(contenders.network_taught, settings=TAUGHT)}
    return {
        "GenreLens": partial(contenders.network, settings=settings, preset="genrelens"),
        **(taught if name != "plots" else {}),
        "original network": partial(contenders.network, settings=alone, preset="original"),
        "TF-IDF + logistic regression": contenders.tfidf_logistic,
        "TF-IDF + LinearSVC": contenders.tfidf_svc,
        "MiniLM-L6 embeddings + logistic regression": contenders.minilm_logistic,
        "MiniLM-L6 fine-tuned": contenders.minilm_fine_tuned,
    }


def scores(table: Films, name: str, make: Callable[[Films], Scores]) -> Scores:
    """A contender's scores on validation and test, from disk when it has finished before."""
    kept = WORK / f"{table.name}-{name.lower().replace(' ', '-')}.npz"
    if not kept.exists():
        began = time.time()
        validation, test = make(table)
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, validation=validation, test=test)
        print(f"{table.name}: {name} took {time.time() - began:.0f} s", flush=True)
    with np.load(kept, allow_pickle=False) as arrays:
        return arrays["validation"], arrays["test"]


def measure(table: Films, scored: Scores) -> Result:
    """Calibrate and tune on validation, measure on test."""
    validation, test = scored
    y_true = table.y_true("test")
    found = evaluation.measure((table.y_true("validation"), validation), (y_true, test))
    decided = [Scored(y_true, found.y_score, at) for at in (found.thresholds, found.global_threshold)]
    return Result(found.metrics, found.y_score, *decided)


def rows(results: dict[str, Result]) -> list[str]:
    """The table's lines; below it, how far each GenreLens is from every other contender."""
    titles = {"micro_f1_global": "micro F1, one threshold", "micro_f1": "micro F1, threshold per genre"} | {
        name: metrics.NAMES[name] for name in SHOWN if not name.startswith("micro")
    }
    lines = ["| | " + " | ".join(titles[name] for name in SHOWN) + " |", "|---" * (len(SHOWN) + 1) + "|"]
    for name, result in results.items():
        lines.append(f"| {name} | " + " | ".join(f"{result.values[n]:.3f}" for n in SHOWN) + " |")
    for ours in (name for name in results if name.startswith("GenreLens")):
        lines += _compared(ours, results)
    return lines


def _compared(ours: str, results: dict[str, Result]) -> list[str]:
    """Lines that say how sure one contender's figures are, and how far it is from each other one."""
    intervals, _ = bootstrap(results[ours].scored)
    shown = ("macro_f1", "map", "lrap")
    lines = ["", f"95 % intervals of {ours}: " + ", ".join(f"{metrics.NAMES[n]} {intervals[n]}" for n in shown) + "."]
    lines += ["", f"{ours} minus each (paired bootstrap over films, 95 % intervals):", ""]
    for other in (name for name in results if name != ours):
        single = paired(results[ours].single, results[other].single)["micro_f1"]
        difference = paired(results[ours].scored, results[other].scored)
        gaps = ", ".join(f"{metrics.NAMES[n]} {difference[n]}" for n in shown)
        lines.append(f"- {other}: micro F1 {single}, {gaps}")
    return lines


def curves(results: dict[str, Result]) -> go.Figure:
    """Precision against recall over all film-genre pairs (micro-averaged), a curve for each contender."""
    figure = go.Figure()
    for name, result in results.items():
        precision, recall, _ = precision_recall_curve(result.scored.y_true.ravel(), result.y_score.ravel())
        few = np.linspace(0, len(recall) - 1, 400).astype(int)
        figure.add_scatter(x=recall[few], y=precision[few], mode="lines", name=name)
    return picture.quiet(figure, "recall", "precision")


def write(name: str, lines: list[str]) -> None:
    """Put the lines between the page's markers of that name."""
    text = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    PAGE.write_text("\n".join([before + begin, *lines, end + after]), encoding="utf-8")


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--table", choices=("plots", "peer_tmdb8000"), help="only this table")
    parser.add_argument("--without", nargs="*", default=[], help="contenders to leave out, by their names")
    options = parser.parse_args(arguments)
    tables = {"plots": ("clean=1", PLOTS), "peer_tmdb8000": ("", PEER)}
    for name, (where, settings) in tables.items():
        if options.table in (None, name):
            table = films.load(name, where, int(str(settings["min_films"])))
            chosen = {n: make for n, make in contestants(name, settings).items() if n not in options.without}
            results = {n: measure(table, scores(table, n, make)) for n, make in chosen.items()}
            drawn = PAGE.parent / "figures" / f"quality-{name}.png"
            picture.save(curves(results), drawn)
            words = "Precision against recall over all film-genre pairs of the test films"
            write(name, [*rows(results), "", f"![{words}]({drawn.relative_to(PAGE.parent)})"])


if __name__ == "__main__":
    main()
