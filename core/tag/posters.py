"""Rows of a table with a column of posters: each poster beside its plot, or a sentence on why it could not be used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..errors import PosterError
from ..posters.classifier import PosterClassifier, check_shows_something
from ..posters.image import Pixels, inside, read

PROBLEM = "poster_problem"  # the column that says why a poster was left out


class Answers(NamedTuple):
    """``y_score`` [films, genres] and ``genres`` of each film, whether it was ``answered`` at all, and ``problems``
    with posters, empty where there is none.
    """

    y_score: NDArray[np.float64]
    genres: list[list[str]]
    answered: list[bool]
    problems: list[str]


@dataclass(frozen=True)
class Posters:
    """A table's ``column`` of paths, relative to its ``folder``, and who answers."""

    column: str
    folder: Path
    classifier: PosterClassifier

    def answers(self, plots: Sequence[str], cells: Sequence[str]) -> Answers:
        """Answers for films with these plots and cells of the column; either may be empty."""
        problems = [""] * len(cells)
        shown = np.zeros(len(cells), dtype=bool)

        def opened() -> Iterator[Pixels]:
            for place, cell in enumerate(cells):
                try:
                    if cell.strip():
                        yield self._open(cell.strip())
                        shown[place] = True
                except PosterError as error:
                    problems[place] = str(error)

        posters = self.classifier.log_odds_of_posters(opened())
        told = np.array([self.classifier.plots.readable(plot) for plot in plots], dtype=bool)
        y_score = self.classifier.combined(plots, shown, posters)
        genres = self.classifier.genres_of(y_score, told, shown)
        return Answers(y_score, genres, (told | shown).tolist(), problems)

    def _open(self, cell: str) -> Pixels:
        """The image that a cell names. Raises PosterError, which says why it can't be used."""
        path = inside(self.folder, cell)
        if path is None:
            raise PosterError("The poster is outside the table's folder. Put it beside the table.")
        pixels = read(path, path.name)
        check_shows_something(pixels, path.name)
        return pixels
