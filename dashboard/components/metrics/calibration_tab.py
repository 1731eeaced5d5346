"""Whether a probability of 70 % is right seven times in ten."""

import streamlit as st

from core.measure import metrics
from dashboard.charts.metrics import measures
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import chart
from dashboard.phrasing import percent


def show(evaluation: Evaluation) -> None:
    """The reliability curve of the chosen genre, or of all pairs together, and its mean error."""
    truth, score = evaluation.y_true[:, evaluation.columns], evaluation.y_score[:, evaluation.columns]
    table = metrics.calibration(truth, score)
    error = metrics.calibration_error(truth, score)
    of = f" of {evaluation.genre}" if evaluation.genre else ""
    title = f"Probabilities{of} are off by {percent(error)} on average (expected calibration error {error:.3f})"
    chart.show(measures.reliability(table), title, "reliability", table)
    st.caption(
        "Film-genre pairs in ten equal steps of probability, each step weighted by its number of pairs; most pairs are"
        " near 0. Thresholds change nothing here."
    )
