"""One training run from table to model folder. Read :func:`run` from top to bottom."""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.measure import metrics
from core.model import vectors
from core.model.artifact import Artifact
from core.model.calibration import logit
from core.model.card import Card
from core.model.classifier import GenreClassifier
from core.model.layout import FORMAT_VERSION, LAYOUT
from core.model.writer import Writer, writing
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
from train.fit.evaluation import Evaluation, evaluate
from train.fit.fit import History, fit
from train.fit.genre_words import words_of
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
    from core.model.network import export_onnx, weights_of

    parts = {"train": train, "validation": validation, "test": test}
    with writing(out) as new:
        gap = export_onnx(model, new.folder / LAYOUT.onnx)
        card = Card(
            **_origin(config, table, genres, parts, history),
            **evaluation.for_card(),
            glove_coverage=round(embedding.coverage, 4),
            vocabulary_words=len(vocabulary),
            further_plots=len(extra),
            onnx_gap=gap,
        )
        _write_serving(new, card, config, vocabulary, evaluation)
        new.weights(weights_of(model))
        new.evaluation(evaluation.y_true, evaluation.y_score)
        new.history(history.frame())
        report(Phase("finding the words of each genre"))
        new.words(words_of(GenreClassifier(Artifact(new.folder, version="unsealed")), scored_test.frame))
        per_genre = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, genres)
        new.readme(readme(card, config, per_genre))
    return evaluation.metrics


def _write_serving(
    new: Writer, card: Card, config: TrainConfig, vocabulary: Vocabulary, evaluation: Evaluation
) -> None:
    """What predicting needs beside the ONNX network."""
    new.card(card)
    new.config(config.to_dict())
    new.vocabulary(vocabulary)
    new.calibration(evaluation.calibration, card.genres)
    new.thresholds(evaluation.thresholds, card.genres)


def _origin(
    config: TrainConfig, table: PlotTable, genres: list[str], parts: dict[str, Side], history: History
) -> dict[str, Any]:
    """The fields of the card that say where a model comes from."""
    import tensorflow  # by its own word: the package is called tensorflow-cpu on some machines

    packages = ("keras", "numpy", "scikit-learn", "onnxruntime")
    return {
        "format_version": FORMAT_VERSION,
        "name": f"{config.preset} on {table.name}",
        "genres": tuple(genres),
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
