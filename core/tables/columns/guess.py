"""The likeliest column of each role, by its name and by what is in its first rows: a proposal for a person."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ...errors import TableError, listed
from ...genres import IMDB_GENRES, canonical, parse
from .choice import NO, YES, Columns, bare, check_choice
from .names import ROLES, WEAK, normalised

if TYPE_CHECKING:  # a CSV file is tagged without pandas
    import pandas as pd

SAMPLE_ROWS = 200
LONG_ENOUGH = 30  # characters of a plot, on average
SHORT_ENOUGH = 120  # characters of a title, on average
LONGEST_CELL = 20_000  # characters that are looked at
Sample = Mapping[str, Sequence[Any]]
_ADDRESS = re.compile(r"\s*(https?://|www\.|/\w+\.(jpg|png))", re.IGNORECASE)
_YEAR = re.compile(r"\s*(18|19|20|21)\d\d(\D|$)")


def sample_of(frame: pd.DataFrame) -> dict[str, list[Any]]:
    """The cells of a frame's first rows, by column."""
    head = frame.head(SAMPLE_ROWS)
    return {str(column): head.iloc[:, place].tolist() for place, column in enumerate(head.columns)}


def guess(table: pd.DataFrame | Sample) -> Columns:
    """The likeliest columns of a frame, or of its first cells by column; None where nothing fits.

    Names count first; one that may be anything (``text``, ``tags``) has to hold what it says. A role whose name is
    nowhere is found by the cells: prose is the plot, names of genres are the genres, short different texts the title.
    """
    cells = table if isinstance(table, Mapping) else sample_of(table)
    texts = {name: _texts(column) for name, column in cells.items()}
    chosen: dict[str, str | tuple[str, ...] | None] = {}
    chosen["plot"] = _named("plot", texts) or _best(texts, _prose)
    chosen["genres"] = _named("genres", texts, chosen) or _flags(cells) or _best(texts, _genres, chosen)
    chosen["title"] = _named("title", texts, chosen) or _titles(texts, chosen)
    for role in ("year", "id", "series"):
        chosen[role] = _named(role, texts, chosen)
    return Columns(**chosen)  # type: ignore[arg-type]


def plot_column(sample: Sample, chosen: str | None, table: str) -> str:
    """The column of the plots: the one that a person has chosen, or the likeliest. Raises TableError for none."""
    if chosen:
        check_choice(chosen, sample, table)
        return chosen
    likely = guess(sample).plot
    if likely is None:
        raise TableError(
            f"{table} has no column that is known as plot; it has {listed(sample)}. Say which it is, as plot=NAME."
        )
    return likely


def _texts(column: Sequence[Any]) -> list[str]:
    """The first cells that are not empty, as text; lists joined."""
    texts = []
    for cell in column[:SAMPLE_ROWS]:
        text = " ".join(map(str, cell)) if isinstance(cell, (list, tuple)) else "" if cell is None else str(cell)
        if text and text not in ("nan", "None", "<NA>", "\\N"):
            texts.append(text[:LONGEST_CELL])
    return texts


def _named(role: str, texts: Mapping[str, list[str]], chosen: Mapping[str, Any] | None = None) -> str | None:
    """The column with the likeliest name of a role that no other role has."""
    taken = set(map(str, (chosen or {}).values()))
    by_name = {normalised(name): name for name in reversed(list(texts)) if name not in taken}
    for name in ROLES[role]:
        if name in by_name and (name not in WEAK or not texts[by_name[name]] or _fits(role, texts[by_name[name]])):
            return by_name[name]
    return None


def _fits(role: str, cells: list[str]) -> bool:
    if role == "genres":
        return _genres(cells) > 0
    if role == "year":
        return _share(cells, _YEAR) > 0.5
    if role == "plot":
        return _mean(cells) >= 10 and _share(cells, _ADDRESS) < 0.5
    return _mean(cells) <= SHORT_ENOUGH or role == "series"


def _best(texts: Mapping[str, list[str]], score: Any, chosen: Mapping[str, Any] | None = None) -> str | None:
    """The column that scores best; None when none scores above 0."""
    taken = set(map(str, (chosen or {}).values()))
    scores = {name: score(cells) for name, cells in texts.items() if cells and name not in taken}
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] > 0 else None


def _prose(cells: list[str]) -> float:
    mean = _mean(cells)
    if mean < LONG_ENOUGH or _share(cells, _ADDRESS) > 0.2 or len(set(cells)) < 0.3 * len(cells):
        return 0.0
    spaced = sum(cell.count(" ") + 3 * sum(sign > "\u3000" for sign in cell[:200]) for cell in cells) / len(cells)
    return mean if spaced >= 4 and _genres(cells) == 0 else 0.0


def _genres(cells: list[str]) -> float:
    """The share of the names in some cells that are genres; 0 when it is less than half."""
    names = [name for cell in cells if len(cell) < 300 for name in parse(cell)]
    known = sum(name in IMDB_GENRES for name in names)
    return known / len(names) if names and known >= 0.5 * max(len(names), len(cells)) else 0.0


def _titles(texts: Mapping[str, list[str]], chosen: Mapping[str, Any]) -> str | None:
    """The first column of short and different texts."""
    taken = set(map(str, chosen.values()))
    for name, cells in texts.items():
        letters = sum(any(map(str.isalpha, cell)) for cell in cells)
        if name in taken or not cells or letters < 0.8 * len(cells) or _share(cells, _ADDRESS) > 0.1:
            continue
        told_apart = len(set(cells)) >= 0.5 * len(cells) and not _are_codes(cells)
        if _mean(cells) <= SHORT_ENOUGH and told_apart and _genres(cells) == 0:
            return name
    return None


def _are_codes(cells: list[str]) -> bool:
    """Whether they are such as ``tt0111161``: digits in every one, and no space."""
    return all(" " not in cell and any(map(str.isdigit, cell)) for cell in cells)


def _mean(cells: list[str]) -> float:
    return sum(map(len, cells)) / max(len(cells), 1)


def _share(cells: list[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.match(cell)) for cell in cells) / max(len(cells), 1)


def _flags(cells: Sample) -> tuple[str, ...] | None:
    """Columns that bear a genre's name (also as ``genre_Drama``) and hold only 0 and 1; None when there is none."""
    flags = [
        name
        for name, column in cells.items()
        if canonical(bare(name)) in IMDB_GENRES and {str(cell).strip().lower() for cell in column} <= YES | NO
    ]
    return tuple(flags) or None
