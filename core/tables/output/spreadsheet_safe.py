"""CSV that a spreadsheet only shows: a cell that it would run as a formula begins with an apostrophe instead."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

READ_ROWS = 8_192  # of a table at a time
Selection = Callable[[pa.RecordBatch], pa.RecordBatch]  # some of the rows, perhaps with other columns
# What spreadsheets read as the start of a formula (OWASP, CSV injection), in wide forms too, after any blanks.
FORMULA = "^(?:[ \u00a0\u200b\u2060\u3000\ufeff\\x00-\\x1f]*[=+\\-@＝＋－＠]|[\\t\\r\\n])"
NUMBER = r"^[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?$"


def harmless(cells: pa.Array) -> pa.Array:
    """Text cells, with an apostrophe before each that a spreadsheet would take for a formula; numbers stay numbers."""
    return pc.if_else(_runs(cells), pc.binary_join_element_wise("'", cells, ""), cells)


def _runs(cells: pa.Array) -> pa.Array:
    return pc.and_not(pc.match_substring_regex(cells, FORMULA), pc.match_substring_regex(cells, NUMBER))


def _marked(cells: pa.Array) -> pa.Array:
    """:func:`harmless`, and one apostrophe more before a cell that begins with some and would be a formula without."""
    bare = pc.utf8_ltrim(cells, characters="'")
    return pc.if_else(_runs(bare), pc.binary_join_element_wise("'", cells, ""), cells)


def original(table: pd.DataFrame) -> pd.DataFrame:
    """The texts that :func:`frame_csv` was given, from those that were read of its CSV; all columns are text."""

    def unmarked(texts: "pd.Series[str]") -> list[str]:
        cells = pa.array(texts, pa.string())
        marked = pc.and_(pc.starts_with(cells, "'"), _runs(pc.utf8_ltrim(cells, characters="'")))
        return [cell[1:] if mark else cell for cell, mark in zip(texts, marked.to_pylist(), strict=True)]

    return table.assign(**{str(name): unmarked(table[name]) for name in table})


def _written(cells: pa.Array) -> pa.Array:
    """A column as CSV can hold it: numbers as they are, lists and objects as JSON, all text harmless."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    if pa.types.is_float32(cells.type):
        return pc.round(cells, 6)
    if pa.types.is_integer(cells.type) or pa.types.is_boolean(cells.type) or pa.types.is_float64(cells.type):
        return cells
    if not pa.types.is_string(cells.type):
        cells = pa.array([_text(value) for value in cells.to_pylist()], pa.string())
    return harmless(cells)


def frame_csv(table: pd.DataFrame) -> str:
    """A small table as CSV, in which text is harmless and numbers are what they are; :func:`original` undoes it."""
    shown = table.copy()
    for column in shown.columns:
        texts = shown[column].map(lambda value: value if isinstance(value, str) else None)
        safe = pd.Series(_marked(pa.array(texts, pa.string())).to_pylist(), index=shown.index, dtype=object)
        shown[column] = shown[column].astype(object).where(texts.isna(), safe)
    shown.columns = harmless(pa.array(map(str, shown.columns), pa.string())).to_pylist()
    return shown.to_csv(index=False)


def _text(value: Any) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=str)
    return None if value is None else str(value)


def batches(opened: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file, never those of two row groups together: a group has long texts or many rows."""
    for group in range(opened.num_row_groups):
        yield from opened.iter_batches(READ_ROWS, row_groups=[group])


def write_csv(table: Path, out: BinaryIO, selection: Selection = lambda rows: rows) -> int:
    """Write a Parquet file as CSV in UTF-8, or a selection of its rows; returns how many were written."""
    rows = 0
    with pq.ParquetFile(table) as opened:
        empty = selection(pa.RecordBatch.from_pylist([], schema=opened.schema_arrow))
        names = harmless(pa.array(empty.schema.names, pa.string())).to_pylist()
        types = [_written(column).type for column in empty.columns]
        schema = pa.schema(list(zip(names, types, strict=True)))
        with csv.CSVWriter(out, schema, write_options=csv.WriteOptions(quoting_style="needed")) as writer:
            for batch in batches(opened):
                kept = selection(batch)
                writer.write_batch(pa.record_batch(list(map(_written, kept.columns)), schema=schema))
                rows += len(kept)
    return rows


def write_parquet(table: Path, out: BinaryIO, selection: Selection = lambda rows: rows) -> int:
    """The same as Parquet; returns how many rows were written."""
    rows = 0
    with pq.ParquetFile(table) as opened:
        schema = selection(pa.RecordBatch.from_pylist([], schema=opened.schema_arrow)).schema
        with pq.ParquetWriter(out, schema, compression="zstd") as writer:
            for batch in batches(opened):
                kept = selection(batch)
                if len(kept):
                    writer.write_batch(kept)
                rows += len(kept)
    return rows
