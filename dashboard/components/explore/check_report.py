"""The findings of a check of a data set, in sentences, with the films behind each."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.state.cache.films import tables
from dashboard.state.table import chosen_table
from data.quality.check import Report
from data.quality.report import group_line
from data.schema import PlotTable


def ask(table: PlotTable) -> None:
    """Why to check, and the switch that does it: it reads every plot."""
    st.caption(
        "Films listed twice, plots copied from one another, and titles on both sides of the split into training and"
        " test films would make a model look better than it is. The check reads every plot: about a minute for 50,000."
    )
    if st.toggle("Look for copies and leaks", key=chosen_table.key("check", table)):
        show(tables.check_report(table), table)


def show(report: Report, table: PlotTable) -> None:
    """Problems first, then what is worth knowing."""
    if report.problems:
        for problem in report.problems:
            st.error(plain(problem))
    else:
        st.success(f"Fit for training. {report.verdict}")
    for warning in report.warnings:
        st.warning(plain(warning))
    sides = report.sides.value_counts()
    st.markdown("**Split**: " + ", ".join(f"{count:,} {side}" for side, count in sides.items()) + ".")
    _table("Films listed twice", _groups(report.twice, table))
    _table("Titles on two sides of the split", pd.DataFrame({"title": report.titles_across}))
    _table("Plots that are nearly the same", _groups(report.near_copies, table))
    odd = pd.DataFrame(report.odd_genres.items(), columns=["name", "films"])
    _table("Names of genres that are not understood", odd)
    _table("Plots that name their own genre", report.telling)
    _table("Languages", report.languages)
    st.caption(
        f"{amount(report.words, 'word')} in all, {report.distinct_words:,} different ones;"
        f" plots of {report.shortest} to {amount(report.longest, 'word')}."
    )


def _groups(groups: list[list[int]], table: PlotTable) -> pd.DataFrame:
    rows = [(len(group), group_line(table, group).strip()) for group in groups]
    return pd.DataFrame(rows, columns=["films", "which, by their rows in the file"])


def _table(title: str, frame: pd.DataFrame) -> None:
    if len(frame):
        with st.expander(f"{title} ({len(frame):,})"):
            st.dataframe(frame.head(1000), hide_index=True)
