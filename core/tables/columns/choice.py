"""Which column of a table is the title, the plot, the genres: chosen by a person, or else guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ...errors import TableError, listed
from ...genres import SEPARATOR, canonical
from .names import ROLES

if TYPE_CHECKING:  # a CSV file is tagged without pandas
    import pandas as pd

MOST_COLUMNS = 1_000
NONE = ""  # a person's choice: the table has no such column
YES = {"1", "1.0", "true", "yes"}
NO = {"0", "0.0", "false", "no", "", "nan", "none", "<na>"}


@dataclass(frozen=True)
class Columns:
    """The names of a file's columns. ``genres`` is one column, or several that hold 0 or 1 each.

    None leaves a role open, to be guessed; :data:`NONE` says that the table has no such column. One column may serve
    twice.
    """

    title: str | None = None
    plot: str | None = None
    genres: str | tuple[str, ...] | None = None
    year: str | None = None
    id: str | None = None
    series: str | None = None

    @classmethod
    def parse(cls, text: str) -> Columns:
        """From ``plot=overview,genres=Drama+Comedy,series=``, where nothing behind ``=`` says that there is none.

        A name with a comma stands in quotation marks with its role: ``"plot=What, and who"``. Raises TableError for a
        name that isn't one of ours.
        """
        chosen: dict[str, str | tuple[str, ...]] = {}
        parts = next(csv.reader([" ".join(text.splitlines())], skipinitialspace=True), [])
        for part in filter(None, parts):
            role, is_choice, column = (piece.strip() for piece in part.partition("="))
            if role not in ROLES or not is_choice:
                raise TableError(
                    f"{part[:200]!r} names no column; write it as plot=overview, one of {', '.join(ROLES)}."
                )
            chosen[role] = tuple(dict.fromkeys(column.split("+"))) if role == "genres" and "+" in column else column
        return cls(**chosen)  # type: ignore[arg-type]

    def text(self) -> str:
        """What :meth:`parse` reads; empty when nothing is chosen."""
        chosen = {field.name: getattr(self, field.name) for field in fields(self)}
        parts = [
            f"{role}={'+'.join(column) if isinstance(column, tuple) else column}"
            for role, column in chosen.items()
            if column is not None
        ]
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(parts)
        return line.getvalue()

    def or_else(self, likely: Columns) -> Columns:
        """These choices, and the likely columns where they leave a role open."""
        open_roles = [field.name for field in fields(self) if getattr(self, field.name) is None]
        return replace(self, **{role: getattr(likely, role) for role in open_roles})


def distinct(names: Iterable[str]) -> list[str]:
    """What every reader calls a file's columns: a second ``plot`` is ``plot.1``, an empty name gets a number."""
    taken: dict[str, int] = {}
    result = []
    for place, name in enumerate(names):
        plain = unique = name.strip("\r\n") or f"Unnamed: {place}"
        again = taken.get(plain, 0)
        while unique in taken:
            again += 1
            unique = f"{plain}.{again}"
        taken[plain] = again
        taken.setdefault(unique, 0)
        result.append(unique)
    return result


def too_many(table: str) -> TableError:
    """The refusal of a table with far more columns than any table of films has."""
    return TableError(f"{table} has more than {MOST_COLUMNS:,} columns. Keep those of the films.")


def check_names(names: Collection[str], table: str) -> None:
    """Raise TableError unless a table can have these columns."""
    if not names:
        raise TableError(f"{table} has no columns. It needs one with plots.")
    if len(names) > MOST_COLUMNS:
        raise too_many(table)


def check_choice(column: str, names: Collection[str], table: str) -> None:
    """Raise TableError unless a table has the column that a person has chosen."""
    if column not in names:
        raise TableError(f"{table} has no column {column[:200]!r}; it has {listed(names)}. Choose one of these.")


def check_choices(columns: Columns, names: Collection[str], table: str, wanted: Iterable[str]) -> None:
    """Raise TableError, with the file's own names, when a column isn't there or one that is wanted is not known."""
    for field in fields(columns):
        source = getattr(columns, field.name)
        for column in source if isinstance(source, tuple) else filter(None, (source,)):
            check_choice(column, names, table)
    missing = [role for role in wanted if not getattr(columns, role)]
    if missing:
        raise TableError(
            f"{table} has no column that is known as {' or '.join(missing)}; it has {listed(names)}."
            f" Say which it is, as {missing[0]}=NAME."
        )


def apply(frame: pd.DataFrame, columns: Columns, name: str, wanted: Iterable[str] = ()) -> pd.DataFrame:
    """The frame with our column names; what isn't named in ``columns`` is guessed, other columns are kept.

    A column of the file that bears one of our names and was not chosen for it gets a number, such as ``plot.1``. Raises
    TableError when a chosen column isn't in the file, or one of the roles ``wanted`` has none.
    """
    from .guess import guess

    frame = frame.rename(columns=str)
    columns = columns.or_else(guess(frame))
    check_choices(columns, frame.columns, name, wanted)
    roles: dict[str, pd.Series] = {}
    for field in fields(columns):
        source = getattr(columns, field.name)
        if isinstance(source, tuple):
            roles[field.name] = _joined(frame[list(source)])
        elif source:
            roles[field.name] = frame[source]
    used = {source for source in map(columns.__getattribute__, roles) if isinstance(source, str)}
    wide = set(columns.genres) if isinstance(columns.genres, tuple) else set()
    if both := wide & used:
        raise TableError(f"{name}: {sorted(both)[0]!r} can't be a genre and something else at once.")
    others = frame.drop(columns=list(used | wide))
    ours = [field.name for field in fields(columns)]
    free = distinct([*ours, *others.columns])[len(ours) :]
    result = others.set_axis(free, axis=1)
    for role, cells in roles.items():
        result[role] = cells
    return result[[*roles, *free]]


def bare(column: object) -> str:
    """The genre of a column such as ``genre_Drama``."""
    name = str(column)
    return name[6:] if name.lower().startswith(("genre_", "genre ")) else name


def _joined(flags: pd.DataFrame) -> pd.Series:
    """0/1 columns as genres joined by ``|``; a cell that is neither counts as 0."""
    import numpy as np
    import pandas as pd

    names = np.array([canonical(bare(column)) for column in flags.columns], dtype=object)
    yes = np.column_stack([flags[column].astype(str).str.strip().str.lower().isin(YES) for column in flags.columns])
    patterns, rows = np.unique(yes, axis=0, return_inverse=True)
    texts = np.array([SEPARATOR.join(dict.fromkeys(names[pattern])) for pattern in patterns], dtype=object)
    return pd.Series(texts[rows.ravel()], index=flags.index)
