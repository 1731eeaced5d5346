"""Two models on the same films."""

import numpy as np
import pytest

from core.measure.side_by_side import side_by_side

Y_TRUE = np.array([[1, 0], [0, 1], [1, 1], [1, 0]] * 25)
RIGHT = np.where(Y_TRUE == 1, 0.9, 0.1)
HALF = np.tile([0.5, 0.5], (2, 1))


def test_the_better_model_is_ahead_and_the_films_it_wins_are_named():
    worse = RIGHT.copy()
    worse[:50, 0] = 1 - worse[:50, 0]
    found = side_by_side(Y_TRUE, np.ones(Y_TRUE.shape, bool), (RIGHT, worse), (HALF[0], HALF[1]), draws=200)
    assert found.metrics["micro_f1"][0] == 1 > found.metrics["micro_f1"][1]
    assert found.differences["micro_f1"].low > 0
    assert (found.won[:50] > 0).all() and not found.won[50:].any()
    turned = side_by_side(Y_TRUE, np.ones(Y_TRUE.shape, bool), (worse, RIGHT), (HALF[0], HALF[1]), draws=200)
    np.testing.assert_allclose(turned.won, -found.won)
    assert turned.differences["map"].value == pytest.approx(-found.differences["map"].value)


def test_what_is_not_known_counts_for_nobody():
    known = np.ones(Y_TRUE.shape, bool)
    known[0, 1] = False
    loud = RIGHT.copy()
    loud[0, 1] = 0.9  # says a genre of which nobody knows whether the film has it
    found = side_by_side(Y_TRUE, known, (RIGHT, loud), (HALF[0], HALF[1]), draws=50)
    assert not found.won.any()
    assert found.metrics["micro_f1"] == (1, 1)
