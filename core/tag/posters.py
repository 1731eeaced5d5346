"""Rows of a table with a column of posters: each poster beside its plot, or a sentence on why it could not be used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import numpy as np

from ..errors import PosterError
from ..posters.classifier import PosterClassifier, check_shows_something
from ..posters.image import Pixels
from ..posters.shelf import Shelf, shelf_of
from .columns.answers import Answers, nearest, read_all, today

PROBLEM = "poster_problem"  # the column that says why a poster was left out
POSTER_ROWS = 32  # of a chunk with posters: about a second's work


@dataclass(frozen=True)
class Posters:
    """The ``column`` of a table that names posters, the ``shelf`` where they are, and who answers."""

    column: str
    shelf: Shelf
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
        close = nearest(y_score, self.classifier.thresholds(told, shown))
        answered, readings = (told | shown).tolist(), read_all(self.classifier.plots, plots)
        return Answers(y_score, genres, close, answered, problems, *readings, today())

    def marks(self, cells: Sequence[str]) -> list[str]:
        """What tells the poster that a cell names from any other, or from none, as its file is now."""
        return [self._mark(cell.strip()) if cell.strip() else "" for cell in cells]

    def _mark(self, cell: str) -> str:
        try:
            return blake2b(self.shelf.content(cell), digest_size=16).hexdigest()
        except PosterError as error:
            return str(error)

    def _open(self, cell: str) -> Pixels:
        """The picture that a cell names. Raises PosterError, which says why it can't be used."""
        pixels = self.shelf.open(cell)
        check_shows_something(pixels, cell.replace("\\", "/").rpartition("/")[2])
        return pixels


@dataclass(frozen=True)
class PosterColumn:
    """A ``column`` that names posters in every table of a catalogue, and who answers."""

    column: str
    classifier: PosterClassifier

    @property
    def version(self) -> str:
        """Who answered and by what, for the footer of a result."""
        return f"{self.classifier.version} by posters of {self.column!r}"

    def of(self, table: Path) -> Posters:
        """The posters of one table."""
        return Posters(self.column, shelf_of(table), self.classifier)
