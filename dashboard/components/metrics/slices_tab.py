"""Micro F1 on parts of a data set: by length of plot, decade and share of unknown words."""

import numpy as np
import pandas as pd
import streamlit as st

from core.measure.bootstrap import Scored
from dashboard.charts.metrics import measures
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.components.shared import chart
from dashboard.state.cache.model import scores


def show(evaluation: Evaluation) -> None:
    """A chart a slice, each group with its 95 % interval."""
    picked = scored_films.show(evaluation.ref)
    if picked is None:
        return
    table, films = picked
    groups = scores.slice_table(evaluation.ref, table, evaluation.thresholds)
    if groups.empty:
        st.info("No group has 20 films, too few to say anything. Choose a larger data set.")
        return
    judged = Scored(films.y_true, films.y_score, evaluation.thresholds, films.known)
    values, _ = judged.metrics(np.ones((1, len(films.frame))))
    ends = (float(groups["micro_f1_low"].min()) - 0.02, float(groups["micro_f1_high"].max()) + 0.02)
    for name, group in groups.groupby("slice", sort=False):
        figure = measures.intervals(group, float(values["micro_f1"][0]), ends)
        chart.show(figure, finding(str(name), group), f"slice_{name}", group.drop(columns="slice"))
    st.caption(
        "Points are micro F1, bars 95 % intervals from 300 bootstrap draws of films; the number of films is in"
        " brackets. Groups of fewer than 20 films are left out."
    )


def finding(name: str, groups: pd.DataFrame) -> str:
    """The title: best and worst group, and whether they differ by more than chance."""
    best, worst = groups.iloc[int(groups["micro_f1"].argmax())], groups.iloc[int(groups["micro_f1"].argmin())]
    if len(groups) == 1:
        return f"By {name}: only {best['group']} has 20 films or more, micro F1 {best['micro_f1']:.2f}"
    apart = best["micro_f1_low"] > worst["micro_f1_high"]
    return (
        f"By {name}: {best['group']} is best ({best['micro_f1']:.2f}), {worst['group']} worst"
        f" ({worst['micro_f1']:.2f}); their intervals {'do not overlap' if apart else 'overlap'}"
    )
