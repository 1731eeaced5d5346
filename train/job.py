"""One training run from table to model folder. Read :func:`run` from top to bottom."""

import hashlib
import json
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.measure import metrics
from core.model import artifact, vectors
from core.model.calibration import logit
from core.text import Vocabulary, words
from data import split
from data.schema import PlotTable
from data.sources import registry
from train import estimate
from train.config import TrainConfig
from train.examples import sides, training_set
from train.examples.sides import Part
from train.examples.training_set import Lessons
from train.fit import checkpoint as checkpoints
from train.fit.card_text import readme
from train.fit.evaluation import measure
from train.fit.genre_words import write_words


def run(
    config: TrainConfig,
    out: Path,
    report: Callable[..., None],
    stop: Callable[[], bool],
    checkpoint: Path | None = None,
    finish: bool = False,
) -> dict[str, float]:
    """Load, split, build the vocabulary, fit, tune, evaluate and save to ``out``; returns the test metrics.

    ``report(event, **values)`` hears of every phase, step and epoch; ``stop()`` is asked after every step, and the
    best weights so far are saved when it answers yes. ``checkpoint``: the file that holds the state after each epoch;
    training goes on from it if it exists, or, with ``finish``, ends there. Deterministic under ``config.seed`` on the
    same machine with the same number of threads, interrupted or not.
    """
    report("phase", name="reading the films")
    table = registry.load(config.data)
    side = split.assign(table.frame, config.split, seed=config.seed)
    genres = sides.choose_genres(table, side, config, report)

    report("phase", name="building the vocabulary")
    further = training_set.further(config, table.frame, (side != "train").to_numpy(), genres)
    if len(further):
        report("note", text=f"{len(further):,} further plots are learnt from, with the teacher's genres.")
    vocabulary = Vocabulary.fit(
        (words(plot, config.max_tokens) for plot in [*table.frame.loc[side == "train", "plot"], *further.index]),
        max_words=config.max_words,
        min_count=config.min_count,
    )
    embedding = vectors.embed(vocabulary, config.glove, config.seed)
    train, validation, test = (sides.part(table, side == name, genres, vocabulary, config) for name in split.PARTS)
    scored_validation, scored_test = (sides.scored(part, config) for part in (validation, test))

    report("phase", name="starting TensorFlow")
    learnt = training_set.gather(config, train, further, genres, vocabulary)
    state = checkpoints.State(checkpoint, _fingerprint(genres, vocabulary, learnt), finish)
    model, reporter = _fit(config, embedding.matrix, learnt, scored_validation, report, stop, state)

    report("phase", name="tuning thresholds and scoring the test films")
    from core.model.network import trainable
    from train.fit.callback import scores

    logits = trainable(model)
    both = (scored_validation, scored_test)
    outcome = measure(*((part.y_true, logit(scores(logits, part.sequences))) for part in both))

    report("phase", name="exporting and saving the model")
    card = _card(config, table, genres, {"train": train, "validation": validation, "test": test}, reporter)
    card |= outcome.for_card()
    card |= {"glove_coverage": round(embedding.coverage, 4), "vocabulary_words": len(vocabulary)}
    card |= {"further_plots": len(further)}

    def write(folder: Path) -> None:
        from core.model.network import export_onnx

        layout = artifact.LAYOUT
        card["onnx_gap"] = export_onnx(model, folder / layout.onnx)
        model.save(folder / layout.keras)
        _write_json(folder / layout.card, card)
        _write_json(folder / layout.config, config.to_dict())
        _write_json(folder / layout.calibration, outcome.calibration.to_dict(genres))
        _write_json(folder / layout.thresholds, dict(zip(genres, outcome.thresholds.tolist(), strict=True)))
        (folder / layout.vocabulary).write_text("\n".join(vocabulary.words) + "\n", encoding="utf-8")
        np.savez_compressed(
            folder / layout.evaluation, y_true=outcome.y_true, y_score=outcome.y_score.astype(np.float32)
        )
        pd.DataFrame(reporter.history).to_csv(folder / layout.history, index=False)
        report("phase", name="finding the words of each genre")
        write_words(folder, scored_test.frame)
        per_genre = metrics.per_genre(outcome.y_true, outcome.y_score, outcome.thresholds, genres)
        (folder / layout.readme).write_text(readme(card, config, per_genre), encoding="utf-8")

    artifact.save(out, write)
    return outcome.metrics


def _fit(
    config: TrainConfig,
    embedding: NDArray[np.float32],
    learnt: Lessons,
    validation: Part,
    report: Callable[..., None],
    stop: Callable[[], bool],
    state: checkpoints.State,
) -> tuple[Any, Any]:
    """Build and fit the network; returns it with its best weights, and the callback that watched."""
    import keras
    import tensorflow as tf

    from core.model.network import build_network, trainable, weighted_cross_entropy
    from train.examples.batches import Batches
    from train.fit.callback import Reporter

    keras.backend.clear_session()
    keras.utils.set_random_seed(config.seed)
    tf.config.experimental.enable_op_determinism()
    model = build_network(config.network, embedding, learnt.targets.shape[1] // 2)
    logits = trainable(model)
    batches = Batches(learnt.sequences, learnt.targets, config.batch_size, config.word_dropout, config.seed)
    total = len(batches) * config.epochs
    schedule = keras.optimizers.schedules.CosineDecay(config.learning_rate, total, alpha=0.1)
    logits.compile(
        optimizer=keras.optimizers.Adam(schedule, clipnorm=1.0),
        loss=weighted_cross_entropy,
    )
    reporter = Reporter((validation.sequences, validation.y_true), batches, config.patience, report, stop, state.save)
    reached = state.load()
    if reached:
        reporter.restore(reached, logits)
    planned = estimate.planned(config, estimate.size(learnt.plots, config.max_tokens))
    report("phase", name="training", total_steps=total, planned=planned)
    if not (state.finish or reporter.out_of_patience):
        logits.fit(
            batches.dataset(),
            epochs=config.epochs,
            initial_epoch=reporter.epoch,
            verbose=0,
            shuffle=False,
            callbacks=[reporter],
        )
    reporter.keep_best(logits)
    return model, reporter


def _fingerprint(genres: list[str], vocabulary: Vocabulary, learnt: Lessons) -> str:
    """A hash of what the network reads and learns: a checkpoint of other films or genres can't be gone on from."""
    digest = hashlib.sha256("\n".join([*genres, *vocabulary.words]).encode())
    digest.update(np.concatenate(learnt.sequences).tobytes() + learnt.targets.tobytes())
    return digest.hexdigest()


def _card(
    config: TrainConfig, table: PlotTable, genres: list[str], parts: dict[str, Part], reporter: Any
) -> dict[str, Any]:
    import tensorflow  # by its own word: the package is called tensorflow-cpu on some machines

    packages = ("keras", "numpy", "scikit-learn", "onnxruntime")
    return {
        "format_version": artifact.FORMAT_VERSION,
        "name": f"{config.preset} on {table.name}",
        "genres": genres,
        "data": table.name,
        "films": {name: len(part.frame) for name, part in parts.items()},
        "train_support": dict(zip(genres, parts["train"].y_true.sum(axis=0).tolist(), strict=True)),
        "score_where": config.score_where,
        "best_epoch": reporter.best_epoch,
        "stopped_early": reporter.stopped,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "packages": {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {name: version(name) for name in packages},
        "trained_until": round(time.time()),
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
