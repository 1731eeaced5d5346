"""The one table shape: id, title, year, plot, genres. What doesn't fit is listed with its row number and reason."""

import csv
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

REQUIRED = ("title", "plot", "genres")
COLUMNS = ("id", "title", "year", "plot", "genres")
SEPARATOR = "|"
LONGEST_PLOT = 200_000  # characters; a novel's chapter, not a plot
csv.field_size_limit(2**31 - 1)


class TableError(ValueError):
    """A table that can't be used at all; the message says why and what to do."""


@dataclass(frozen=True)
class PlotTable:
    """Films that can be used (``frame``: id, title, year, plot, genres and any further columns) and those that can't.

    ``frame["genres"]`` is text joined by ``|``; ``rejected`` has a row number (1 is the first below the header) and
    a reason.
    """

    name: str
    frame: pd.DataFrame
    rejected: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"row": [], "reason": []}))

    def __len__(self) -> int:
        return len(self.frame)

    def genre_lists(self) -> list[list[str]]:
        """The genres of each film."""
        return [text.split(SEPARATOR) for text in self.frame["genres"]]


def _clean_genres(text: str) -> str:
    return SEPARATOR.join(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))


def validate(frame: pd.DataFrame, name: str) -> PlotTable:
    """Bring a frame of text columns into the one shape.

    ``title``, ``plot`` and ``genres`` must be there; ``id`` and ``year`` are filled in when missing. Raises TableError
    when a column is missing or no row is usable.
    """
    missing = [column for column in REQUIRED if column not in frame.columns]
    if missing:
        raise TableError(
            f"{name} has no column {' or '.join(map(repr, missing))}; it has {', '.join(map(str, frame.columns[:20]))}."
            f" Name the columns {', '.join(COLUMNS)}."
        )
    frame = frame.reset_index(drop=True).copy()
    for column in REQUIRED:
        frame[column] = frame[column].fillna("").astype(str).str.strip()
    if "id" not in frame:
        frame["id"] = [f"row-{number}" for number in range(1, len(frame) + 1)]
    frame["id"] = frame["id"].fillna("").astype(str)
    years = frame["year"] if "year" in frame else pd.Series(pd.NA, index=frame.index)
    years = pd.to_numeric(years, errors="coerce")
    frame["year"] = years.where((years > 1800) & (years < 2200)).round().astype("Int64")
    frame["genres"] = frame["genres"].map(_clean_genres)
    reason = pd.Series("", index=frame.index)
    reason = reason.mask(frame["genres"] == "", "no genre")
    reason = reason.mask(frame["plot"].str.len() > LONGEST_PLOT, f"plot longer than {LONGEST_PLOT:,} characters")
    reason = reason.mask(frame["plot"] == "", "no plot")
    usable = reason == ""
    if not usable.any():
        raise TableError(f"{name} has no film with both a plot and a genre. Fill in both columns.")
    rejected = pd.DataFrame({"row": frame.index[~usable] + 1, "reason": reason[~usable].to_numpy()})
    extra = [column for column in frame.columns if column not in COLUMNS]
    return PlotTable(name, frame.loc[usable, [*COLUMNS, *extra]].reset_index(drop=True), rejected)


def read_text_table(path: Path, separator: str = ",") -> pd.DataFrame:
    """Read a CSV, gzipped or not, with every cell as text. Raises TableError when it is not one."""
    try:
        return pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        raise TableError(f"There is no file at {path}. Check the path.") from None
    except IsADirectoryError:
        raise TableError(f"{path} is a folder. Give the path of a CSV file.") from None
    except UnicodeDecodeError:
        raise TableError(f"{path} is not UTF-8 text. Save it as CSV in UTF-8 and try again.") from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path} is empty. It needs a header with {', '.join(COLUMNS)} and a row a film.") from None
    except (pd.errors.ParserError, OSError, EOFError, ValueError) as error:
        raise TableError(f"{path} can't be read as CSV ({str(error).strip()}). Save it as CSV in UTF-8.") from None
