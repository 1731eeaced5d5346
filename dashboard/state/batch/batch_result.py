"""The result of a batch, a Parquet file: its counts and first rows, the doubtful ones, and the downloads."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.errors import TableError
from core.promise.promise import Promise
from core.tables.output.spreadsheet_safe import READ_ROWS, batches, write_csv, write_parquet
from core.tables.output.spreadsheet_safe import Selection as Choice
from core.tables.stream import plain
from core.tag.columns import tagged_rows
from core.tag.columns.added import DECISION, NEAREST, PREDICTED, PROBABILITY, READING
from core.tag.columns.promised import Tally, decided
from dashboard.state.disk import room_for

SHOWN = 200
LONGEST = 1_000  # characters of a cell that the page gets
GONE = (
    "The file of this address and its result are gone: they are kept for 24 hours after the last visit, until somebody"
    " with the address chooses another file, or until the app ends. Upload the file again."
)


@dataclass(frozen=True)
class Which:
    """Which rows of a result: those with a probability closer than ``within`` to its threshold (None: all), and
    ``noted``: of these, those with a note on how they were read. With a ``promise`` they get its columns, and
    ``decision`` says which of both to keep (empty: all).
    """

    within: float | None = None
    noted: bool = False
    promise: Promise | None = None
    decision: str = ""

    def of(self, chunk: pa.RecordBatch, tally: Tally | None = None) -> pa.RecordBatch:
        """These rows of a chunk; ``tally`` counts what the promise makes of all of them."""
        rows = decided(chunk, self.promise, tally) if self.promise else chunk
        rows = tagged_rows.doubtful(rows, self.within)
        rows = tagged_rows.noted(rows) if self.noted else rows
        return rows.filter(pc.equal(rows[DECISION], self.decision)) if self.decision else rows


ALL = Which()


@dataclass(frozen=True)
class Selection:
    """Some rows of a result: how many, how many of them have a note on how they were read, how often each genre was
    predicted among them, and the first 200; under a promise, what becomes of all rows.
    """

    rows: int
    noted: int
    genres: pd.DataFrame
    head: pd.DataFrame
    tally: Tally


def select(tagged: Path, which: Which = ALL) -> Selection:
    """Those rows, read chunk by chunk."""
    with still_here(), pq.ParquetFile(tagged) as opened:
        tally = Tally()
        count, rows, noted = _counted(opened, which, tally)
        head = _first(opened, which)
    return Selection(rows, noted, pd.DataFrame(count.most_common(), columns=["genre", "plots"]), head, tally)


def _counted(opened: pq.ParquetFile, which: Which, tally: Tally) -> tuple[Counter[str], int, int]:
    count: Counter[str] = Counter()
    rows = noted = 0
    scores = [PROBABILITY + genre for genre in which.promise.genres] if which.promise else []
    for part in opened.iter_batches(READ_ROWS, columns=[PREDICTED, NEAREST, READING, *scores]):
        kept = which.of(part, tally)
        rows += len(kept)
        noted += len(tagged_rows.noted(kept))
        for cell in kept[PREDICTED].to_pylist():
            count.update(cell.split("|") if cell else ())
    return count, rows, noted


def _first(opened: pq.ParquetFile, which: Which) -> pd.DataFrame:
    parts: list[pd.DataFrame] = []
    for part in batches(opened):
        if sum(len(kept) for kept in parts) >= SHOWN:
            break
        parts.append(_cut(which.of(part).slice(0, SHOWN)).to_pandas())
    return pd.concat(parts, ignore_index=True).head(SHOWN) if parts else pd.DataFrame()


def _cut(rows: pa.RecordBatch) -> pa.RecordBatch:
    """Rows for the screen: the beginning of each text, and of each list and object as JSON."""
    cells = []
    for column in rows.columns:
        if pa.types.is_nested(column.type):
            column = pa.array(plain(column), pa.string())
        text = pa.types.is_string(column.type) or pa.types.is_large_string(column.type)
        cells.append(pc.utf8_slice_codeunits(column, 0, LONGEST) if text else column)
    return pa.RecordBatch.from_arrays(cells, names=rows.schema.names)


def films(tagged: Path, which: Which, most: int) -> pd.DataFrame:
    """The first ``most`` rows whole, with all their columns. Raises TableError when the result is gone."""
    parts: list[pa.RecordBatch] = []
    with still_here(), pq.ParquetFile(tagged) as opened:
        for part in batches(opened):
            parts.append(which.of(part))
            if sum(map(len, parts)) >= most:
                break
    return pa.Table.from_batches(parts).slice(0, most).to_pandas() if parts else pd.DataFrame()


def as_csv(tagged: Path, which: Which = ALL) -> bytes:
    """The rows as CSV in UTF-8, formulas made harmless. Raises TableError when there is no room, or it is gone."""
    return _written(write_csv, tagged, which)


def as_parquet(tagged: Path, which: Which = ALL) -> bytes:
    """The rows as Parquet. Raises TableError when there is no room for it, or it is gone."""
    with still_here():
        return tagged.read_bytes() if which == ALL else _written(write_parquet, tagged, which)


def _written(write: Callable[[Path, BinaryIO, Choice], int], tagged: Path, which: Which) -> bytes:
    with room_for("The download"), still_here(), tempfile.TemporaryFile(dir=tagged.parent) as out:
        write(tagged, out, which.of)
        out.seek(0)
        return out.read()


@contextmanager
def still_here() -> Iterator[None]:
    """Turn the error of a result that was removed meanwhile into a TableError that says so."""
    try:
        yield
    except FileNotFoundError:
        raise TableError(GONE) from None
