"""Training: start runs, watch their curves grow, compare them, make one's model answer."""

import streamlit as st

from dashboard.components.shared import open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.components.training import (
    damaged_runs,
    full_form,
    posters_form,
    promotion,
    run_curves,
    run_table,
    settings_search,
)
from train.runs import control


def main() -> None:
    """One tab each: curves of chosen runs, all runs side by side, the full form, a search for settings, promotion."""
    st.title("Training")
    st.caption("Each run on plots is a process of its own: it goes on when you change pages or close the tab.")
    runs = control.listed()
    tabs = {
        "Curves": lambda: _curves(runs),
        "Compare": lambda: _compare(runs),
        "New run": full_form.show,
        "Search": settings_search.show,
        "Promote": promotion.show,
        "Posters": posters_form.show,
    }
    for tab, draw in zip(open_tabs.show(list(tabs), "tab"), tabs.values(), strict=True):
        if tab.open:
            with tab, guarded():
                draw()
    with guarded():
        damaged_runs.show()


def _curves(runs: list[control.Run]) -> None:
    if not runs:
        st.info("Nothing has been trained yet. Open *Train a model* in the sidebar: the embedded films take a minute.")
        return
    names = [run.id for run in runs]
    live = control.running()
    kept = [name for name in st.session_state.get("shown_runs", []) if name in names]
    newest = live.id if live else names[0]
    if st.session_state.get("followed") != newest:  # one has started, here or elsewhere
        kept, st.session_state["followed"] = [newest], newest
    st.session_state["shown_runs"] = kept or names[:1]
    picked = st.multiselect("Runs to show", names, key="shown_runs", persist_state="session")
    run_curves.show(picked, is_live=bool(live and live.id in picked))


def _compare(runs: list[control.Run]) -> None:
    if not runs:
        st.info("There is nothing to compare yet. Train at least two models first.")
        return
    chosen = run_table.show(runs)
    if len(chosen) > 1:
        with guarded():
            run_table.show_curves(chosen)
    if len(chosen) == 2:
        second, first = (run for run in runs if run.id in chosen)
        with guarded():
            run_table.show_difference(first, second)
    run_table.show_settings()


main()
