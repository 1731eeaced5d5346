"""The headline figures, what each means, and what simpler answers score."""

import numpy as np
import streamlit as st

from core.markdown import plain
from core.measure import metrics
from core.measure.bootstrap import Scored
from dashboard.charts.metrics.metric_tables import HEADLINE, compared
from dashboard.components.metrics.evaluation import Evaluation

TILES = ("micro_f1", "macro_f1", "map", "exact_match")


def show(evaluation: Evaluation) -> None:
    """Four tiles, and folded away all figures beside those of simpler answers."""
    figures = _figures(evaluation)
    baseline = evaluation.model.card.baseline
    for tile, name in zip(st.columns(len(TILES)), TILES, strict=True):
        with tile:
            _tile(name, figures[name], (baseline or {}).get(name))
    table = compared(figures, baseline, evaluation.y_true, evaluation.model.genres)
    with st.expander("All figures, what they mean, and what simpler answers score", icon=":material/balance:"):
        config = {name: st.column_config.NumberColumn(metrics.NAMES[name], format="%.3f") for name in HEADLINE}
        st.dataframe(table, hide_index=True, key="compared", placeholder="–", column_config=config)
        st.caption(
            "Lower is better for Hamming loss, higher for everything else. A dash: such an answer ranks nothing."
            f" {plain(table['answer'].iloc[-1])}, or nothing at all, is already right about most film-genre pairs:"
            " a low Hamming loss alone says little."
        )
        st.markdown("  \n".join(f"**{metrics.NAMES[name]}**: {metrics.MEANING[name]}" for name in HEADLINE))
        st.caption(
            "F1 is the harmonic mean of precision (the share of predicted genres that are right) and recall (the share"
            " of true genres that are predicted). 1 is perfect."
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
        help=metrics.MEANING[name],
    )
