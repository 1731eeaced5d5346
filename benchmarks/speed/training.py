"""Speed of training: python benchmarks/training.py --data ../shared/data/plots.csv.gz --plots 10000

Measures three trainings on the same plots, one after the other, each in a process of its own: the original's own way
(its network, every plot padded to 500 words, batches of 256), the same network as GenreLens trains it, and the
genrelens preset. Writes the table, the cost of a step beside its matrix multiplications alone, and validation micro-F1
after equal minutes into docs/training.md: about ten minutes on two cores. Let nothing else run meanwhile; --small looks
on few plots whether all of it works, and writes nothing.
"""

import argparse
import contextlib
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.speed.rivals import PADDED_TO, original_network, padded

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # before TensorFlow is imported, which happens late
ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "training.md"
BEGIN, END = "<!-- benchmark: python benchmarks/training.py -->", "<!-- end of benchmark -->"
ORIGINAL_BATCH = 256
THEIR_SHARE = 2  # their way needs longer to get anywhere: it gets twice the minutes
WAYS = {
    "theirs": "the original's own way (padded to 500, batches of 256)",
    "original": "`original` preset, as GenreLens trains it",
    "genrelens": "`genrelens` preset",
}


def sample(path: str, plots: int, seed: int, folder: Path) -> Path:
    """A table of ``plots`` films, drawn at random over all its splits; the validation films stay validation films."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    from data import split

    frame["split"] = split.assign(frame)
    train = frame[frame["split"] == "train"]
    validation = frame[frame["split"] == "validation"]
    rng = np.random.default_rng(seed)
    chosen = train.iloc[rng.choice(len(train), min(plots, len(train)), replace=False)]
    few = validation.iloc[rng.choice(len(validation), min(max(plots // 5, 200), len(validation)), replace=False)]
    test = frame[frame["split"] == "test"][:200]
    out = folder / "films.csv"
    pd.concat([chosen, few, test]).to_csv(out, index=False)
    return out


def prepare(config: Any) -> tuple[Any, Any, Any]:
    """The embedding matrix and the train and validation parts, as the training job makes them."""
    from core.model import vectors
    from core.text import Vocabulary, words
    from data import split
    from data.sources import registry
    from train.examples.sides import choose_genres, part

    table = registry.load(config.data)
    side = split.assign(table.frame)
    genres = choose_genres(table, side, config, lambda event, **values: None)
    plots = table.frame.loc[side == "train", "plot"]
    vocabulary = Vocabulary.fit((words(plot, config.max_tokens) for plot in plots), max_words=config.max_words)
    embedding = vectors.embed(vocabulary, config.glove, config.seed).matrix
    train, validation = (part(table, side == name, genres, vocabulary, config) for name in ("train", "validation"))
    return embedding, train, validation


def measure_theirs(config: Any, minutes: float) -> dict[str, Any]:
    """Train the original's way until the time is up; seconds and validation micro-F1 after every epoch."""
    import keras

    from core.model.network import sigmoid
    from train.fit.callback import validation_report

    embedding, train, validation = prepare(config)
    keras.utils.set_random_seed(config.seed)
    x, y, x_validation = padded(train.sequences), train.y_true.astype(np.float32), padded(validation.sequences)
    model = original_network(embedding, y.shape[1])
    model.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True))
    model.train_on_batch(x[:ORIGINAL_BATCH], y[:ORIGINAL_BATCH])  # tracing is no part of an epoch
    epochs, spent = [], 0.0
    while spent < minutes * 60:
        began = time.perf_counter()
        model.fit(x, y, batch_size=ORIGINAL_BATCH, epochs=1, verbose=0)
        seconds = time.perf_counter() - began
        spent += seconds
        y_score = sigmoid(model.predict(x_validation, batch_size=ORIGINAL_BATCH, verbose=0))
        report = validation_report(validation.y_true, y_score)
        epochs.append({"seconds": seconds, "spent": spent, **report})
    return {"epochs": epochs, "plots": len(x)}


class TimeIsUp(Exception):
    """Ends a training job after the epoch in which its time ran out: saving the model is not measured."""


def measure_ours(config: Any, minutes: float) -> dict[str, Any]:
    """The training job itself, until the time is up or its epochs are done; an epoch's time ends with its last step."""
    from train import job

    epochs: list[dict[str, Any]] = []
    clock = {"from": 0.0, "last": 0.0, "spent": 0.0}

    def report(event: str, **values: Any) -> None:
        now = time.perf_counter()
        if event == "step":
            clock["last"] = now
            clock["from"] = clock["from"] or now  # the first step traces the graph, which is no part of an epoch
        if event == "epoch":
            seconds = clock["last"] - clock["from"]
            clock["spent"] += seconds
            epochs.append({"seconds": seconds, "spent": clock["spent"], **values})
            clock["from"] = time.perf_counter()
            if clock["spent"] >= minutes * 60 or len(epochs) == config.epochs:
                raise TimeIsUp

    with contextlib.suppress(TimeIsUp), tempfile.TemporaryDirectory() as folder:
        job.run(config, Path(folder) / "model", report, lambda: False)
    embedding, train, _ = prepare(config)
    return {"epochs": epochs, "plots": len(train.sequences), "step": step_cost(embedding, train, config)}


def step_cost(embedding: np.ndarray, train: Any, config: Any) -> dict[str, float]:
    """Milliseconds of a step on the median batch, of its forward pass, and of its matrix multiplications alone."""
    import keras
    import tensorflow as tf

    from core.model.network import build_network, trainable
    from train.estimate import operations
    from train.examples.batches import Batches

    batches = Batches(train.sequences, train.y_true.astype(np.float32), config.batch_size, config.word_dropout)
    model = trainable(build_network(config.network, embedding, train.y_true.shape[1]))
    model.compile(keras.optimizers.Adam(1e-3, clipnorm=1.0), keras.losses.BinaryCrossentropy(from_logits=True))
    index = int(np.argsort(batches.words)[len(batches) // 2])
    ids, y_true = batches[index]
    dimensions = embedding.shape[1]

    def milliseconds(act: Any, times: int = 15) -> float:
        act()
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            act()
            taken.append(time.perf_counter() - began)
        return 1000 * statistics.median(taken)

    units = config.network.lstm_units
    left = tf.random.normal((len(ids), dimensions + units))
    right = tf.random.normal((dimensions + units, 4 * units))
    count = round(3 * operations(config.network, dimensions) * ids.shape[1] / (4 * units * (dimensions + units)))

    @tf.function
    def multiply() -> Any:
        total = tf.constant(0.0)
        for _ in tf.range(count):
            total += tf.matmul(left, right)[0, 0]
        return total

    return {
        "batch": len(ids),
        "longest": int(ids.shape[1]),
        "step": milliseconds(lambda: model.train_on_batch(ids, y_true)),
        "forward": milliseconds(lambda: model.predict_on_batch(ids)),
        "matmul": milliseconds(lambda: float(multiply())),
    }


def run_way(way: str, table: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One way of training in a process of its own, so that none inherits the memory or the graphs of another."""
    minutes = options.minutes * (THEIR_SHARE if way == "theirs" else 1)
    command = [sys.executable, __file__, "--way", way, "--data", str(table), "--minutes", str(minutes)]
    command += ["--epochs", str(options.epochs)] if options.epochs else []
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def measure(way: str, table: str, minutes: float, epochs: int | None = None) -> dict[str, Any]:
    """What the process of one way prints; ``epochs``: at most so many for ours, where the default would not do."""
    from core.model.presets import PRESETS
    from train.config import TrainConfig

    if way == "theirs":
        config = TrainConfig(data=table, max_tokens=PADDED_TO, network=PRESETS["original"])
        return measure_theirs(config, minutes)
    # Larger batches than the default for the embedded films: there are ten times as many here.
    epochs = epochs or (30 if way == "original" else 6)
    config = TrainConfig(data=table, batch_size=64, epochs=epochs, patience=epochs, network=PRESETS[way])
    return measure_ours(config, minutes)


def document(results: dict[str, dict[str, Any]], options: argparse.Namespace) -> str:
    """The tables, in Markdown."""
    theirs = statistics.median(epoch["seconds"] for epoch in results["theirs"]["epochs"])
    lines = [
        f"Measured with `python benchmarks/training.py --plots {options.plots} --minutes {options.minutes:g}` on"
        f" {os.cpu_count()} cores ({platform.machine()}), {results['theirs']['plots']:,} training plots,"
        f" load before the start {options.load:.1f}. Validation is not in the times.",
        "",
        "| way | seconds an epoch | seconds per 1,000 plots | times as fast | best validation micro-F1 | after (min) |",
        "|---|---|---|---|---|---|",
    ]
    for way, name in WAYS.items():
        result = results[way]
        seconds = statistics.median(epoch["seconds"] for epoch in result["epochs"])
        best = max(result["epochs"], key=lambda epoch: epoch["val_micro_f1"])
        lines.append(
            f"| {name} | {seconds:.1f} | {1000 * seconds / result['plots']:.2f} | {theirs / seconds:.1f} |"
            f" {best['val_micro_f1']:.3f} | {best['spent'] / 60:.1f} |"
        )
    lines += ["", *equal_minutes(results), ""]
    lines += [f"{reached(results, way)}\n" for way in ("theirs", "original")]
    lines += costs(results)
    return "\n".join(lines)


def equal_minutes(results: dict[str, dict[str, Any]]) -> list[str]:
    """Best validation micro-F1 so far, at the same minutes for every way."""
    moments = [results["theirs"]["epochs"][-1]["spent"] * share for share in (0.125, 0.25, 0.5, 1.0)]
    lines = [
        "| best validation micro-F1 after | " + " | ".join(f"{moment / 60:.1f} min" for moment in moments) + " |",
        "|---" * (len(moments) + 1) + "|",
    ]
    for way, name in WAYS.items():
        cells = []
        for moment in moments:
            so_far = [e["val_micro_f1"] for e in results[way]["epochs"] if e["spent"] <= moment * 1.0001]
            cells.append(f"{max(so_far):.3f}" if so_far else "no epoch yet")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return lines


def reached(results: dict[str, dict[str, Any]], other: str) -> str:
    """How soon the genrelens preset reaches the best that another way reached in its time."""
    best = max(results[other]["epochs"], key=lambda epoch: epoch["val_micro_f1"])
    sooner = [e["spent"] for e in results["genrelens"]["epochs"] if e["val_micro_f1"] >= best["val_micro_f1"]]
    name = WAYS[other][:1].upper() + WAYS[other][1:]
    goal = f"{name}: {best['val_micro_f1']:.3f} after {best['spent'] / 60:.1f} minutes, its best in"
    goal += f" {results[other]['epochs'][-1]['spent'] / 60:.1f};"
    if not sooner:
        return f"{goal} the `genrelens` preset does not reach it in its {len(results['genrelens']['epochs'])} epochs."
    times = best["spent"] / sooner[0]
    return f"{goal} the `genrelens` preset is there after {sooner[0] / 60:.2f} ({times:.1f} times sooner)."


def costs(results: dict[str, dict[str, Any]]) -> list[str]:
    """What a step costs, beside its matrix multiplications alone."""
    lines = [
        "| a step of | films x words | step (ms) | forward alone (ms) | its matrix multiplications alone (ms) |",
        "|---|---|---|---|---|",
    ]
    for way in ("original", "genrelens"):
        step = results[way]["step"]
        lines.append(
            f"| {WAYS[way]} | {step['batch']} x {step['longest']} | {step['step']:.0f} | {step['forward']:.0f} |"
            f" {step['matmul']:.0f} |"
        )
    return lines


def write(text: str) -> None:
    """Put the tables between the markers of docs/training.md."""
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")


def main() -> None:
    """Measure every way and write the document; with --way, measure that one and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared/data/plots.csv.gz", help="the table to train on")
    parser.add_argument("--plots", type=int, default=10_000, help="training plots (default: 10,000)")
    parser.add_argument(
        "--minutes", type=float, default=2, help="training time of our ways; theirs gets twice as much (default: 2)"
    )
    parser.add_argument("--epochs", type=int, help="at most so many epochs for ours (default: 30 and 6)")
    parser.add_argument("--small", action="store_true", help="600 embedded plots for seconds; writes nothing")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.way:
        print(json.dumps(measure(options.way, options.data, options.minutes, options.epochs)))
        return
    if options.small:
        options.data, options.plots, options.minutes = str(ROOT / "data" / "open_plots" / "plots.csv"), 600, 0.05
    options.load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        table = sample(options.data, options.plots, 7, Path(folder))
        results = {way: run_way(way, table, options) for way in WAYS}
    text = document(results, options)
    if not options.small:
        write(text)
    print(text)


if __name__ == "__main__":
    main()
