"""The contender with most parameters: MiniLM-L6, every layer fine-tuned."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from recipe.films import WORK, Films, Scores

if TYPE_CHECKING:
    from recipe.minilm import FineTuned


def minilm_fine_tuned(films: Films) -> Scores:
    """Fine-tuned for two epochs; on plots.csv.gz it is the teacher of the shipped model."""
    from recipe import teacher

    score = teacher.fine_tuned(films) if films.name == "plots" else on_peer(films)
    return score(films.plots("validation")), score(films.plots("test"))


def on_peer(films: Films, begin: Path | None = None) -> "FineTuned":
    """Fine-tune MiniLM-L6 on the peer's training films, or go on from the checkpoint.

    ``begin``: the folder of an earlier fine-tuning, whose encoder it begins with.
    """
    from recipe.minilm import FEW, fine_tune

    y_true = films.y_true("train").astype(np.float32)
    epoch = np.arange(len(y_true))
    folder = WORK / f"{films.name}-minilm{'-again' if begin else ''}"
    return fine_tune(films.plots("train"), y_true, np.ones_like(y_true), [epoch, epoch], folder, FEW, begin)
