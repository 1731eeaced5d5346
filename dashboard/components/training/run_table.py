"""Runs side by side: what differs in their settings, how good they are, and what a second one gains or loses."""

import pandas as pd
import streamlit as st

from core.markdown import plain
from core.tables.spreadsheet_safe import frame_csv
from dashboard.charts import runs
from dashboard.components.shared import chart
from dashboard.components.shared.guard import attempt
from train.runs import control


def show(everything: list[control.Run]) -> list[str]:
    """The table of runs with export; returns the ids that are ticked."""
    table = control.compare()
    numbers = [str(name) for name in table if str(name).startswith(("val_", "test_"))]
    config = {name: st.column_config.NumberColumn(format="%.3f") for name in numbers}
    st.markdown(f"#### {plain(_best(table))}")
    event = st.dataframe(
        table, key="run_table", hide_index=True, column_config=config, on_select="rerun", selection_mode="multi-row"
    )
    chosen = [str(table["run"].iloc[row]) for row in event.selection.rows if row < len(table)]
    st.download_button("Download as CSV", frame_csv(table), "runs.csv", "text/csv", key="runs_csv")
    if not chosen:
        st.caption("Tick runs to delete them, or two of them to see what the second gains or loses.")
    for run in (run for run in everything if run.id in chosen):
        _delete(run)
    return chosen


def _best(table: pd.DataFrame) -> str:
    tested = table.dropna(subset=["test_micro_f1"])
    if tested.empty:
        return "No run has been tested yet"
    best = tested.iloc[int(tested["test_micro_f1"].astype(float).argmax())]
    return f"Best test micro F1: {best['test_micro_f1']:.3f}, {best['run']}"


def _delete(run: control.Run) -> None:
    with st.popover(f"Delete {plain(run.id)} ...", icon=":material/delete:"):
        st.write("This deletes the run with its curves and its model. It can't be undone.")
        st.button("Delete it", on_click=attempt, args=(control.delete, run), key=f"delete_{run.id}")


def show_difference(first: control.Run, second: control.Run) -> None:
    """F1 per genre of two runs, on the test films of each."""
    if not (first.model and second.model):
        st.info("Both runs need a finished model before their genres can be compared.")
        return
    table = control.genre_differences(first.model, second.model).sort_values("f1_difference", ascending=False)
    gained = int((table["f1_difference"] > 0).sum())
    title = f"{second.id} is better than {first.id} in {gained} of {len(table)} genres"
    chart.show(runs.differences(table, "genre", "f1_difference", "F1"), title, "difference", table)


def show_settings() -> None:
    """Parallel coordinates of the settings that differ, against the validation score."""
    table = control.compare(every_setting=True).dropna(subset=["val_micro_f1"])
    differ = control.numeric_differences(table)
    if len(table) < 3 or not differ:
        st.caption("With three runs of different settings, a chart here connects their settings with their scores.")
        return
    best = table.iloc[int(table["val_micro_f1"].astype(float).argmax())]
    settings = ", ".join(f"{name.replace('_', ' ')} {best[name]:g}" for name in differ[:6])
    figure = runs.parallel(table, [*differ, "val_micro_f1"])
    chart.show(figure, f"Best on validation: {settings}", "parallel", table[["run", *differ, "val_micro_f1"]])
