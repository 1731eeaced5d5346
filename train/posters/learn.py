"""Learn posters beside a trained plot model, measure it, and save a folder of poster weights."""

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.errors import ArtifactError, TableError
from core.measure import metrics
from core.model import calibration, thresholds
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.model.folder.staging import Held, move_into_place, put_back, turn
from core.posters import model
from core.posters.evaluation import SIDES, Evaluation
from core.posters.model import CARD, EVALUATION, FORMAT_VERSION, Heads, network_of
from train.posters.fit import Readings, fit
from train.posters.table import PosterFilms

PACKAGES = ("numpy", "onnxruntime", "pillow")
FIGURES = ("micro_f1", "macro_f1", "map", "lrap", "ece")


class Learnt(NamedTuple):
    """The heads and, on test films with plot and poster, the figures of ``plot``, ``poster`` and ``both``, and the
    answers that they are of.
    """

    heads: Heads
    films: dict[str, int]
    figures: dict[str, dict[str, float]]
    evaluation: Evaluation | None = None


def readings(classifier: GenreClassifier, films: PosterFilms, features: NDArray[np.float32]) -> Readings:
    """What the plot model and the image network say of the films; NaN where a plot is missing or can't be read."""
    plot = classifier.decision_function(films.plots)
    plot[[not classifier.readable(text) for text in films.plots]] = np.nan
    return Readings(features, plot, films.y_true)


def learn(classifier: GenreClassifier, films: PosterFilms, features: NDArray[np.float32]) -> Learnt:
    """Fit on train and validation, and measure on test. Raises TableError for a side with too few films."""
    read = readings(classifier, films, features)
    train, validation, test = (read[films.side == side] for side in ("train", "validation", "test"))
    if not len(train.plot) or not train.y_true.any():
        raise TableError(f"{films.name} has no training film with a poster. Add films.")
    heads = fit(train, validation)
    counts = {"train": len(train.plot), "validation": len(validation.plot), "test": len(test.plot)}
    scored = test[test.told]
    if not len(scored.plot):
        return Learnt(heads, counts, {})
    answers = evaluated(classifier, heads, validation[validation.told], scored)
    return Learnt(heads, counts, measured(classifier, heads, scored), answers)


def evaluated(classifier: GenreClassifier, heads: Heads, validation: Readings, films: Readings) -> Evaluation:
    """Answers for films with a plot and a poster; the plot is also calibrated again on such ``validation`` films."""
    again = calibration.fit(validation.y_true, validation.plot)
    poster = heads.poster(films.features)
    odds = {
        "plot": (films.plot, classifier.thresholds_),
        "plot_again": (
            again.apply(films.plot),
            thresholds.tune(validation.y_true, sigmoid(again.apply(validation.plot))),
        ),
        "poster": (poster, heads.alone),
        "both": (heads.fused(films.plot, poster), heads.both),
    }
    y_score = np.stack([sigmoid(odds[side][0]) for side in SIDES]).astype(np.float32)
    limits = np.stack([odds[side][1] for side in SIDES]).astype(np.float32)
    return Evaluation(films.y_true.astype(np.int8), y_score, limits)


def measured(classifier: GenreClassifier, heads: Heads, films: Readings) -> dict[str, dict[str, float]]:
    """Figures of films with a plot and a poster: from the plot alone, the poster alone, and both."""
    poster = heads.poster(films.features)
    sides = {
        "plot": (films.plot, classifier.thresholds_),
        "poster": (poster, heads.alone),
        "both": (heads.fused(films.plot, poster), heads.both),
    }
    return {
        name: {
            key: value for key, value in metrics.report(films.y_true, sigmoid(odds), limits).items() if key in FIGURES
        }
        for name, (odds, limits) in sides.items()
    }


def check_free(out: Path) -> None:
    """Raises ArtifactError when a poster model must not be written to ``out``, because something else is there."""
    if out.exists() and not (out / CARD).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise ArtifactError(
            f"{out.resolve()} holds something else, not a poster model. Choose an empty folder or a new name."
        )


def save(out: Path, learnt: Learnt, classifier: GenreClassifier, backbone: Path, about: dict[str, Any]) -> None:
    """Write the folder whole, in the place of an earlier poster model. Raises ArtifactError for another folder."""
    out = out.resolve()
    check_free(out)
    card = {
        "format_version": FORMAT_VERSION,
        "genres": [str(genre) for genre in classifier.classes_],
        "plot_model": network_of(classifier.artifact),
        "films": learnt.films,
        "figures": learnt.figures,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "packages": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        **about,
    }
    content = backbone.read_bytes()
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with turn(out, alone=True):
            put_back(out)
            held = Held(out.parent, f".{out.name}.writing-")
            try:
                if learnt.evaluation:
                    learnt.evaluation.save(held.path / EVALUATION)
                model.seal(held.path, card, learnt.heads, content)
                held.path.chmod(0o755)
                move_into_place(held.path, out)
            finally:
                held.release()
    except OSError as error:
        raise ArtifactError(f"{out} can't be written ({error}). Check its rights and the space left.") from None
