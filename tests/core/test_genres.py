"""Genres as 0/1, once for training, scoring and the pages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import MultiLabelBinarizer

from core.genres import multi_hot

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
