"""How faithful each way to explain is, and what it costs: python benchmarks/explain.py --plots 500

Takes clean test plots of 20 to 120 words, explains each by every method and by the libraries' defaults (on fewer plots,
they are slow), and deletes words in the order of the attributions. Writes the tables into docs/explaining.md. Every
answer is kept in a file in the temporary directory as soon as it is there, so a run that was cut short goes on where it
stopped; --fresh starts anew. Let nothing else run meanwhile if the seconds are to mean something.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.explain.library_explainers import LIBRARIES, KerasPredict
from core.explanations import DEFAULT_METHOD, METHODS, explain, warm_up
from core.explanations.faithfulness import (
    agreement,
    comprehensiveness,
    greedy_order,
    normalised,
    order_of,
    random_score,
    sufficiency,
)
from core.explanations.sanity import randomised
from core.explanations.target import Target, of_classifier
from core.model.classifier import DEFAULT_MODEL, GenreClassifier
from core.text import tokenize

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before TensorFlow is imported, which happens late
ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "explaining.md"
BEGIN, END = "<!-- benchmark: python benchmarks/explain.py -->", "<!-- end of benchmark -->"
WAYS = {name: (name, "probability") for name in METHODS if name != "random"}
WAYS |= {f"{name}, log-odds": (name, "log_odds") for name in ("guided", "shap")}
RANDOM, BEST = "random order", "best order found"
Row = dict[str, Any]


def plots(path: str, count: int, seed: int = 0) -> pd.DataFrame:
    """``count`` clean test plots of 20 to 120 words."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if "split" in frame:
        frame = frame[frame["split"] == "test"]
    if "clean" in frame:
        frame = frame[frame["clean"] == "1"]
    words = np.array([len(tokenize(text)) for text in frame["plot"]])
    frame = frame[(words >= 20) & (words <= 120)]
    frame = frame.drop_duplicates("plot")
    return frame.sample(min(count, len(frame)), random_state=seed)


class Ledger:
    """Answers that are already there, by (model, way, plot), in a file of JSON lines."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, {}
        if path.exists():
            for line in path.read_text().splitlines():
                row = json.loads(line)
                self.rows[row["model"], row["way"], row["plot"]] = row

    def get(self, model: str, way: str, plot: str, make: Callable[[], Row]) -> Row:
        """The answer, made and written down if it isn't there yet."""
        key = (model, way, plot)
        if key not in self.rows:
            self.rows[key] = {"model": model, "way": way, "plot": plot, **make()}
            with self.path.open("a") as stream:
                stream.write(json.dumps(self.rows[key]) + "\n")
        return self.rows[key]


def scored(target: Target, values: NDArray[np.float64], genre: int) -> Row:
    """Comprehensiveness and sufficiency of attributions [words] to one genre."""
    order = order_of(values)
    return {
        "comprehensiveness": comprehensiveness(target, order, genre),
        "sufficiency": sufficiency(target, order, genre),
    }


def by_method(classifier: GenreClassifier, target: Target, method: str, scale: str, genres: list[int]) -> Row:
    """One method on one plot; the first of ``genres`` is the one measured most closely."""
    found = explain(classifier, target.text, method, scale=scale)
    every = [scored(target, found.values[:, g], g)["comprehensiveness"] for g in genres]
    top = scored(target, found.values[:, genres[0]], genres[0])
    gap = float(np.abs(found.gaps).max()) if scale == "probability" else None
    cost = {"seconds": found.seconds, "evaluations": found.evaluations, "gap": gap}
    return {**top, **cost, "all": float(np.mean(every)), "values": found.values[:, genres[0]].tolist()}


def control(target: Target, genres: list[int]) -> Row:
    """Random orders of the same words, ten of them."""
    every = [random_score(comprehensiveness, target, g) for g in genres]
    return {
        "comprehensiveness": every[0],
        "sufficiency": random_score(sufficiency, target, genres[0]),
        "all": float(np.mean(every)),
        "values": None,
    }


def best(target: Target, genre: int) -> Row:
    """The best deletion order that a greedy search finds for this one genre."""
    before = target.evaluations
    order = greedy_order(target, genre)
    found = scored(target, -np.argsort(order).astype(np.float64), genre)
    return {**found, "evaluations": target.evaluations - before, "values": None}


def by_library(name: str, predict: KerasPredict, target: Target, genre: int) -> Row:
    """One library's default on one plot."""
    spans = [(token.start, token.end) for token in target.tokens]
    found = LIBRARIES[name](predict, target.text, genre, spans)
    cost = {"seconds": found.seconds, "evaluations": found.evaluations}
    return {**scored(target, found.values, genre), **cost, "values": found.values.tolist()}


def measure(
    classifier: GenreClassifier, films: pd.DataFrame, libraries: int, ledger: Ledger, ways: dict[str, tuple[str, str]]
) -> Iterator[Row]:
    """Every answer for every plot."""
    warm_up(classifier)
    predict = KerasPredict(classifier) if libraries else None
    if predict:
        for library in LIBRARIES.values():  # what is compiled once is not part of an explanation's cost
            library(predict, "A haunted house.", 0, [(2, 9)])
    for number, text in enumerate(films["plot"]):
        target = of_classifier(classifier, text, "probability")
        probabilities = target.ends()[1]
        chosen = np.flatnonzero(probabilities >= classifier.thresholds_)
        top = int(probabilities.argmax())
        genres = [top, *(int(g) for g in chosen if g != top)]
        key = (classifier.version, hashlib.sha256(text.encode()).hexdigest()[:16])
        for way, (method, scale) in ways.items():
            make = lambda m=method, s=scale, t=target, g=genres: by_method(classifier, t, m, s, g)  # noqa: E731
            yield ledger.get(key[0], way, key[1], make)
        yield ledger.get(key[0], RANDOM, key[1], lambda t=target, g=genres: control(t, g))
        yield ledger.get(key[0], BEST, key[1], lambda t=target, g=top: best(t, g))
        for name in LIBRARIES if predict and number < libraries else ():
            make = lambda n=name, t=target, g=top: by_library(n, predict, t, g)  # noqa: E731
            yield ledger.get(key[0], name, key[1], make)
        print(f"\r{number + 1}/{len(films)} plots", end="", flush=True, file=sys.stderr)
    print(file=sys.stderr)


def interval(values: NDArray[np.float64], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over plots."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def with_interval(values: pd.Series) -> str:
    """Mean and 95 % interval, as three decimals."""
    numbers = values.dropna().to_numpy(dtype=np.float64)
    if not len(numbers):
        return ""
    low, high = interval(numbers)
    return f"{numbers.mean():.3f} [{low:.3f}, {high:.3f}]"


COLUMNS = (
    "way",
    "plots",
    "comprehensiveness",
    "of best found",
    "below the default by",
    "all predicted genres",
    "sufficiency",
    "agreement with the default",
    "seconds",
    "evaluations",
    "largest gap",
)


def shown(number: float, form: str) -> str:
    """A number, or nothing where there is none."""
    return "" if np.isnan(number) else format(number, form)


def line(way: str, rows: pd.DataFrame, wide: pd.DataFrame, maps: pd.Series) -> str:
    """One way's line; ``wide``: comprehensiveness [plots, ways]; ``maps``: the default method's values by plot."""
    part = rows[rows["way"] == way].set_index("plot")
    means = [wide.loc[part.index, name].mean() for name in (way, RANDOM, BEST)]
    pairs = [(a, b) for a, b in zip(part["values"], maps.loc[part.index], strict=True) if isinstance(a, list)]
    alike = np.array([agreement(np.array(a), np.array(b)) for a, b in pairs])
    default = way == DEFAULT_METHOD
    cells = (
        f"{way} (default)" if default else way,
        str(len(part)),
        with_interval(part["comprehensiveness"]),
        f"{normalised(*means):.2f}",
        "" if default else with_interval(wide[DEFAULT_METHOD] - wide[way]),
        with_interval(part["all"]),
        with_interval(part["sufficiency"]),
        shown(np.nanmean(alike) if len(alike) and not default else np.nan, ".2f"),
        shown(part["seconds"].median(), ".3f"),
        shown(part["evaluations"].mean(), ".0f"),
        shown(part["gap"].max(), ".0e"),
    )
    return f"| {' | '.join(cells)} |"


def table(rows: pd.DataFrame) -> list[str]:
    """One line a way, most comprehensive first."""
    numbers = ["seconds", "evaluations", "gap", "all"]
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, *numbers])]).astype(dict.fromkeys(numbers, float))
    wide = rows.pivot(index="plot", columns="way", values="comprehensiveness")
    maps = rows[rows["way"] == DEFAULT_METHOD].set_index("plot")["values"]
    order = wide.mean().sort_values(ascending=False).index
    head = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    return head + [line(way, rows, wide, maps) for way in order]


def speed(classifier: GenreClassifier, films: pd.DataFrame, repeats: int = 7) -> list[str]:
    """Seconds of the default method for texts of several lengths, made by running test plots together."""
    words = [word for text in films["plot"] for word in text.split()]
    lines = ["| words | words read | median seconds, every genre |", "|---|---|---|"]
    for length in (1, 60, 300, 2000):
        seconds, read = [], 0
        for i in range(repeats):
            text = " ".join(islice(cycle(words), i * length, (i + 1) * length)) if length > 1 else "haunted"
            found = explain(classifier, text)
            seconds.append(found.seconds)
            read = max(read, len(found.data))
        lines.append(f"| {length:,} | {read} | {np.median(seconds):.3f} |")
    return lines


def sanity(classifier: GenreClassifier, films: pd.DataFrame, count: int = 30) -> str:
    """How far maps stay the same when the network's weights are shuffled."""
    stranger, found = randomised(classifier), []
    for method in ("guided", "occlusion", "shap"):
        alike = []
        for text in films["plot"][:count]:
            ours, theirs = explain(classifier, text, method), explain(stranger, text, method)
            top = int(ours.outputs.argmax())
            alike.append(agreement(ours.values[:, top], theirs.values[:, top]))
        found.append(f"{method} {np.nanmean(alike):+.2f}")
    told = ", ".join(found)
    return f"Rank correlation with the map of the same network with shuffled weights ({count} plots): {told}."


def ratio(rows: pd.DataFrame) -> str:
    """The default method beside the random control, and beside SHAP's default call."""
    mean = rows.groupby("way")["comprehensiveness"].mean()
    times = mean[DEFAULT_METHOD] / mean[RANDOM]
    told = f"The default method's comprehensiveness is {times:.1f} times the random order's"
    library = rows[rows["way"] == next(iter(LIBRARIES))]
    if len(library):
        ours = rows[(rows["way"] == DEFAULT_METHOD) & rows["plot"].isin(library["plot"])]
        faster = library["seconds"].median() / ours["seconds"].median()
        told += f"; it is {faster:.0f} times as fast as SHAP's default call"
    return told + "."


def dropout(classifier: GenreClassifier, films: pd.DataFrame, ledger: Ledger) -> list[str]:
    """The default method on another model: comprehensiveness beside that model's own controls."""
    ways = {DEFAULT_METHOD: WAYS[DEFAULT_METHOD]}
    return table(pd.DataFrame(list(measure(classifier, films, 0, ledger, ways))))


def write(lines: list[str]) -> None:
    """Put the tables between the document's markers."""
    text = DOCUMENT.read_text(encoding="utf-8")
    head, tail = text[: text.index(BEGIN) + len(BEGIN)], text[text.index(END) :]
    DOCUMENT.write_text("\n".join([head, "", *lines, "", tail]), encoding="utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default=str(DEFAULT_MODEL))
    parser.add_argument("--data", default=str(ROOT.parent / "shared" / "data" / "plots.csv.gz"))
    parser.add_argument("--plots", type=int, default=500)
    parser.add_argument("--library-plots", type=int, default=50, help="plots for the libraries' slow defaults")
    parser.add_argument("--without-dropout", help="a model trained without word dropout, to compare")
    parser.add_argument("--fresh", action="store_true", help="forget the answers of earlier runs")
    parser.add_argument("--no-write", action="store_true", help="print the tables only")
    options = parser.parse_args()
    classifier = GenreClassifier.load(options.model)
    kept = Path(tempfile.gettempdir()) / f"genrelens-explain-{classifier.version}.jsonl"
    if options.fresh:
        kept.unlink(missing_ok=True)
    ledger, films = Ledger(kept), plots(options.data, options.plots)
    rows = pd.DataFrame(list(measure(classifier, films, options.library_plots, ledger, WAYS)))
    lines = [
        f"{len(films)} test plots of 20 to 120 words, the most probable genre, model {classifier.version},"
        f" {os.cpu_count()} cores ({platform.machine()}), {time.strftime('%Y-%m-%d')}; 95 % bootstrap intervals.",
        "",
        *table(rows),
        "",
        ratio(rows) + " " + sanity(classifier, films),
        "",
        *speed(classifier, films),
    ]
    if options.without_dropout:
        other = GenreClassifier.load(options.without_dropout)
        lines += ["", "The same for a network trained without word dropout:", "", *dropout(other, films, ledger)]
    print("\n".join(lines))
    if not options.no_write:
        write(lines)


if __name__ == "__main__":
    main()
