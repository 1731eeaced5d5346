"""What is measured of every plot: its length, unknown words, familiarity and language, and what the model gives it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..model.classifier import GenreClassifier
from ..reading import read

_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)\]]*(?=\s+\S)")


@dataclass(frozen=True)
class Measured:
    """An entry a plot in each: its ``words``, whether it is ``one_sentence``, the share of its words that are
    ``unknown``, its ``familiarity`` (NaN where the model can't tell), its ``language`` as ISO 639-1, whether the model
    can read it at all (``readable``), and ``y_score`` [plots, genres].
    """

    words: NDArray[np.int32]
    one_sentence: NDArray[np.bool_]
    unknown: NDArray[np.float16]
    familiarity: NDArray[np.float16]
    language: NDArray[np.str_]
    readable: NDArray[np.bool_]
    y_score: NDArray[np.float16]

    @classmethod
    def of(cls, classifier: GenreClassifier, plots: Sequence[str]) -> "Measured":
        """Measure plots, one or more of them, with the model that is to read them."""
        readings = [read(classifier, plot) for plot in plots]
        shares = [reading.unknown_count / max(reading.words, 1) for reading in readings]
        familiar = [np.nan if reading.familiarity is None else reading.familiarity for reading in readings]
        return cls(
            np.array([reading.words + reading.beyond for reading in readings], dtype=np.int32),
            np.array([_SENTENCE_END.search(plot.strip()) is None for plot in plots], dtype=bool),
            np.array(shares, dtype=np.float16),
            np.array(familiar, dtype=np.float16),
            np.array([reading.language for reading in readings], dtype="U2"),
            np.array([classifier.readable(plot) for plot in plots], dtype=bool),
            classifier.predict_proba(plots).astype(np.float16),
        )

    def __len__(self) -> int:
        return len(self.words)

    def take(self, places: NDArray[Any]) -> "Measured":
        """Those plots only: places, or a mask [plots]."""
        return Measured(**{name: array[places] for name, array in vars(self).items()})
