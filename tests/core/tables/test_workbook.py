"""Workbooks: the sheet with the films, its header wherever it stands, every cell as people see it."""

import datetime
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import TableError
from core.tables.whole import read_frame

HEADER = ["title", "plot", "genres"]
FILMS = [
    ["Noon", "A sheriff waits for the noon train.", "Western"],
    ["Lake", "Two teenagers fall in love at the lake.", "Romance"],
    ["Gym", "A boxer trains for one more fight.", "Sport"],
]
SIGNS = st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"])
CELL = st.text(SIGNS, min_size=1, max_size=12).filter(lambda cell: cell.strip() and not cell.startswith("="))


def book(sheets):
    """A workbook of ``sheets``: title -> rows."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def rows_of(sheets):
    table = read_frame(book(sheets), "films.xlsx")
    assert len(table.frame) + table.sums.count == table.sums.records
    return table.frame.to_numpy().tolist(), list(table.frame)


@settings(max_examples=40)
@given(
    films=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5),
    above=st.sampled_from([[], [[]], [["My films"]], [["My films"], [], ["2020", "by me"]]]),
    blank=st.booleans(),
)
def test_what_is_in_the_cells_is_read(films, above, blank):
    between = [[]] if blank else []
    got, names = rows_of({"films": [*above, HEADER, *between, *films]})
    assert names == HEADER and got == films


@pytest.mark.parametrize(
    "others", [{}, {"notes": [["made by me"]]}, {"actors": [["name", "id"], ["X", 1]]}, {"empty": []}]
)
def test_the_sheet_with_the_films(others):
    assert rows_of({**others, "films": [HEADER, *FILMS]})[0] == FILMS
    assert rows_of({"films": [HEADER, *FILMS], **others})[0] == FILMS


def test_two_sheets_with_films_are_refused_by_name():
    with pytest.raises(TableError, match=r"several sheets \(films, more\)"):
        rows_of({"films": [HEADER, *FILMS], "more": [HEADER, *FILMS]})


def test_a_sheet_without_a_header_loses_no_film():
    got, names = rows_of({"films": FILMS})
    assert got == FILMS and names == ["column 1", "column 2", "column 3"]


def test_numbers_and_dates_are_as_people_see_them():
    cells = [1999, 7.5, 12.0, datetime.datetime(1999, 3, 31), True, None]
    got, _ = rows_of({"films": [["title", "rating", "year", "date", "seen", "none"], cells]})
    assert got == [["1999", "7.5", "12", "1999-03-31", "True", ""]]


def test_a_row_with_too_many_cells_is_left_out_with_its_number():
    table = read_frame(book({"films": [HEADER, FILMS[0], [*FILMS[1], "more"], FILMS[2]]}), "films.xlsx")
    assert table.sums.first == "row 2: 4 cells where the header has 3" and len(table.frame) == 2
