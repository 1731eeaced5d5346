"""An export comes back as it went out, whatever its cells look like to a spreadsheet."""

import io

import pandas as pd
import pytest

from core.tables.output.spreadsheet_safe import frame_csv, original
from train.review import exports
from train.review.store import Store

NASTY = [
    "=1+1",
    "'=1+1",
    "''=1",
    "'quoted'",
    "-5",
    "'-5",
    "+cmd|' /C calc'!A0",
    "@here",
    'a,b\n"c"',
    "nan",
    "NA",
    " =1",
]


def test_every_cell_comes_back():
    table = pd.DataFrame({"title": NASTY, "plot": NASTY[::-1]})
    read = pd.read_csv(io.StringIO(frame_csv(table), newline=""), dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(original(read), table)
    assert not [cell for cell in read["title"] if cell.lstrip()[0] in "=+@"]


@pytest.fixture
def decided(tmp_path):
    """A review of films with nasty titles and labels, one without a label, one skipped."""
    review = Store(tmp_path / "review.sqlite")
    plots = [f"{title} is what the soldier reads." for title in NASTY]
    review.add(pd.DataFrame({"title": NASTY, "plot": plots, "year": ["1902", ""] * 6}))
    for number in range(len(NASTY)):
        labels = [] if number == 3 else ["-loud", NASTY[number].replace("\n", " ")]
        review.decide(review.next("=ann").film, labels, ["'=War"], "=ann", skip=number == 4)
    return review


@pytest.mark.parametrize("write", [lambda table: exports.as_csv(table).encode(), exports.as_parquet])
def test_an_import_of_an_export_is_the_same_review(decided, write, tmp_path):
    table, is_export = exports.read(write(decided.decided()), "review.csv")
    assert is_export
    other = Store(tmp_path / "other.sqlite")
    assert other.restore(table) == len(NASTY)
    pd.testing.assert_frame_equal(other.decided(), decided.decided())
    assert decided.restore(table) == 0, "the films are not taken for others"
    assert decided.progress().films == len(NASTY)


def test_a_table_of_films_is_no_export():
    frame, is_export = exports.read(b"title,plot\nA,War\n", "films.csv")
    assert not is_export
    assert frame["plot"].tolist() == ["War"]
