"""The rows of a Parquet file, some at a time: what they take is known before they are decoded.

A file of a kilobyte can hold gigabytes, because a text is stored once, in a dictionary, and repeated by number. So the
longest text of a dictionary says how many rows are decoded at a time; in lists, of which one row can hold a million,
texts are read as their numbers first.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ...errors import TableError
from ..columns.choice import MOST_COLUMNS, check_names, distinct, too_many
from ..files import TableFile
from .packed import allowance, too_large

READ_ROWS = 4_096  # at most, at a time
READ_BYTES = 16_000_000  # decoded at a time, at most, of what a dictionary repeats
CHUNK_BYTES = 1_000_000  # handed on at a time
HARMLESS = 32_000_000  # bytes: what a column can't exceed needs no closer look
LONGEST_ROW = 8_000_000  # bytes
TOO_LONG = f"longer than {LONGEST_ROW:,} bytes"
LARGEST_FOOTER = 8_000_000  # bytes: of a thousand columns in hundreds of row groups
MOST_CELLS = 10_000_000  # more only in a large file


@dataclass(frozen=True)
class ParquetRows:
    """An open Parquet file: its columns (``schema``, names told apart, texts as texts) and how many rows it has."""

    name: str
    source: Any
    opened: pq.ParquetFile
    schema: pa.Schema
    most: int

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return int(self.opened.metadata.num_rows)

    def batches(self, size: int) -> Iterator[pa.RecordBatch | None]:
        """At most ``size`` rows at a time, None for a row that is too long. Raises TableError for a damaged file, and
        for one that would fill the memory.
        """
        done = 0
        with _reading(self.name):
            for group in range(self.opened.num_row_groups):
                for read in self.opened.iter_batches(self._rows_at_once(group), row_groups=[group]):
                    read.validate(full=True)
                    for part in _small_enough(read, size):
                        done += weight(part)
                        if done > self.most:
                            raise too_large(self.name, self.most)
                        yield None if weight(part) > LONGEST_ROW else self._decoded(part)

    def _rows_at_once(self, group: int) -> int:
        """How many rows of a group can be decoded together, by the longest texts in its dictionaries."""
        metadata = self.opened.metadata.row_group(group)
        widest, flat = 0, []
        for i in range(metadata.num_columns):
            chunk, column = metadata.column(i), self.opened.schema.column(i)
            if column.physical_type == "FIXED_LEN_BYTE_ARRAY":
                widest += column.length
            elif _may_fill(chunk, column) and column.max_repetition_level == 0:
                flat.append(i)
        if flat:
            widest += self._longest(group, flat)
        return int(max(1, min(READ_ROWS, READ_BYTES // max(widest, 1))))

    def _longest(self, group: int, columns: list[int]) -> int:
        """Bytes of the longest texts of some columns' dictionaries together, without decoding their rows."""
        paths = [self.opened.schema.column(i).path for i in columns]
        probe = pq.ParquetFile(self.source, read_dictionary=paths)
        first = next(probe.iter_batches(1, row_groups=[group], columns=paths), None)
        metadata = self.opened.metadata.row_group(group)
        total = 0
        for i, cells in zip(columns, _leaves(first.columns if first else []), strict=True):
            words = cells.dictionary if pa.types.is_dictionary(cells.type) else None
            lengths = pc.max(pc.binary_length(words)).as_py() if words is not None and len(words) else None
            total += metadata.column(i).total_uncompressed_size if lengths is None else lengths
        return total

    def _decoded(self, part: pa.RecordBatch) -> pa.RecordBatch:
        cells = [_plain(column, field.type) for column, field in zip(part.columns, self.schema, strict=True)]
        return pa.RecordBatch.from_arrays(cells, schema=self.schema)


def _may_fill(chunk: Any, column: Any) -> bool:
    """Whether the values of a column, each as long as all of its text, could fill the memory."""
    return column.physical_type == "BYTE_ARRAY" and chunk.num_values * chunk.total_uncompressed_size > HARMLESS


def _leaves(columns: list[pa.Array]) -> Iterator[pa.Array]:
    for cells in columns:
        if pa.types.is_struct(cells.type):
            yield from _leaves(cells.flatten())
        else:
            yield cells


def _small_enough(part: pa.RecordBatch, rows: int) -> Iterator[pa.RecordBatch]:
    if len(part) > rows:
        for start in range(0, len(part), rows):
            yield from _small_enough(part.slice(start, rows), rows)
    elif len(part) > 1 and weight(part) > CHUNK_BYTES:
        half = len(part) // 2
        yield from _small_enough(part.slice(0, half), rows)
        yield from _small_enough(part.slice(half), rows)
    else:
        yield part


def weight(part: pa.RecordBatch) -> int:
    """Bytes that the cells take when they are decoded."""
    return sum(map(_weight, part.columns))


def _weight(cells: pa.Array) -> int:
    kind = cells.type
    if pa.types.is_dictionary(kind):
        words = cells.dictionary
        if not (pa.types.is_string(words.type) or pa.types.is_binary(words.type)):
            return 8 * len(cells)
        return int(pc.sum(pc.binary_length(words).cast(pa.int64()).take(cells.indices)).as_py() or 0)
    if pa.types.is_struct(kind):
        return sum(_weight(part) for part in cells.flatten()) + len(cells)
    if pa.types.is_map(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        first, last = cells.offsets[0].as_py(), cells.offsets[-1].as_py()
        inner = [cells.keys, cells.items] if pa.types.is_map(kind) else [cells.values]
        return sum(_weight(part.slice(first, last - first)) for part in inner) + 8 * len(cells)
    return int(cells.nbytes)


def _plain(cells: pa.Array, kind: pa.DataType) -> pa.Array:
    """Cells with their texts in place of numbers."""
    if cells.type == kind:
        return cells
    if pa.types.is_dictionary(cells.type) and not pa.types.is_nested(kind):
        return cells.dictionary_decode().cast(kind)
    return pa.array(cells.to_pylist(), kind)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    if pa.types.is_map(kind):
        return pa.map_(_plain_type(kind.key_type), _plain_type(kind.item_type))
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(_plain_type(field.type)) for field in kind])
    if pa.types.is_large_list(kind) or pa.types.is_list(kind):
        return pa.list_(_plain_type(kind.value_type))
    return kind


def open_parquet(file: TableFile) -> ParquetRows:
    """The rows of a table in Parquet; a packed one is unpacked first. Raises TableError."""
    most = allowance(file.size)
    with file.reading():
        source = pa.BufferReader(file.content.read()) if file.packed else file.content
    if _footer(source) > LARGEST_FOOTER:
        raise TableError(f"{file.name} has more notes than rows. Write it again without metadata, or use CSV.")
    with _reading(file.name):
        metadata = pq.ParquetFile(source).metadata
        if metadata.num_columns > MOST_COLUMNS:
            raise too_many(file.name)
        _check_size(metadata, file, most)
        nested = {
            metadata.schema.column(i).path
            for group in range(metadata.num_row_groups)
            for i in range(metadata.num_columns)
            if metadata.schema.column(i).max_repetition_level
            and _may_fill(metadata.row_group(group).column(i), metadata.schema.column(i))
        }
        opened = pq.ParquetFile(source, read_dictionary=sorted(nested))
        names = distinct(opened.schema_arrow.names)
        kinds = map(_plain_type, opened.schema_arrow.types)
        schema = pa.schema(list(zip(names, kinds, strict=True)))
    check_names(names, file.name)
    return ParquetRows(file.name, source, opened, schema, most)


def _footer(source: Any) -> int:
    """Bytes of the footer, which a file ends with: it is decoded whole, and takes many times its size. 0 for none."""
    source.seek(0, os.SEEK_END)
    source.seek(max(source.tell() - 8, 0))
    end = source.read(8)
    source.seek(0)
    return int.from_bytes(end[:4], "little") if end[4:] == b"PAR1" else 0


def _check_size(metadata: Any, file: TableFile, most: int) -> None:
    groups = [metadata.row_group(i) for i in range(min(metadata.num_row_groups, 10_000))]
    chunks = [group.column(i) for group in groups for i in range(group.num_columns)]
    if sum(chunk.total_uncompressed_size for chunk in chunks) > most:
        raise too_large(file.name, most)
    cells = max(sum(chunk.num_values for chunk in chunks), metadata.num_rows * metadata.num_columns)
    if cells > MOST_CELLS + file.size:
        raise TableError(f"{file.name} has {cells:,} cells, too many for its size. Split it into smaller files.")


@contextmanager
def _reading(name: str) -> Iterator[None]:
    try:
        yield
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise TableError(f"{name} can't be read as Parquet ({reason}). Write it again, or use CSV.") from None
