"""The run that trains now, as a small bar with Stop; the queue behind it; and what became of a run that has ended."""

from contextlib import suppress
from pathlib import Path

import streamlit as st

from core.markdown import plain
from dashboard.components.shared.guard import attempt, guarded, live
from dashboard.phrasing import duration, problem
from dashboard.state import chosen_model
from train.runs import control, outcome
from train.runs.control import Run
from train.runs.events import Done, Failed
from train.runs.progress import Progress

WATCHED, ENDED, SEEN = "watched_run", "ended_run", "active_seen"
ALIVE = ("queued", "running", "stopping")
OFTEN, SELDOM = 1.0, 5.0  # seconds between two looks: while something trains, and for what someone else may start


def show_mini() -> None:
    """The sidebar's bar while a run trains, the queue behind it, and a line and a button when one has just ended."""
    with guarded():
        _follow()
        live(_mini, every=OFTEN if st.session_state[WATCHED] else SELDOM)()


def _follow() -> bool:
    """Note which model is active, which run trains now and which watched one has ended; whether that is news."""
    active, seen = str(control.active()), st.session_state.get(SEEN)
    st.session_state[SEEN] = active
    return _follow_run() or active != seen


def _follow_run() -> bool:
    running = control.running(control.MODELS)
    now, watched = running.id if running else None, st.session_state.get(WATCHED)
    st.session_state[WATCHED] = now
    if now == watched:
        return False
    if now == st.session_state.get(ENDED):  # resumed
        st.session_state.pop(ENDED, None)
    with suppress(control.RunError):  # deleted meanwhile
        if watched and control.find(watched).state not in ALIVE:
            st.session_state[ENDED] = watched
    return True


def _mini() -> None:
    if _follow():
        st.rerun(scope="app")  # the whole page: the model list and the Train button have changed
    with suppress(control.RunError):
        if st.session_state[WATCHED]:
            progress_bar(control.find(st.session_state[WATCHED]), key="mini")
    for place, run in enumerate(control.queue(control.MODELS), 1):
        st.caption(f"{place}. in the queue: {plain(run.id)}")
        _stop_button(run, "Remove from the queue", "mini")
    with suppress(control.RunError):
        if st.session_state.get(ENDED):
            ended(control.find(st.session_state[ENDED]))
            st.button("Dismiss", on_click=st.session_state.pop, args=(ENDED, None), key="dismiss", width="stretch")


def progress_bar(run: Run, key: str) -> None:
    """A run's bar with its epoch and time left, and the button that stops it or takes it out of the queue."""
    progress, state = run.progress, run.state
    st.progress(progress.share, text="Waiting in the queue" if state == "queued" else plain(describe(progress, run)))
    if state == "stopping":
        saving = progress.phase != "training"
        st.caption("Stopped; the best weights are being saved." if saving else "Stopping after this step.")
        return
    if state == "queued":
        _stop_button(run, "Remove from the queue", key)
    else:
        _stop_button(run, "Stop", key, "Stops within a few steps and keeps the best weights.")


def _stop_button(run: Run, label: str, key: str, help_text: str | None = None) -> None:
    button = f"{key}_stop_{run.id}"
    st.button(label, on_click=attempt, args=(control.stop, run), key=button, width="stretch", help=help_text)


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
    _became(run)
    if run.model is None:
        return
    if not control.below(run.model, control.MODELS):
        st.caption(f"Saved to {problem(run.model)}.")
    elif control.active() != run.model:
        if chosen_model.ref().folder == run.model:
            st.caption("It answers in this session only.")
        _use(run.model, "Use this model", f"{key}_use_{run.id}")
    elif chosen_model.is_own():
        st.caption("It is the model of this installation; this session uses another.")
        _use(run.model, "Use it here too", f"{key}_here_{run.id}")
    else:
        st.caption("It is the model in use.")


def _became(run: Run) -> None:
    """How it ended, in a sentence."""
    progress = run.progress
    ending = progress.ending
    if isinstance(ending, Done):
        score = f": test micro F1 {ending.metrics['micro_f1']:.3f}" if "micro_f1" in ending.metrics else ""
        state = outcome.told(run)
        how = "Trained in" if state == "done" else f"{state.capitalize()}, after"
        st.success(f"{how} {duration(progress.seconds)}{score}.")
        for note in progress.notes:
            if note.startswith(outcome.NOTHING_LEARNT):
                st.warning(problem(note))
    elif isinstance(ending, Failed) and ending.stopped:
        st.info(problem(ending.message))
    elif isinstance(ending, Failed):
        st.error(problem(ending.message or "The training ended without a model. Its log says why."))
    else:
        st.warning("The training was interrupted. Resume it on the Training page.")


def _use(model: Path, label: str, key: str) -> None:
    note = "For every page and everyone, until another model is chosen."
    if st.button(label, key=key, help=note):
        with guarded():
            chosen_model.use_everywhere(model)
            st.rerun(scope="app")  # the whole page: the picker and every answer have changed
