"""Tag a table of plots: the input's cells stay byte for byte as they were, the model's columns follow them.

Streams: a file of any size needs the memory of a few thousand plots. Nothing half-written is ever left at the output.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from ..errors import TableError
from ..model.classifier import GenreClassifier
from ..plots import plot_text
from ..tables.columns import plot_column
from ..tables.delimited import Delimited, Record, chunks
from ..tables.files import opened, whole_file
from ..tables.left_out import LeftOut
from ..tables.places import check_apart
from .added import PREDICTED, check_free, probabilities

CHUNK_FILMS = 2_048


class Tagged(NamedTuple):
    """How many films there were, how many of them had no plot that the model can read, and rows that were left out."""

    films: int
    unreadable: int
    left_out: LeftOut


def _answers(plots: list[str], classifier: GenreClassifier) -> list[list[str]]:
    """The added cells of each plot; empty ones where the model can't read it."""
    readable = [classifier.readable(plot) for plot in plots]
    y_score = classifier.predict_proba(plots)
    genres = classifier.genres_of(y_score, readable)
    empty = [""] * (1 + len(classifier.classes_))
    return [
        ["|".join(chosen), *(f"{p:.6f}" for p in row)] if able else empty
        for chosen, row, able in zip(genres, y_score, readable, strict=True)
    ]


def tag(
    source: Path,
    out: Path,
    column: str | None,
    classifier: GenreClassifier,
    progress: Callable[[int], object] = lambda done: None,
) -> Tagged:
    """Write ``source`` with ``predicted`` (genres joined by ``|``) and ``p_<Genre>`` columns behind its own to ``out``.

    ``column`` has the plots; None takes the likeliest. Rows with more cells than the header are left out. ``progress``
    hears how many bytes of the source have been read. Raises TableError, and leaves no output, when the source can't be
    read or the output can't be written.
    """
    with opened(source) as file:
        check_apart({"--out": [out]}, [source, classifier.artifact.folder])
        if file.format.kind != "delimited":
            raise TableError(
                f"{file.name} is JSON or Parquet; its genres are written as Parquet. Name --out OUT.parquet."
            )
        table = Delimited(file)
        column = plot_column(table.names, column, file.name)
        names = [PREDICTED, *probabilities(classifier)]
        check_free(table.names, names, file.name)
        work = _Work(classifier, table, table.names.index(column))
        with whole_file(out) as target:
            target.write(table.header + table.delimiter + table.line(names) + table.newline)
            for chunk in chunks(table, CHUNK_FILMS):
                target.writelines(work.lines(chunk))
                progress(file.done)
    return Tagged(work.films, work.unreadable, work.left_out)


class _Work:
    """Answers records, and counts them."""

    def __init__(self, classifier: GenreClassifier, table: Delimited, position: int) -> None:
        self.classifier, self.table, self.position = classifier, table, position
        self.films = self.unreadable = 0
        self.left_out = LeftOut()

    def lines(self, records: list[Record]) -> Iterator[str]:
        """The records with their answers behind them; blank lines as they are."""
        good = [record for record in records if not record.problem]
        answers = iter(
            _answers([plot_text(record.cells[self.position]) for record in good if record.cells], self.classifier)
        )
        for record in records:
            if record.problem:
                self.left_out.add(record.number, record.problem)
                continue
            added = ""
            if record.cells:
                cells = next(answers)
                added = self.table.delimiter + self.table.line(cells)
                self.films += 1
                self.unreadable += not cells[0]
            yield record.raw + added + (record.end or self.table.newline)
