"""python -m benchmarks.growth: how quality grows with the number of training films; GenreLens against TF-IDF.

Both train on the same films of plots.csv.gz, drawn once (the smaller sets lie inside the larger), without a teacher;
calibrated, tuned and scored as in make quality. Finished trainings are kept in build/quality, so that an interrupted
run goes on. What the embedded films alone give stands beside it. Writes table and figure into docs/quality.md.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from benchmarks.pages import picture
from benchmarks.pages.browser import ROOT
from benchmarks.quality import contenders, table
from data.sources import registry
from recipe import films
from recipe.films import WORK, Films, tight

SIZES = (1_000, 3_000, 10_000, 30_000, 47_034)
FEW = 5_000  # below it, what suits the embedded thousand films: small batches, a slower bag-of-words path
SMALL = {"word_gain": 1.0, "learning_rate": 4e-3, "batch_size": 16, "epochs": 15}
LARGE = {"word_gain": 8.0, "learning_rate": 4e-3, "batch_size": 128, "epochs": 5}
EMBEDDED = "growth-embedded"
ALWAYS = {"labeller": "label_tier", "min_films": 1}
SHOWN = {"micro_f1_global": "micro F1, one threshold", "macro_f1": "macro F1", "map": "mAP", "lrap": "LRAP"}
PICTURE = ROOT / "docs" / "figures" / "growth.png"


def part(whole: Films, size: int) -> Films:
    """The same films with ``size`` of the training films, in a table of their own."""
    order = np.random.default_rng(7).permutation(len(whole.train))
    return _table(whole, f"growth-{size}", whole.train.iloc[np.sort(order[:size])])


def embedded(whole: Films) -> Films:
    """The embedded films instead, without those whose titles stand in validation or test."""
    held_back = {tight(title) for side in (whole.validation, whole.test) for title in side["title"]}
    frame = registry.load("open_plots").frame.assign(label_tier="imdb", clean="1", split="train")
    chosen = frame[~frame["title"].map(tight).isin(held_back)]
    return _table(whole, EMBEDDED, chosen)


def _table(whole: Films, name: str, chosen: pd.DataFrame) -> Films:
    """``chosen`` to train on, and the same films as ever to validate and to test, in a table of their own."""
    path = WORK / f"{name}.csv.gz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        sides = {"train": chosen, "validation": whole.validation, "test": whole.test}
        pd.concat([frame.assign(split=side) for side, frame in sides.items()]).to_csv(path, index=False)
    return replace(whole, name=name, path=path, train=chosen)


def network(table: Films) -> contenders.Scores:
    """GenreLens with the settings that suit the number of films; genres too rare to be learnt get an even chance."""
    settings = (SMALL if len(table.train) < FEW else LARGE) | ALWAYS
    return contenders.network(table, settings, "genrelens")


def main() -> None:
    """Train what is missing, then write."""
    whole = films.load("plots", "clean=1", int(str(table.PLOTS["min_films"])))
    ways = {"GenreLens": network, "TF-IDF + logistic regression": contenders.tfidf_logistic}
    rows = []
    for films_of in [embedded(whole), *(part(whole, min(size, len(whole.train))) for size in SIZES)]:
        for way, make in ways.items():
            values = table.measure(films_of, table.scores(films_of, way, make)).values
            rows.append({"table": films_of, "way": way} | {name: values[name] for name in SHOWN})
    lines = ["| training films | | " + " | ".join(SHOWN.values()) + " |", "|---" * (len(SHOWN) + 2) + "|"]
    for row in rows:
        size = f"{len(row['table'].train):,}" + (", the embedded" if row["table"].name == EMBEDDED else "")
        lines.append(f"| {size} | {row['way']} | " + " | ".join(f"{row[name]:.3f}" for name in SHOWN) + " |")
    picture.save(drawn([row for row in rows if row["table"].name != EMBEDDED]), PICTURE)
    lines += ["", f"![mAP against training films]({PICTURE.relative_to(table.PAGE.parent)})"]
    table.write("growth", lines)


def drawn(rows: list[dict]) -> go.Figure:
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
