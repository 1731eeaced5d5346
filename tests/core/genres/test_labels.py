"""Genres as arrays, once for training, scoring and the pages: what a film is, is not, and leaves open."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MultiLabelBinarizer

from core.genres import known, multi_hot, not_understood, open_ended

GENRES = ["Crime", "Drama", "War"]


@pytest.mark.parametrize(
    ("films", "expected"),
    [
        ([["Drama", "Opera"], [], ["War", "Crime", "War"]], [[0, 1, 0], [0, 0, 0], [1, 0, 1]]),
        ([], np.empty((0, 3))),
    ],
)
def test_known_answers(films, expected):
    assert np.array_equal(multi_hot(films, GENRES), expected)
    assert multi_hot(films, GENRES).dtype == np.int8


@given(st.lists(st.lists(st.sampled_from(GENRES)), min_size=1, max_size=9))
def test_it_agrees_with_scikit_learn(films):
    assert np.array_equal(multi_hot(films, GENRES), MultiLabelBinarizer(classes=GENRES).fit_transform(films))


@pytest.mark.parametrize(
    ("names", "left_open"),
    [
        (["Drama"], False),
        (["Short"], False),
        (["Drama", "International Movies"], False),
        (["Drama", "Japanese Movies", "Classics"], False),
        (["International Movies"], True),
        (["Cult Movies", "Independent Movies"], True),
        (["Drama", "Telenovela"], True),
        (["Telenovela"], True),
        ([], True),
    ],
)
def test_which_names_leave_genres_open(names, left_open):
    assert open_ended(names) is left_open


def test_a_genre_of_ones_own_is_understood():
    assert not open_ended(["Telenovela"], ["Telenovela", "Drama"])
    assert not_understood([["Telenovela"]], ["Telenovela"]) == {}


def test_what_is_open_is_unknown_and_not_absent():
    films = [["Drama"], ["Drama", "Telenovela"], ["International Movies"], ["Drama", "International Movies"]]
    assert known(films, GENRES).tolist() == [[True] * 3, [False, True, False], [False] * 3, [True] * 3]
    assert known([], GENRES).shape == (0, 3)


def test_what_is_not_understood_is_counted():
    films = [["Drama", "Telenovela"], ["Telenovela"], ["Wuxia"], ["Cult Movies"], ["War"]]
    assert list(not_understood(films).items()) == [("Telenovela", 2), ("Cult Movies", 1), ("Wuxia", 1)]
