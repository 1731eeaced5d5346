"""The one table shape: id, title, year, plot, genres. What doesn't fit is listed with its row number and reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError
from core.genres import SEPARATOR
from core.tables.columns.choice import Columns, apply
from core.tables.files import Source
from core.tables.films import (
    LONGEST_GENRES,
    genre_texts,
    own_names,
    plot_texts,
    reasons,
    texts,
    too_long,
    written_texts,
)
from core.tables.left_out import Row, sums
from core.tables.whole import Progress, listed_rows, no_rows, read_frame

# Rows and bytes that are brought into shape at a time, so that a table is not held several times and a stop is heard.
STEP, STEP_BYTES = 4_096, 4_000_000
WANTED = ("plot", "genres")
COLUMNS = ("id", "title", "year", "plot", "genres")
WRITTEN = "genres_as_written"  # a column that is there only where genres were written in another way than IMDb's


@dataclass(frozen=True)
class PlotTable:
    """Films that can be used (``frame``: id, title, year, plot, genres and any further columns) and those that can't.

    ``frame["genres"]`` is text joined by ``|``; ``rejected`` has a row number (1 is the first below the header) and
    a reason. ``rows`` [films] are the numbers of the films in the file. ``mended`` has the rows that were read in
    another way than the rules of their format say. ``unlisted`` more rows were left out than are in ``rejected``.
    """

    name: str
    frame: pd.DataFrame
    rejected: pd.DataFrame = field(default_factory=no_rows)
    rows: NDArray[np.intp] | None = None
    mended: pd.DataFrame = field(default_factory=no_rows)
    unlisted: int = 0

    def row(self, position: int) -> int:
        """The number that a film of ``frame`` has in the file, 1 for the first row below the header."""
        return position + 1 if self.rows is None else int(self.rows[position])

    @property
    def records(self) -> int:
        """Of the file: films that are read, and rows that are left out."""
        return len(self.frame) + self.left_out

    @property
    def left_out(self) -> int:
        """Rows of the file that can't be used."""
        return len(self.rejected) + self.unlisted

    @property
    def sums(self) -> str:
        """The records of the file, and what became of them, in one sentence."""
        first = "row {:,}: {}".format(*self.rejected.iloc[0]) if len(self.rejected) else ""
        mended = [Row(*row) for row in self.mended.head(1).itertuples(index=False)]
        read = "film read" if len(self.frame) == 1 else "films read"
        return sums(self.records, self.left_out, first, len(self.mended), mended, read)

    def __len__(self) -> int:
        return len(self.frame)

    @cached_property
    def fingerprint(self) -> str:
        """Tells tables apart by every cell of every column: what is kept for one must never be shown for another."""
        odd = {column: str for column in self.frame if self.frame[column].dtype == object}  # lists can't be hashed
        digest = sha256("\0".join([self.name, *map(str, self.frame.columns)]).encode("utf-8", "replace"))
        for start in range(0, len(self.frame), STEP):  # its hashing takes several times the rows
            rows = self.frame.iloc[start : start + STEP].astype(odd)
            digest.update(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())
        return digest.hexdigest()

    def genre_lists(self) -> list[list[str]]:
        """The genres of each film."""
        return [text.split(SEPARATOR) for text in self.frame["genres"]]


def as_written(frame: pd.DataFrame) -> list[list[str]]:
    """The labels of each film as the table had them, cleaned of what no file and no page could hold."""
    return [text.split(SEPARATOR) for text in frame[WRITTEN if WRITTEN in frame else "genres"]]


def genres_of(frame: pd.DataFrame, genres: Sequence[str]) -> list[list[str]]:
    """The genres of each film for a model with these ``genres``: IMDb's names, and names as written that it has."""
    written = frame[WRITTEN if WRITTEN in frame else "genres"]
    own = frozenset(genres)
    return [own_names(names, own) for names in written]


def _years(column: pd.Series) -> pd.Series:
    """Years from numbers and dates: 1999, 1999.0, "1999-03-31", "31 March 1999"; anything else is unknown."""
    if column.dtype == object:  # JSON can hold anything
        column = column.map(lambda cell: cell if isinstance(cell, float) else "" if cell is None else str(cell))
    years = pd.to_numeric(column, errors="coerce")
    text = column.astype(str).where(years.isna(), "")
    dated = pd.to_numeric(text.str.extract(r"(?<!\d)(1[89]\d\d|2[01]\d\d)(?!\d)", expand=False), errors="coerce")
    years = years.astype("Float64").fillna(dated.astype("Float64"))
    return years.where((years > 1800) & (years < 2200)).round().astype("Int64")


def validate(
    frame: pd.DataFrame, name: str, unreadable: pd.DataFrame | None = None, progress: Progress | None = None
) -> PlotTable:
    """Bring a frame into the one shape; its index plus 1 is the row number that rejected rows are listed under.

    ``plot`` and ``genres`` (in any form that :func:`core.genres.parse` knows) must be there; ``id``, ``title`` and
    ``year`` are filled in when missing. ``unreadable`` lists rows that were lost on reading. ``progress`` is told how
    far it is. Raises TableError when no row is usable.
    """
    parts = []
    size = frame.memory_usage(index=False, deep=True).sum() / max(len(frame), 1)  # of a row, on average
    step = int(max(1, min(STEP, STEP_BYTES / max(size, 1))))
    for start in range(0, max(len(frame), 1), step):
        parts.append(_in_shape(frame.iloc[start : start + step]))
        if progress:
            progress(start / max(len(frame), 1))
    films, rejected = (pd.concat(some) for some in zip(*parts, strict=True))
    if unreadable is not None and len(unreadable):
        rejected = pd.concat([unreadable, rejected]).sort_values("row", ignore_index=True)
    if films.empty:
        first = f" The first row that fails has {rejected['reason'].iloc[0]}." if len(rejected) else ""
        raise TableError(f"{name} has no film with both a plot and a genre.{first} Fill in both columns.")
    if (films[WRITTEN] == films["genres"]).all():
        films = films.drop(columns=WRITTEN)
    extra = [column for column in films.columns if column not in COLUMNS]
    rows = films.index.to_numpy(dtype=np.intp) + 1
    return PlotTable(name, films[[*COLUMNS, *extra]].reset_index(drop=True), rejected.reset_index(drop=True), rows=rows)


def _in_shape(frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Some rows in the one shape, with what was written in the column :data:`WRITTEN`: those that are films, and those
    that aren't, with the reason.
    """
    frame = frame.copy()
    if "title" not in frame:
        frame["title"] = ""
    frame["title"], frame["plot"] = texts(frame["title"]), plot_texts(frame["plot"])
    if "id" not in frame:
        frame["id"] = [f"row-{number + 1}" for number in frame.index]
    frame["id"] = frame["id"].fillna("").astype(str)
    frame["year"] = _years(frame["year"]) if "year" in frame else pd.Series(pd.NA, index=frame.index, dtype="Int64")
    long = too_long(frame["genres"])
    frame[WRITTEN] = written_texts(frame["genres"])
    frame["genres"] = genre_texts(frame["genres"])
    reason = reasons(frame).mask(long, f"genres longer than {LONGEST_GENRES:,} characters")
    usable = reason == ""
    return frame[usable], pd.DataFrame({"row": frame.index[~usable] + 1, "reason": reason[~usable].array})


def read_table(
    source: Source,
    name: str = "",
    columns: Columns | None = None,
    encoding: str = "",
    *,
    most: int | None = None,
    progress: Progress | None = None,
) -> PlotTable:
    """Read any supported file into the one shape.

    ``source`` is a path, the bytes of a file, or an open binary file such as an upload; ``name`` is its file name,
    whose ending tells the format. ``columns`` says which column is which; what it leaves open is guessed.
    ``encoding``: of its text, where that is not UTF-8. Rows that can't be used are in ``.rejected``. ``progress`` is
    told the share that is done, and may end the reading by raising. Raises TableError when the file can't be used at
    all, or has more than ``most`` bytes of cells.
    """
    if isinstance(source, str | Path):
        name = name or Path(source).name
    first, second = (None, None) if progress is None else (_part(progress, 0), _part(progress, 1))
    read = read_frame(source, name, encoding, most=most, progress=first)
    table = validate(apply(read.frame, columns or Columns(), name, WANTED), name, read.rejected, second)
    unlisted = read.sums.count - len(read.sums.rows)
    return replace(table, mended=listed_rows(read.sums.mended), unlisted=unlisted)


def _part(progress: Progress, half: int) -> Progress:
    """Tells the share of the first (0) or the second half (1) of what ``progress`` is told."""
    return lambda share: progress((half + min(share, 1.0)) / 2)
