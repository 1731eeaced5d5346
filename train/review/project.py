"""A review as a whole: its file, the films it asks about next, and the model that learns from what was decided."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from core.measure.bootstrap import Scored, bootstrap
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from train.adapt import labels
from train.adapt.adapt import HEAD, adapt
from train.adapt.head import Readings
from train.adapt.labels import LabelledFilms
from train.review.store import DECIDED, Store
from train.review.strategies import Pool, choose
from train.runs.events import Listener
from train.runs.run_folder import MODELS

STRATEGY = "rarity"  # the best of those in docs/adapting.md
CANDIDATES, AHEAD, COMPARED, DRAWS = 2_000, 60, 300, 300
SOURCE, PROPOSER = "source", "proposer"  # what is noted of a project: models, by their folders below MODELS


def folder(models: Path = MODELS) -> Path:
    """Where the files of all reviews are."""
    return models / "reviews"


def listed(models: Path = MODELS) -> list[str]:
    """The names of all reviews, the newest first."""
    files = sorted(folder(models).glob("*.sqlite"), key=lambda path: -path.stat().st_mtime)
    return [path.stem for path in files]


def opened(name: str, models: Path = MODELS) -> Store:
    """A review by its name; a new one is begun. Raises ReviewError, or RunError where nothing can be written."""
    folder(models).mkdir(parents=True, exist_ok=True)
    return Store(folder(models) / f"{plain_name(name)}.sqlite")


def plain_name(text: str) -> str:
    """A name that any file system takes."""
    return re.sub(r"[^\w-]+", "-", text).strip("-")[:60] or "review"


def labelled(store: Store) -> LabelledFilms:
    """What was decided, as films to learn from; one without a label has none of them. Raises TableError."""
    table = store.decided()
    table = table[table["action"] == DECIDED].reset_index(drop=True)
    return labels.label(table, [[name for name in text.split("|") if name] for text in table["labels"]], "The review")


@dataclass(frozen=True)
class Lesson:
    """A model that has learnt from a review, and what it would change: ``changed`` of ``compared`` films that wait.

    ``examples``: title, before, after of some of those.
    """

    model: str
    films: int
    micro_f1: float
    changed: int
    compared: int
    examples: pd.DataFrame


def learn(store: Store, source: Path, proposer: Path, report: Listener, models: Path = MODELS) -> Lesson:
    """Adapt ``source`` to what was decided, as a new model below ``models``; nothing is promoted.

    ``proposer``: the model that proposes now, which the new one is compared with. The queue is put into the order that
    teaches most. Raises TableError for too few films or labels, ArtifactError for a source that is gone.
    """
    films = labelled(store)
    name = f"runs/{time.strftime('%Y%m%d-%H%M%S')}-adapted/model"
    evaluation = adapt(films, source, models / name, report, way=HEAD)
    scored = Scored(evaluation.y_true, evaluation.y_score, evaluation.thresholds)
    interval = bootstrap(scored, DRAWS, 0)[0]["micro_f1"]
    store.add_lesson(name, len(films), interval, evaluation.metrics["map"])
    new = GenreClassifier.load(models / name)
    waiting = store.waiting(CANDIDATES)
    if len(waiting):
        store.order(next_films(new, waiting, films))
    return _compared(new, GenreClassifier.load(proposer), waiting.head(COMPARED), name, len(films), interval.value)


def next_films(model: GenreClassifier, waiting: pd.DataFrame, films: LabelledFilms) -> list[int]:
    """The films of ``waiting`` to ask about next, by their numbers in the store."""
    read, seen = (Readings.of(model, plots.tolist()) for plots in (waiting["plot"], films.frame["plot"]))
    support = films.y_true.sum(axis=0).astype(float)
    pool = Pool(sigmoid(read.log_odds), read.pooled, seen.pooled, support, model.thresholds_)
    chosen = choose(STRATEGY, pool, min(AHEAD, len(waiting)), np.random.default_rng(0))
    return [int(film) for film in waiting["film"].iloc[chosen]]


def proposed(model: GenreClassifier, plot: str) -> list[str]:
    """The labels that a model gives a plot, the likeliest first."""
    return model.predict([plot])[0]


def choices(probabilities: "pd.Series[float]", used: Sequence[str], first: Sequence[str]) -> list[str]:
    """Every label to choose from: the ``first`` ones, those used so far that the model does not know, then those that
    it knows, the likeliest first; ``probabilities`` by label.
    """
    own = [label for label in used if label not in probabilities.index]
    return list(dict.fromkeys([*first, *own, *map(str, probabilities.sort_values(ascending=False).index)]))


def _compared(
    new: GenreClassifier, old: GenreClassifier, waiting: pd.DataFrame, name: str, films: int, micro_f1: float
) -> Lesson:
    plots = waiting["plot"].tolist()
    before, after = ([set(row) for row in model.predict(plots)] if plots else [] for model in (old, new))
    rows = [i for i, (a, b) in enumerate(zip(before, after, strict=True)) if a != b]
    examples = pd.DataFrame(
        {
            "title": waiting["title"].iloc[rows[:20]].tolist(),
            "before": [", ".join(sorted(before[i])) for i in rows[:20]],
            "after": [", ".join(sorted(after[i])) for i in rows[:20]],
        }
    )
    return Lesson(name, films, micro_f1, len(rows), len(plots), examples)
