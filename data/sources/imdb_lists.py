"""plot.list + genres.list -> table, streaming: memory does not grow with the plots."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

import numpy as np
import pyarrow as pa
from pyarrow.csv import CSVWriter

from core.errors import TableError
from core.tables.output import atomic
from core.tables.output.places import check_apart
from data.sources.imdb_counts import Counts
from data.sources.imdb_genres import GenreIndex, genre_lines, read_genres
from data.sources.imdb_plots import Progress, records, summaries
from data.sources.imdb_titles import FILM, TELEVISION, ImdbTitle, parse_title

Kind = Literal["movie", "tv", "all"]
KINDS: dict[str, tuple[str, ...]] = {"movie": FILM, "tv": TELEVISION, "all": (*FILM, *TELEVISION, "game")}
_BATCH = 4096  # titles looked up at once
COLUMNS = ("id", "title", "year", "plot", "genres", "kind", "series", "summary")
_Row = tuple[str, str, int | None, str, str, str, str, int]


def build(
    plots: Path,
    genres: Path,
    out: Path,
    *,
    kind: Kind = "all",
    one_row_per_summary: bool = False,
    report: Path | None = None,
    progress: Callable[[Path], Progress] = lambda path: lambda size: None,
) -> Counts:
    """Join the two lists into the CSV ``out`` (gzipped if it ends in .gz) with the columns of :data:`COLUMNS`,
    of which ``summary`` (its number) only with ``one_row_per_summary``.

    ``report`` becomes a list of every title left out (tab separated: list, title, reason). ``progress(path)`` is asked
    for a function that hears of bytes read. The files appear under their names only when they are complete.
    Raises TableError.
    """
    check_apart({"--out": [out], "--report": [report]}, [plots, genres])
    counts = Counts()
    index = read_genres(genres, progress(genres))
    counts.genre_lines, counts.genre_titles = index.lines, len(index.hashes)
    counts.lines_not_understood = index.lines_not_understood
    try:
        with (
            atomic.staged(out) as partial,
            atomic.staged(report) if report else nullcontext() as beside,
            _table_writer(partial, out.suffix == ".gz", one_row_per_summary) as write,
            _report_file(beside) as left_out,
            _no_cycle_search(),
        ):
            _join(plots, index, kind, one_row_per_summary, counts, write, left_out, progress(plots))
            counts.genre_titles_without_plot = int((~index.used).sum())
            if report:
                _report_genres_only(genres, index, left_out)
            counts.check()
    except OSError as error:
        places = " or ".join(map(str, filter(None, (out, report))))
        raise TableError(f"{places} can't be written ({error.strerror or error}). Choose another place.") from None
    return counts


@contextmanager
def _no_cycle_search() -> Iterator[None]:
    """Rows are freed as they are written and hold no cycles; looking for some takes a seventh of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def _table_writer(path: Path, packed: bool, numbered: bool) -> Iterator[Callable[[list[_Row]], None]]:
    """A function that appends rows to a CSV; with ``numbered``, the number of the summary is a column too."""
    schema = pa.schema([(name, pa.int64() if name in ("year", "summary") else pa.string()) for name in COLUMNS])
    schema = schema if numbered else schema.remove(len(COLUMNS) - 1)
    with pa.output_stream(path, compression="gzip" if packed else None) as stream, CSVWriter(stream, schema) as writer:

        def write(rows: list[_Row]) -> None:
            cells = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
            arrays = [pa.array(column, type=field.type) for column, field in zip(cells, schema, strict=False)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))

        yield write


def _report_file(path: Path | None) -> TextIO:
    return Path(path or os.devnull).open("w", encoding="utf-8")


def _join(
    plots: Path,
    index: GenreIndex,
    kind: Kind,
    one_row_per_summary: bool,
    counts: Counts,
    write: Callable[[list[_Row]], None],
    left_out: TextIO,
    progress: Progress,
) -> None:
    stream = records(plots, progress)
    while batch := list(islice(stream, _BATCH)):
        titles = [parse_title(line) for line, _ in batch]
        rows_of_genres, of_series = _genre_rows(index, [line for line, _ in batch], titles)
        rows: list[_Row] = []
        for (line, body), title, row, inherited in zip(batch, titles, rows_of_genres, of_series, strict=True):
            texts = summaries(body)
            reason = _reason(title, texts, row, kind)
            counts.records += 1
            counts.summaries += len(texts)
            if reason or title is None:
                counts.left_out[reason] += 1
                left_out.write(f"plot.list\t{line}\t{reason}\n")
                continue
            counts.add(title, texts, inherited)
            genres = index.genres(row)
            for number, text in enumerate(texts if one_row_per_summary else [" ".join(texts)], 1):
                row_id = line if number == 1 else f"{line}#{number}"
                rows.append((row_id, title.title, title.year, text, genres, title.kind, title.series, number))
        counts.rows += len(rows)
        write(rows)


def _genre_rows(index: GenreIndex, lines: list[str], titles: list[ImdbTitle | None]) -> tuple[list[int], list[bool]]:
    """Where each title's genres are (-1: nowhere), and whether they are its series'."""
    own = index.rows(lines)
    episode = np.array([title is not None and title.kind == "episode" for title in titles])
    of_series = index.rows(title.series if title else "" for title in titles)
    for rows in (own, of_series[episode]):
        index.used[rows[rows >= 0]] = True
    inherited = episode & (own < 0) & (of_series >= 0)
    return np.where(inherited, of_series, own).tolist(), inherited.tolist()


def _reason(title: ImdbTitle | None, texts: list[str], row: int, kind: Kind) -> str:
    """Why a title of plot.list is left out; empty when it is not."""
    if title is None:
        return "not a title with a year"
    if not texts:
        return "no plot"
    if title.kind not in KINDS[kind]:
        return f"not asked for: {title.kind}"
    return "no genres" if row < 0 else ""


def _report_genres_only(genres: Path, index: GenreIndex, left_out: TextIO) -> None:
    """A second pass over genres.list, since its titles aren't kept in memory."""
    last = ""
    for line in genre_lines(genres, lambda size: None):
        title, tab, _ = line.partition("\t")
        title = title.strip()
        if tab and "(" in title and title != last:
            last = title
            if not index.used[index.rows([title])[0]]:
                left_out.write(f"genres.list\t{title}\tno plot\n")
