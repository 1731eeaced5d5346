"""The curves of some runs: losses as they come, smoothing with the raw curve behind, and the validation score."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.charts.training import losses, runs
from dashboard.components.shared import chart
from dashboard.components.shared.guard import attempt, live
from dashboard.components.training import live_run
from dashboard.phrasing import duration, problem
from train.runs import control, outcome

X_AXES = ("step", "epoch", "minutes")


def show(names: list[str], is_live: bool) -> None:
    """Axis and smoothing, then the curves; they are drawn again every second while one of the runs trains."""
    left, right = st.columns([1, 2])
    left.segmented_control("Horizontal axis", X_AXES, default="step", required=True, key="x", bind="query-params")
    help_text = "0 shows the losses as they are. Above 0 a moving average is drawn, with the raw curve behind it."
    right.slider("Smoothing", 0.0, 0.99, 0.0, 0.01, key="smoothing", help=help_text, bind="query-params")
    live(_draw, every=1.0 if is_live else None)(names)


def _draw(names: list[str]) -> None:
    listed = [run for run in control.listed() if run.id in names]
    for run in listed:
        with st.container(border=True):
            _state(run)
    curves = tidy(control.curves(names))
    if not curves.empty:
        _curves(curves)
    elif any(run.state in live_run.ALIVE for run in listed):
        st.caption("The first losses appear after a few seconds.")


def _curves(curves: pd.DataFrame) -> None:
    x = st.session_state.get("x") or "step"
    validation = curves[curves["kind"] == "validation"]
    smoothing = st.session_state.get("smoothing", 0.0)
    drawn = losses.specification(list(dict.fromkeys(curves["run"])), x, smoothing)
    points = losses.points(curves, x, smoothing)
    numbers = validation.drop(columns="best")
    chart.show_growing(points, drawn, _finding(validation), "Loss curves", "losses", numbers)
    st.caption(losses.HINT)
    if not validation.empty:
        title = f"Validation micro F1 reached {validation['micro_f1'].max():.3f}"
        chart.show(runs.score_curve(validation, x, "micro_f1", "micro F1"), title, "micro_f1")


def _finding(validation: pd.DataFrame) -> str:
    if validation.empty:
        return "The loss so far"
    best = validation.iloc[int(validation["value"].argmin())]
    return f"Lowest validation loss {best['value']:.4f}, in epoch {best['epoch']:.0f}"


def _state(run: control.Run) -> None:
    progress, state = run.progress, run.state
    data = run.config.data.rsplit("/", 1)[-1]
    st.markdown(f"**{plain(run.id)}** · {run.config.preset} on {plain(data)} · {plain(outcome.told(run))}")
    for note in progress.notes:
        if not note.startswith(outcome.NOTHING_LEARNT):  # it is told beside the score
            st.caption(problem(note))
    if state in live_run.ALIVE:
        speed = f", {progress.words_per_second:,.0f} words a second" if progress.words_per_second else ""
        memory = f", {progress.memory_mb:,.0f} MB of memory" if progress.memory_mb else ""
        st.caption(f"{duration(progress.seconds)} so far{speed}{memory}")
        live_run.progress_bar(run, key="page")
        return
    live_run.ended(run, key="page")
    if run.resumable:
        _ways_out(run)
    _delete(run)


def _ways_out(run: control.Run) -> None:
    """For a run that was cut short: resume it, or make a model of what there is."""
    with st.container(horizontal=True):
        _button("Resume", control.resume, run, "resume", "Continues from the last whole epoch, with the same result.")
        if run.model is None and run.checkpoint.exists():
            note = "Makes a model of its best epoch so far, without further training."
            _button("Keep its best weights", control.finish, run, "finish", note)


def _delete(run: control.Run) -> None:
    with st.popover("Delete ...", icon=":material/delete:"):
        st.write("This deletes the run with its curves and its model. It can't be undone.")
        st.button("Delete it", on_click=attempt, args=(control.delete, run), key=f"delete_{run.id}")


def _button(label: str, action: Callable[[control.Run], control.Run], run: control.Run, key: str, note: str) -> None:
    st.button(label, on_click=attempt, args=(action, run), key=f"{key}_{run.id}", help=note)


def tidy(curves: pd.DataFrame) -> pd.DataFrame:
    """What losses.points takes: run, kind, value, best, step, epoch, minutes, micro_f1."""
    validation = curves["kind"] == "epoch"
    value = curves["loss"].where(~validation, curves["val_loss"])
    lowest = value.where(validation).groupby(curves["run"]).transform("min")
    return pd.DataFrame(
        {
            "run": curves["run"],
            "kind": validation.map({True: "validation", False: "train"}),
            "value": value.astype(float),
            "best": validation & (value == lowest),
            "micro_f1": curves["val_micro_f1"].astype(float),
            **{x: curves[x] for x in X_AXES},
        }
    )
