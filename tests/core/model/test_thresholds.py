import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.thresholds import (
    LEAST_SHARE,
    SHRINKAGE,
    best_f1_threshold,
    decide,
    expected_f1_threshold,
    global_threshold,
    tune,
)


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


def test_the_expected_f1_of_a_known_case():
    # With .9 chosen: 1.8 / (1 + 2) = .6; with .9 and .6: 3 / (2 + 2) = .75; with .4 too: 3.8 / (3 + 2) = .76; all: .67
    assert expected_f1_threshold(np.array([0.4, 0.1, 0.9, 0.6])) == 0.4


@given(st.lists(st.integers(1, 20), min_size=1, max_size=40))
def test_no_other_threshold_promises_more(scores):
    y_score = np.array(scores) / 20

    def promised(threshold):
        chosen = y_score >= threshold
        return 2 * y_score[chosen].sum() / (chosen.sum() + y_score.sum())

    best = expected_f1_threshold(y_score)
    assert all(promised(other) <= promised(best) + 1e-12 for other in y_score)


def test_on_calibrated_probabilities_the_promise_comes_true():
    rng = np.random.default_rng(0)
    y_score = rng.beta(0.5, 4, 50_000)
    y_true = (rng.random(50_000) < y_score).astype(int)
    promised, best = expected_f1_threshold(y_score), best_f1_threshold(y_true, y_score)
    assert f1(y_true, y_score >= promised) > f1(y_true, y_score >= best) - 0.005


def test_small_genres_lean_on_what_their_probabilities_promise():
    rng = np.random.default_rng(0)
    y_true = np.zeros((400, 2), int)
    y_true[:200, 0], y_true[:4, 1] = 1, 1
    y_score = np.where(y_true, 0.6, 0.4) + rng.normal(0, 0.02, y_true.shape)
    own, promised = (
        [measure(*films) for films in ((y_true[:, g], y_score[:, g]) for g in (0, 1))]
        for measure in (best_f1_threshold, lambda _, scores: expected_f1_threshold(scores))
    )
    large, small = tune(y_true, y_score)
    assert large == pytest.approx((200 * own[0] + SHRINKAGE * promised[0]) / (200 + SHRINKAGE))
    assert small == pytest.approx((4 * own[1] + SHRINKAGE * promised[1]) / (4 + SHRINKAGE))
    assert abs(small - promised[1]) < abs(small - own[1])


def test_a_genre_that_was_never_learnt_is_not_given_to_every_film():
    rng = np.random.default_rng(0)
    y_true = (rng.random((400, 2)) < [0.4, 0.01]).astype(int)
    y_score = np.column_stack([np.where(y_true[:, 0], 0.7, 0.2), np.full(400, 0.01)])
    tuned = tune(y_true, y_score)
    assert expected_f1_threshold(y_score[:, 1]) == 0.01
    assert tuned[1] > 0.9 * LEAST_SHARE * global_threshold(y_true, y_score) > 0.01


def test_a_film_always_gets_a_genre():
    y_score = np.array([[0.2, 0.3, 0.1], [0.9, 0.5, 0.6], [0.5, 0.4, 0.4]])
    chosen = decide(y_score, np.array([0.5, 0.55, 0.6]))
    assert chosen.tolist() == [[False, True, False], [True, False, True], [True, False, False]]
    assert decide(y_score, 0.55).tolist()[1] == [True, False, True]
