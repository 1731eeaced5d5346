"""Training: every run, its curves as they grow, and the button that makes its model answer."""

import charts
import pandas as pd
import streamlit as st
from components import chart, live_run
from components.words import duration

from train import runs
from train.runs import Run

X_AXES = ("step", "epoch", "minutes")


def main() -> None:
    """Choose runs, watch their curves, promote one."""
    st.title("Training")
    everything = runs.listed()
    if not everything:
        st.info("Nothing has been trained yet. Open *Train a model* in the sidebar: the embedded films take a minute.")
        return
    names = [run.id for run in everything]
    if not set(st.session_state.get("shown_runs", [])) & set(names):
        st.session_state["shown_runs"] = names[:1]
    live = runs.running()
    if live and live.id not in st.session_state["shown_runs"] and st.session_state.get("followed") != live.id:
        st.session_state["shown_runs"] = [live.id]
        st.session_state["followed"] = live.id
    st.multiselect("Runs", names, key="shown_runs", format_func=_name, persist_state="session")
    left, right = st.columns([1, 2])
    left.segmented_control("Horizontal axis", X_AXES, default="step", required=True, key="x", bind="query-params")
    right.slider(
        "Smoothing",
        0.0,
        0.99,
        0.0,
        0.01,
        key="smoothing",
        help="0 shows the losses as they were; above it, a moving average is drawn and the raw curve stays behind it.",
    )
    st.fragment(_curves, run_every=1.0 if live else None)()


def _name(run_id: str) -> str:
    run = Run(runs.MODELS / "runs" / run_id)
    return f"{run_id} ({run.state})"


def _curves() -> None:
    """The chosen runs' state and curves; drawn again every second while one of them trains."""
    shown = [Run(runs.MODELS / "runs" / name) for name in st.session_state.get("shown_runs", [])]
    x = st.session_state.get("x") or "step"
    for run in shown:
        _state(run)
    curves = pd.concat([_losses(run) for run in shown]) if shown else pd.DataFrame()
    if curves.empty:
        st.caption("The first losses appear after a few seconds.")
        return
    validation = curves[curves["kind"] == "validation"]
    title = "The loss so far"
    if not validation.empty:
        best = validation.loc[validation["value"].idxmin()]
        title = f"Lowest validation loss {best['value']:.4f} in epoch {best['epoch']:.0f}"
    figure = charts.loss_curves(curves, x, st.session_state.get("smoothing", 0.0))
    chart.show(figure, title, "losses", validation.drop(columns=["best"]), zoomable=True)
    if not validation.empty:
        score = f"Validation micro F1 reached {validation['micro_f1'].max():.3f}"
        chart.show(charts.score_curve(validation, x, "micro_f1", "micro F1"), score, "micro_f1")


def _state(run: Run) -> None:
    with st.container(border=True):
        progress, state = run.progress, run.state
        if state in ("running", "stopping", "queued"):
            st.progress(progress.share, text=f"{run.id}: {live_run.describe(progress, run.config.epochs)}")
            st.caption(f"{duration(progress.seconds)} so far. {' '.join(progress.notes)}")
            if state == "running":
                st.button("Stop and keep the best weights", on_click=runs.stop, args=(run,), key=f"page_stop_{run.id}")
            return
        st.markdown(f"**{run.id}**")
        for note in progress.notes:
            st.caption(note)
        live_run.ended(run, key="page")


def _losses(run: Run) -> pd.DataFrame:
    """Losses of a run: run, kind, value, best, step, epoch, minutes, micro_f1."""
    progress = run.progress
    steps = pd.DataFrame(progress.steps, columns=["step", "loss", "seconds"])
    epochs = pd.DataFrame(progress.epochs, columns=["epoch", "step", "val_loss", "val_micro_f1", "seconds"])
    per_epoch = epochs["step"].iloc[0] if len(epochs) else max(progress.total_steps / run.config.epochs, 1)
    train = pd.DataFrame({"step": steps["step"], "value": steps["loss"], "minutes": steps["seconds"] / 60})
    train = train.assign(kind="train", epoch=train["step"] / per_epoch, best=False, micro_f1=float("nan"))
    validation = epochs.rename(columns={"val_loss": "value", "val_micro_f1": "micro_f1"})
    validation = validation.assign(
        kind="validation", minutes=epochs["seconds"] / 60, best=epochs["val_loss"] == epochs["val_loss"].min()
    ).drop(columns="seconds")
    return pd.concat([part for part in (train, validation) if len(part)] or [train]).assign(run=run.id)


main()
