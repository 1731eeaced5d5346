"""Three ways to train, each measured in a process of its own: the original's, its network our way, and ours."""

import contextlib
import multiprocessing
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.speed.keras_original import PADDED_TO, original_network, padded
from benchmarks.speed.training_steps import step_cost
from benchmarks.timing import took
from core.model.network.presets import PRESETS
from data import split
from train.config import TrainConfig
from train.examples.sides import Side
from train.runs.events import Epoch, Event, Step, values

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
    frame["split"] = split.assign(frame)
    train = frame[frame["split"] == "train"]
    validation = frame[frame["split"] == "validation"]
    rng = np.random.default_rng(seed)
    chosen = train.iloc[rng.choice(len(train), min(plots, len(train)), replace=False)]
    few = min(200, plots)
    count = min(max(plots // 5, few), len(validation))
    drawn = validation.iloc[rng.choice(len(validation), count, replace=False)]
    test = frame[frame["split"] == "test"][:few]
    out = folder / "films.csv"
    pd.concat([chosen, drawn, test]).to_csv(out, index=False)
    return out


def prepare(config: TrainConfig) -> tuple[np.ndarray, Side, Side]:
    """The embedding matrix and the train and validation parts, as the training job makes them."""
    from core.model.network import vectors
    from core.text import Vocabulary, words
    from data.sources import registry
    from train.examples.sides import choose_genres, read_side

    table = registry.load(config.data)
    side = split.assign(table.frame)
    genres = choose_genres(table, side, config, lambda event: None)
    plots = table.frame.loc[side == "train", "plot"]
    vocabulary = Vocabulary.fit((words(plot, config.max_tokens) for plot in plots), max_words=config.max_words)
    embedding = vectors.embed(vocabulary, config.glove, config.seed).matrix
    train, validation = (read_side(table, side == name, genres, vocabulary, config) for name in ("train", "validation"))
    return embedding, train, validation


def measure_theirs(config: TrainConfig, minutes: float) -> dict[str, Any]:
    """Train the original's way until the time is up; seconds and validation micro-F1 after every epoch."""
    import keras

    from core.model.calibration import sigmoid
    from train.fit.evaluation import validation_report

    embedding, train, validation = prepare(config)
    keras.utils.set_random_seed(config.seed)
    x, y, x_validation = padded(train.sequences), train.y_true.astype(np.float32), padded(validation.sequences)
    model = original_network(embedding, y.shape[1])
    model.compile(keras.optimizers.Adam(1e-3), keras.losses.BinaryCrossentropy(from_logits=True))
    model.optimizer.build(model.trainable_variables)  # or else the first step makes its variables and is traced again
    model.train_on_batch(x[:ORIGINAL_BATCH], y[:ORIGINAL_BATCH])  # tracing is no part of an epoch
    epochs, spent = [], 0.0
    while spent < minutes * 60:
        seconds = took(lambda: model.fit(x, y, batch_size=ORIGINAL_BATCH, epochs=1, verbose=0))
        spent += seconds
        y_score = sigmoid(model.predict(x_validation, batch_size=ORIGINAL_BATCH, verbose=0))
        report = validation_report(validation.y_true, y_score)
        epochs.append({"seconds": seconds, "spent": spent, **report})
    return {"epochs": epochs, "plots": len(x)}


class TimeIsUp(Exception):
    """Ends a training job after the epoch in which its time ran out: saving the model is not measured."""


def measure_ours(config: TrainConfig, minutes: float, repeats: int) -> dict[str, Any]:
    """The training job itself, until the time is up or its epochs are done; an epoch's time ends with its last step."""
    from train import job

    epochs: list[dict[str, Any]] = []
    clock = {"from": 0.0, "last": 0.0, "spent": 0.0}

    def report(event: Event) -> None:
        now = time.perf_counter()
        if isinstance(event, Step):
            clock["last"] = now
            clock["from"] = clock["from"] or now  # the first step traces the graph, which is no part of an epoch
        if isinstance(event, Epoch):
            seconds = clock["last"] - clock["from"]
            clock["spent"] += seconds
            epochs.append({"seconds": seconds, "spent": clock["spent"], **values(event)})
            clock["from"] = time.perf_counter()
            if clock["spent"] >= minutes * 60 or len(epochs) == config.epochs:
                raise TimeIsUp

    with contextlib.suppress(TimeIsUp), tempfile.TemporaryDirectory() as folder:
        job.run(config, Path(folder) / "model", report, lambda: False)
    embedding, train, _ = prepare(config)
    return {"epochs": epochs, "plots": len(train.sequences), "step": step_cost(embedding, train, config, repeats)}


def measure(way: str, table: str, minutes: float, epochs: int = 0, repeats: int = 1) -> dict[str, Any]:
    """What one way of training takes and learns; see :func:`run_way`."""
    if way == "theirs":
        config = TrainConfig(data=table, max_tokens=PADDED_TO, network=PRESETS["original"])
        return measure_theirs(config, minutes)
    # Larger batches than the default for the embedded films: there are ten times as many here.
    epochs = epochs or (30 if way == "original" else 6)
    config = TrainConfig(data=table, batch_size=64, epochs=epochs, patience=epochs, network=PRESETS[way])
    return measure_ours(config, minutes, repeats)


def run_way(way: str, table: Path, minutes: float, epochs: int = 0, repeats: int = 1) -> dict[str, Any]:
    """One way of training in a process of its own, so that none inherits the memory or the graphs of another.

    They are forked off this one, which loads TensorFlow once for all of them and does nothing with it. ``epochs``: at
    most so many for ours; 0 for its default. ``repeats``: of the step whose cost is taken.
    """
    import keras  # noqa: F401  and TensorFlow with it

    minutes *= THEIR_SHARE if way == "theirs" else 1
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        return pool.submit(measure, way, str(table), minutes, epochs, repeats).result()
