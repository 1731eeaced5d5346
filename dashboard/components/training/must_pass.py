"""Plots that a model must pass before it is promoted: how one does, and the table they come from."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.model.folder.model_ref import ModelRef
from dashboard.components.shared.guard import attempt, guarded
from dashboard.state.cache.model import promotion
from train.promotion import must_pass
from train.promotion.must_pass import Check, Failure
from train.runs import control

UPLOAD = "must_pass_file"


def show(model: ModelRef) -> list[Failure]:
    """How the model does, and in a box the plots; returns those that it fails."""
    checks = must_pass.kept(control.MODELS)
    failed = promotion.failed(model, tuple(checks)) if checks else []
    if failed:
        st.error(f"Fails {len(failed):,} of {amount(len(checks), 'plot')} that it must pass.")
        rows = [(", ".join(f.missing), ", ".join(f.unwanted), f.check.plot) for f in failed]
        st.dataframe(pd.DataFrame(rows, columns=["missing", "came", "plot"]), hide_index=True, key="must_pass_failed")
    elif checks:
        st.success(f"Passes {'the plot' if len(checks) == 1 else f'all {len(checks):,} plots'} that it must.")
    with st.expander(f"Plots that must pass ({len(checks):,})"), guarded():
        _table(checks)
    return failed


def _table(checks: list[Check]) -> None:
    if checks:
        rows = [(check.plot, ", ".join(check.must), ", ".join(check.must_not)) for check in checks]
        st.dataframe(pd.DataFrame(rows, columns=must_pass.COLUMNS), hide_index=True, key="must_pass_plots")
    else:
        st.caption("Your own examples: a model that gets one wrong is not promoted, unless you say why.")
    if control.readonly():
        return
    st.file_uploader(
        "A small table with plot, must and must_not: labels that must and must not come, parted by |",
        key=UPLOAD,
        on_change=attempt,
        args=(_take,),
    )
    if checks:
        st.button("Remove them", key="must_pass_remove", on_click=attempt, args=(must_pass.keep, [], control.MODELS))


def _take() -> None:
    file = st.session_state[UPLOAD]
    if file is not None:
        checks = must_pass.read(file.getvalue(), file.name)
        must_pass.keep(checks, control.MODELS)
        st.toast(f"{amount(len(checks), 'plot')} of {plain(file.name)} must pass from now on.")
