"""All that a network learns from: the training films, and further plots to which only a teacher gives genres."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.text import Vocabulary, encode
from data.quality.repeats import near_duplicates
from data.quality.word_sequences import word_sequences
from train.config import TrainConfig
from train.examples import targets
from train.examples.sides import Part


@dataclass(frozen=True)
class Lessons:
    """Plots, their ids, and their targets beside the weights of those: [plots, 2 * genres]."""

    plots: list[str]
    sequences: list[NDArray[np.int32]]
    targets: NDArray[np.float32]


def further(config: TrainConfig, frame: pd.DataFrame, held_back: NDArray[np.bool_], genres: list[str]) -> pd.DataFrame:
    """The teacher's probabilities [plots, genres] for plots that are none of the films of ``frame``, if it has any.

    What is nearly a copy of a film ``held_back`` [films] for validation or test is left out, or it would leak.
    Raises what :func:`train.targets.answers` raises.
    """
    if not config.teacher:
        return pd.DataFrame(columns=genres, dtype=np.float64)
    found = targets.answers(Path(config.teacher), genres)
    found = found[~found.index.isin(frame["plot"])].dropna()
    both = pd.concat([found.index.to_series(), frame["plot"][held_back]], ignore_index=True)
    near = near_duplicates(word_sequences(both)) if len(found) else pd.DataFrame({"a": [], "b": []})
    leaks = near["a"][(near["a"] < len(found)) & (near["b"] >= len(found))]
    return found[~np.isin(np.arange(len(found)), leaks)]


def gather(
    config: TrainConfig, train: Part, further: pd.DataFrame, genres: list[str], vocabulary: Vocabulary
) -> Lessons:
    """The training films with their genres, then the ``further`` plots with the teacher's."""
    answered = np.concatenate([further, np.ones(further.shape)], axis=1, dtype=np.float32)
    return Lessons(
        [*train.frame["plot"], *further.index],
        train.sequences + encode(further.index, vocabulary, config.max_tokens),
        np.concatenate([targets.build(config, train.frame, genres, train.y_true), answered]),
    )
