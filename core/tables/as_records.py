"""Any table as records with the text that they have as CSV: a delimited file's own text, or what is written anew."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TextIO, cast

from .columns.choice import check_names
from .delimited_text.rows import Delimited, Echo
from .files import TableFile
from .left_out import LeftOut, Record


class Records(Protocol):
    """What a table of records has: its header and the lines above it, as text; names of the columns; its records."""

    names: list[str]
    preamble: str
    header: str
    newline: str
    delimiter: str

    def sample(self, rows: int) -> Mapping[str, Any]:
        """The cells of the first rows by column; the records are still to be read."""

    def line(self, cells: Iterable[str]) -> str:
        """Cells as a piece of a line of this table."""

    def records(self, sums: LeftOut) -> Iterator[Record]:
        """The records that can be used, and blank lines; all are counted in ``sums``."""


class _Written:
    """Rows of JSON, Parquet or a workbook as lines of CSV."""

    def __init__(self, file: TableFile) -> None:
        from .stream import stream_of  # needs pyarrow

        self._stream = stream_of(file)
        self.names = list(self._stream.schema.names)
        check_names(self.names, file.name)
        self.preamble, self.newline, self.delimiter = "", "\n", ","
        self.header = self.line(self.names)

    def sample(self, rows: int) -> Mapping[str, Any]:
        """See :class:`Records`."""
        return self._stream.sample(rows)

    def line(self, cells: Iterable[str]) -> str:
        """See :class:`Records`."""
        return cast(str, csv.writer(cast(TextIO, Echo()), lineterminator="").writerow(cells))

    def records(self, sums: LeftOut) -> Iterator[Record]:
        """See :class:`Records`."""
        from .stream import plain

        for chunk in self._stream.chunks:
            for number, row in zip(chunk.numbers, zip(*map(plain, chunk.cells.columns), strict=True), strict=True):
                cells = ["" if cell is None else str(cell) for cell in row]
                yield Record(number, self.line(cells), "\n", cells)
        met = self._stream.left_out
        sums.records, sums.count, sums.rows = met.records, met.count, met.rows


def records_of(file: TableFile) -> Records:
    """An open table of any format. Raises TableError."""
    return Delimited(file) if file.format.kind == "delimited" else _Written(file)
