"""What was decided as a file, and such a file read back: the very same texts, whatever a spreadsheet makes of them."""

import io

import pandas as pd

from core.tables.files import opened
from core.tables.output.spreadsheet_safe import frame_csv, original
from core.tables.whole import read_frame

MARKS = frozenset({"labels", "proposed", "action", "who", "at"})  # the columns by which an export is known


def as_csv(decided: pd.DataFrame) -> str:
    """The table of :meth:`train.review.store.Store.decided` as CSV that a spreadsheet only shows."""
    return frame_csv(decided)


def as_parquet(decided: pd.DataFrame) -> bytes:
    """The same as Parquet."""
    stream = io.BytesIO()
    decided.to_parquet(stream, index=False)
    return stream.getvalue()


def read(content: bytes, name: str, most: int | None = None) -> tuple[pd.DataFrame, bool]:
    """A file of films, and whether it is an export, whose texts are then what they were. Raises TableError, also for
    more than ``most`` bytes of cells.
    """
    frame = read_frame(content, name, most=most).frame
    if not set(frame.columns) >= MARKS:
        return frame, False
    with opened(content, name) as file:
        marked = file.format.kind != "parquet"  # a spreadsheet may have saved it as something else
    texts = frame.astype(object).where(frame.notna(), "").astype(str)
    return original(texts) if marked else texts, True
