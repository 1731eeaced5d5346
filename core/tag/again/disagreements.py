"""The rows of a table on whose genres two models disagree, as CSV: their cells, and what each model gives them.

Streams as :mod:`core.tag.csv` does, and leaves nothing half-written. Only genres that both models have are compared.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from ...model.classifier import GenreClassifier
from ...plots import plot_text
from ...tables.as_records import records_of
from ...tables.columns.guess import SAMPLE_ROWS, plot_column
from ...tables.files import STANDARD_OUTPUT, opened, whole_file
from ...tables.left_out import LeftOut, chunks
from ...tables.output.places import check_apart
from ..columns.added import PREDICTED, check_free
from ..csv import CHUNK_FILMS

AGAINST, APART, FIRST, SECOND = "predicted_against", "furthest_apart", "p", "p_against"


class Disagreements(NamedTuple):
    """How many rows were read, on how many of them the two models disagree, and rows that were left out."""

    films: int
    disagreeing: int
    left_out: LeftOut


class Pair:
    """Two models and the genres that both have, ``genres``."""

    def __init__(self, one: GenreClassifier, other: GenreClassifier, genres: list[str]) -> None:
        self.models, self.genres = (one, other), genres
        self._columns = [[list(model.classes_).index(genre) for genre in genres] for model in self.models]

    def answers(self, plots: list[str]) -> Iterator[list[str] | None]:
        """The added cells of each plot, None where both models give the same genres."""
        sides = []
        for model, columns in zip(self.models, self._columns, strict=True):
            y_score = model.predict_proba(plots)
            chosen = model.genres_of(y_score, [model.readable(plot) for plot in plots])
            sides.append((y_score[:, columns], [[name for name in names if name in self.genres] for names in chosen]))
        (first, chosen), (second, against) = sides
        furthest = np.abs(first - second).argmax(axis=1) if len(plots) else []
        for row, g in enumerate(furthest):
            if set(chosen[row]) == set(against[row]):
                yield None
                continue
            names = ["|".join(chosen[row]), "|".join(against[row]), self.genres[g]]
            yield [*names, f"{first[row, g]:.6f}", f"{second[row, g]:.6f}"]


def write(
    source: Path,
    out: Path,
    column: str | None,
    pair: Pair,
    progress: Callable[[int], object] = lambda done: None,
    *,
    encoding: str = "",
) -> Disagreements:
    """Write the rows of ``source`` on which the two models disagree to ``out``, with what each gives them.

    Behind a row's own cells: ``predicted`` and ``predicted_against``, the genre whose probabilities are
    ``furthest_apart``, and these, ``p`` and ``p_against``. The arguments and errors are those of
    :func:`core.tag.csv.tag`.
    """
    left_out, films, disagreeing = LeftOut(), 0, 0
    with opened(source, encoding=encoding) as file:
        if str(out) != STANDARD_OUTPUT:
            check_apart({"--out": [out]}, [source, *(model.artifact.folder for model in pair.models)])
        table = records_of(file)
        column = plot_column(table.sample(SAMPLE_ROWS), column, file.name)
        names, place = [PREDICTED, AGAINST, APART, FIRST, SECOND], table.names.index(column)
        check_free(table.names, names, file.name)
        with whole_file(out) as target:
            target.write(table.preamble + table.header + table.delimiter + table.line(names) + table.newline)
            for chunk in chunks(table.records(left_out), CHUNK_FILMS):
                records = [record for record in chunk if record.cells]
                answers = pair.answers([plot_text(record.cells[place]) for record in records])
                for record, cells in zip(records, answers, strict=True):
                    films += 1
                    if cells is not None:
                        disagreeing += 1
                        added = table.delimiter + table.line(cells)
                        target.write(record.raw + added + (record.end or table.newline))
                progress(file.done)
    return Disagreements(films, disagreeing, left_out)
