"""python -m benchmarks.teacher: the probabilities that the shipped model learns from, as a table of plots.

A MiniLM-L6 is fine-tuned on the training films of plots.csv.gz: once over all, then once over the trusted ones. Titles
of the peer's test split are left out, so that what learns from this teacher can be measured there. Needs
requirements-quality.txt; goes on where it was interrupted.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.films import TEACHER, WORK, Films, Log, load, tight
from benchmarks.minilm import fine_tune
from core.calibration import sigmoid
from train.targets import known


def fine_tuned(films: Films) -> Callable[[list[str]], Log]:
    """Fine-tune, or go on from the checkpoint; returns plots -> log-odds."""
    peer = load("peer_tmdb8000", "", 1)
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = known(frame, y_true, "label_tier")
    passes = [everything, trusted]
    return fine_tune(films.plots("train"), y_true.astype(np.float32), weight, passes, WORK / "teacher")


def teach(films: Films) -> Path:
    """Write plot and p_<Genre> for every training film."""
    plots = films.plots("train")
    table = pd.DataFrame(sigmoid(fine_tuned(films)(plots)).round(5), columns=[f"p_{genre}" for genre in films.genres])
    table.insert(0, "plot", plots)
    table.to_csv(TEACHER, index=False)
    return TEACHER


if __name__ == "__main__":
    print(teach(load("plots", "clean=1", 300)))
