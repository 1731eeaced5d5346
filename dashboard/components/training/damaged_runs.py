"""The runs that can't be read: which, why, and what to do."""

import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.phrasing import problem
from train.runs import control


def show() -> None:
    """A line for each of them; nothing where all runs can be read."""
    found = control.damaged()
    if not found:
        return
    title = f"{amount(len(found), 'run')} can't be read"
    with st.expander(title, icon=":material/warning:"):
        st.markdown("\n".join(f"- **{plain(run.id)}** {problem(reason)}" for run, reason in found.items()))
        st.caption("They are left out of the lists above. `python -m train delete` and the name of one removes it.")
