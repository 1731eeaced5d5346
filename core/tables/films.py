"""Films out of the rows of a table: their texts, their genres, and why a row can't be used."""

import functools
from collections.abc import Collection, Sequence

import pandas as pd

from ..genres import SEPARATOR, canonical_list, clean, written
from ..plots import plot_text

LONGEST_GENRES = 20_000  # characters; a thousand labels
LONGEST_PLOT = 200_000  # characters; a novel's chapter, not a plot


def texts(column: pd.Series) -> pd.Series:
    """Cells as text without blanks around it; a missing one is empty."""
    return column.fillna("").astype(str).str.strip()


def plot_texts(column: pd.Series) -> pd.Series:
    """Cells as plots, see :func:`core.plots.plot_text`; empty where there is none."""
    cells = column.tolist()
    plots = list(map(plot_text, cells))
    return column.astype(str) if plots == cells else pd.Series(plots, index=column.index, dtype=str)


def too_long(genres: pd.Series) -> pd.Series:
    """Which cells have more than :data:`LONGEST_GENRES` characters of genres."""
    long = [isinstance(cell, str) and len(cell) > LONGEST_GENRES for cell in genres.tolist()]
    return pd.Series(long, index=genres.index, dtype=bool)


def genre_texts(column: pd.Series) -> pd.Series:
    """Every form of genres as IMDb's names joined by ``|``; each distinct cell is read once."""
    return _each(column, 1)


def written_texts(column: pd.Series) -> pd.Series:
    """The same names as they were written, joined by ``|``, without what no file and no page could hold."""
    return _each(column, 0)


def _each(column: pd.Series, which: int) -> pd.Series:
    """The names in each cell, as written (0) or IMDb's (1)."""
    cells = column.tolist()
    if all(cell.__class__ is str for cell in cells):
        names = {cell: _names_in(cell)[which] for cell in dict.fromkeys(cells)}
        joined = [names[cell] for cell in cells]
    else:  # lists and objects
        joined = [_names_in(cell)[which] for cell in cells]
    return column.astype(str) if joined == cells else pd.Series(joined, index=column.index, dtype=str)


def _names_in(cell: object) -> tuple[str, str]:
    """The names in a cell as written, and IMDb's; none in one that is too long."""
    if not isinstance(cell, str):
        return _joined(cell)
    return _remembered(cell) if len(cell) <= _SHORT else _joined(cell if len(cell) <= LONGEST_GENRES else "")


def _joined(cell: object) -> tuple[str, str]:
    names = written(cell)
    return SEPARATOR.join(dict.fromkeys(filter(None, map(clean, names)))), SEPARATOR.join(canonical_list(names))


_SHORT = 200  # characters of a cell whose names are remembered
_remembered = functools.lru_cache(maxsize=4_096)(_joined)


def own_names(as_written: str, genres: Collection[str]) -> list[str]:
    """A film's names for a model with these ``genres``: those that it has as written, the others as IMDb's."""
    names = as_written.split(SEPARATOR)
    return list(dict.fromkeys(one for name in names for one in ([name] if name in genres else canonical_list([name]))))


def reasons(frame: pd.DataFrame, columns: Sequence[str] = ("title", "plot")) -> pd.Series:
    """Why each row can't be used; empty where it can. The frame has ``columns`` from :func:`texts`, and ``genres``."""
    reason = pd.Series("", index=frame.index, dtype=object)
    said = {
        "no genre": frame["genres"] == "",
        f"plot longer than {LONGEST_PLOT:,} characters": frame["plot"].str.len() > LONGEST_PLOT,
        "no plot": frame["plot"] == "",
        **{f"a NUL character in the {column}": frame[column].str.contains("\0", regex=False) for column in columns},
    }
    for text, rows in said.items():  # the last one counts
        if rows.any():
            reason[rows] = text
    return reason.astype(str)
