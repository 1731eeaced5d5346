"""Which genres are taken for one another, and which are missed on the same films."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.model.thresholds import decide
from dashboard.charts.metrics import measures
from dashboard.charts.metrics.metric_tables import strongest, together
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import chart


def show(evaluation: Evaluation) -> None:
    """Two charts of pairs of genres: predicted instead, and missed together."""
    y_pred = decide(evaluation.y_score, evaluation.thresholds)
    confused, missed = together(evaluation.y_true, y_pred, evaluation.model.genres)
    left, right = st.columns(2, gap="large")
    with left:
        _pairs(confused, "predicted instead", "{other} is predicted where {genre} is missed", "confused")
    with right:
        _pairs(missed, "missed as well", "{genre} and {other} are missed together", "missed")


def _pairs(table: pd.DataFrame, across: str, finding: str, key: str) -> None:
    pairs = strongest(table, symmetric=key == "missed")
    if pairs.empty:
        st.info("These films have no such pair.")
        return
    top = pairs.iloc[0]
    title = f"Most often, {finding.format(genre=top['genre'], other=top['other'])}: {amount(top['films'], 'film')}"
    hover = "%{z} films: %{y} missed, %{x} " + across
    chart.show(measures.pairs(table, across, hover), title, key, pairs.head(100))
