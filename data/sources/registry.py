"""Where plots come from: named sources, and any file with titles, plots and genres."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from core.errors import TableError
from core.tables.columns.choice import Columns
from data.schema import PlotTable, read_table
from data.sources.imdb_titles import parse_title

HERE = Path(__file__).parents[1]
DOWNLOADS = HERE / "downloads"


@dataclass(frozen=True)
class Download:
    """A file to fetch: where it is, and the git blob id that its content must have."""

    url: str
    git_blob: str
    largest: int  # bytes; a server that sends more is not sending this file


@dataclass(frozen=True)
class Source:
    """A named data set: where it is, under which licence, and what it is.

    ``shape`` makes more of the table than its columns say; ``download`` says where to get a file that is not here.
    """

    name: str
    path: Path
    licence: str
    about: str
    shape: Callable[[PlotTable], PlotTable] = lambda table: table
    download: Download | None = None

    def load(self, columns: Columns | None = None, encoding: str = "") -> PlotTable:
        """The table, its columns as chosen. Raises TableError when it isn't on this machine."""
        if self.download and not self.path.exists():
            raise TableError(f"{self.name} is not on this machine. Get it with: python -m data fetch {self.name}")
        return self.shape(from_path(self.path, self.name, columns, encoding))


def with_series(table: PlotTable) -> PlotTable:
    """Take titles such as ``"Name" (1999) {Episode (#1.2)}`` apart, so that episodes carry their series and year.

    A table without such a title comes back as it is.
    """
    parsed = [parse_title(title) for title in table.frame["title"]]
    if not any(title and title.series for title in parsed):
        return table
    frame = table.frame.copy()
    frame["series"] = [title.series if title else "" for title in parsed]
    years = pd.Series([title.year if title else None for title in parsed], dtype="Int64")
    frame["year"] = frame["year"].fillna(years)
    frame["title"] = [title.title if title else raw for title, raw in zip(parsed, frame["title"], strict=True)]
    return replace(table, frame=frame)


SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source(
            name="open_plots",
            path=HERE / "open_plots" / "plots.csv",
            licence="CC0 1.0",
            about="Real films, plots written for this project",
        ),
        Source(
            name="imdb-tv",
            path=DOWNLOADS / "movies_genres.csv.bz2",
            licence="IMDb's terms: personal use",
            about="Television plots of the original project, with 0/1 genre columns",
            shape=with_series,
            download=Download(
                url="https://raw.githubusercontent.com/davidsbatista/text-classification/master/movies_genres.csv.bz2",
                git_blob="db6599f065874901e700daf40a849c595cae2e30",
                largest=200_000_000,
            ),
        ),
    )
}


def from_path(
    path: str | Path,
    name: str | None = None,
    columns: Columns | None = None,
    encoding: str = "",
    most: int | None = None,
) -> PlotTable:
    """Read and validate a file of any format. Raises TableError, also for more than ``most`` bytes of cells."""
    return read_table(Path(path), name or Path(path).name, columns, encoding, most=most)


def load(name_or_path: str, columns: Columns | None = None, encoding: str = "", most: int | None = None) -> PlotTable:
    """A source by its name, or a file by its path (its columns guessed where ``columns`` leaves them open).

    ``encoding``: of the file's text, where that is not UTF-8. ``most``: bytes of cells that a file may have.
    """
    if name_or_path in SOURCES:
        return SOURCES[name_or_path].load(columns, encoding)
    if not os.path.exists(name_or_path):
        names = ", ".join(SOURCES)
        raise TableError(f"There is no data set {name_or_path[:200]!r}. Use {names}, or the path of a file with plots.")
    return from_path(name_or_path, columns=columns, encoding=encoding, most=most)
