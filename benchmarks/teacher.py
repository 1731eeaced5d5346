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
from benchmarks.minilm import Settings, fine_tune
from core.calibration import sigmoid
from train.targets import known

AGAIN = Settings(encoder_rate=1e-4, warm_up=100, seed=17)  # the second time over the films, in another order


def fine_tuned(films: Films) -> Callable[[list[str]], Log]:
    """Fine-tune twice, or go on from the checkpoints; returns plots -> the mean of both teachers' log-odds."""
    peer = load("peer_tmdb8000", "", 1)
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = known(frame, y_true, "label_tier")
    lesson = (films.plots("train"), y_true.astype(np.float32), weight, [everything, trusted])
    first = fine_tune(*lesson, WORK / "teacher")
    again = fine_tune(*lesson, WORK / "teacher-again", AGAIN, begin=WORK / "teacher")
    return lambda plots: (first(plots) + again(plots)) / 2


def teach(films: Films) -> Path:
    """Write plot and p_<Genre> for every training film."""
    plots = films.plots("train")
    table = pd.DataFrame(sigmoid(fine_tuned(films)(plots)).round(5), columns=[f"p_{genre}" for genre in films.genres])
    table.insert(0, "plot", plots)
    table.to_csv(TEACHER, index=False)
    return TEACHER


if __name__ == "__main__":
    print(teach(load("plots", "clean=1", 300)))
