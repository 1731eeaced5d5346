"""Choose a data set and score it: for what the model's own test scores, which hold no plot, can't show."""

from pathlib import Path

import streamlit as st

from core.errors import ArtifactError, TableError
from dashboard.components.shared import dataset_picker
from dashboard.phrasing import problem
from dashboard.state import cache
from dashboard.state.scored_table import ScoredTable
from data.schema import PlotTable
from data.sources import registry


def show(folder: Path) -> tuple[PlotTable, ScoredTable] | None:
    """The table and its scores, with what they can be trusted for; None with the reason on the screen."""
    table = dataset_picker.show()
    if table is None:
        return None
    try:
        scored = cache.scored(folder, table)
    except (ArtifactError, TableError) as error:
        st.error(problem(error))
        return None
    if scored.frame.empty:
        st.info("No film here has one of the model's genres and a plot it can read. Choose another data set.")
        return None
    st.caption(_trust(table, scored))
    return table, scored


def _trust(table: PlotTable, scored: ScoredTable) -> str:
    drawn = f", drawn at random from {len(scored.frame) + scored.left_out:,}" if scored.left_out else ""
    films = f"{len(scored.frame):,} films{drawn}."
    if scored.held_back:
        return (
            f"{films} Only the test side of the table: none of these titles was trained on if the model saw the rest."
        )
    if table.name in registry.SOURCES:
        return (
            f"{films} Titles of this data set may be among those the model was trained on, under other plots; the plots"
            " themselves were written for this project, and the shipped model has read none of them."
        )
    return f"{films} Whether the model was trained on some of them is not known here; if so, the figures flatter."
