"""GenreLens as a contender: the shipped model, and networks that are trained for the comparison."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality import peer
from benchmarks.start import SHIPPED
from core.model.classifier import GenreClassifier
from core.model.network.presets import PRESETS
from recipe.films import SIDES, WORK, Films, Scores
from train.runs.events import Epoch, Event, Phase


def shipped(films: Films) -> Scores:
    """The shipped model's own scores."""
    return scores(SHIPPED, films)


def network(films: Films, settings: Mapping[str, Any], preset: str) -> Scores:
    """A network trained by the training job, or the one in the folder that it left."""
    from train import job
    from train.config import TrainConfig

    folder = WORK / f"{films.name}-{preset}"
    if not (folder / "SHA256SUMS").exists():
        run = {name: value for name, value in settings.items() if name != "word_gain"}
        shape = replace(PRESETS[preset], word_gain=float(settings["word_gain"]))
        config = TrainConfig(data=str(films.path), score_where=films.score_where, network=shape, **run)
        job.run(config, folder, report=_say, stop=lambda: False)
    return scores(folder, films)


def with_teacher(films: Films, settings: Mapping[str, Any]) -> Scores:
    """The network, trained on the peer's films and on further plots without labels, answered by a MiniLM-L6."""
    taught = {**settings, **peer.teacher_settings(films)}
    return network(replace(films, name=f"{films.name}-taught"), taught, "genrelens")


def scores(folder: Path, films: Films) -> Scores:
    """The network's own log-odds, before calibration, as the training job measures them for the card."""
    classifier = GenreClassifier.load(folder)
    order = [classifier.classes_.tolist().index(genre) for genre in films.genres]
    validation, test = (classifier.run(films.plots(side))[:, order].astype(np.float64) for side in SIDES)
    return validation, test


def _say(event: Event) -> None:
    if isinstance(event, Phase | Epoch):
        print(event, flush=True)
