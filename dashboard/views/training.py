"""Training: start runs, watch their curves grow, compare them, make one's model answer."""

import streamlit as st

from dashboard.components.training import run_curves, run_table, search_view, training_form
from dashboard.phrasing import problem
from train.config import ConfigError
from train.runs import control

TABS = ("Curves", "Compare", "New run", "Search")


def main() -> None:
    """One tab each: curves of chosen runs, all runs side by side, the full form, a search for settings."""
    st.title("Training")
    st.caption("A run is a process of its own: change pages, close the tab, it goes on.")
    try:
        _tabs(control.listed())
    except ConfigError as error:  # a run's folder that someone has changed
        st.error(problem(error))


def _tabs(everything: list[control.Run]) -> None:
    curves, compare, new, search = st.tabs(TABS, key="tab", bind="query-params")
    if curves.open:
        with curves:
            _curves(everything)
    if compare.open:
        with compare:
            _compare(everything)
    if new.open:
        with new:
            training_form.show_full()
    if search.open:
        with search:
            search_view.show()


def _curves(everything: list[control.Run]) -> None:
    if not everything:
        st.info("Nothing has been trained yet. Open *Train a model* in the sidebar: the embedded films take a minute.")
        return
    names = [run.id for run in everything]
    live = control.running()
    shown = [name for name in st.session_state.get("shown_runs", []) if name in names]
    if live and st.session_state.get("followed") != live.id:
        shown, st.session_state["followed"] = [live.id], live.id
    st.session_state["shown_runs"] = shown or names[:1]
    picked = st.multiselect("Runs to show", names, key="shown_runs", persist_state="session")
    run_curves.show(picked, live=bool(live and live.id in picked))


def _compare(everything: list[control.Run]) -> None:
    if not everything:
        st.info("Two runs are needed to compare them.")
        return
    chosen = run_table.show(everything)
    if len(chosen) == 2:
        second, first = (run for run in everything if run.id in chosen)
        run_table.show_difference(first, second)
    run_table.show_settings(everything)


main()
