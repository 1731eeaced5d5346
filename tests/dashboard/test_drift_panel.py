"""Drift on the Batch page: one quiet line, or what has changed, each with a picture and its numbers."""

import threading

import pandas as pd
import pytest

from core.drift.comparison import EDGES, LENGTH, Difference
from dashboard.charts import drift as charts
from dashboard.state.batch import batch_drift
from dashboard.state.cache import batch
from data import split
from data.sources import registry
from tests.dashboard.conftest import ended
from tests.dashboard.test_batch_page import (
    page,  # noqa: F401 - a fixture
    said,
    upload,
)


@pytest.fixture(scope="module")
def plots():
    return registry.load("open_plots").frame["plot"]


def tagged(page, plots):  # noqa: F811
    """The page after a table of plots was tagged, and the job."""
    upload(page, "films.csv", pd.DataFrame({"plot": plots}).to_csv(index=False).encode())
    page.button(key="batch_start").click().run()
    job = ended(batch.jobs().visit(page.session_state[batch.KEY]))
    page.run()
    assert not page.exception
    return job


def test_it_is_quiet_where_nothing_has_changed(page):  # noqa: F811
    films = registry.load("open_plots").frame
    job = tagged(page, films.loc[split.assign(films) == "validation", "plot"])
    assert job.drift is not None and not job.drift.changes
    assert "These plots are like those that the model learnt from." in said(page)
    assert not page.warning


def test_the_result_is_there_before_its_plots_are_compared(page, monkeypatch):  # noqa: F811
    compare = threading.Event()
    monkeypatch.setattr(batch_drift, "of", lambda *arguments: compare.wait(300) and 1 / 0)
    upload(page, "films.csv", b"plot\nA ghost haunts an old house at night.\n")
    page.button(key="batch_start").click().run()
    job = batch.jobs().visit(page.session_state[batch.KEY])
    while job.state == "running":
        compare.wait(0.01)
    page.run()
    assert job.comparing and "are being compared" in said(page) and len(page.dataframe)
    compare.set()
    ended(job)  # and what went wrong in comparing is no fault of the result
    page.run()
    assert job.state == "done" and job.drift is None and "compared" not in said(page) and not page.exception


def test_films_that_the_model_has_learnt_from_are_told(page, plots):  # noqa: F811
    assert "plots that the model has learnt from" in tagged(page, plots).drift.told[0][0]


def test_it_says_what_has_changed_with_a_picture(page, plots):  # noqa: F811
    job = tagged(page, plots[:80].str.split(r"(?<=\.)\s", regex=True).str[0])
    (warning,) = page.warning
    assert warning.value.startswith("These plots are not like those that the model learnt from.")
    assert "of these plots are one sentence long" in said(page)
    assert len(page.get("plotly_chart")) > len(job.drift.told) - 1
    assert any(button.label == "Download JSON" for button in page.get("download_button"))


def test_five_rows_are_not_judged(page, plots):  # noqa: F811
    tagged(page, plots[:5])
    assert "learnt from" not in said(page)


def test_a_distribution_has_a_bar_for_each_step_and_both_sides():
    steps = tuple(1 / len(EDGES[LENGTH]) for _ in EDGES[LENGTH])
    figure = charts.distribution(Difference(LENGTH, 0.001, 0.3, 20, 0.6, 0.3, (steps, steps)))
    assert [trace.name for trace in figure.data] == ["the model's own films", "these plots"]
    assert list(figure.data[0].x) == ["0", "10", "20", "30", "40", "60", "80", "120", "160", "240", "480+"]
    assert sum(figure.data[0].y) == pytest.approx(1)


def test_shares_are_written_at_their_bars_and_in_the_table():
    found = [Difference("<b>Noir</b>", 0.001, 0.6, None, 0.4, 0.1), Difference("War", 0.001, -0.5, None, 0.04, 0.2)]
    figure = charts.shares(found)
    assert list(figure.data[1].y) == ["War", "&lt;b&gt;Noir&lt;/b&gt;"]
    assert list(figure.data[1].text) == ["4 %", "40 %"]
    assert figure.layout.xaxis.range[1] >= 1.25 * 0.4, "there is room for the number behind the longest bar"
    assert charts.table(found).iloc[0].tolist() == ["<b>Noir</b>", "40 %", "10 %"]
