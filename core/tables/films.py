"""Films out of the rows of a table: their texts, their genres, and why a row can't be used."""

from collections.abc import Collection, Sequence

import pandas as pd

from ..genres import SEPARATOR, canonical_list, clean, parse, written
from ..plots import plot_text

LONGEST_GENRES = 20_000  # characters; a thousand labels
LONGEST_PLOT = 200_000  # characters; a novel's chapter, not a plot


def texts(column: pd.Series) -> pd.Series:
    """Cells as text without blanks around it; a missing one is empty."""
    return column.fillna("").astype(str).str.strip()


def plot_texts(column: pd.Series) -> pd.Series:
    """Cells as plots, see :func:`core.plots.plot_text`; empty where there is none."""
    return column.map(plot_text).astype(str)


def too_long(genres: pd.Series) -> pd.Series:
    """Which cells have more than :data:`LONGEST_GENRES` characters of genres."""
    return genres.map(lambda cell: isinstance(cell, str) and len(cell) > LONGEST_GENRES).astype(bool)


def _short(genres: pd.Series) -> pd.Series:
    """The cells with nothing in place of those that are too long."""
    long = too_long(genres)
    return genres.mask(long, "") if long.any() else genres


def genre_texts(column: pd.Series) -> pd.Series:
    """Every form of genres as IMDb's names joined by ``|``; each distinct cell is read once."""
    column = _short(column)
    if not all(isinstance(cell, str) for cell in column):
        return column.map(lambda cell: SEPARATOR.join(parse(cell)))
    names = {cell: SEPARATOR.join(parse(cell)) for cell in column.unique()}
    return column.map(names)


def written_texts(column: pd.Series) -> pd.Series:
    """The same names as they were written, joined by ``|``, without what no file and no page could hold."""
    column = _short(column)

    def text(cell: object) -> str:
        return SEPARATOR.join(dict.fromkeys(filter(None, map(clean, written(cell)))))

    if not all(isinstance(cell, str) for cell in column):
        return column.map(text)
    return column.map({cell: text(cell) for cell in column.unique()})


def own_names(as_written: str, genres: Collection[str]) -> list[str]:
    """A film's names for a model with these ``genres``: those that it has as written, the others as IMDb's."""
    names = as_written.split(SEPARATOR)
    return list(dict.fromkeys(one for name in names for one in ([name] if name in genres else canonical_list([name]))))


def reasons(frame: pd.DataFrame, columns: Sequence[str] = ("title", "plot")) -> pd.Series:
    """Why each row can't be used; empty where it can. The frame has ``columns`` from :func:`texts`, and ``genres``."""
    reason = pd.Series("", index=frame.index)
    reason = reason.mask(frame["genres"] == "", "no genre")
    reason = reason.mask(frame["plot"].str.len() > LONGEST_PLOT, f"plot longer than {LONGEST_PLOT:,} characters")
    reason = reason.mask(frame["plot"] == "", "no plot")
    for column in columns:
        reason = reason.mask(frame[column].str.contains("\0", regex=False), f"a NUL character in the {column}")
    return reason
