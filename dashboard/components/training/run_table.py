"""Runs side by side: what differs in their settings, how good they are, and what a second one gains or loses."""

from pathlib import Path

import numpy as np
import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from core.tables.output.spreadsheet_safe import frame_csv
from dashboard.charts.training import runs
from dashboard.components.shared import chart
from dashboard.components.training.setting_widgets import called
from dashboard.state.cache.model import scores
from train.runs import control

INTERVAL = "test F1, 95 % interval"
FIRST = ("run", "val_micro_f1", "test_micro_f1", INTERVAL, "test_macro_f1", "test_map", "state")
NAMES = {
    "val_loss": "validation loss",
    "val_micro_f1": "validation F1",
    "val_map": "validation mAP",
    "test_micro_f1": "test F1",
    "test_macro_f1": "test macro F1",
    "test_map": "test mAP",
}


def show(everything: list[control.Run]) -> list[str]:
    """The table of runs with export, scores first; returns the ids that are ticked."""
    whole = control.compare()
    table = scored(whole, everything)
    config = named(list(map(str, table)))
    st.markdown(f"## {plain(best(table))}")
    event = st.dataframe(
        table, key="run_table", hide_index=True, column_config=config, on_select="rerun", selection_mode="multi-row"
    )
    st.caption(
        "Scores of runs on other films can't be compared. Where two intervals overlap, the difference may be chance:"
        " train both with other seeds to tell. Tick runs to see their curves together, two of them to see what the"
        " second gains or loses."
    )
    st.download_button("Download as CSV", frame_csv(whole), "runs.csv", "text/csv", key="runs_csv")
    return [str(table["run"].iloc[row]) for row in event.selection.rows if row < len(table)]


def named(columns: list[str]) -> dict[str, ColumnConfig]:
    """What people call each column of the table: scores, and settings as the form calls them."""
    settings = control.setting_names()
    return {
        **{name: st.column_config.Column(called(name)) for name in columns if name in settings},
        **{
            name: st.column_config.NumberColumn(NAMES.get(name, name.replace("_", " ")), format="%.3f")
            for name in columns
            if name.startswith(("val_", "test_")) and name != INTERVAL
        },
    }


def scored(table: pd.DataFrame, everything: list[control.Run]) -> pd.DataFrame:
    """The table with scores first, the interval of the test score, and the settings that differ."""
    models = {run.id: run.model for run in everything}
    intervals = [scores.test_interval(ModelRef.of(model)) if (model := models.get(run)) else "" for run in table["run"]]
    table = table.assign(**{INTERVAL: intervals})
    settings = control.setting_names()
    alike = [name for name in table if name in settings and table[name].map(str).nunique() == 1]
    table = table.drop(columns=alike)
    return table[[*FIRST, *(name for name in table if name not in FIRST)]]


def best(table: pd.DataFrame) -> str:
    """The title: the best run by its validation score; the test is for judging it, not for choosing."""
    validated, where = on_the_same_films(table.dropna(subset=["val_micro_f1"]))
    if validated.empty:
        return "No run has been validated yet"
    first = validated.iloc[int(validated["val_micro_f1"].astype(float).argmax())]
    tested = f", test F1 {first['test_micro_f1']:.3f} {first[INTERVAL]}" if pd.notna(first["test_micro_f1"]) else ""
    return f"Best on validation{where}: {first['run']}, F1 {first['val_micro_f1']:.3f}{tested}".rstrip()


def on_the_same_films(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The runs on the data set that most of them share, for only their scores can be compared; and which one that is,
    where it isn't that of all, as in `` among runs on films.csv``.
    """
    if "data" not in table or table["data"].nunique() < 2:
        return table, ""
    data = table["data"].value_counts(sort=True).index[0]  # the newest run's, where two are as frequent
    return table[table["data"] == data], f" among runs on {Path(str(data)).name}"


def show_curves(ids: list[str]) -> None:
    """The validation scores of several runs over their epochs."""
    curves = control.curves(ids)
    validation = curves[curves["kind"] == "epoch"].rename(columns={"val_micro_f1": "micro_f1"})
    if validation.empty:
        return
    top = validation.iloc[int(validation["micro_f1"].astype(float).argmax())]
    title = f"Highest validation F1: {top['micro_f1']:.3f}, {top['run']} in epoch {top['epoch']:.0f}"
    chart.show(runs.score_curve(validation, "epoch", "micro_f1", "validation micro F1"), title, "overlaid")


def show_difference(first: control.Run, second: control.Run) -> None:
    """F1 per genre of two runs, on the test films of each."""
    if not (first.model and second.model):
        st.info("Both runs need a finished model before their genres can be compared.")
        return
    table = control.genre_differences(first.model, second.model).sort_values("f1_difference", ascending=False)
    gained = int((table["f1_difference"] > 0).sum())
    title = f"{second.id} is better than {first.id} in {gained} of {len(table)} genres"
    chart.show(runs.differences(table, "genre", "f1_difference", "F1"), title, "difference", table)
    if first.config.data != second.config.data:
        st.caption("They were tested on different films, so a difference may come from those.")


def show_settings() -> None:
    """Parallel coordinates of the settings that differ, against the validation score."""
    table, _ = on_the_same_films(control.compare(every_setting=True).dropna(subset=["val_micro_f1"]))
    differ = control.numeric_differences(table)
    if len(table) < 3 or not differ:
        st.caption(
            "With three runs on the same films, a chart here connects the settings that differ with their scores."
        )
        return
    names = {name: called(name) for name in differ} | {"val_micro_f1": NAMES["val_micro_f1"]}
    table = table[["run", *names]].rename(columns=names)
    figure = runs.parallel(table, list(names.values()))
    chart.show(figure, settings_of_best(table, list(names.values())[:-1][:6]), "parallel", table)


def settings_of_best(table: pd.DataFrame, settings: list[str]) -> str:
    """The title over the settings that differ: those of the run that validation finds best."""
    best = table.iloc[int(table[NAMES["val_micro_f1"]].astype(float).argmax())]
    told = [f"{_within(name)} {_value(best[name])}" for name in settings]
    return f"Settings of the best run: {', '.join(told)}"


def _within(name: str) -> str:
    """A name within a sentence; LSTM stays as it is."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def _value(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool | np.bool_) else f"{value:g}"
