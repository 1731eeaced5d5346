"""The labels of a table: as they were written, or brought to IMDb's names; and which of them are guesses."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError, printable
from core.genres import IMDB_GENRES, SEPARATOR, canonical_list, multi_hot
from data import split
from data.schema import PlotTable, as_written

FEWEST_FILMS, MOST_LABELS = 10, 1_000
FEW = 5  # films from which a label is more than a guess
WAYS = ("as-written", "imdb")
_IMDB = {genre.casefold() for genre in IMDB_GENRES}


@dataclass(frozen=True)
class LabelledFilms:
    """Films with a plot (``frame``) and their ``labels``; ``y_true`` is [films, labels]."""

    name: str
    frame: pd.DataFrame
    labels: list[str]
    y_true: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def guesses(self) -> list[str]:
        """Labels of one to four films: kept, but what is said of them is little more than a guess."""
        return [label for label, films in self._counts() if 0 < films < FEW]

    @property
    def constant(self) -> list[str]:
        """Labels that every film has: there is nothing to tell apart."""
        return [label for label, films in self._counts() if films == len(self)]

    def _counts(self) -> list[tuple[str, int]]:
        return list(zip(self.labels, self.y_true.sum(axis=0).tolist(), strict=True))

    def folds(self, count: int, seed: int) -> NDArray[np.intp]:
        """The fold [films] of each film; films with a title, a series or (nearly) a plot in common share one."""
        return split.folds(self.frame, count, seed)

    def part(self, rows: NDArray[np.intp]) -> "LabelledFilms":
        """Some of the films, with all labels."""
        return LabelledFilms(self.name, self.frame.iloc[rows].reset_index(drop=True), self.labels, self.y_true[rows])


def way_of(table: PlotTable) -> str:
    """``imdb`` where every label is one of IMDb's names, whatever its case; else ``as-written``."""
    names = {name for film in as_written(table.frame) for name in film}
    return "imdb" if all(name.casefold() in _IMDB for name in names) else "as-written"


def read(table: PlotTable, way: str = "") -> LabelledFilms:
    """The films of a table and their labels, in alphabetical order; ``way`` is one of WAYS, or chosen by the names.

    Raises TableError for too few films, a single label, or so many that the column can't be one of labels.
    """
    imdb = (way or way_of(table)) == "imdb"
    films = [canonical_list(names) if imdb else names for names in as_written(table.frame)]
    return label(table.frame, films, table.name)


def label(frame: pd.DataFrame, films: list[list[str]], name: str) -> LabelledFilms:
    """Films and the names of their labels. Raises TableError as :func:`read` does."""
    counts = Counter(one for names in films for one in names)
    name = printable(name)
    if len(films) < FEWEST_FILMS:
        raise TableError(f"{name} has {len(films)} labelled films; adapting needs at least {FEWEST_FILMS}. Label more.")
    if len(counts) > MOST_LABELS:
        raise TableError(
            f"{name} has {len(counts):,} different labels; at most {MOST_LABELS:,} can be learnt. Choose the column of"
            " the labels, or a separator that takes them apart."
        )
    if len(counts) < 2:
        raise TableError(f"{name} has a single label, {next(iter(counts), '')!r}; a model needs two to tell apart.")
    labels = sorted(counts)
    return LabelledFilms(name, frame.reset_index(drop=True), labels, multi_hot(films, labels))


def of_source(labels: list[str], genres: list[str]) -> list[list[int]]:
    """For each label the places of the source's genres that its name speaks of; the same name alone where it has it."""
    place = {genre: i for i, genre in enumerate(genres)}
    return [
        [place[one]] if one in place else [place[name] for name in canonical_list([one]) if name in place]
        for one in labels
    ]


def joined(films: LabelledFilms) -> list[str]:
    """The labels of each film in one text, joined by ``|``."""
    names = np.array(films.labels, dtype=object)
    return [SEPARATOR.join(names[row.astype(bool)]) for row in films.y_true]
