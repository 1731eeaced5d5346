"""Counts, co-occurrence and words of a table, on answers known in advance."""

import math
import time

import numpy as np
import pandas as pd
import pytest

from core.text import words as core_words
from data.quality import describe, plot_words
from data.sources import registry


@pytest.fixture
def films() -> pd.DataFrame:
    rows = [
        ("A", 1931, "A ghost haunts the old house.", "Horror|Mystery"),
        ("B", 1932, "The ghost can't leave; a ghost!", "Horror"),
        ("C", 1950, "Two men ride the range", "Western|Drama"),
        ("D", pd.NA, "The men kiss the bride.", "Drama"),
    ]
    frame = pd.DataFrame(rows, columns=["title", "year", "plot", "genres"])
    return frame.astype({"year": "Int64"})


@pytest.fixture(scope="module")
def large() -> pd.DataFrame:
    """100,000 films: the embedded ones, again and again."""
    frame = registry.load("open_plots").frame
    return pd.concat([frame] * (100_000 // len(frame) + 1), ignore_index=True).iloc[:100_000]


def test_genre_counts(films):
    assert describe.genre_counts(films).to_dict("list") == {
        "genre": ["Drama", "Horror", "Mystery", "Western"],
        "films": [2, 2, 1, 1],
        "share": [0.5, 0.5, 0.25, 0.25],
    }
    assert describe.genres_per_film(films).to_dict("list") == {"genres": [1, 2], "films": [2, 2]}


def test_cooccurrence_and_the_films_behind_a_cell(films):
    table = describe.cooccurrence(films)
    assert table.loc["Horror", "Horror"] == 2
    assert table.loc["Horror", "Mystery"] == table.loc["Mystery", "Horror"] == 1
    assert table.loc["Horror", "Drama"] == 0
    for a in table.index:
        for b in table.columns:
            assert len(describe.with_genres(films, [a, b])) == table.loc[a, b]
    assert describe.with_genres(films, ["Nonesuch"]).empty


def test_lengths_and_years(films):
    assert describe.words_per_plot(films).tolist() == [6, 6, 5, 5]
    lengths = describe.plot_lengths(films, width=3, longest=5)
    assert lengths.to_dict("list") == {"start": [0, 3], "end": [3, 6], "films": [0, 4]}
    years = describe.films_per_year(films)
    assert years["films"].sum() == 3 and len(years) == 20
    assert describe.films_per_year(films, 10).to_dict("list") == {"year": [1930, 1940, 1950], "films": [2, 0, 1]}


def test_words_are_those_the_model_reads():
    frame = registry.load("open_plots").frame
    counted = plot_words.word_counts(plot_words.plot_words(frame)).set_index("word")["count"]
    expected = frame["plot"].map(core_words).explode().value_counts()
    pd.testing.assert_series_equal(counted.sort_index(), expected.sort_index(), check_names=False, check_dtype=False)


def test_unknown_words_and_share(films):
    words = plot_words.plot_words(films)
    unknown, share = plot_words.unknown_words(words, {"ghost", "the", "a"})
    assert unknown.iloc[0].to_dict() == {"word": "men", "count": 2}
    assert "n't" in set(unknown["word"]) and "ghost" not in set(unknown["word"])
    assert share == pytest.approx((3 + 5 + 2) / words.counts.sum())


def test_distinctive_words_follow_the_genre(films):
    many = pd.concat([films] * 10, ignore_index=True)
    found = plot_words.distinctive_words(many, plot_words.plot_words(many), ["Horror", "Western"], top=3)
    assert found[found["genre"] == "Horror"].iloc[0]["word"] == "ghost"
    assert set(found[found["genre"] == "Western"]["word"]) <= {"two", "ride", "range", "men"}
    assert found.groupby("genre")["count"].max()["Horror"] == 30
    assert plot_words.distinctive_words(films, plot_words.plot_words(films), min_count=99).empty


def test_log_odds_is_the_formula():
    here, there, background = np.array([8.0, 2.0]), np.array([1.0, 9.0]), np.array([9.0, 11.0])
    z = plot_words.log_odds(here, there, background, strength=10)
    a, b = 8 + 4.5, 1 + 4.5
    delta = math.log(a / (20 - a)) - math.log(b / (20 - b))
    assert z[0] == pytest.approx(delta / math.sqrt(1 / a + 1 / b))
    assert z[0] > 0 > z[1]


def test_filtered_words_are_the_words_of_the_filtered_films(films):
    rows = np.array([True, True, False, False])
    taken = plot_words.word_counts(plot_words.plot_words(films).take(rows))
    again = plot_words.word_counts(plot_words.plot_words(films[rows]))
    assert dict(taken.to_numpy().tolist()) == dict(again.to_numpy().tolist())


def test_no_films_is_no_error(films):
    none = films.iloc[:0]
    assert describe.genre_counts(none).empty and describe.genres_per_film(none).empty
    assert describe.films_per_year(none).empty and describe.plot_lengths(none).empty
    assert plot_words.unknown_words(plot_words.plot_words(none), set())[1] == 0
    assert plot_words.distinctive_words(none, plot_words.plot_words(none)).empty
    assert describe.summary(none)["films"] == 0


def test_a_hundred_thousand_films_take_less_than_a_second(large):
    words = plot_words.plot_words(large)
    calls = {
        "genre_counts": lambda: describe.genre_counts(large),
        "genres_per_film": lambda: describe.genres_per_film(large),
        "cooccurrence": lambda: describe.cooccurrence(large),
        "with_genres": lambda: describe.with_genres(large, ["Drama", "War"]),
        "plot_lengths": lambda: describe.plot_lengths(large),
        "films_per_year": lambda: describe.films_per_year(large),
        "unknown_words": lambda: plot_words.unknown_words(words, {"the"}),
        "distinctive_words": lambda: plot_words.distinctive_words(large, words, ["Horror"]),
    }
    for name, call in calls.items():
        best = math.inf
        for _ in range(3):  # the best of three, of the processor: other work on the machine must not fail this
            start = time.process_time()
            call()
            best = min(best, time.process_time() - start)
            if best < 1.0:
                break
        assert best < 1.0, f"{name} took {best:.2f} s"
