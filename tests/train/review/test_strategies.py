"""What to ask next: each strategy prefers what it says it prefers, and a batch is spread out."""

import numpy as np
import pytest

from train.review.strategies import STRATEGIES, Pool, choose


def pool(y_score, features=None, labelled=None, support=(5, 5)):
    scores = np.array(y_score, dtype=float)
    seen = np.zeros((1, 2)) if labelled is None else np.array(labelled, dtype=float)
    places = np.arange(2 * len(scores)).reshape(-1, 2).astype(float) if features is None else np.array(features, float)
    return Pool(scores, places, seen, np.array(support, dtype=float), np.array([0.3, 0.3]))


def best(strategy, films):
    return int(choose(strategy, films, 1, np.random.default_rng(0))[0])


def test_uncertainty_asks_where_the_model_knows_least():
    assert best("uncertainty", pool([[0.9, 0.1], [0.5, 0.5], [0.99, 0.01]])) == 1


def test_margin_asks_where_a_decision_is_about_to_turn():
    assert best("margin", pool([[0.9, 0.1], [0.5, 0.5], [0.31, 0.99]])) == 2


def test_diversity_asks_about_what_is_unlike_the_labelled():
    assert best("diversity", pool([[0.5, 0.5]] * 3, features=[[0, 0], [9, 9], [1, 1]])) == 1


def test_rarity_asks_for_labels_that_have_few_films():
    assert best("rarity", pool([[0.9, 0.1], [0.1, 0.6]], support=(100, 0))) == 1


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_a_batch_is_of_different_films_and_the_same_for_the_same_seed(strategy):
    rng = np.random.default_rng(1)
    films = pool(rng.random((50, 2)), features=rng.random((50, 2)), labelled=rng.random((4, 2)))
    first, again = (choose(strategy, films, 12, np.random.default_rng(3)) for _ in range(2))
    assert len(set(first.tolist())) == 12
    assert (first == again).all()
    assert len(choose(strategy, films, 80, np.random.default_rng(3))) == 50


def test_two_copies_of_a_film_are_not_asked_about_together():
    films = pool([[0.5, 0.5], [0.5, 0.5], [0.6, 0.4]], features=[[0, 0], [0, 0], [5, 5]], labelled=np.zeros((0, 2)))
    assert set(choose("uncertainty", films, 2, np.random.default_rng(0)).tolist()) == {0, 2}
