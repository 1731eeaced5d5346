"""The curves of some runs: losses as they come, smoothing with the raw curve behind, and the validation score."""

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.charts import figures, losses
from dashboard.components.shared import chart
from dashboard.components.training import live_run
from dashboard.phrasing import duration, problem
from train.runs import control

X_AXES = ("step", "epoch", "minutes")


def show(names: list[str], live: bool) -> None:
    """Axis and smoothing, then the curves; they are drawn again every second while one of the runs trains."""
    left, right = st.columns([1, 2])
    left.segmented_control("Horizontal axis", X_AXES, default="step", required=True, key="x", bind="query-params")
    help_text = "0 shows the losses as they were. Above it a moving average is drawn, the raw curve stays behind it."
    right.slider("Smoothing", 0.0, 0.99, 0.0, 0.01, key="smoothing", help=help_text, bind="query-params")
    st.fragment(_draw, run_every=1.0 if live else None)(names)


def _draw(names: list[str]) -> None:
    found = [run for run in control.listed() if run.id in names]
    for run in found:
        with st.container(border=True):
            _state(run)
    curves = tidy(control.curves(names))
    if curves.empty:
        if any(run.alive or run.queued for run in found):
            st.caption("The first losses appear after a few seconds.")
        return
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
        chart.show(figures.score_curve(validation, x, "micro_f1", "micro F1"), title, "micro_f1")


def _finding(validation: pd.DataFrame) -> str:
    if validation.empty:
        return "The loss so far"
    best = validation.loc[validation["value"].idxmin()]
    return f"Lowest validation loss {best['value']:.4f}, in epoch {best['epoch']:.0f}"


def _state(run: control.Run) -> None:
    progress, state = run.progress, run.state
    data = run.config.data.rsplit("/", 1)[-1]
    st.markdown(f"**{plain(run.id)}** · {run.config.preset} on {plain(data)} · {plain(state)}")
    for note in progress.notes:
        st.caption(problem(note))
    if state in live_run.ALIVE:
        speed = f", {progress.words_per_second:,.0f} words a second" if progress.words_per_second else ""
        memory = f", {progress.memory_mb:,.0f} MB of memory" if progress.memory_mb else ""
        st.caption(f"{duration(progress.seconds)} so far{speed}{memory}")
        live_run.progress_bar(run, key="page")
        return
    live_run.ended(run, key="page")
    if run.resumable:
        _go_on(run)


def _go_on(run: control.Run) -> None:
    """The ways out for a run that was cut short: train on, or make a model of what there is."""
    with st.container(horizontal=True):
        help_text = "Goes on from the last whole epoch and ends where it would have ended."
        st.button(
            "Resume", on_click=live_run.try_to, args=(control.resume, run), key=f"resume_{run.id}", help=help_text
        )
        if run.model is None and run.checkpoint.exists():
            help_text = "Makes a model of its best epoch so far, without training on."
            key = f"finish_{run.id}"
            st.button(
                "Keep its best weights", on_click=live_run.try_to, args=(control.finish, run), key=key, help=help_text
            )


def tidy(curves: pd.DataFrame) -> pd.DataFrame:
    """What loss_chart.points takes: run, kind, value, best, step, epoch, minutes, micro_f1."""
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
