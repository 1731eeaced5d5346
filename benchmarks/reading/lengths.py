"""What reading to the end brings, by the length of the plot: python -m benchmarks.reading.lengths

The clean plots of the validation and test side by their length: once by their first 256 words, as before, and once by
all their windows. Few are longer than one window, so the same is done to plots that fit one: by their first 64 words,
and in windows of 64. Paired 95 % intervals by bootstrap over films. Writes its section of docs/reading.md and a figure.
"""

from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from benchmarks import page, picture
from benchmarks.start import OPEN_PLOTS, SHARED_PLOTS, Benchmark, Option
from core.genres import multi_hot
from core.measure.bootstrap import Scored, paired
from core.measure.metrics import report
from core.model import windows
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.text import words

OPTIONS = (Option("draws", 1_000, 20, "bootstrap draws"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="reading.md", of_model=True)
COLUMNS = ("words", "plots:", "read", "micro F1:", "mAP:", "micro F1, all less first part", "mAP, all less first part")
GROUPS = ((64, 128, 64), (128, 256, 64), (256, 512, 256), (512, 4_000, 256), (256, 4_000, 256))  # words, window
SHOWN, LEAST = ("micro_f1", "map"), 10
Array = NDArray[np.float64]


def films(path: str, quick: bool) -> pd.DataFrame:
    """The clean plots that the model has not learnt from, with their words."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if not quick:
        frame = frame[(frame["split"] != "train") & (frame["clean"] == "1")]
    return frame.assign(words=[len(words(plot)) for plot in frame["plot"]])


def read_by(classifier: GenreClassifier, plots: list[str], size: int, whole: bool) -> Array:
    """Probabilities [plots, genres] from windows of ``size`` words: from all of them, or from the first words alone."""
    cut = [windows.encode(plot, classifier.vocabulary, size) for plot in plots]
    if not whole:
        cut = [[np.concatenate(parts)[:size]] for parts in cut]
    raw = classifier.run_windows([ids for parts in cut for ids in parts])
    log_odds = classifier.calibration_.apply(windows.combine_each(raw, [len(parts) for parts in cut]))
    return sigmoid(log_odds)


def measured(classifier: GenreClassifier, frame: pd.DataFrame, size: int, draws: int) -> dict[str, Any] | None:
    """Both ways on the plots of ``frame`` that have one of the model's genres; None for a few plots."""
    genres = [str(genre) for genre in classifier.classes_]
    y_true = multi_hot((text.split("|") for text in frame["genres"]), genres)
    known = np.flatnonzero(y_true.any(axis=1))
    plots, y_true = frame["plot"].iloc[known].tolist(), y_true[known]
    if len(plots) < LEAST:
        return None
    first, every = (read_by(classifier, plots, size, whole) for whole in (False, True))
    thresholds = classifier.thresholds_
    gap = paired(Scored(y_true, every, thresholds), Scored(y_true, first, thresholds), draws)
    values = [report(y_true, y_score, thresholds) for y_score in (first, every)]
    return {"plots": len(plots), "first": values[0], "all": values[1], "gap": gap}


def rows_of(label: str, size: int, found: dict[str, Any]) -> list[tuple[object, ...]]:
    """Two rows of the table."""
    figures = [[f"{found[way][name]:.3f}" for name in SHOWN] for way in ("first", "all")]
    differences = [str(found["gap"][name]) for name in SHOWN]
    first = (label, found["plots"], f"the first {size}", *figures[0], "", "")
    return [first, ("", "", "all", *figures[1], *differences)]


def drawn(found: dict[str, dict[str, Any]]) -> go.Figure:
    """What the rest brings in micro F1, with its interval, for each group."""
    figure, names = go.Figure(), list(found)
    gaps = [found[name]["gap"]["micro_f1"] for name in names]
    error = {
        "symmetric": False,
        "array": [gap.high - gap.value for gap in gaps],
        "arrayminus": [gap.value - gap.low for gap in gaps],
    }
    figure.add_scatter(x=names, y=[gap.value for gap in gaps], error_y=error, mode="markers", marker={"size": 10})
    figure.add_hline(y=0, line={"color": "#8C8779", "dash": "dot"})
    return picture.quiet(figure, "words of the plot", "micro F1: all less the first window")


def main(arguments: list[str] | None = None) -> None:
    """Measure, draw, write."""
    options = BENCHMARK.parse(arguments)
    classifier = GenreClassifier.load(options.model)
    frame = films(str(OPEN_PLOTS if options.quick else SHARED_PLOTS), options.quick)
    found: dict[str, dict[str, Any]] = {}
    rows: list[tuple[object, ...]] = []
    for low, high, size in GROUPS:
        group = frame[(frame["words"] > low) & (frame["words"] <= high)]
        result = measured(classifier, group, size, options.draws)
        if result:
            label = f"{low + 1:,} to {high:,}, windows of {size}"
            found[label] = result
            rows += rows_of(label, size, result)
    figure = options.page.parent / "figures" / "reading-lengths.png"
    shown = [] if options.quick else ["", f"![What the rest of a plot brings, by its length](figures/{figure.name})"]
    if not options.quick:
        picture.save(drawn(found), figure)
    text = [f"{page.measured(options, classifier.version)} Clean plots of validation and test; 95 % paired intervals."]
    page.write(options.page, f"python -m {BENCHMARK.module}", [*text, "", *page.table(COLUMNS, rows), *shown])
    print(options.page.read_text(encoding="utf-8") if options.quick else options.page)


if __name__ == "__main__":
    main()
