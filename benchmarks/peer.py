"""More plots for the peer's films: those of plots.csv.gz without their genres, answered by a teacher.

The teacher is the MiniLM-L6 that was fine-tuned on the peer's own training films, so every genre that is learnt still
comes from those. A title or a plot of the peer's validation or test films is left out.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import contenders
from benchmarks.films import WORK, Films, Log, load, tight
from core.calibration import sigmoid

SAME = 120  # letters from which on two plots count as one
COLUMNS = ["id", "title", "plot", "genres"]


def _letters(plots: pd.Series) -> pd.Series:
    return plots.str.lower().str.replace(r"\W+", "", regex=True).str[:SAME]


def unseen(frame: pd.DataFrame, held_back: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``frame`` whose title and plot are none of ``held_back``'s."""
    titles, plots = set(held_back["title"].map(tight)), set(_letters(held_back["plot"]))
    return frame[~frame["title"].map(tight).isin(titles) & ~_letters(frame["plot"]).isin(plots)]


def answered(probability: Log, genres: list[str]) -> list[str]:
    """Genres for probabilities [plots, genres], joined by |: those of at least a half, or else the most probable."""
    chosen = probability >= np.minimum(0.5, probability.max(axis=1, keepdims=True))
    return ["|".join(genre for genre, keep in zip(genres, row, strict=True) if keep) for row in chosen]


def taught(peer: Films) -> tuple[Films, Path]:
    """The peer's films and the further plots as one table, and the file with the teacher's probabilities."""
    name = f"{peer.name}-taught"
    path, teacher = WORK / f"{name}.csv.gz", WORK / f"{name}-teacher.csv.gz"
    if not teacher.exists():
        more = unseen(load("plots", "clean=1", 300).train, pd.concat([peer.validation, peer.test]))
        plots = [*peer.plots("train"), *more["plot"]]
        probability = sigmoid(contenders.peer_minilm(peer)(plots))
        own = {side: getattr(peer, side)[COLUMNS] for side in ("train", "validation", "test")}
        further = more.assign(genres=answered(probability[len(peer.train) :], peer.genres))[COLUMNS]
        parts = [frame.assign(split=side) for side, frame in own.items()] + [further.assign(split="train")]
        pd.concat(parts).to_csv(path, index=False)
        table = pd.DataFrame(probability.round(5), columns=[f"p_{genre}" for genre in peer.genres])
        table.insert(0, "plot", plots)
        table.to_csv(teacher, index=False)
    return replace(peer, name=name, path=path), teacher
