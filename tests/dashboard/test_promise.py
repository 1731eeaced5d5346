"""Batch under a promise: rows are accepted or sent to Review, and the downloads say which."""

import io

import pandas as pd
import pytest

from core.promise.promise import Promise, parse
from dashboard.state.batch import batch_result
from dashboard.state.batch.batch_result import Which
from dashboard.state.cache import batch
from data.sources import registry
from tests.dashboard.conftest import ended
from train.review import project


@pytest.fixture
def reviews():
    """The folder of reviews, emptied afterwards."""
    yield
    for name in project.listed():
        (project.folder() / f"{name}.sqlite").unlink()


@pytest.fixture
def page(app, reviews):
    app.switch_page("views/batch.py").run()
    return app


def tagged(page, **columns):
    """The page when 60 embedded films, and one row without a plot, have been tagged by the shipped model."""
    films = registry.load("open_plots").frame[["title", "plot"]].iloc[600:660]
    films = pd.concat([films, pd.DataFrame({"title": ["No plot"], "plot": [""]})]).assign(**columns)
    page.file_uploader(key="batch_file").set_value(("films.csv", films.to_csv(index=False).encode(), "text/csv")).run()
    page.button(key="batch_start").click().run()
    job = ended(batch.jobs().visit(page.session_state[batch.KEY]))
    page.run()
    assert not page.exception and job.state == "done"
    return job


def rows(page):
    """The rows of the result; what the model compares with its own films, below them, is another table."""
    return next(frame.value for frame in page.dataframe if "predicted" in frame.value)


def control(page, key):
    return next(group for group in page.get("button_group") if group.key == key)


def said(page):
    kinds = (page.caption, page.info, page.warning, page.error, page.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def test_rows_are_split_and_the_others_go_to_review_with_one_click(page, shipped):
    job = tagged(page)
    assert "decision" not in rows(page)
    control(page, "batch_promise").set_value("80 %").run()
    promise = Promise.of(shipped, parse([".8"]))
    whole = pd.read_csv(io.BytesIO(batch_result.as_csv(job.tagged, Which(promise=promise))), keep_default_na=False)
    accepted = whole[whole["decision"] == "accept"]
    review = whole[whole["decision"] == "review"]
    assert 0 < len(accepted) < 60 and len(accepted) + len(review) == 61
    assert promise.sentence in said(page)
    labels = next(frame.value for frame in page.dataframe if "given from" in frame.value).set_index("label")
    assert set(labels.index) == set(promise.genres)
    assert set(labels.index[labels["given from"] != "can't be promised"]) == set(promise.kept)
    assert labels.loc["Drama", "reaches, of its tested films"].endswith(" %")
    assert [metric.value for metric in page.metric] == [f"{len(accepted)} rows", f"{len(review)} rows"]
    assert f"about {accepted['expected_errors'].sum():.0f} " in said(page)
    assert rows(page)["decision"].tolist() == whole["decision"].tolist()
    control(page, "batch_decided").set_value("accepted rows").run()
    assert rows(page)["predicted"].tolist() == accepted["predicted"].tolist()
    page.button(key="batch_review").click().run()
    assert not page.exception
    assert f"{len(review) - 1} films wait on Review. Left out, for want of a plot: 1 row." in said(page)
    store = project.opened("films-to-review")
    assert store.progress().films == len(review) - 1
    assert set(store.undecided()["title"]) == set(review["title"]) - {"No plot"}
    kept = pd.read_parquet(io.BytesIO(batch_result.as_parquet(job.tagged, Which(promise=promise, decision="accept"))))
    assert kept["expected_errors"].sum() == pytest.approx(accepted["expected_errors"].sum(), abs=1e-3)


def test_one_label_may_have_a_promise_of_its_own(page, shipped):
    tagged(page)
    control(page, "batch_promise").set_value("80 %").run()
    before = rows(page)["predicted"].str.contains("Drama").sum()
    page.multiselect(key="batch_promise_own").set_value(["Drama"]).run()
    control(page, "batch_promise_own_Drama").set_value("95 %").run()
    assert Promise.of(shipped, parse([".8", "Drama=.95"])).sentence in said(page)
    assert rows(page)["predicted"].str.contains("Drama").sum() < before


def test_what_cannot_be_done_is_said(page, monkeypatch):
    tagged(page, decision="mine")
    control(page, "batch_promise").set_value("80 %").run()
    assert "already has a column 'decision'" in said(page) and not page.exception
    control(page, "batch_promise").set_value("none").run()
    assert rows(page)["decision"].tolist() == ["mine"] * 61


def test_a_read_only_app_shows_the_split_and_sends_nothing(page, monkeypatch):
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    tagged(page)
    control(page, "batch_promise").set_value("80 %").run()
    assert len(page.metric) == 2 and "batch_review" not in [button.key for button in page.button]
