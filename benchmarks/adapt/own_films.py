"""The films of own_labels.csv.gz with the catalogue's 19 most frequent labels, and random samples of its train side."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.genres import multi_hot
from recipe.shared import SHARED
from train.adapt.labels import LabelledFilms

OWN_LABELS = SHARED / "own_labels.csv.gz"
LABELS = 19  # those on 50 films or more, with the films that are held back


@dataclass(frozen=True)
class OwnFilms:
    """``frame`` has title and plot, ``y_true`` is [films, labels]; ``train`` and ``test`` are places in the frame."""

    frame: pd.DataFrame
    labels: list[str]
    y_true: NDArray[np.int8]
    train: NDArray[np.intp]
    test: NDArray[np.intp]

    @property
    def plots(self) -> list[str]:
        """Every plot."""
        return self.frame["plot"].tolist()

    def part(self, rows: NDArray[np.intp]) -> LabelledFilms:
        """Some of the films, as they are learnt from."""
        return LabelledFilms("own_labels", self.frame.iloc[rows].reset_index(drop=True), self.labels, self.y_true[rows])

    def sample(self, films: int, seed: int) -> NDArray[np.intp]:
        """So many films of the train side; all of them where it has no more."""
        if films >= len(self.train):
            return self.train
        return np.sort(np.random.default_rng(seed).choice(self.train, films, replace=False))


def read() -> OwnFilms:
    """The films. Raises FileNotFoundError without ../shared."""
    frame = pd.read_csv(OWN_LABELS, keep_default_na=False)
    names = [text.split("|") for text in frame["labels"]]
    counts = pd.Series([name for film in names for name in film]).value_counts()
    labels = sorted(counts.index[:LABELS])
    sides = frame["split"].to_numpy()
    return OwnFilms(frame, labels, multi_hot(names, labels), *(np.flatnonzero(sides == s) for s in ("train", "test")))
