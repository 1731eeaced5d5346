"""Micro F1 on parts of a data set: by length of plot, decade and share of unknown words."""

import numpy as np
import pandas as pd
import streamlit as st

from core.measure.bootstrap import Scored
from dashboard.charts import metric_figures
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.metric_tabs import Shown
from dashboard.components.shared import chart
from dashboard.state import cache


def show(shown: Shown) -> None:
    """A chart a slice, each group with its 95 % interval."""
    folder = shown.model.folder
    picked = scored_films.show(folder)
    if picked is None:
        return
    table, films = picked
    found = cache.slice_table(folder, table, shown.thresholds)
    if found.empty:
        st.info("No group has 20 films, too few to say anything. Choose a larger data set.")
        return
    values, _ = Scored(films.y_true, films.y_score, shown.thresholds).metrics(np.ones((1, len(films.frame))))
    ends = (float(found["micro_f1_low"].min()) - 0.02, float(found["micro_f1_high"].max()) + 0.02)
    for name, group in found.groupby("slice", sort=False):
        figure = metric_figures.intervals(group, float(values["micro_f1"][0]), ends)
        chart.show(figure, finding(str(name), group), f"slice_{name}", group.drop(columns="slice"))
    st.caption(
        "Points are micro F1, bars 95 % intervals from 300 bootstrap draws of films; the number of films stands beside"
        " each group. Groups of fewer than 20 films are left out."
    )


def finding(name: str, groups: pd.DataFrame) -> str:
    """The title: best and worst group, and whether they are apart by more than chance."""
    best, worst = groups.loc[groups["micro_f1"].idxmax()], groups.loc[groups["micro_f1"].idxmin()]
    if len(groups) == 1:
        return f"By {name}: only {best['group']} has 20 films or more, micro F1 {best['micro_f1']:.2f}"
    apart = best["micro_f1_low"] > worst["micro_f1_high"]
    return (
        f"By {name}: {best['group']} does best ({best['micro_f1']:.2f}), {worst['group']} worst"
        f" ({worst['micro_f1']:.2f}); {'the intervals are apart' if apart else 'the intervals overlap'}"
    )
