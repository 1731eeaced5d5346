"""Which column of a file is the title, the plot, the genres: guessed from the names, or chosen by a person."""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from ..errors import TableError, listed
from ..genres import IMDB_GENRES, SEPARATOR, canonical

_NAMES = {
    "id": ("id", "imdb_id", "imdbid", "imdb_title_id", "tconst", "movie_id", "movieid", "show_id", "tmdb_id"),
    "title": ("title", "movie_title", "film_title", "primarytitle", "movie_name", "film", "name", "original_title"),
    "year": ("year", "release_year", "startyear", "title_year", "released", "release_date", "date"),
    "plot": ("plot", "overview", "storyline", "plot_summary", "synopsis", "summary", "description", "plot_synopsis"),
    "genres": ("genres", "genre", "listed_in", "genre_names", "tags"),
    "series": ("series", "series_title", "show"),
}
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
    def parse(cls, text: str) -> "Columns":
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


def _simple(name: object) -> str:
    return str(name).strip().lower().replace(" ", "_")


def genre_columns(frame: pd.DataFrame) -> tuple[str, ...]:
    """Columns that bear a genre's name (also as ``genre_Drama``) and hold only 0 and 1."""
    found = []
    for column in frame.columns:
        if canonical(_bare(column)) in IMDB_GENRES:
            values = set(frame[column].iloc[:1000].astype(str).str.strip().str.lower())
            if values <= _YES | _NO:
                found.append(str(column))
    return tuple(found)


def _bare(column: object) -> str:
    name = str(column)
    return name[6:] if name.lower().startswith(("genre_", "genre ")) else name


def guess(frame: pd.DataFrame) -> Columns:
    """The likeliest columns by their names; None where nothing fits. What :func:`apply` takes, for a person to mend."""
    by_name = {_simple(column): str(column) for column in reversed(frame.columns)}
    chosen: dict[str, str | tuple[str, ...] | None] = {
        role: next((by_name[name] for name in names if name in by_name), None) for role, names in _NAMES.items()
    }
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
            if column is not None and column not in frame.columns:
                have = listed(frame.columns)
                raise TableError(f"{name} has no column {column[:200]!r}; it has {have}. Choose one of these.")
        if isinstance(source, tuple):
            wide = source
        elif source is not None:
            renamed[source] = role.name
    if both := set(wide) & set(renamed):
        raise TableError(f"{name}: {sorted(both)[0]!r} can't be a genre and {renamed[sorted(both)[0]]} at once.")
    # A column that already bears one of our names but was not chosen would stand there twice.
    clashing = [column for column in renamed.values() if column in frame.columns and column not in renamed]
    frame = frame.drop(columns=clashing).rename(columns=renamed)
    if wide:
        frame["genres"] = _joined(frame[list(wide)])
        frame = frame.drop(columns=list(wide))
    return frame


def _joined(flags: pd.DataFrame) -> pd.Series:
    """0/1 columns as genres joined by ``|``; a cell that is neither counts as 0."""
    names = np.array([canonical(_bare(column)) for column in flags.columns], dtype=object)
    yes = np.column_stack([flags[column].astype(str).str.strip().str.lower().isin(_YES) for column in flags.columns])
    patterns, rows = np.unique(yes, axis=0, return_inverse=True)
    texts = np.array([SEPARATOR.join(dict.fromkeys(names[pattern])) for pattern in patterns], dtype=object)
    return pd.Series(texts[rows.ravel()], index=flags.index)
