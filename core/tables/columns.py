"""Which column of a table is the title, the plot, the genres: guessed from the names, or chosen by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from ..errors import TableError, listed
from ..genres import IMDB_GENRES, SEPARATOR, canonical

if TYPE_CHECKING:  # a CSV file is tagged without pandas
    import pandas as pd

MOST_COLUMNS = 1_000
_NAMES = {
    "id": ("id", "imdb_id", "imdbid", "imdb_title_id", "tconst", "movie_id", "movieid", "show_id", "tmdb_id"),
    "title": ("title", "movie_title", "film_title", "primarytitle", "movie_name", "film", "name", "original_title"),
    "year": ("year", "release_year", "startyear", "title_year", "released", "release_date", "date"),
    "plot": (
        "plot", "overview", "storyline", "plot_summary", "synopsis", "summary", "description", "plot_synopsis", "text",
    ),
    "genres": ("genres", "genre", "listed_in", "genre_names", "tags"),
    "series": ("series", "series_title", "show"),
}  # fmt: skip
_YES = {"1", "1.0", "true", "yes"}
_NO = {"0", "0.0", "false", "no", "", "nan", "none", "<na>"}


@dataclass(frozen=True)
class Columns:
    """The names of a file's columns. ``genres`` is one column, or several that hold 0 or 1 each."""

    title: str | None = None
    plot: str | None = None
    genres: str | tuple[str, ...] | None = None
    year: str | None = None
    id: str | None = None
    series: str | None = None

    @classmethod
    def parse(cls, text: str) -> Columns:
        """From ``plot=overview,genres=Drama+Comedy``. Raises TableError for a name that isn't one of ours."""
        chosen: dict[str, str | tuple[str, ...]] = {}
        for part in filter(None, text.split(",")):
            role, _, column = part.partition("=")
            if role not in _NAMES or not column:
                raise TableError(
                    f"{part[:200]!r} names no column; write it as plot=overview, one of {', '.join(_NAMES)}."
                )
            chosen[role] = tuple(dict.fromkeys(column.split("+"))) if role == "genres" and "+" in column else column
        return cls(**chosen)  # type: ignore[arg-type]


def distinct(names: Iterable[str]) -> list[str]:
    """What every reader calls a file's columns: a second ``plot`` is ``plot.1``, an empty name gets a number."""
    taken: set[str] = set()
    result = []
    for place, name in enumerate(names):
        plain = unique = name or f"Unnamed: {place}"
        again = 0
        while unique in taken:
            again += 1
            unique = f"{plain}.{again}"
        taken.add(unique)
        result.append(unique)
    return result


def check_names(names: Collection[str], table: str) -> None:
    """Raise TableError unless a table can have these columns."""
    if not names:
        raise TableError(f"{table} has no columns. It needs one with plots.")
    if len(names) > MOST_COLUMNS:
        raise TableError(f"{table} has more than {MOST_COLUMNS:,} columns. Keep those of the films.")


def require(names: Collection[str], wanted: Iterable[str], table: str) -> None:
    """Raise TableError unless a table has all of the columns that are wanted."""
    missing = [name for name in wanted if name not in names]
    if missing:
        raise TableError(
            f"{table} has no column {' or '.join(map(repr, missing))}; it has {listed(names)}."
            " Name the columns id, title, year, plot, genres, or say which column is which."
        )


def check_choice(column: str, names: Collection[str], table: str) -> None:
    """Raise TableError unless a table has the column that a person has chosen."""
    if column not in names:
        raise TableError(f"{table} has no column {column[:200]!r}; it has {listed(names)}. Choose one of these.")


def plot_column(names: Sequence[str], chosen: str | None, table: str) -> str:
    """The column of the plots: the one that a person has chosen, or the likeliest. Raises TableError for none."""
    if chosen is not None:
        check_choice(chosen, names, table)
        return chosen
    likely = likeliest(names, "plot")
    if likely is None:
        require(names, ["plot"], table)
    return likely or "plot"


def likeliest(names: Sequence[str], role: str) -> str | None:
    """The column whose name fits a role (title, plot, genres, year, id or series) best; None when none does."""
    by_name = {str(name).strip().lower().replace(" ", "_"): str(name) for name in reversed(names)}
    return next((by_name[name] for name in _NAMES[role] if name in by_name), None)


def genre_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """Columns that bear a genre's name (also as ``genre_Drama``) and hold only 0 and 1."""
    flags = []
    for column in frame.columns:
        if canonical(_bare(column)) in IMDB_GENRES:
            values = set(frame[column].iloc[:1000].astype(str).str.strip().str.lower())
            if values <= _YES | _NO:
                flags.append(str(column))
    return tuple(flags)


def _bare(column: object) -> str:
    name = str(column)
    return name[6:] if name.lower().startswith(("genre_", "genre ")) else name


def guess(frame: pd.DataFrame) -> Columns:
    """The likeliest columns by their names; None where nothing fits. What :func:`apply` takes, for a person to mend."""
    chosen: dict[str, str | tuple[str, ...] | None] = {role: likeliest(list(frame.columns), role) for role in _NAMES}
    if chosen["genres"] is None:
        chosen["genres"] = genre_columns(frame) or None
    return Columns(**chosen)  # type: ignore[arg-type]


def apply(frame: pd.DataFrame, columns: Columns, name: str) -> pd.DataFrame:
    """The frame with our column names; what isn't named in ``columns`` is guessed, other columns are kept.

    Raises TableError when a chosen column isn't in the file.
    """
    likely = guess(frame)
    frame = frame.rename(columns=str)
    renamed: dict[str, str] = {}
    wide: tuple[str, ...] = ()
    for role in fields(Columns):
        source = getattr(columns, role.name) or getattr(likely, role.name)
        for column in source if isinstance(source, tuple) else (source,):
            if column is not None:
                check_choice(column, frame.columns, name)
        if isinstance(source, tuple):
            wide = source
        elif source is not None:
            renamed[source] = role.name
    if both := set(wide) & set(renamed):
        raise TableError(f"{name}: {sorted(both)[0]!r} can't be a genre and {renamed[sorted(both)[0]]} at once.")
    # A column that already bears one of our names but was not chosen would be there twice.
    clashing = [column for column in renamed.values() if column in frame.columns and column not in renamed]
    frame = frame.drop(columns=clashing).rename(columns=renamed)
    if wide:
        frame["genres"] = _joined(frame[list(wide)])
        frame = frame.drop(columns=list(wide))
    return frame


def _joined(flags: pd.DataFrame) -> pd.Series:
    """0/1 columns as genres joined by ``|``; a cell that is neither counts as 0."""
    import numpy as np
    import pandas as pd

    names = np.array([canonical(_bare(column)) for column in flags.columns], dtype=object)
    yes = np.column_stack([flags[column].astype(str).str.strip().str.lower().isin(_YES) for column in flags.columns])
    patterns, rows = np.unique(yes, axis=0, return_inverse=True)
    texts = np.array([SEPARATOR.join(dict.fromkeys(names[pattern])) for pattern in patterns], dtype=object)
    return pd.Series(texts[rows.ravel()], index=flags.index)
