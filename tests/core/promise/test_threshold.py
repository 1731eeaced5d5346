"""A promised precision holds on films never seen, as often as it is said to."""

import numpy as np
import pytest
from scipy.stats import binom

from core.promise import threshold as promise
from core.promise.threshold import lower_tail, threshold

SAMPLES = 250
SURE, UNSURE = 0.97, 0.4


def films(rng, count):
    """Scores and labels of a made-up genre whose probabilities are right: score -> how probable it is."""
    y_score = rng.beta(0.6, 0.5, count)
    return (rng.random(count) < y_score).astype(int), y_score


@pytest.fixture(scope="module")
def true_precision():
    """The true precision at each threshold, over a very large number of such films."""
    y_score = np.random.default_rng(1).beta(0.6, 0.5, 400_000)
    return {limit: y_score[y_score >= limit].mean() for limit in promise.GRID}


@pytest.mark.parametrize(("count", "rate"), [(0, 0.1), (1, 0.5), (22, 0.1), (900, 0.2), (3_000, 0.05)])
def test_the_tail_is_scipys(count, rate):
    expected = binom.cdf(np.arange(count + 1), count, rate)
    assert lower_tail(count, rate) == pytest.approx(expected, abs=1e-11)


def test_certainty_needs_films():
    """At .9 with 90 % confidence, 22 films without an error are the fewest: .9 ** 22 is below a tenth."""
    sure, rest = np.full(22, SURE), np.full(100, 0.01)
    y_score, y_true = np.concatenate([sure, rest]), np.concatenate([np.ones(22, int), np.zeros(100, int)])
    assert threshold(y_true, y_score, 0.9) is not None
    assert threshold(y_true[1:], y_score[1:], 0.9) is None
    y_true[0] = 0
    assert threshold(y_true, y_score, 0.9) is None, "one error among 22"


def test_what_is_unknown_does_not_count():
    y_score = np.concatenate([np.full(60, SURE), np.full(200, UNSURE)])
    y_true = np.concatenate([np.ones(40, int), np.zeros(220, int)])
    known = np.concatenate([np.ones(40, bool), np.zeros(20, bool), np.ones(200, bool)])
    assert threshold(y_true, y_score, 0.9) is None
    assert threshold(y_true, y_score, 0.9, known) is not None


def test_a_lower_promise_gives_a_lower_threshold():
    y_true, y_score = films(np.random.default_rng(0), 2_000)
    limits = [threshold(y_true, y_score, least) for least in (0.7, 0.8, 0.9, 0.95)]
    assert limits == sorted(limits) and len(set(limits)) == 4


@pytest.mark.parametrize("least", [0.8, 0.9])
def test_the_promise_is_broken_no_more_often_than_one_time_in_ten(least, true_precision):
    """Over many samples of 400 films; the best of many point estimates would break it about every second time."""
    rng = np.random.default_rng(3)
    broken = made = 0
    for _ in range(SAMPLES):
        limit = threshold(*films(rng, 400), least)
        made += limit is not None
        broken += limit is not None and true_precision[limit] < least
    assert made > 0.76 * SAMPLES
    assert broken <= SAMPLES * 0.1 + 2 * SAMPLES**0.5 * 0.3, broken
