"""How quality grows with the number of training films: python -m benchmarks.quality.growth

GenreLens, without a teacher, and TF-IDF train on the same films of plots.csv.gz, drawn once (the smaller sets lie
inside the larger), and are calibrated, tuned and scored as in make quality. Finished trainings are kept in
build/quality, so an interrupted run goes on where it stopped. The embedded films alone are measured too. Writes a
table and a figure into docs/quality.md. --quick takes TF-IDF and the two smallest sets, and needs ../shared too.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmarks import page, picture
from benchmarks.quality import networks, scoring
from benchmarks.start import Benchmark
from data.sources import registry
from recipe import baseline, films
from recipe.films import WORK, Films, Scores, tight

BENCHMARK = Benchmark(__spec__.name, __doc__, page="quality.md")
SECTION = f"python -m {BENCHMARK.module}"

SIZES = (1_000, 3_000, 10_000, 30_000, 47_034)
FEW = 5_000  # below it, what suits the embedded thousand films: small batches, a slower bag-of-words path
SMALL = {"word_gain": 1.0, "learning_rate": 4e-3, "batch_size": 16, "epochs": 15}
LARGE = {"word_gain": 8.0, "learning_rate": 4e-3, "batch_size": 128, "epochs": 5}
EMBEDDED = "growth-embedded"
ALWAYS = {"labeller": "label_tier", "min_films": 1}
COLUMNS = {"micro_f1_global": "micro F1, one threshold", "macro_f1": "macro F1", "map": "mAP", "lrap": "LRAP"}


def part(whole: Films, size: int) -> Films:
    """The same films with ``size`` of the training films, in a table of their own."""
    order = np.random.default_rng(7).permutation(len(whole.train))
    return _table(whole, f"growth-{size}", whole.train.iloc[np.sort(order[:size])])


def embedded(whole: Films) -> Films:
    """The embedded films instead, without those whose titles are in validation or test."""
    held_back = {tight(title) for side in (whole.validation, whole.test) for title in side["title"]}
    frame = registry.load("open_plots").frame.assign(label_tier="imdb", clean="1", split="train")
    chosen = frame[~frame["title"].map(tight).isin(held_back)]
    return _table(whole, EMBEDDED, chosen)


def _table(whole: Films, name: str, chosen: pd.DataFrame) -> Films:
    """A table of ``chosen`` to train on and the usual films to validate and to test."""
    path = WORK / f"{name}.csv.gz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sides = {"train": chosen, "validation": whole.validation, "test": whole.test}
        pd.concat([frame.assign(split=side) for side, frame in sides.items()]).to_csv(path, index=False)
    return replace(whole, name=name, path=path, train=chosen)


def network(table: Films) -> Scores:
    """GenreLens with the settings that suit the number of films; genres too rare to be learnt are left to chance."""
    settings = (SMALL if len(table.train) < FEW else LARGE) | ALWAYS
    return networks.network(table, settings, "genrelens")


def main(arguments: list[str] | None = None) -> None:
    """Train what is missing, then write."""
    options = BENCHMARK.parse(arguments)
    whole = films.shipped()
    ways = {"GenreLens": network, "TF-IDF + logistic regression": baseline.tfidf_logistic}
    if options.quick:
        del ways["GenreLens"]
    sizes = SIZES[:1] if options.quick else SIZES
    rows: list[dict[str, Any]] = []
    for table in [embedded(whole), *(part(whole, min(size, len(whole.train))) for size in sizes)]:
        for way, make in ways.items():
            values = scoring.measure(table, scoring.kept(table, way, make)).values
            rows.append({"table": table, "way": way} | {name: values[name] for name in COLUMNS})
    text = [page.measured(options), "", *lines(rows)]
    if not options.quick:
        figure = options.page.parent / "figures" / "growth.png"
        picture.save(drawn([row for row in rows if row["table"].name != EMBEDDED]), figure)
        text += ["", f"![mAP against training films](figures/{figure.name})"]
    page.write(options.page, SECTION, text)
    print("\n".join(text))


def lines(rows: list[dict[str, Any]]) -> list[str]:
    """The table."""
    cells = []
    for row in rows:
        size = f"{len(row['table'].train):,}" + (", the embedded" if row["table"].name == EMBEDDED else "")
        cells.append([size, row["way"], *(f"{row[name]:.3f}" for name in COLUMNS)])
    return page.table(["training films", "", *COLUMNS.values()], cells)


def drawn(rows: list[dict[str, Any]]) -> go.Figure:
    """The mAP against the number of training films, a curve for each way."""
    figure = go.Figure()
    for way in dict.fromkeys(row["way"] for row in rows):
        points = [(len(row["table"].train), row["map"]) for row in rows if row["way"] == way]
        sizes, heights = zip(*points, strict=True)
        figure.add_scatter(x=sizes, y=heights, mode="lines+markers", name=way)
    figure.update_xaxes(type="log", tickvals=list(SIZES), ticktext=[f"{size:,}" for size in SIZES])
    return picture.quiet(figure, "training films (logarithmic)", "mAP on the same 1,867 test films")


if __name__ == "__main__":
    main()
