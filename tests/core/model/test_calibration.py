import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.measure import metrics
from core.model import calibration
from core.model.calibration import Calibration, logit, sigmoid


def films(count, slope, intercept, seed=0):
    """Log-odds whose truth follows sigmoid(slope * x + intercept)."""
    rng = np.random.default_rng(seed)
    log_odds = rng.normal(0, 2, (count, len(slope)))
    return (rng.random(log_odds.shape) < sigmoid(log_odds * slope + intercept)).astype(int), log_odds


def test_a_distortion_is_found_and_undone():
    slope, intercept = np.array([0.4, 1.6, 1.0]), np.array([0.5, -1.0, 0.0])
    y_true, log_odds = films(8_000, slope, intercept)
    found = calibration.fit(y_true, log_odds)
    assert found.slope == pytest.approx(slope, abs=0.12)
    assert found.intercept == pytest.approx(intercept, abs=0.12)
    fresh, raw = films(8_000, slope, intercept, seed=1)
    assert metrics.calibration_error(fresh, sigmoid(found.apply(raw))) < 0.01
    assert metrics.calibration_error(fresh, sigmoid(raw)) > 0.035


def test_a_genre_with_few_films_stays_near_the_common_scaling():
    y_true, log_odds = films(4_000, np.array([0.5, 0.5, 0.5]), np.array([-1.0, -1.0, -1.0]))
    lone = np.zeros(4_000, int)
    lone[log_odds[:, 2].argmax()] = 1
    found = calibration.fit(np.column_stack([y_true[:, :2], lone]), log_odds)
    assert np.isfinite(found.slope).all()
    assert (found.slope > 0).all(), "the ranking of films must not turn round"


def test_a_ranking_that_is_upside_down_is_not_turned_round():
    y_true, log_odds = films(500, np.array([1.0]), np.array([0.0]))
    assert (calibration.fit(1 - y_true, log_odds).slope > 0).all()


def test_identity_and_dict_round_trip():
    genres = ["Drama", "War"]
    one = Calibration(np.array([1.5, 0.7]), np.array([-0.2, 0.1]))
    again = Calibration.from_dict(one.to_dict(genres), genres)
    assert np.array_equal(again.slope, one.slope)
    assert np.array_equal(again.intercept, one.intercept)
    x = np.array([[1.0, -2.0]])
    assert np.array_equal(Calibration.identity(2).apply(x), x)
    assert one.apply(x)[0] == pytest.approx([1.3, -1.3])


@given(st.floats(-30, 30))
def test_logit_undoes_sigmoid(x):
    assert logit(sigmoid(np.array([x])))[0] == pytest.approx(x, abs=1e-2 if abs(x) > 20 else 1e-6)


def test_extremes_stay_finite():
    assert sigmoid(np.array([-1e4, 1e4])).tolist() == [0.0, 1.0]
    assert np.isfinite(logit(np.array([0.0, 1.0]))).all()
