"""python -m benchmarks.teacher: the probabilities that the shipped model learns from, as a table of plots.

A MiniLM-L6 is fine-tuned on the training films of plots.csv.gz: once over all, then twice over the trusted ones. Titles
of the peer's test split are left out, so that what learns from this teacher can be measured there. Needs
requirements-quality.txt; goes on where it was interrupted.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.films import TEACHER, WORK, Films, load
from benchmarks.minilm import fine_tune
from core.calibration import sigmoid
from data.split import normalise_title
from train.targets import known


def tight(title: str) -> str:
    """A title without article, spaces and signs: spellings of one title fall together."""
    return re.sub(r"\s", "", normalise_title(title))


def teach(films: Films, peer: Films) -> Path:
    """Fine-tune, and write plot and p_<Genre> for every training film."""
    frame, y_true = films.train.reset_index(drop=True), films.y_true("train")
    held_back = frame["title"].map(tight).isin(set(peer.test["title"].map(tight))).to_numpy()
    everything = np.flatnonzero(~held_back)
    trusted = np.flatnonzero(~held_back & (frame["clean"].astype(str) == "1").to_numpy())
    weight = known(frame, y_true, "label_tier")
    plots = films.plots("train")
    score = fine_tune(plots, y_true.astype(np.float32), weight, [everything, trusted, trusted], WORK / "teacher")
    table = pd.DataFrame(sigmoid(score(plots)).round(5), columns=[f"p_{genre}" for genre in films.genres])
    table.insert(0, "plot", plots)
    table.to_csv(TEACHER, index=False)
    return TEACHER


if __name__ == "__main__":
    print(teach(load("plots", "clean=1", 300), load("peer_tmdb8000", "", 1)))
