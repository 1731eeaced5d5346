"""Columns by name and by what is in them; what a person chooses, "none" included, is never guessed again."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TableError
from core.genres import IMDB_GENRES
from core.tables.columns.choice import NONE, Columns, apply, distinct
from core.tables.columns.guess import guess
from core.tables.columns.names import is_known, normalised
from data.schema import read_table

PLOT = "A sheriff waits for the noon train while outlaws ride into the dusty town, number {}."
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = TEXTS.map(lambda name: f"_{name}_").filter(lambda name: not is_known(normalised(name)))


def films(title="title", plot="plot", genres="genres", rows=6):
    cells = [[f"Noon {i}", PLOT.format(i), list(IMDB_GENRES)[i % 5]] for i in range(rows)]
    return pd.DataFrame(cells, columns=[title, plot, genres])


@given(st.lists(NAMES, min_size=3, max_size=3, unique=True), st.permutations(range(3)))
def test_any_names_by_what_is_in_the_columns(names, order):
    frame = films(*names)
    frame = frame[[frame.columns[place] for place in order]]
    assert guess(frame) == Columns(title=names[0], plot=names[1], genres=names[2])


def test_addresses_codes_and_numbers_are_no_titles():
    frame = films("A", "B", "C")
    frame.insert(0, "poster", "http://x.org/1.jpg")
    frame.insert(0, "code", [f"tt{i}" for i in range(6)])
    frame.insert(0, "votes", range(6))
    assert guess(frame) == Columns(title="A", plot="B", genres="C")


@pytest.mark.parametrize("name", ["text", "description", "summary"])
def test_a_name_that_may_be_anything_has_to_hold_what_it_says(name):
    frame = films(plot="Was passiert").assign(**{name: "x"})
    assert guess(frame).plot == "Was passiert"


def test_a_series_title_is_a_title_where_there_is_no_other():
    assert guess(films(title="Series_Title")) == Columns(title="Series_Title", plot="plot", genres="genres")
    both = films().assign(Series_Title="Show")
    assert (guess(both).title, guess(both).series) == ("title", "Series_Title")


def test_none_stays_none():
    frame = films().assign(series="No")
    assert list(apply(frame, Columns(), "x")) == ["title", "plot", "genres", "series"]
    assert list(apply(frame, Columns(series=NONE), "x")) == ["title", "plot", "genres", "series.1"]
    table = read_table(frame.to_csv(index=False).encode(), "x.csv", Columns.parse("series=,title="))
    assert set(table.frame["title"]) == {""}


def test_one_column_may_serve_twice():
    table = read_table(films().to_csv(index=False).encode(), "x.csv", Columns.parse("title=plot"))
    assert table.frame["title"].tolist() == table.frame["plot"].tolist()


def test_a_sentence_has_the_file_s_own_names():
    frame = pd.DataFrame({"Series_Title": ["A"], "Overview": ["x"], "stars": ["4"]})
    with pytest.raises(TableError, match="known as genres; it has Series_Title, Overview, stars. Say"):
        read_table(frame.to_csv(index=False).encode(), "x.csv")


def test_no_column_of_the_file_is_lost():
    frame = films(plot="text").assign(plot="another")
    table = apply(frame, Columns(plot="text"), "x")
    assert sorted(table) == ["genres", "plot", "plot.1", "title"]


@given(st.lists(st.sampled_from(["a", "a.1", "a.2", "", "b"]), max_size=8))
def test_names_are_told_apart(names):
    told = distinct(names)
    assert len(set(told)) == len(told) == len(names)


@given(st.builds(Columns, title=NAMES, plot=st.none() | NAMES | st.just(NONE), year=st.just("a, b")))
def test_a_choice_as_text_and_back(columns):
    assert Columns.parse(columns.text()) == columns
