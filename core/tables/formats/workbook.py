"""The rows of a workbook (.xlsx), read as a stream by openpyxl: of the one sheet that has films."""

import datetime
import warnings
import zipfile
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from ...errors import TableError, listed
from ..columns.choice import MOST_COLUMNS, check_names, distinct, too_many
from ..columns.names import ROLES, is_known, normalised
from ..delimited_text.rows import most_cells
from ..files import TableFile
from ..heads import above_header, is_film
from .kinds import empty
from .packed import ALWAYS, allowance, too_large

MOST_ROWS = 1_048_576  # of a sheet, by Excel's own rule
LOOKED_AT = 20  # rows in which the header is looked for


class Workbook:
    """``names`` of the columns, and rows as lists of texts, numbered from 1 below the header. Raises TableError."""

    def __init__(self, file: TableFile) -> None:
        self.name, self._most = file.name, 5 * most_cells(file.size)
        with zipfile.ZipFile(file.content) as archive:
            most = allowance(file.size) - ALWAYS // 2  # its XML takes several times its size
            if sum(member.file_size for member in archive.infolist()) > most:
                raise too_large(file.name, most)
        self._sheet = self._films(self._sheets(file))
        rows = filter(any, self._rows())
        first = list(islice(rows, LOOKED_AT))
        if not first:
            raise empty(self.name)
        first = first[above_header(first) :]
        header = _without_blanks(first[0])
        if is_film(header, [_without_blanks(row) for row in first[1:]]):
            header = [f"column {place}" for place in range(1, len(header) + 1)]
        else:
            del first[0]
        self.names = distinct(header)
        check_names(self.names, self.name)
        self._left = chain(first, rows)

    def __iter__(self) -> Iterator[tuple[int, list[str], str]]:
        """The number, the cells and what is wrong with each row that is not blank."""
        width, number = len(self.names), 0
        for cells in self._left:
            number += 1
            extra = len(cells) > width and any(cells[width:])
            problem = f"{len(cells)} cells where the header has {width}" if extra else ""
            yield number, (cells + [""] * (width - len(cells)))[:width], problem

    def _sheets(self, file: TableFile) -> dict[str, Any]:
        import openpyxl

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # styles and validation, which no film needs
                book = openpyxl.load_workbook(file.content, read_only=True, data_only=True)
        except Exception as error:  # whatever a damaged archive or XML makes of it
            raise self._damaged(error) from None
        return {sheet.title: sheet for sheet in book.worksheets}

    def _damaged(self, error: Exception) -> TableError:
        reason = (str(error).splitlines() or [""])[0][:200] or type(error).__name__
        return TableError(f"{self.name} can't be read as a workbook ({reason}). Save it as CSV in UTF-8.")

    def _films(self, sheets: dict[str, Any]) -> Any:
        """The only sheet with rows, or the only one whose header names a column that is known."""
        heads = {}
        for title, sheet in sheets.items():
            sheet.reset_dimensions()  # what the file says of itself may be wrong
            self._sheet = sheet
            heads[title] = [cell for cells in islice(self._rows(), LOOKED_AT) for cell in cells if cell]
        filled = [title for title, head in heads.items() if head]
        known = [title for title in filled if any(map(is_known, heads[title]))]
        plots = [title for title in known if any(normalised(cell) in ROLES["plot"] for cell in heads[title])]
        if len(chosen := plots or known or filled) > 1:
            raise TableError(f"{self.name} has several sheets ({listed(chosen)}). Save the one with films as CSV.")
        if not chosen:
            raise empty(self.name)
        return sheets[chosen[0]]

    def _rows(self) -> Iterator[list[str]]:
        cells, rows = 0, iter(self._sheet.iter_rows(values_only=True))
        for number in range(MOST_ROWS + 1):
            try:
                row = next(rows, None)
            except Exception as error:
                raise self._damaged(error) from None
            if row is None:
                return
            cells += len(row)
            if len(row) > MOST_COLUMNS and any(cell is not None for cell in row[MOST_COLUMNS:]):
                raise too_many(self.name)
            if cells > self._most or number == MOST_ROWS:
                raise TableError(f"{self.name} has far too many cells for its size. Save the films as CSV in UTF-8.")
            yield [_text(cell) for cell in row[:MOST_COLUMNS]]


def _without_blanks(cells: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    return cells[: max((place for place, cell in enumerate(cells, 1) if cell), default=0)]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        cell = cell.date()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        cell = int(cell)
    return str(cell)
