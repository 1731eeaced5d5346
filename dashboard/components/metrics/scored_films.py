"""Choose a data set and score it: the model's own test scores come without plots, so some panels need films."""

import streamlit as st

from core.amounts import amount
from core.genres import counted
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.components.shared import dataset_picker
from dashboard.state.cache.model import scores
from dashboard.state.table.scored_table import ScoredTable
from data.schema import PlotTable
from data.sources import registry


def show(model: ModelRef) -> tuple[PlotTable, ScoredTable] | None:
    """The table and its scores, with how far to trust them; None with the reason on the screen."""
    table = dataset_picker.show()
    if table is None:
        return None
    scored = scores.scored(model, table)
    if scored.frame.empty:
        st.info("No film here has one of the model's genres and a plot it can read. Choose another data set.")
        return None
    st.caption(_trust(table, scored) + _unknown(scored))
    return table, scored


def _unknown(scored: ScoredTable) -> str:
    """What of the table's genres counts neither for nor against the model; empty when all is understood."""
    if not scored.not_understood:
        return ""
    names = plain(counted(scored.not_understood))
    return f" Genre names that are not understood leave a film's other genres unknown, not absent: {names}."


def _trust(table: PlotTable, scored: ScoredTable) -> str:
    drawn = f", drawn at random from {len(scored.frame) + scored.left_out:,}" if scored.left_out else ""
    films = f"{amount(len(scored.frame), 'film')}{drawn}."
    if scored.passed_over:
        films += (
            f" {scored.passed_over:,} more can't be judged: without a genre of the model or a plot that it can read."
        )
    if table.left_out or len(table.mended):
        films = f"{plain(table.sums)} Scored: {films}"
    if scored.held_back:
        return f"{films} Only the test side of the table: a model trained on the rest has not seen these titles."
    if table.name in registry.SOURCES:
        return (
            f"{films} The model may have been trained on some of these titles, with other plots. These plots were"
            " written for this project, and the shipped model has not seen any of them."
        )
    return f"{films} It is not known whether the model was trained on some of them; if so, the figures flatter it."
