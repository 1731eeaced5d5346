"""Whether the plots of a batch are still like those that the model learnt from; quiet where they are.

They are compared after the result is there, so what is said of it has two places: a line that is there from the first
moment, and what has changed below all that is being read.
"""

import json

import streamlit as st

from core.drift.comparison import Difference
from core.drift.report import Report
from core.markdown import plain
from dashboard.charts import drift as charts
from dashboard.components.shared.guard import live
from dashboard.phrasing import unbroken
from dashboard.state.batch.batch_job import BatchJob

LEGEND = "Blue: these plots. Grey: the model's own films, which were set aside while it learnt."
CONFIG = {"displayModeBar": False, "scrollZoom": False}


def line(job: BatchJob) -> None:
    """One line, which waits for the comparison; nothing where nobody can tell."""
    waits = job.comparing
    live(_line, every=0.5 if waits else None)(job, waits)


def _line(job: BatchJob, waited: bool) -> None:
    if job.comparing:
        st.caption("The plots are being compared with those that the model learnt from ...")
    elif waited:
        st.rerun()
    elif job.drift and job.drift.changes:
        st.caption(
            ":material/warning: These plots are not like those that the model learnt from; more below the table."
        )
    elif job.drift and job.drift.enough:
        st.caption(f"These plots are like those that the model learnt from. {plain(job.drift.sentence)}")


def show(job: BatchJob) -> None:
    """What has changed, each with a picture; nothing where that is nothing."""
    report = job.drift
    if report is None or not report.enough or not report.changes:
        return
    st.warning(f"These plots are not like those that the model learnt from. {plain(report.sentence)}")
    with st.expander("What has changed, and what to do", icon=":material/compare_arrows:"):
        for place, (text, differences) in enumerate(report.told):
            _change(text, differences, f"batch_drift_{place}")
        _download(job, report)


def _change(text: str, differences: list[Difference], key: str) -> None:
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="center")
        left.markdown(unbroken(plain(text)))
        one = differences[0]
        figure = charts.distribution(one) if one.bars[0] else charts.shares(differences)
        with right:
            st.plotly_chart(figure, key=key, width="stretch", config=CONFIG, alt=text)
        with left.expander("The numbers", icon=":material/table_rows:"):
            st.dataframe(charts.table(differences), hide_index=True, key=f"{key}_table")


def _download(job: BatchJob, report: Report) -> None:
    left, right = st.columns([2, 7], vertical_alignment="center")
    left.download_button(
        "Download JSON", json.dumps(report.to_dict(), ensure_ascii=False, allow_nan=False, indent=1),
        f"{job.source.stem}-drift.json", "application/json", key="batch_drift_json", icon=":material/download:",
        width="stretch",
    )  # fmt: skip
    right.caption(LEGEND)
