"""Metrics: how good the model is on films it has never seen, under the thresholds of your choice."""

import numpy as np
import streamlit as st

from core.markdown import plain
from core.measure import metrics
from core.measure.bootstrap import Scored
from core.model.artifact import Artifact
from dashboard.charts.metric_tables import HEADLINE, compared
from dashboard.components.frame import model_guard
from dashboard.components.metrics import error_browser, genre_words_view, metric_tabs, slice_view, threshold_panel

TABS = {
    "Genres": metric_tabs.genres,
    "Calibration": metric_tabs.calibration,
    "Confusions": metric_tabs.confusions,
    "Slices": slice_view.show,
    "Words": lambda shown: genre_words_view.show(shown.model),
    "Errors": error_browser.show,
}


def main() -> None:
    """Headline figures, the thresholds that make them, and a tab for each closer look."""
    st.title("How good is it?")
    model = model_guard.show_problem_or_load()
    if model is None:
        return
    y_true, y_score = model.evaluation()
    card = model.card
    where = f" ({card['score_where'].replace('=', ' = ')})" if card.get("score_where") else ""
    unseen = "none of their titles was trained on"
    if model.config.get("split") == "random":
        unseen = "drawn at random, so a title may also have been trained on, and the figures flatter"
    st.caption(f"Measured on {len(y_true):,} test films of {plain(card['data'] + where)}; {unseen}.")
    tiles = st.container()
    thresholds, genre = threshold_panel.show(model, y_true, y_score)
    with tiles:
        _headline(model, _figures(y_true, y_score, thresholds), y_true)
    shown = metric_tabs.Shown(model, y_true, y_score, thresholds, genre)
    for tab, draw in zip(st.tabs(list(TABS), key="part", bind="query-params"), TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(shown)


def _figures(y_true: np.ndarray, y_score: np.ndarray, thresholds: np.ndarray) -> dict[str, float]:
    values, _ = Scored(y_true, y_score, thresholds).metrics(np.ones((1, len(y_true))))
    return {name: float(value[0]) for name, value in values.items()}


def _headline(model: Artifact, figures: dict[str, float], y_true: np.ndarray) -> None:
    """Each figure with what it means and, where the card has it, what the baseline scores."""
    baseline = model.card.get("baseline")
    for tile, name in zip([*st.columns(4), *st.columns(4)], HEADLINE, strict=True):
        with tile:
            better = figures[name] - baseline[name] if baseline and name in baseline else None
            st.metric(
                metrics.NAMES[name],
                f"{figures[name]:.3f}",
                delta=None if better is None else f"{better:+.3f}",
                delta_description=None if better is None else f"TF-IDF {baseline[name]:.3f}",
                delta_color="inverse" if name in metrics.LOWER_IS_BETTER else "normal",
            )
            st.caption(metrics.MEANING[name])
    st.caption(
        "F1 joins two shares in one number (their harmonic mean): precision, how many of the genres given are right,"
        " and recall, how many of the true ones are found. 1 is perfect."
    )
    table = compared(figures, baseline, y_true, model.genres)
    with st.expander("Beside simpler answers", icon=":material/balance:", expanded=True):
        config = {name: st.column_config.NumberColumn(metrics.NAMES[name], format="%.3f") for name in HEADLINE}
        st.dataframe(table, hide_index=True, key="compared", placeholder="–", column_config=config)
        st.caption(
            "Hamming loss: lower is better, everything else: higher. A dash: such an answer ranks nothing."
            f" {plain(table['answer'].iloc[-1])} or nothing at all already makes few wrong decisions a film,"
            " which is why no accuracy stands here alone."
        )


main()
