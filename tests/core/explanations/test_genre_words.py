"""Explanations over a table: the words of a genre."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import PlotError
from core.explanations import explain
from core.explanations.genre_words import genre_words

FILMS = Path(__file__).resolve().parents[3] / "data" / "open_plots" / "plots.csv"


@pytest.fixture(scope="module")
def films():
    return pd.read_csv(FILMS).iloc[:40]


@pytest.fixture(scope="module")
def table(tiny, films):
    return genre_words(tiny, [*films["plot"], "", "zzxqv"], [*films["title"], "no plot", "no word"], count=15)


def test_the_words_of_a_genre_are_sums_over_films(tiny, films, table):
    assert set(table["genre"]) == set(tiny.classes_)
    assert table.groupby(["genre", "direction"]).size().max() <= 15
    assert (table["total"] * table["direction"].map({"raises": 1, "lowers": -1}) > 0).all()
    row = table[table["direction"] == "raises"].iloc[0]
    total, strongest, best, count = 0.0, -np.inf, "", 0
    for plot, title in zip(films["plot"], films["title"], strict=True):
        found = explain(tiny, plot)
        here = [v for w, v in zip(found.data, found.for_genre(row["genre"]), strict=True) if w.lower() == row["word"]]
        if here:
            total, count = total + sum(here), count + 1
            strongest, best = max((strongest, best), (sum(here), title))
    assert row["total"] == pytest.approx(total)
    assert row["films"] == count
    assert row["example"] == best
    assert row["share"] == pytest.approx(min(1, strongest / total))


def test_names_years_and_words_of_few_films_are_flagged(tiny):
    texts = [
        "In 1943 the soldier Kowalski goes to war. A soldier loves Kowalski in 1943.",
        "A soldier hates the war, says Kowalski, and in 1943 they part.",
        "The detective and the soldier go to war in 1943 with Kowalski.",
        "A soldier and his love at war, 12 times.",
    ]
    found = genre_words(tiny, texts, list("abcd"), count=200).drop_duplicates("word").set_index("word")
    kinds = found["kind"]
    assert kinds.get("1943", "year") == "year"
    assert kinds.get("12", "number") == "number"
    assert kinds.get("kowalski", "name") == "name"
    assert kinds["soldier"] == ""
    assert "few films" in found.loc["detective", "flag"]
    assert {"1943", "soldier", "war"} <= set(found.index)


def test_without_a_readable_plot_there_are_no_words(tiny):
    with pytest.raises(PlotError, match="none"):
        genre_words(tiny, ["", "!!"], ["a", "b"])
