"""Search for good settings: start and stop a study, and watch its trials."""

from dataclasses import replace

import streamlit as st

from core.model.network.presets import PRESETS
from dashboard.components.shared.guard import attempt, guarded, live
from dashboard.components.training import data_choice, setting_widgets
from dashboard.components.training.short_form import EPOCHS
from dashboard.state.table import uploaded_table
from train import search
from train.config import TrainConfig
from train.runs import control

SHOWN = ["number", "state", search.GOAL, "minutes"]


def show() -> None:
    """The form of a study and its trials; they are read again every two seconds while it runs."""
    st.caption(
        "Each trial is an ordinary run. Its settings follow what worked in earlier trials, and hopeless trials are"
        " stopped early. Stop the search when you like: the next one continues from the trials below."
    )
    left, middle, right = st.columns(3)
    with left:
        data = data_choice.pick("search")
    trials = middle.number_input("Trials", 1, 500, 20, key="search_trials", persist_state="session")
    epochs = right.number_input(
        "Epochs per trial", **setting_widgets.number(EPOCHS), key="search_epochs", persist_state="session"
    )
    running = search.searching(models=control.MODELS)
    if running:
        st.button("Stop searching", key="search_stop", on_click=attempt, args=(search.stop,))
    elif st.button("Search", type="primary", key="search_start", disabled=not data) and data:
        _start(data, int(epochs), int(trials))
    live(_trials, every=2.0 if running else None)()


def _start(data: TrainConfig, epochs: int, trials: int) -> None:
    with guarded():
        settings = replace(data, epochs=epochs, network=PRESETS["genrelens"])
        search.start(settings, trials, with_data=uploaded_table.holds(data.data))  # trials outlive the session
        st.rerun()


def _trials() -> None:
    table = search.trials(models=control.MODELS)
    if table.empty:
        st.info("No trials yet. *Search* starts the first one.")
        return
    scored = table.dropna(subset=[search.GOAL])
    if not scored.empty:
        best = scored.iloc[int(scored[search.GOAL].astype(float).argmax())]
        st.markdown(f"## Best so far: trial {best['number']}, validation mAP {best[search.GOAL]:.3f}")
    others = [name for name in table if name not in SHOWN]
    names = {search.GOAL: st.column_config.NumberColumn("validation mAP", format="%.3f")}
    st.dataframe(table[[*SHOWN, *others]], hide_index=True, key="trials", column_config=names)
