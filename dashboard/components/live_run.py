"""The run that trains now, as a small bar with Stop, refreshed every second wherever it is shown."""

import streamlit as st

from components.words import duration
from train import runs
from train.progress import Progress
from train.runs import Run

SEEN = "finished_runs_seen"


def show_mini() -> None:
    """The sidebar's bar while a run trains; a line and a button when it has just ended."""
    run = runs.running()
    if run:
        st.session_state["watched_run"] = run.id
    watched = st.session_state.get("watched_run")
    if watched:
        st.fragment(_mini, run_every=1.0 if run else None)(watched)


def _mini(run_id: str) -> None:
    run = Run(runs.MODELS / "runs" / run_id)
    state = run.state
    if state in ("running", "stopping", "queued"):
        _running(run, state)
        return
    if st.session_state.get(SEEN) != run_id:
        st.session_state[SEEN] = run_id
        st.rerun()  # the whole page: the model list and the Train button have changed
    ended(run)


def _running(run: Run, state: str) -> None:
    progress = run.progress
    st.progress(progress.share, text=describe(progress, run.config.epochs))
    if state == "stopping":
        st.caption("Stopping after this step; the best weights are kept.")
    else:
        st.button("Stop", on_click=runs.stop, args=(run,), key=f"stop_{run.id}", width="stretch")


def describe(progress: Progress, epochs: int) -> str:
    """One line on where a run is: epoch, phase and time left."""
    if progress.phase != "training" or not progress.steps:
        return f"{progress.phase[:1].upper()}{progress.phase[1:]} ..."
    left = progress.seconds_left
    time_left = f", {duration(left)} left" if left is not None else ""
    return f"Epoch {min(len(progress.epochs) + 1, epochs)} of {epochs}{time_left}"


def ended(run: Run, key: str = "mini") -> None:
    """What became of a run, and the button that makes its model the active one."""
    progress = run.progress
    ending = progress.ending or {}
    if run.model and "metrics" in ending:
        st.success(f"Trained in {duration(progress.seconds)}: test micro F1 {ending['metrics']['micro_f1']:.3f}.")
        if runs.active() == run.model:
            st.caption("It is the active model.")
        else:
            st.button("Use this model", on_click=_use, args=(run,), key=f"{key}_use_{run.id}", width="stretch")
    elif ending:
        st.error(ending.get("message", "The training ended without a model. Its log says why."))
    else:
        st.warning("The training was interrupted before its end.")
    if key == "mini":
        st.button("Dismiss", on_click=st.session_state.pop, args=("watched_run", None), key=f"dismiss_{run.id}")


def _use(run: Run) -> None:
    runs.promote(run.id)
    st.toast(f"{run.id} answers now.", duration="short")
