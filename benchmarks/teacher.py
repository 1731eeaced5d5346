"""python -m benchmarks.teacher: the probabilities that the shipped model learns from, as a table of plots.

Two models, averaged in log-odds. A MiniLM-L6 is fine-tuned on the training films of plots.csv.gz: once over all, then
once over the trusted ones. TF-IDF + logistic regression, which knows its training films by heart, answers for each film
from a fit without the films of its title. Titles of the peer's test split are left out of both, so that what learns
from this teacher can be measured there. Needs requirements-quality.txt; goes on where it was interrupted.
"""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from benchmarks.films import TEACHER, WORK, Films, Log, load
from benchmarks.minilm import fine_tune
from core.calibration import sigmoid
from data.split import normalise_title
from train.targets import known

TFIDF_SHARE = 0.3  # of the log-odds; .2 to .4 are as good on validation (docs/experiments.md)
FOLDS = 4


def tight(title: str) -> str:
    """A title without article, spaces and signs: spellings of one title fall together."""
    return re.sub(r"\s", "", normalise_title(title))


def held_back(films: Films) -> NDArray[np.bool_]:
    """Training films whose title stands in the peer's test split."""
    peer = load("peer_tmdb8000", "", 1)
    return films.train["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()


def fine_tuned(films: Films) -> Callable[[list[str]], Log]:
    """Fine-tune, or go on from the checkpoint; returns plots -> log-odds."""
    frame, y_true, left_out = films.train.reset_index(drop=True), films.y_true("train"), held_back(films)
    everything = np.flatnonzero(~left_out)
    trusted = np.flatnonzero(~left_out & (frame["clean"].astype(str) == "1").to_numpy())
    weight = known(frame, y_true, "label_tier")
    passes = [everything, trusted]
    return fine_tune(films.plots("train"), y_true.astype(np.float32), weight, passes, WORK / "teacher")


def out_of_fold(films: Films) -> Log:
    """Log-odds [films, genres] of TF-IDF + logistic regression for each training film, from a fit without its title."""
    from benchmarks.contenders import tfidf_pipeline

    plots, y_true, left_out = np.array(films.plots("train"), dtype=object), films.y_true("train"), held_back(films)
    result = np.empty(y_true.shape)
    folds = GroupKFold(FOLDS).split(plots, groups=films.train["title"].map(tight))
    for number, (others, fold) in enumerate(folds, start=1):
        others = others[~left_out[others]]
        result[fold] = tfidf_pipeline().fit(plots[others], y_true[others]).decision_function(plots[fold])
        print(f"TF-IDF: fold {number} of {FOLDS}", flush=True)
    return result


def kept(name: str, make: Callable[[], Log]) -> Log:
    """What ``make`` returns, from disk when it was made before."""
    path = WORK / f"teacher-{name}.npy"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        np.save(path, make().astype(np.float32))
    return np.load(path).astype(np.float64)


def teach(films: Films) -> Path:
    """Write plot and p_<Genre> for every training film."""
    plots = films.plots("train")
    minilm = kept("minilm", lambda: fine_tuned(films)(plots))
    tfidf = kept("tfidf", lambda: out_of_fold(films))
    probability = sigmoid((1 - TFIDF_SHARE) * minilm + TFIDF_SHARE * tfidf)
    table = pd.DataFrame(probability.round(5), columns=[f"p_{genre}" for genre in films.genres])
    table.insert(0, "plot", plots)
    table.to_csv(TEACHER, index=False)
    return TEACHER


if __name__ == "__main__":
    print(teach(load("plots", "clean=1", 300)))
