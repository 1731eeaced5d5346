"""Where the model is wrong: errors over a data set as a table; a selected one is explained."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.charts.metrics.metric_tables import ERRORS, errors
from dashboard.components.explanation import explanation
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import film_table, percentages
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import percent, titled
from dashboard.state.table import chosen_table

NAMES = {
    "false positives": ("false positive", ""),
    "false negatives": ("false negative", ""),
    "furthest off": ("film", ", furthest off first"),
}
KIND, TABLE = "errors", "errors_table"
MOST = 500
ORDER = ("title", "genre", "probability", "threshold", "predicted", "its genres", "brier", "year")
CONFIG = {
    "title": st.column_config.TextColumn(width="medium"),
    "year": st.column_config.NumberColumn(format="%d"),
    "brier": st.column_config.NumberColumn("Brier score", format="%.3f", help="0: right and sure; 1: wrong and sure"),
}


def show(evaluation: Evaluation) -> None:
    """The errors of one kind, of the chosen genre or of all; below them the plot of the selected one, explained."""
    picked = scored_films.show(evaluation.ref)
    if picked is None:
        return
    data, films = picked
    kind = st.segmented_control(
        "Show", list(ERRORS), default="false positives", required=True, key=KIND, bind="query-params"
    )
    genres = evaluation.model.genres
    table = errors(films.frame, films.y_true, films.y_score, evaluation.thresholds, genres, str(kind), films.known)
    if evaluation.genre:
        table = table[table["genre"] == evaluation.genre].reset_index(drop=True)
    key = chosen_table.key(f"{TABLE}_{kind}_{evaluation.genre}", data)
    row = _table(table, str(kind), f" of {plain(evaluation.genre)}" if evaluation.genre else "", key)
    if row is not None:
        _explained(evaluation.ref, films.frame.iloc[table["film"].iloc[row]], table.iloc[row])


def _table(table: pd.DataFrame, kind: str, of: str, key: str) -> int | None:
    """The table under its finding; the position of the selected row."""
    if table.empty:
        st.info(f"There are no {kind}{of} among these films.")
        return None
    found = f"{amount(len(table), NAMES[kind][0])}{of}{NAMES[kind][1]}"
    st.markdown(f"## {found}")
    first = f" The first {MOST} are shown." if len(table) > MOST else ""
    st.caption(f"{ERRORS[kind]}{first} Select a row to see why.")
    shown = film_table.dated(table.head(MOST))
    event = st.dataframe(
        percentages.written(shown, ["probability", "threshold"]),
        key=key,
        hide_index=True,
        column_order=[name for name in ORDER if name in shown],
        column_config=CONFIG,
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = event.selection.rows
    return rows[0] if rows and rows[0] < min(len(table), MOST) else None


def _explained(model: ModelRef, film: pd.Series, error: pd.Series) -> None:
    with st.container(border=True):
        st.text(titled(film["title"], film["year"], film["genres"]))
        genre = plain(error["genre"])
        has = "does not have" if error["genre"] not in film["genres"].split("|") else "has"
        st.caption(
            f"The probability of {genre} is {percent(error['probability'])}, its threshold"
            f" {percent(error['threshold'])}; the film {has} this genre."
        )
        with guarded(st.info):
            explanation.show(model, film["plot"], error["genre"])
