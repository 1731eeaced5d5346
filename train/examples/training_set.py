"""The training set: the films of the training side, and plots that only a teacher gives genres to."""

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.text import Vocabulary, encode
from data.quality.repeats import near_duplicates
from data.quality.word_sequences import word_sequences
from train.config import TrainConfig
from train.examples import targets
from train.examples.sides import Side
from train.examples.targets import Targets
from train.examples.teacher import Teacher


@dataclass(frozen=True)
class TrainingSet:
    """Plots, the ids of their words, and what the network should answer."""

    plots: list[str]
    sequences: list[NDArray[np.int32]]
    targets: Targets

    def fingerprint(self, genres: list[str], vocabulary: Vocabulary) -> str:
        """A hash of all that the network reads and learns: a checkpoint of other films or genres doesn't fit."""
        digest = hashlib.sha256("\n".join([*genres, *vocabulary.words]).encode())
        digest.update(np.concatenate(self.sequences).tobytes())
        digest.update(np.concatenate([self.targets.target, self.targets.weight], axis=1).tobytes())
        return digest.hexdigest()


def extra_plots(teacher: Teacher | None, frame: pd.DataFrame, held_back: NDArray[np.bool_]) -> list[str]:
    """The plots that a teacher answers in full and that are not in the table.

    Near-copies of films that are ``held_back`` [films] for validation or test are left out, or they would leak.
    """
    if not teacher:
        return []
    plots = teacher.plots[~teacher.plots.isin(frame["plot"]) & teacher.probabilities.notna().all(axis=1)]
    if not len(plots):
        return []
    both = pd.concat([plots.to_series(), frame["plot"][held_back]], ignore_index=True)
    near = near_duplicates(word_sequences(both))
    leaks = near["a"][(near["a"] < len(plots)) & (near["b"] >= len(plots))]
    return plots[~np.isin(np.arange(len(plots)), leaks)].tolist()


def build(
    config: TrainConfig, train: Side, extra: list[str], teacher: Teacher | None, vocabulary: Vocabulary
) -> TrainingSet:
    """The training films with their genres, then the ``extra`` plots with the teacher's."""
    answers = targets.build(config, train.frame, train.y_true, teacher, train.known)
    if teacher and extra:
        answers += targets.of_labels(teacher.predict_proba(extra))
    return TrainingSet(
        [*train.frame["plot"], *extra],
        [*train.sequences, *encode(extra, vocabulary, config.max_tokens)],
        answers,
    )
