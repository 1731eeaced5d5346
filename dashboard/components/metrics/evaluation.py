"""What the panels of the Metrics page look at: a model's test scores and the thresholds of the moment."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.model.folder.artifact import Artifact
from core.model.folder.model_ref import ModelRef


@dataclass(frozen=True, eq=False)
class Evaluation:
    """``y_true`` and ``y_score`` [films, genres] of the test, ``thresholds`` [genres]; ``genre`` None: all of them."""

    ref: ModelRef
    model: Artifact
    y_true: NDArray[np.int8]
    y_score: NDArray[np.float32]
    thresholds: NDArray[np.float64]
    genre: str | None = None

    @property
    def columns(self) -> list[int]:
        """The columns of the chosen genre, or of all genres."""
        return [self.model.genres.index(self.genre)] if self.genre else list(range(len(self.model.genres)))
