"""Saves a trained network as a model folder, with the card that says where it comes from and how good it is."""

import platform
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from core.drift import reference
from core.drift.measured import Measured
from core.measure import metrics
from core.model.classifier import GenreClassifier
from core.model.familiarity.score import Familiarity
from core.model.folder.artifact import Artifact
from core.model.folder.card import Card
from core.model.folder.layout import FORMAT_VERSION, LAYOUT
from core.model.folder.writer import Writer, writing
from core.text import Vocabulary
from train.config import TrainConfig
from train.examples.sides import Side
from train.fit.card_text import readme
from train.fit.enough import Enough
from train.fit.evaluation import Evaluation
from train.fit.fit import History
from train.fit.genre_words import words_of
from train.runs.events import Listener, Phase

if TYPE_CHECKING:
    import keras

PACKAGES = ("keras", "numpy", "scikit-learn", "onnxruntime")


@dataclass(frozen=True)
class TrainedModel:
    """Everything that goes into a model folder."""

    config: TrainConfig
    data: str
    genres: list[str]
    sides: dict[str, Side]
    extra_plots: int
    vocabulary: Vocabulary
    glove_coverage: float
    network: "keras.Model"
    onnx: bytes
    onnx_gap: float
    history: History
    evaluation: Evaluation
    scored_test: pd.DataFrame
    familiarity: Familiarity


def save(model: TrainedModel, out: Path, report: Listener, stop: Callable[[], bool]) -> None:
    """Write the folder whole: it takes the place of ``out`` in one step. Raises ArtifactError or OSError.

    Nobody who stops waits for the words of each genre: they are left out, and found when someone asks for them.
    """
    from core.model.network.layers import weights_of

    evaluation = model.evaluation
    with writing(out) as new:
        card = _card(model)
        _write_serving(new, card, model)
        new.weights(weights_of(model.network))
        new.evaluation(evaluation.y_true, evaluation.y_score)
        new.history(model.history.frame())
        classifier = GenreClassifier(Artifact(new.folder, version="unsealed"))
        own = reference.chosen(model.sides["validation"].frame["plot"].tolist())
        reference.save(Measured.of(classifier, own), new.folder / LAYOUT.reference)
        if not stop():
            report(Phase("finding the words of each genre"))
            _write_words(new, classifier, model.scored_test, stop)
        per_genre = metrics.per_genre(evaluation.y_true, evaluation.y_score, evaluation.thresholds, model.genres)
        new.readme(readme(card, model.config, per_genre))


def _write_serving(new: Writer, card: Card, model: TrainedModel) -> None:
    """What predicting needs."""
    new.onnx(model.onnx)
    new.card(card)
    new.config(model.config.to_dict())
    new.vocabulary(model.vocabulary)
    new.calibration(model.evaluation.calibration, card.genres)
    new.thresholds(model.evaluation.thresholds, card.genres)
    new.familiarity(model.familiarity)


def _write_words(new: Writer, classifier: GenreClassifier, films: pd.DataFrame, stop: Callable[[], bool]) -> None:
    """The words that move each genre, unless somebody stops meanwhile."""
    with suppress(Enough):
        new.words(words_of(classifier, films, stop=stop))


def _card(model: TrainedModel) -> Card:
    import tensorflow  # by its own word: the package is called tensorflow-cpu on some machines

    config, support = model.config, model.sides["train"].y_true.sum(axis=0).tolist()
    return Card(
        format_version=FORMAT_VERSION,
        name=f"{config.preset} on {model.data}",
        genres=tuple(model.genres),
        data=model.data,
        films={name: len(side.frame) for name, side in model.sides.items()},
        train_support=dict(zip(model.genres, support, strict=True)),
        score_where=config.score_where,
        best_epoch=model.history.best_epoch,
        stopped_early=model.history.stopped,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        packages={"python": platform.python_version(), "tensorflow": tensorflow.__version__}
        | {name: version(name) for name in PACKAGES},
        trained_until=round(time.time()),
        **model.evaluation.for_card(),
        glove_coverage=round(model.glove_coverage, 4),
        vocabulary_words=len(model.vocabulary),
        further_plots=model.extra_plots,
        onnx_gap=model.onnx_gap,
    )
