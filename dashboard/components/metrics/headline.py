"""The headline figures, what each means, and what simpler answers score."""

import numpy as np
import streamlit as st

from core.markdown import plain
from core.measure import metrics
from core.measure.bootstrap import Scored
from dashboard.charts.metric_tables import HEADLINE, compared
from dashboard.components.metrics.evaluation import Evaluation


def show(evaluation: Evaluation) -> None:
    """A tile a figure, and a table that sets them beside simpler answers."""
    figures = _figures(evaluation)
    baseline = evaluation.model.card.baseline
    for tile, name in zip([*st.columns(4), *st.columns(4)], HEADLINE, strict=True):
        with tile:
            _tile(name, figures[name], (baseline or {}).get(name))
    st.caption(
        "F1 is the harmonic mean of precision (the share of predicted genres that are right) and recall (the share of"
        " true genres that are predicted). 1 is perfect."
    )
    table = compared(figures, baseline, evaluation.y_true, evaluation.model.genres)
    with st.expander("Compared with simpler answers", icon=":material/balance:", expanded=True):
        config = {name: st.column_config.NumberColumn(metrics.NAMES[name], format="%.3f") for name in HEADLINE}
        st.dataframe(table, hide_index=True, key="compared", placeholder="–", column_config=config)
        st.caption(
            "Lower is better for Hamming loss, higher for everything else. A dash: such an answer ranks nothing."
            f" {plain(table['answer'].iloc[-1])}, or nothing at all, is already right about most film-genre pairs:"
            " a low Hamming loss alone says little."
        )


def _figures(evaluation: Evaluation) -> dict[str, float]:
    scored = Scored(evaluation.y_true, evaluation.y_score, evaluation.thresholds)
    values, _ = scored.metrics(np.ones((1, len(evaluation.y_true))))
    return {name: float(value[0]) for name, value in values.items()}


def _tile(name: str, figure: float, baseline: float | None) -> None:
    """The figure with what it means and, where the card has it, what the baseline scores."""
    st.metric(
        metrics.NAMES[name],
        f"{figure:.3f}",
        delta=None if baseline is None else f"{figure - baseline:+.3f}",
        delta_description=None if baseline is None else f"TF-IDF {baseline:.3f}",
        delta_color="inverse" if name in metrics.LOWER_IS_BETTER else "normal",
    )
    st.caption(metrics.MEANING[name])
