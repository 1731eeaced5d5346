"""One training run from table to model folder. Read :func:`run` from top to bottom."""

import json
import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from core.measure import metrics
from core.model import artifact, vectors
from core.model.calibration import logit
from core.text import Vocabulary, words
from data import split
from data.schema import PlotTable
from data.sources import registry
from train.config import TrainConfig
from train.examples import sides, training_set
from train.examples.sides import Side
from train.examples.teacher import Teacher
from train.fit.card_text import readme
from train.fit.checkpoint import State
from train.fit.evaluation import evaluate
from train.fit.fit import History, fit
from train.fit.genre_words import write_words
from train.runs.events import Listener, Note, Phase


def run(
    config: TrainConfig,
    out: Path,
    report: Listener,
    stop: Callable[[], bool],
    checkpoint: Path | None = None,
    finish: bool = False,
) -> dict[str, float]:
    """Load, split, build the vocabulary, fit, tune, evaluate and save to ``out``; returns the test metrics.

    ``report`` hears every event; ``stop()`` is asked after every step, and the best weights so far are saved when it
    answers yes. ``checkpoint``: the file that holds the state after each epoch; training continues from it if it
    exists, or, with ``finish``, ends there. Deterministic under ``config.seed`` on the same machine with the same
    number of threads, interrupted or not. Raises GenreLensError for what the user can mend.
    """
    report(Phase("reading the films"))
    table = registry.load(config.data)
    side = split.assign(table.frame, config.split, seed=config.seed)
    genres = sides.choose_genres(table, side, config, report)
    teacher = Teacher.read(Path(config.teacher), genres) if config.teacher else None

    report(Phase("building the vocabulary"))
    extra = training_set.extra_plots(teacher, table.frame, (side != "train").to_numpy())
    if extra:
        report(Note(f"{len(extra):,} more plots are learnt from, which only the teacher gives genres to."))
    vocabulary = Vocabulary.fit(
        (words(plot, config.max_tokens) for plot in [*table.frame.loc[side == "train", "plot"], *extra]),
        max_words=config.max_words,
        min_count=config.min_count,
    )
    embedding = vectors.embed(vocabulary, config.glove, config.seed)
    train, validation, test = (sides.read_side(table, side == name, genres, vocabulary, config) for name in split.PARTS)
    scored_validation, scored_test = (sides.only_scored(films, config) for films in (validation, test))

    report(Phase("starting TensorFlow"))
    examples = training_set.build(config, train, extra, teacher, vocabulary)
    state = State(checkpoint, examples.fingerprint(genres, vocabulary), finish)
    model, history = fit(config, embedding.matrix, examples, scored_validation, report, stop, state)

    report(Phase("tuning thresholds and scoring the test films"))
    from core.model.network import trainable
    from train.fit.callback import scores

    logits = trainable(model)
    both = (scored_validation, scored_test)
    evaluation = evaluate(*((films.y_true, logit(scores(logits, films.sequences))) for films in both))

    report(Phase("exporting and saving the model"))
    card = _card(config, table, genres, {"train": train, "validation": validation, "test": test}, history)
    card |= evaluation.for_card()
    card |= {"glove_coverage": round(embedding.coverage, 4), "vocabulary_words": len(vocabulary)}
    card |= {"further_plots": len(extra)}

    def write(folder: Path) -> None:
        from core.model.network import export_onnx

        layout = artifact.LAYOUT
        card["onnx_gap"] = export_onnx(model, folder / layout.onnx)
        model.save(folder / layout.keras)
        _write_json(folder / layout.card, card)
        _write_json(folder / layout.config, config.to_dict())
        _write_json(folder / layout.calibration, evaluation.calibration.to_dict(genres))
        _write_json(folder / layout.thresholds, dict(zip(genres, evaluation.thresholds.tolist(), strict=True)))
        (folder / layout.vocabulary).write_text("\n".join(vocabulary.words) + "\n", encoding="utf-8")
        np.savez_compressed(
            folder / layout.evaluation, y_true=evaluation.y_true, y_score=evaluation.y_score.astype(np.float32)
        )
        history.frame().to_csv(folder / layout.history, index=False)
        report(Phase("finding the words of each genre"))
        write_words(folder, scored_test.frame)
        per_genre = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, genres)
        (folder / layout.readme).write_text(readme(card, config, per_genre), encoding="utf-8")

    artifact.save(out, write)
    return evaluation.metrics


def _card(
    config: TrainConfig, table: PlotTable, genres: list[str], parts: dict[str, Side], history: History
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
        "best_epoch": history.best_epoch,
        "stopped_early": history.stopped,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "packages": {"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {name: version(name) for name in packages},
        "trained_until": round(time.time()),
    }


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
