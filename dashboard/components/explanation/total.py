"""Base + attributions = probability, as a waterfall and as a table, by a method whose attributions add up."""

import numpy as np
import pandas as pd
import streamlit as st

from core.explanations import Explanation
from dashboard.charts.metrics import predictions
from dashboard.components.shared import chart
from dashboard.phrasing import percent
from dashboard.state.plot.explained import Explained

ADDITIVE = "shap"  # for methods whose attributions don't add up
WORDS_SHOWN = 8


def show(explained: Explained) -> None:
    """The sum for the genre; the words beyond the strongest eight are one step."""
    if not explained.how.additive:
        st.caption(
            f"{explained.how.title} ranks words, but its numbers don't add up. This sum is by SHAP, another"
            " method, so its words may be others than those of the sentence above."
        )
        explained = explained.by(ADDITIVE)
    view = explained.view
    column = view.column(explained.genre)
    base, output = float(view.base_values[column]), float(view.outputs[column])
    names, values = _steps(view, explained.genre, output - base)
    sign = "+" if output >= base else "−"
    title = (
        f"{percent(base)} {explained.how.base} {sign} {percent(abs(output - base))} from the words = {percent(output)}"
    )
    figure = predictions.waterfall(names, values, base, output)
    chart.show(figure, title, "waterfall", _table(view, explained.genre))


def _steps(view: Explanation, genre: str, whole: float) -> tuple[list[str], list[float]]:
    """Names and values of the strongest words, and of all others together; the values add up to ``whole``."""
    top = view.top_words(genre, WORDS_SHOWN)
    names, values = [word.word[:28] for word in top], [word.value for word in top]
    if len(view.data) > len(top):
        names, values = [*names, "all other words"], [*values, whole - sum(values)]
    return names, values


def _table(view: Explanation, genre: str) -> pd.DataFrame:
    values = view.for_genre(genre)
    table = pd.DataFrame({"word": view.data, "attribution": values, "known": view.known})
    return table.iloc[np.argsort(-np.abs(values), kind="stable")]
