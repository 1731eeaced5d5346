"""The run that trains now, as a small bar with Stop; and what became of a run when it has ended."""

import streamlit as st

from components.words import duration, problem
from core.errors import ArtifactError
from core.markdown import plain
from train import runs
from train.progress import Progress
from train.runs import Run

WATCHED, SEEN = "watched_run", "finished_runs_seen"
ALIVE = ("queued", "running", "stopping")


def show_mini() -> None:
    """The sidebar's bar while a run trains; a line and a button when it has just ended."""
    run = runs.running()
    if run and st.session_state.get(WATCHED) not in [waiting.id for waiting in runs.queue(runs.MODELS)]:
        st.session_state[WATCHED] = run.id
    watched = st.session_state.get(WATCHED)
    if watched:
        st.fragment(_mini, run_every=1.0 if run else None)(watched)


def _mini(run_id: str) -> None:
    try:
        run = runs.find(run_id)
    except runs.RunError:  # deleted meanwhile
        st.session_state.pop(WATCHED, None)
        return
    if run.state in ALIVE:
        progress_bar(run, key="mini")
        return
    if st.session_state.get(SEEN) != run_id:
        st.session_state[SEEN] = run_id
        st.rerun(scope="app")  # the whole page: the model list and the Train button have changed
    ended(run)
    st.button("Dismiss", on_click=st.session_state.pop, args=(WATCHED, None), key=f"dismiss_{run.id}", width="stretch")


def progress_bar(run: Run, key: str) -> None:
    """A run's bar with its epoch and time left, and the button that stops it or takes it out of the queue."""
    progress, state = run.progress, run.state
    st.progress(progress.share, text="Waits for its turn" if state == "queued" else plain(describe(progress, run)))
    if state == "stopping":
        st.caption("Stopping after this step; the best weights are kept.")
        return
    label = "Take out of the queue" if state == "queued" else "Stop"
    help_text = None if state == "queued" else "Ends within a few steps and keeps the best weights."
    st.button(
        label, on_click=try_to, args=(runs.stop, run), key=f"{key}_stop_{run.id}", width="stretch", help=help_text
    )


def describe(progress: Progress, run: Run) -> str:
    """One line on where a run is: epoch, phase and time left."""
    if progress.phase != "training" or not progress.steps:
        return f"{progress.phase[:1].upper()}{progress.phase[1:]} ..."
    epochs = run.config.epochs
    left = progress.seconds_left
    time_left = f", {duration(left)} left" if left is not None else ""
    return f"Epoch {min(len(progress.epochs) + 1, epochs)} of {epochs}{time_left}"


def ended(run: Run, key: str = "mini") -> None:
    """What became of a run, and the button that makes its model the active one."""
    progress = run.progress
    ending = progress.ending or {}
    if "metrics" in ending:
        st.success(f"Trained in {duration(progress.seconds)}: test micro F1 {ending['metrics']['micro_f1']:.3f}.")
    elif ending:
        st.error(problem(ending.get("message", "The training ended without a model. Its log says why.")))
    else:
        st.warning("The training was interrupted before its end. Resume it on the Training page.")
    if run.model is None:
        return
    if runs.active() == run.model:
        st.caption("It is the active model.")
    elif run.model.resolve().is_relative_to(runs.MODELS.resolve()):
        st.button("Use this model", on_click=try_to, args=(runs.promote, run.id), key=f"{key}_use_{run.id}")
    else:
        st.caption(f"Saved to {problem(run.model)}.")


def try_to(action: object, *arguments: object) -> None:
    """Do something to a run; what can't be done is said in one sentence instead."""
    try:
        action(*arguments)
    except (runs.RunError, ArtifactError) as error:
        st.toast(problem(error), icon=":material/error:", duration="long")
