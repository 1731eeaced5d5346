"""Hand-computed values on three films and three genres."""

import numpy as np
import pytest

from core.measure import metrics

Y_TRUE = np.array([[1, 1, 0], [0, 1, 0], [1, 0, 0]])
Y_SCORE = np.array([[0.9, 0.4, 0.1], [0.6, 0.7, 0.2], [0.3, 0.8, 0.1]])  # predicted at .5: A | A B | B
REPORT = metrics.report(Y_TRUE, Y_SCORE, 0.5)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("micro_f1", 2 * 2 / (4 + 4)),  # hits: A of film 1, B of film 2
        ("macro_f1", (0.5 + 0.5) / 2),  # the third genre has no film and is left out
        ("weighted_f1", (2 * 0.5 + 2 * 0.5) / 4),
        ("samples_f1", (2 / 3 + 2 / 3 + 0) / 3),
        ("jaccard", (1 / 2 + 1 / 2 + 0) / 3),
        ("exact_match", 0.0),
        ("hamming_loss", (1 + 1 + 2) / 9),
        ("lrap", (1 + 1 + 1 / 2) / 3),
        ("map", ((1 + 2 / 3) / 2 + (1 / 2 + 2 / 3) / 2) / 2),
        ("hit_at_1", 2 / 3),
        ("coverage_error", (2 + 1 + 2) / 3),
    ],
)
def test_by_hand(name, value):
    assert REPORT[name] == pytest.approx(value)


def test_every_metric_has_a_name_and_a_meaning():
    assert set(REPORT) == set(metrics.MEANING) == set(metrics.NAMES)
    assert set(metrics.LOWER_IS_BETTER) < set(REPORT)


def test_a_perfect_and_an_opposite_model():
    perfect = metrics.report(Y_TRUE, Y_TRUE * 0.98 + 0.01, 0.5)
    for name, value in perfect.items():
        best = {"ece": 0.01, "coverage_error": 4 / 3, "hamming_loss": 0.0}.get(name, 1.0)
        assert value == pytest.approx(best), name
    assert metrics.report(Y_TRUE, 1.0 - Y_TRUE, 0.5)["micro_f1"] == 0


def test_calibration_error_by_hand():
    y_true = np.array([[1], [0], [0], [1]])
    y_score = np.array([[0.12], [0.18], [0.95], [1.0]])
    # bin .1-.2: mean .15, half of them true; bin .9-1: mean .975, half of them true
    assert metrics.calibration_error(y_true, y_score) == pytest.approx((2 * 0.35 + 2 * 0.475) / 4)
    table = metrics.calibration(y_true, y_score)
    assert table["pairs"].tolist() == [2, 2]
    assert table["frequency"].tolist() == [0.5, 0.5]


def test_per_genre_by_hand():
    table = metrics.per_genre(Y_TRUE, Y_SCORE, np.array([0.5, 0.5, 0.5]), ["A", "B", "C"]).set_index("genre")
    assert table["support"].tolist() == [2, 2, 0]
    assert table.loc["A", ["precision", "recall", "f1"]].tolist() == [0.5, 0.5, 0.5]
    assert table.loc["A", "average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(table.loc["C", "average_precision"])


def test_precision_recall_curve_by_hand():
    curve = metrics.precision_recall(np.array([0, 1, 1]), np.array([0.2, 0.5, 0.8]))
    assert curve["threshold"].tolist() == [0.2, 0.5, 0.8]
    assert curve["precision"].tolist() == pytest.approx([2 / 3, 1, 1])
    assert curve["recall"].tolist() == pytest.approx([1, 1, 0.5])
