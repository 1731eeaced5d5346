"""Tag a table of plots: the input's cells stay byte for byte as they were, the model's columns stand behind them.

Streams: a file of any size needs the memory of a few thousand plots. Nothing half-written is ever left at the output.
"""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ..errors import FileError
from ..model.classifier import GenreClassifier
from ..tables.files import reading, whole_file
from ..tables.records import CHUNK_FILMS, chunks, open_plots
from .added import PREDICTED, check_free, probabilities


class Tagged(NamedTuple):
    """How many films there were, and how many of them had no plot that the model can read."""

    films: int
    unreadable: int


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
    source: Path, out: Path, column: str, classifier: GenreClassifier, progress: Callable[[int], object] | None = None
) -> Tagged:
    """Write ``source`` with ``predicted`` (genres joined by ``|``) and ``p_<Genre>`` columns behind its own to ``out``.

    ``progress`` hears how many bytes of the source have been read. Raises FileError, and leaves no output, when the
    source can't be read or the output can't be written.
    """
    films = unreadable = 0
    with reading(source):
        stream = source.open("rb")
    with stream:
        if out.resolve() == source.resolve() or (out.exists() and out.samefile(source)):
            raise FileError(f"--out is the input itself, {source}. Choose another file.")
        table = open_plots(stream, source, column)
        names = [PREDICTED, *probabilities(classifier)]
        check_free(table.names, names, source)
        with whole_file(out) as target:
            target.write(table.header + table.delimiter + table.line(names) + table.newline)
            for chunk in chunks(table.records, CHUNK_FILMS):
                answers = iter(_answers([record.plot for record in chunk if record.plot is not None], classifier))
                for record in chunk:
                    cells = next(answers) if record.plot is not None else []
                    films += bool(cells)
                    unreadable += bool(cells) and not cells[0]
                    added = table.delimiter + table.line(cells) if cells else ""
                    target.write(record.raw + added + (record.end or table.newline))
                if progress:
                    progress(stream.tell())
    return Tagged(films, unreadable)
