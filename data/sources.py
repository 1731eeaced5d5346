"""Where plots come from: named sources, and any CSV of the one shape."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from data.schema import PlotTable, TableError, read_text_table, validate

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Source:
    """A named data set: how to load it, under which licence, and what it is."""

    load: Callable[[], PlotTable]
    path: Path
    licence: str
    about: str


def _open_plots() -> PlotTable:
    return from_path(SOURCES["open_plots"].path, name="open_plots")


SOURCES: dict[str, Source] = {
    "open_plots": Source(
        load=_open_plots,
        path=HERE / "open_plots" / "plots.csv",
        licence="CC0 1.0",
        about="Real films, plots written for this project",
    ),
}


def from_path(path: str | Path, name: str | None = None) -> PlotTable:
    """Read and validate a CSV, gzipped or not. Raises TableError with what was wrong and what to do."""
    path = Path(path)
    return validate(read_text_table(path), name or path.name)


def load(name_or_path: str) -> PlotTable:
    """A source by its name, or a file by its path."""
    if name_or_path in SOURCES:
        return SOURCES[name_or_path].load()
    if not Path(name_or_path).exists():
        names = ", ".join(SOURCES)
        raise TableError(f"There is no data set {name_or_path!r}. Use {names}, or the path of a CSV file.")
    return from_path(name_or_path)
