"""What a network should answer for each film: a target and a weight for each genre.

They come from the labels, from who labelled a film, and from a teacher. The binary cross-entropy is linear in its
target, so learning from labels and from a teacher's probabilities at once (Hinton et al. 2015) is learning from their
weighted mean.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError, listed
from train.config import TrainConfig
from train.examples.teacher import Teacher

RARE = 0.2  # of a genre's usual share: a labeller below it does not use the genre
FEWEST_FILMS = 300  # of a labeller: with fewer, a missing genre may be chance


@dataclass(frozen=True)
class Targets:
    """``target`` [films, genres] from 0 to 1, ``weight`` [films, genres]; 0 leaves that genre of that film out."""

    target: NDArray[np.float32]
    weight: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.target)

    def __add__(self, other: "Targets") -> "Targets":
        """These films, then the others."""
        return Targets(np.concatenate([self.target, other.target]), np.concatenate([self.weight, other.weight]))


def of_labels(y_true: NDArray[np.number]) -> Targets:
    """Genres [films, genres] that are all known."""
    return Targets(y_true.astype(np.float32), np.ones(y_true.shape, dtype=np.float32))


def build(
    config: TrainConfig,
    frame: pd.DataFrame,
    y_true: NDArray[np.int8],
    teacher: Teacher | None = None,
    known: NDArray[np.bool_] | None = None,
) -> Targets:
    """The targets of labelled films [films, genres]; what is not ``known`` [films, genres] is not learnt.

    Raises TableError when a column is missing.
    """
    target = y_true.astype(np.float32)
    weight = label_mask(frame, y_true, config.labeller) * (1 if known is None else known)
    if teacher:
        probability = teacher.predict_proba(frame["plot"])
        share = np.where(np.isnan(probability), 0.0, config.teacher_share)
        share[(weight == 0) & ~np.isnan(probability)] = 1.0  # what the labeller leaves open, the teacher decides
        target = (share * np.nan_to_num(probability) + (1 - share) * target).astype(np.float32)
        weight = np.maximum(weight, share > 0)
    if config.scored_weight != 1:
        factor = np.where(config.scored_rows(frame, "the table"), config.scored_weight, 1.0).astype(np.float32)
        weight *= factor[:, None]
    return Targets(target, weight.astype(np.float32))


def label_mask(frame: pd.DataFrame, y_true: NDArray[np.int8], labeller: str) -> NDArray[np.float32]:
    """1 where a film's label is known, 0 where its labeller doesn't use the genre; [films, genres].

    ``labeller`` names the column that says who labelled a film; all labels are known without one. A genre that a
    labeller gives less than a fifth as often as all do is one it lacks: its absence from a film means nothing.
    """
    mask = np.ones(y_true.shape, dtype=np.float32)
    if not labeller:
        return mask
    if labeller not in frame:
        raise TableError(f"labeller names {labeller!r}, but the table has {listed(frame.columns)}.")
    usual = y_true.mean(axis=0)
    for films in frame.groupby(labeller).indices.values():
        if len(films) >= FEWEST_FILMS:
            lacking = y_true[films].mean(axis=0) < RARE * usual
            mask[np.ix_(films, lacking)] = 0
    return np.maximum(mask, y_true)
