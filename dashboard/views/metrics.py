"""Metrics: how good the model is on films it has never seen, under the thresholds of your choice."""

from dataclasses import replace

import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.model.folder.artifact import Artifact
from dashboard.components.frame import required_model
from dashboard.components.metrics import (
    against_tab,
    calibration_tab,
    confusions_tab,
    errors_tab,
    genre_tab,
    headline,
    posters_tab,
    slices_tab,
    threshold_panel,
    words_tab,
)
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model, trial_thresholds

TABS = {
    "Genres": genre_tab.show,
    "Calibration": calibration_tab.show,
    "Confusions": confusions_tab.show,
    "Slices": slices_tab.show,
    "Words": words_tab.show,
    "Errors": errors_tab.show,
    "Posters": posters_tab.show,
    "Another model": against_tab.show,
}


def main() -> None:
    """Headline figures, the thresholds that make them, and a tab for each closer look."""
    st.title("How good is it?")
    ref = chosen_model.ref()
    opened = required_model.opened(ref)
    if opened is None:
        return
    model = opened.artifact
    y_true, y_score = model.evaluation()
    st.caption(_measured_on(model, len(y_true)))
    tiles = st.container()
    evaluation = Evaluation(ref, model, y_true, y_score, trial_thresholds.current(model))
    evaluation = replace(evaluation, genre=threshold_panel.show(evaluation))
    with tiles, guarded():
        headline.show(evaluation)
    for tab, draw in zip(open_tabs.show(list(TABS), "part"), TABS.values(), strict=True):
        if tab.open:
            with tab, guarded():
                draw(evaluation)


def _measured_on(model: Artifact, films: int) -> str:
    card = model.card
    column, _, value = (card.score_where or "").partition("=")
    where = f" with {value} in the column {column}" if column else ""
    if column and value.lower() in ("1", "true", "yes"):
        where = f" that are marked {column}"
    unseen = "the model was not trained on any of their titles"
    if model.config.get("split") == "random":
        unseen = "drawn at random, so the model may have been trained on their titles, and the figures flatter it"
    return f"Measured on {amount(films, 'test film')} of {plain(card.data + where)}; {unseen}."


main()
