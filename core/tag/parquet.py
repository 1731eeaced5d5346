"""Tag a table of any format chunk by chunk into a Parquet file, which can be looked at while nothing is held in memory.

After the input's columns come ``predicted`` (genres joined by ``|``), ``nearest_threshold`` (how close the closest
probability is to its threshold: small is doubtful), ``top_words`` if wanted, ``p_<Genre>``, ``reading`` (what to make
of a text that is no plot, or none in English) and ``familiarity``; with posters ``poster_problem``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ..errors import TableError
from ..model.classifier import GenreClassifier
from ..plots import plot_text
from ..promise.promise import Promise
from ..tables.columns.choice import check_choice
from ..tables.columns.guess import guess, plot_column
from ..tables.files import whole_bytes
from ..tables.left_out import LeftOut
from ..tables.output.places import check_apart
from ..tables.stream import CHUNK_ROWS, Chunk, TableStream, plain, stream_table
from .again.journal import Journal, through
from .again.tag_again import Again
from .columns.added import (
    DECISION,
    ERRORS,
    FAMILIARITY,
    NEAREST,
    PREDICTED,
    READING,
    STAMPS,
    WORDS,
    check_free,
    probabilities,
)
from .columns.answers import Answers, of_plots
from .columns.cells import fresh, from_before, top_words
from .columns.promised import Tally, decided
from .posters import POSTER_ROWS, PROBLEM, Posters

AGAIN_ROWS = 8_192  # of a chunk of which few rows are answered afresh
FIRST_ROWS = 64  # of the first chunk: a tenth of a second's work


@dataclass(frozen=True)
class Batch:
    """Rows written, rows without a plot (or a poster) that the model can read, whether it was stopped before the end,
    the rows that could not be read, what became of the films under a promise, and how many posters could not be used.
    """

    rows: int
    unreadable: int
    stopped: bool
    left_out: LeftOut
    tally: Tally | None = None
    poster_problems: int = 0


def added_columns(classifier: GenreClassifier, words: bool, posters: bool = False) -> list[str]:
    """The names of the model's columns, in the order in which they are written."""
    own = [PREDICTED, NEAREST, *([WORDS] if words else []), *probabilities(classifier), READING, FAMILIARITY]
    return [*own, PROBLEM] if posters else own


def tag_to_parquet(
    source: Path,
    out: Path,
    column: str | None,
    classifier: GenreClassifier,
    *,
    name: str = "",
    encoding: str = "",
    words_by: str | None = None,
    posters: Posters | None = None,
    note: dict[bytes, str] | None = None,
    whole: bool = False,
    promise: Promise | None = None,
    again: Again | None = None,
    journal: Journal | None = None,
    progress: Callable[[int, float], object] = lambda rows, share: None,
    stop: Callable[[], bool] = lambda: False,
) -> Batch:
    """Tag ``source`` by the plots in ``column`` and write ``out``, a Parquet file with a row group a chunk.

    Without a ``column`` the likeliest is taken. ``name`` is what messages call the source. ``encoding``: of its text,
    where that is not UTF-8.
    ``words_by``: a method of :mod:`core.explanations` that finds the top words of each predicted genre, or None for no
    words. ``posters``: the column of posters, if they count too; they have no promise. ``note`` is metadata for the
    footer of ``out``. With a ``promise``, ``predicted`` holds the labels that keep it, see
    :func:`core.tag.columns.promised.decided`. With ``again``, which goes without words, posters and promise, what an
    earlier run gave a plot is kept, and :data:`core.tag.columns.added.STAMPS` follow. ``journal``: keeps answers until
    ``out`` is whole. ``progress`` hears rows done and the share of the file read, 0 to 1. ``stop`` is asked after every
    chunk, and with words after every plot; what is finished by then is kept, and so are the rows before one that can't
    be read, unless the result is to be ``whole``. Raises TableError.
    """
    name = name or source.name
    check_apart({"--out": [out]}, [source, classifier.artifact.folder])
    rows = POSTER_ROWS if posters else AGAIN_ROWS if again else CHUNK_ROWS
    with stream_table(source, name, encoding, rows=rows, stop=stop) as table:
        names = added_columns(classifier, words_by is not None, posters is not None)
        sample = table.sample()
        column = plot_column(sample, column, name)
        names += STAMPS if again else ()
        if posters:
            check_choice(posters.column, table.schema.names, name)
        check_free(table.schema.names, [*names, *((DECISION, ERRORS) if promise else ())], name)
        types = [
            pa.string() if name in (PREDICTED, READING, WORDS, PROBLEM, *STAMPS) else pa.float32() for name in names
        ]
        schema = pa.schema([*table.schema, *map(pa.field, names, types)], metadata=note)
        work = _Work(column, classifier, words_by, stop, promise, posters, again, guess(sample).id, journal)
        written = schema if promise is None else decided(schema.empty_table(), promise).schema
        with whole_bytes(out) as sink:
            with pq.ParquetWriter(sink, written, compression="zstd") as writer:
                broken = _write(table, writer, schema, work, progress)
            if broken and whole:
                raise broken
        if broken:
            raise broken
    tally = work.tally if promise else None
    return Batch(work.rows, work.unreadable, work.stopped, table.left_out, tally, work.poster_problems)


@dataclass
class _Work:
    """How rows are answered, and how many have been."""

    column: str
    classifier: GenreClassifier
    words_by: str | None
    stop: Callable[[], bool]
    promise: Promise | None = None
    posters: Posters | None = None
    again: Again | None = None
    identity: str | None = None
    journal: Journal | None = None
    tally: Tally = field(default_factory=Tally)
    rows: int = 0
    unreadable: int = 0
    poster_problems: int = 0
    stopped: bool = False


def _write(
    table: TableStream,
    writer: pq.ParquetWriter,
    schema: pa.Schema,
    work: _Work,
    progress: Callable[[int, float], object],
) -> TableError | None:
    """Answer and write chunk by chunk; what is wrong with the table is returned, since the rows before it are kept."""
    read = 0.0
    try:
        for chunk, share in _begun_small(table, work):
            if not len(chunk.numbers) and not work.stop():  # rows that can't be used, for a while
                progress(work.rows, share)
                continue
            plots = _plots(chunk.cells[work.column])
            before, read = read, share

            def told(done: int, of: int = len(plots), before: float = before, after: float = read) -> None:
                progress(work.rows + done, before + (after - before) * done / max(of, 1))

            answers, done = _answers(plots, chunk.cells, work, told)
            added = schema.names[len(table.schema.names) :]
            arrays = [
                *chunk.cells.slice(0, done).columns,
                *(pa.array(answers[name], schema.field(name).type) for name in added),
            ]
            tagged = pa.Table.from_arrays(arrays, schema=schema)
            writer.write_table(decided(tagged, work.promise, work.tally) if work.promise else tagged)
            work.rows += done
            work.unreadable += answers[PREDICTED].count("")
            work.poster_problems += sum(map(bool, answers[PROBLEM]))
            progress(work.rows, share)
            if done < len(plots) or work.stop():
                work.stopped = True
                break
    except TableError as error:
        return error
    return None


def _begun_small(table: TableStream, work: _Work) -> Iterator[tuple[Chunk, float]]:
    """Each chunk, and the share of the table that is done with it. Of plots alone the first few make a chunk of their
    own, so that whoever waits sees at once that something happens; a journal knows chunks by their texts.
    """
    small = not (work.posters or work.again or work.journal)
    for chunk in table.chunks:
        share, rows = table.share(), len(chunk.numbers)
        if small and rows > FIRST_ROWS:
            yield Chunk(chunk.cells.slice(0, FIRST_ROWS), chunk.numbers[:FIRST_ROWS]), share * FIRST_ROWS / rows
            yield Chunk(chunk.cells.slice(FIRST_ROWS), chunk.numbers[FIRST_ROWS:]), share
        else:
            yield chunk, share
        small = small and not rows


def _plots(column: pa.ChunkedArray) -> list[str]:
    """The cells as plots; a cell without one is an empty plot."""
    return [plot_text(cell) for cell in plain(column)]


def _answers(
    plots: list[str], cells: pa.Table, work: _Work, told: Callable[[int], object]
) -> tuple[dict[str, Any], int]:
    """The added cells by column, and for how many plots there are any: fewer when it was stopped between words.

    ``cells``: the table's own. ``told`` hears how many are done after every plot whose words were looked for: that
    takes far longer than genres.
    """
    classifier = work.classifier
    if work.again:
        ids = plain(cells[work.identity]) if work.identity else None
        return from_before(work.again.answers(plots, ids, work.journal), classifier), len(plots)
    found = _fresh_answers(plots, cells, work)
    words: list[str] = []
    if work.words_by:
        for plot, chosen in zip(plots, found.genres, strict=True):
            if work.stop():
                break
            words.append(top_words(plot, chosen, classifier, work.words_by))
            told(len(words))
        plots = plots[: len(words)]
    return fresh(plots, found, words, classifier), len(plots)


def _fresh_answers(plots: list[str], cells: pa.Table, work: _Work) -> Answers:
    posters = work.posters
    if posters is None:
        return through(work.journal, plots, lambda: of_plots(work.classifier, plots))
    images = _plots(cells[posters.column])
    marks = posters.marks(images) if work.journal else []
    return through(work.journal, [*plots, *marks], lambda: posters.answers(plots, images))
