import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.thresholds import SHRINKAGE, best_f1_threshold, decide, global_threshold, tune


def test_a_known_optimum():
    y_true = np.array([0, 0, 1, 0, 1, 1])
    y_score = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.9])
    assert best_f1_threshold(y_true, y_score) == 0.3  # 3 of 4 right and all found: F1 6/7; at .6 it is 4/5


def test_without_a_positive_the_threshold_is_a_half():
    assert best_f1_threshold(np.zeros(3, int), np.array([0.1, 0.2, 0.3])) == 0.5


def f1(y_true, y_pred):
    return 2 * (y_true & y_pred).sum() / max(y_true.sum() + y_pred.sum(), 1)


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 20)), min_size=1, max_size=40))
def test_no_other_score_does_better(films):
    y_true, y_score = np.array([int(t) for t, _ in films]), np.array([s / 20 for _, s in films])
    best = best_f1_threshold(y_true, y_score)
    assert all(f1(y_true, y_score >= other) <= f1(y_true, y_score >= best) + 1e-12 for other in y_score)


def test_small_genres_lean_on_the_global_threshold():
    rng = np.random.default_rng(0)
    y_true = np.zeros((400, 2), int)
    y_true[:200, 0], y_true[:4, 1] = 1, 1
    y_score = np.where(y_true, 0.6, 0.4) + rng.normal(0, 0.02, y_true.shape)
    y_score[:, 1] += 0.3
    own = [best_f1_threshold(y_true[:, g], y_score[:, g]) for g in (0, 1)]
    overall = global_threshold(y_true, y_score)
    large, small = tune(y_true, y_score)
    assert large == pytest.approx((200 * own[0] + SHRINKAGE * overall) / (200 + SHRINKAGE))
    assert small == pytest.approx((4 * own[1] + SHRINKAGE * overall) / (4 + SHRINKAGE))
    assert abs(large - own[0]) < abs(small - own[1])


def test_a_film_always_gets_a_genre():
    y_score = np.array([[0.2, 0.3, 0.1], [0.9, 0.5, 0.6], [0.5, 0.4, 0.4]])
    chosen = decide(y_score, np.array([0.5, 0.55, 0.6]))
    assert chosen.tolist() == [[False, True, False], [True, False, True], [True, False, False]]
    assert decide(y_score, 0.55).tolist()[1] == [True, False, True]
