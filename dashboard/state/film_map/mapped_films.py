"""Films that a map is drawn of, wherever they come from, and what is right and wrong about their genres."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class MappedFilms:
    """``frame``: title, year, plot and genres of each film, ``key``: tells them from others.

    ``labelled``: whether the genres are those of a catalogue, not the model's own. ``keep``: whether the map may stay
    on the disk. ``beyond``: films that are not among them because there are too many.
    """

    key: str
    frame: pd.DataFrame
    labelled: bool = True
    keep: bool = True
    beyond: int = 0


@dataclass(frozen=True, eq=False)
class Judged:
    """``y_true`` and ``y_pred`` [films, genres], false where a film's genres leave it open; ``counts`` [films]: whether
    a film has a genre of the model and can be judged.
    """

    y_true: NDArray[np.bool_]
    y_pred: NDArray[np.bool_]
    counts: NDArray[np.bool_]

    @property
    def wrong(self) -> NDArray[np.intp]:
        """Genres of each film that are missed or predicted wrongly, [films]."""
        return (self.y_true != self.y_pred).sum(axis=1)
