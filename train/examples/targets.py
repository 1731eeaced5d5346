"""What a film teaches: a target and a weight for each genre, from its labels, its labeller and a teacher.

The binary cross-entropy is linear in its target, so learning from labels and from a teacher's probabilities at once
(Hinton et al. 2015) is learning from their weighted mean.
"""

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError, listed
from core.tables.whole import read_frame
from train.config import TrainConfig

HARDLY = 0.2  # of a genre's usual share: a labeller below it does not use the genre
FEWEST_FILMS = 300  # of a labeller: with fewer, a missing genre may be chance


def build(config: TrainConfig, frame: pd.DataFrame, genres: list[str], y_true: NDArray[np.int8]) -> NDArray[np.float32]:
    """Targets and, beside them, weights: [films, 2 * genres], for :func:`core.network.weighted_cross_entropy`.

    Raises TableError when a column or the teacher's file is missing.
    """
    target = y_true.astype(np.float32)
    weight = known(frame, y_true, config.labeller)
    if config.teacher:
        probability = taught(Path(config.teacher), frame, genres)
        share = np.where(np.isnan(probability), 0.0, config.teacher_share)
        share[(weight == 0) & ~np.isnan(probability)] = 1.0  # what the labeller leaves open, the teacher decides
        target = (share * np.nan_to_num(probability) + (1 - share) * target).astype(np.float32)
        weight = np.maximum(weight, share > 0)
    if config.scored_weight != 1:
        weight *= np.where(config.scored_rows(frame, "the table"), config.scored_weight, 1.0)[:, None].astype(
            np.float32
        )
    return np.concatenate([target, weight], axis=1, dtype=np.float32)


def known(frame: pd.DataFrame, y_true: NDArray[np.int8], labeller: str) -> NDArray[np.float32]:
    """1 where a film's label is known, 0 where its labeller doesn't use the genre; [films, genres].

    ``labeller`` names the column that says who labelled a film; all labels are known without one. A genre that a
    labeller gives less than a fifth as often as all do is one it lacks: its absence from a film says nothing.
    """
    weight = np.ones(y_true.shape, dtype=np.float32)
    if not labeller:
        return weight
    if labeller not in frame:
        raise TableError(f"labeller names {labeller!r}, but the table has {listed(frame.columns)}.")
    usual = y_true.mean(axis=0)
    for films in frame.groupby(labeller).indices.values():
        if len(films) >= FEWEST_FILMS:
            lacking = y_true[films].mean(axis=0) < HARDLY * usual
            weight[np.ix_(films, lacking)] = 0
    return np.maximum(weight, y_true)


def taught(path: Path, frame: pd.DataFrame, genres: list[str]) -> NDArray[np.float64]:
    """A teacher's probabilities [films, genres] for the plots of ``frame``; NaN for plots it was not asked about.

    Raises what :func:`answers` raises.
    """
    return answers(path, genres).reindex(frame["plot"]).to_numpy()


def answers(path: Path, genres: list[str]) -> pd.DataFrame:
    """A teacher's probabilities [plots, genres], each row under its plot.

    The file is a CSV with a column ``plot`` and one ``p_<Genre>`` for each genre: what ``python -m core predict``
    writes. Raises TableError when a column is missing or holds something else.
    """
    table = read_frame(path)[0].drop_duplicates("plot").set_index("plot")
    columns = [f"p_{genre}" for genre in genres]
    missing = [column for column in columns if column not in table]
    if missing:
        raise TableError(f"{path} has no column {', '.join(missing[:5])}. A teacher gives a probability to each genre.")
    try:
        return table[columns].astype(np.float64)
    except ValueError as error:
        raise TableError(f"{path} holds something else than probabilities ({error}).") from None
