"""Measures of faithfulness, on functions where they can be worked out by hand."""

import numpy as np
import pytest

from core.explanations import explain, explain_function
from core.explanations.faithfulness import (
    agreement,
    comprehensiveness,
    deletion,
    greedy_order,
    normalised,
    order_of,
    random_score,
    sufficiency,
)
from core.explanations.sanity import randomised
from core.explanations.target import of_function
from core.text import words

LETTERS = "abcdefghij"
WEIGHT = {letter: 0.1 * i for i, letter in enumerate(LETTERS)}


def additive(texts):
    """The sum of 0.0 for a, 0.1 for b, ... 0.9 for j; 4.5 for all ten."""
    return np.array([[sum(WEIGHT[word] for word in words(text))] for text in texts])


def redundant(texts):
    """1 while b or c is there, 0 else; a adds .3."""
    found = [set(words(text)) for text in texts]
    return np.array([[float(bool({"b", "c"} & have)) + 0.3 * ("a" in have)] for have in found])


@pytest.fixture
def ten():
    return of_function(additive, " ".join(LETTERS), ["f"])


def test_comprehensiveness_and_sufficiency_by_hand(ten):
    best = list(range(9, -1, -1))
    # a share of ten words, rounded up: 1, 1, 1, 2, 5 words, which weigh .9, .9, .9, 1.7, 3.5
    removed = np.mean([0.9, 0.9, 0.9, 1.7, 3.5])
    assert comprehensiveness(ten, best, 0) == pytest.approx(removed)
    assert sufficiency(ten, best, 0) == pytest.approx(4.5 - removed)
    assert comprehensiveness(ten, best[::-1], 0) == pytest.approx(np.mean([0, 0, 0, 0.1, 1.0]))
    assert comprehensiveness(ten, best, 0, shares=[0.2]) == pytest.approx(1.7)


def test_the_random_control_lies_at_the_mean_of_all_orders(ten):
    assert random_score(comprehensiveness, ten, 0, draws=400) == pytest.approx(0.45 * (1 + 1 + 1 + 2 + 5) / 5, abs=0.03)


def test_greedy_finds_the_best_order_where_words_stand_for_each_other(ten):
    assert list(greedy_order(ten, 0))[:5] == [9, 8, 7, 6, 5]
    assert sorted(greedy_order(ten, 0)) == list(range(10))
    target = of_function(redundant, "a b c d", ["f"])
    assert set(greedy_order(target, 0, share=0.75)[:3]) == {0, 1, 2}


def test_normalised_runs_from_random_to_best():
    assert normalised(0.05, 0.05, 0.3) == 0
    assert normalised(0.3, 0.05, 0.3) == 1
    assert np.isnan(normalised(0.1, 0.2, 0.2))


def test_order_puts_the_strongest_support_first_and_opposition_last():
    assert list(order_of(np.array([0.1, -0.5, 0.7, 0.0]))) == [2, 0, 3, 1]


def test_agreement_is_a_rank_correlation():
    values = np.array([0.3, -0.1, 0.9, 0.2])
    assert agreement(values, 10 * values) == pytest.approx(1)
    assert agreement(values, -values) == pytest.approx(-1)
    assert np.isnan(agreement(values, np.zeros(4)))


def test_deletion_by_hand():
    found = explain_function(additive, " ".join(LETTERS), ["f"], "occlusion")
    result = deletion(additive, found, "f", k=3)
    assert result.before == pytest.approx(4.5)
    assert result.after == pytest.approx(4.5 - 2.4)
    assert result.random == pytest.approx(4.5 - 1.35, abs=0.4)
    assert not result.near_random
    assert deletion(additive, found, "f", k=3) == result


def test_deletion_of_noise_warns():
    noise = explain_function(additive, " ".join(LETTERS), ["f"], "random")
    assert deletion(additive, noise, "f", k=3).near_random
    nothing = explain_function(lambda texts: np.zeros((len(texts), 1)), "a b c", ["f"], "occlusion")
    assert deletion(additive, nothing, "f").words == 0


@pytest.mark.parametrize("model", ["tiny", "shipped"])
def test_other_weights_give_other_attributions(model, request):
    """The weights of the one are in single precision, most of the other's in half."""
    classifier = request.getfixturevalue(model)
    text = "A detective hunts a killer through the city while an old war keeps two lovers apart on the frontier."
    stranger = randomised(classifier)
    assert not np.allclose(stranger.predict_proba([text]), classifier.predict_proba([text]))
    ours, theirs = explain(classifier, text, "occlusion"), explain(stranger, text, "occlusion")
    by_genre = [agreement(a, b) for a, b in zip(ours.values.T, theirs.values.T, strict=True)]
    assert abs(np.nanmean(by_genre)) < 0.4
    assert np.array_equal(explain(classifier, text, "occlusion").values, ours.values)
