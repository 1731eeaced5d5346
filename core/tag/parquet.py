"""Tag a table of any format chunk by chunk into a Parquet file, which can be looked at while nothing is held in memory.

After the input's columns come ``predicted`` (genres joined by ``|``), ``nearest_threshold`` (how close the closest
probability is to its threshold: small is doubtful), ``top_words`` if wanted, ``p_<Genre>``, ``reading`` (what to make
of a text that is no plot, or none in English) and ``familiarity``.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from ..errors import TableError
from ..explanations import explain
from ..model.classifier import GenreClassifier
from ..plots import plot_text
from ..promise.promise import Promise
from ..reading import read
from ..tables.columns.guess import plot_column
from ..tables.files import whole_bytes
from ..tables.left_out import LeftOut
from ..tables.output.places import check_apart
from ..tables.stream import TableStream, plain, stream_table
from .added import (
    DECISION,
    ERRORS,
    FAMILIARITY,
    NEAREST,
    PREDICTED,
    PROBABILITY,
    READING,
    WORDS,
    check_free,
    probabilities,
)
from .promised import Tally, decided

WORDS_A_GENRE = 5


@dataclass(frozen=True)
class Batch:
    """Rows written, rows without a plot that the model can read, whether it was stopped before the end, the rows
    that could not be read, and what became of the films under a promise.
    """

    rows: int
    unreadable: int
    stopped: bool
    left_out: LeftOut
    tally: Tally | None = None


def added_columns(classifier: GenreClassifier, words: bool) -> list[str]:
    """The names of the model's columns, in the order in which they are written."""
    return [PREDICTED, NEAREST, *([WORDS] if words else []), *probabilities(classifier), READING, FAMILIARITY]


def tag_to_parquet(
    source: Path,
    out: Path,
    column: str | None,
    classifier: GenreClassifier,
    *,
    name: str = "",
    encoding: str = "",
    words_by: str | None = None,
    note: dict[bytes, str] | None = None,
    whole: bool = False,
    promise: Promise | None = None,
    progress: Callable[[int, float], object] = lambda rows, share: None,
    stop: Callable[[], bool] = lambda: False,
) -> Batch:
    """Tag ``source`` by the plots in ``column`` and write ``out``, a Parquet file with a row group a chunk.

    Without a ``column`` the likeliest is taken. ``name`` is what messages call the source. ``encoding``: of its text,
    where that is not UTF-8.
    ``words_by``: a method of :mod:`core.explanations` that finds the top words of each predicted genre, or None for no
    words. ``note`` is metadata for the footer of ``out``. With a ``promise``, ``predicted`` holds the labels that keep
    it, see :func:`core.tag.promised.decided`. ``progress`` hears rows done and the share of the file read, 0 to 1.
    ``stop`` is asked after every chunk, and with words after every plot; what is finished by then is kept, and so are
    the rows before one that can't be read, unless the result is to be ``whole``. Raises TableError.
    """
    name = name or source.name
    check_apart({"--out": [out]}, [source, classifier.artifact.folder])
    with stream_table(source, name, encoding) as table:
        names = added_columns(classifier, words_by is not None)
        column = plot_column(table.sample(), column, name)
        check_free(table.schema.names, [*names, *((DECISION, ERRORS) if promise else ())], name)
        types = [pa.string() if name in (PREDICTED, READING, WORDS) else pa.float32() for name in names]
        schema = pa.schema([*table.schema, *map(pa.field, names, types)], metadata=note)
        work = _Work(column, classifier, words_by, stop, promise)
        written = schema if promise is None else decided(schema.empty_table(), promise).schema
        with whole_bytes(out) as sink:
            with pq.ParquetWriter(sink, written, compression="zstd") as writer:
                broken = _write(table, writer, schema, work, progress)
            if broken and whole:
                raise broken
        if broken:
            raise broken
    return Batch(work.rows, work.unreadable, work.stopped, table.left_out, work.tally if promise else None)


@dataclass
class _Work:
    """How rows are answered, and how many have been."""

    column: str
    classifier: GenreClassifier
    words_by: str | None
    stop: Callable[[], bool]
    promise: Promise | None = None
    tally: Tally = field(default_factory=Tally)
    rows: int = 0
    unreadable: int = 0
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
        for chunk in table.chunks:
            if not len(chunk.numbers) and not work.stop():  # rows that can't be used, for a while
                progress(work.rows, table.share())
                continue
            plots = _plots(chunk.cells[work.column])
            before, read = read, table.share()

            def told(done: int, of: int = len(plots), before: float = before, after: float = read) -> None:
                progress(work.rows + done, before + (after - before) * done / max(of, 1))

            answers, done = _answers(plots, work.classifier, work.words_by, work.stop, told)
            added = schema.names[len(table.schema.names) :]
            arrays = [
                *chunk.cells.slice(0, done).columns,
                *(pa.array(answers[name], schema.field(name).type) for name in added),
            ]
            tagged = pa.Table.from_arrays(arrays, schema=schema)
            writer.write_table(decided(tagged, work.promise, work.tally) if work.promise else tagged)
            work.rows += done
            work.unreadable += answers[PREDICTED].count("")
            progress(work.rows, table.share())
            if done < len(plots) or work.stop():
                work.stopped = True
                break
    except TableError as error:
        return error
    return None


def _plots(column: pa.ChunkedArray) -> list[str]:
    """The cells as plots; a cell without one is an empty plot."""
    return [plot_text(cell) for cell in plain(column)]


def _answers(
    plots: list[str],
    classifier: GenreClassifier,
    words_by: str | None,
    stop: Callable[[], bool],
    told: Callable[[int], object],
) -> tuple[dict[str, Any], int]:
    """The added cells by column, and for how many plots there are any: fewer when it was stopped between words.

    ``told`` hears how many are done after every plot whose words were looked for: that takes far longer than genres.
    """
    readable = np.array([classifier.readable(plot) for plot in plots], dtype=bool)
    y_score = classifier.predict_proba(plots)
    genres = classifier.genres_of(y_score, readable.tolist())
    done, words = len(plots), []
    if words_by:
        for plot, chosen in zip(plots, genres, strict=True):
            if stop():
                break
            words.append(top_words(plot, chosen, classifier, words_by))
            told(len(words))
        done = len(words)
    gap = np.abs(y_score - classifier.thresholds_).min(axis=1) if plots else np.empty(0)
    readings = [read(classifier, plot) for plot in plots[:done]]
    answers: dict[str, Any] = {
        PREDICTED: ["|".join(chosen) for chosen in genres[:done]],
        READING: [reading.note for reading in readings],
        FAMILIARITY: [reading.familiarity for reading in readings],
        NEAREST: _masked(gap, readable)[:done],
        WORDS: words,
    }
    for genre, scores in zip(classifier.classes_, y_score.T, strict=True):
        answers[PROBABILITY + genre] = _masked(scores, readable)[:done]
    return answers, done


def _masked(values: NDArray[np.float64], readable: NDArray[np.bool_]) -> pa.Array:
    return pa.array(values.astype(np.float32), mask=~readable)


def top_words(plot: str, genres: list[str], classifier: GenreClassifier, method: str) -> str:
    """``Horror: grave, blood; Thriller: killer``: the words that raise each predicted genre most, each word once."""
    if not genres:
        return ""
    explained = explain(classifier, plot, method)
    parts = []
    for genre in genres:
        raising = dict.fromkeys(word.word.lower() for word in explained.top_words(genre, 4 * WORDS_A_GENRE, sign=1))
        parts.append(f"{genre}: {', '.join(list(raising)[:WORDS_A_GENRE])}")
    return "; ".join(parts)


def doubtful(chunk: pa.Table | pa.RecordBatch, within: float | None) -> pa.Table | pa.RecordBatch:
    """The rows with a probability less than ``within`` from its threshold; all rows for None."""
    return chunk if within is None else chunk.filter(pc.fill_null(pc.less(chunk[NEAREST], within), False))


def noted(chunk: pa.Table | pa.RecordBatch) -> pa.Table | pa.RecordBatch:
    """The rows with a note on how they were read, which says when not to believe them."""
    return chunk.filter(pc.fill_null(pc.not_equal(chunk[READING], ""), False))
