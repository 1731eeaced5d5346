"""The strongest words for and against a genre, as two tables."""

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.state.plot.explained import Explained

ROWS = 10


def show(explained: Explained) -> None:
    """Words that raise the genre on the left, words that lower it on the right."""
    for column, sign, verb in zip(st.columns(2), (1, -1), ("Raises", "Lowers"), strict=True):
        top = explained.explanation.top_words(explained.genre, ROWS, sign)
        top = [word for word in top if round(100 * word.value, 1)]  # the others are shown as 0
        table = pd.DataFrame({"word": [w.word for w in top], "attribution": [100 * w.value for w in top]})
        with column:
            st.markdown(f"**{verb} {plain(explained.genre)}**")
            if not top:
                st.caption("No word by a tenth of a point.")
                continue
            points = st.column_config.NumberColumn("points", format="%+.1f", help="Attribution in percentage points")
            st.dataframe(table, hide_index=True, key=f"top_{sign}", column_config={"attribution": points})
