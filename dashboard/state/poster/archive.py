"""The posters of the data set that is looked at: the upload of this session, where it is an archive with pictures."""

from dataclasses import dataclass

from core.posters.shelf import Archive, likely_column, shelf_of
from dashboard.state.table import uploaded_table
from dashboard.state.table.held_file import HeldFile
from data.schema import PlotTable

SAMPLE = 200  # rows that tell which column names the posters


@dataclass(frozen=True)
class PosterArchive:
    """The ``file`` with table and pictures, and the ``column`` of the table that names them."""

    file: HeldFile
    column: str

    def cells(self, table: PlotTable) -> list[str]:
        """What the column says of each film, empty for no poster."""
        return cells_of(table.frame[self.column].tolist())


def cells_of(values: list[object]) -> list[str]:
    """Cells of a column of posters as texts; empty for whatever is no text."""
    return [value.strip() if isinstance(value, str) else "" for value in values]


def of(table: PlotTable) -> PosterArchive | None:
    """The archive that a table came in; None where it came without pictures, or from somewhere else."""
    file = uploaded_table.current()
    if file is None or file.name != table.name:
        return None
    shelf = shelf_of(file.path)
    if not isinstance(shelf, Archive):
        return None
    column = likely_column(shelf, {str(name): table.frame[name].head(SAMPLE) for name in table.frame})
    return PosterArchive(file, column) if column else None
