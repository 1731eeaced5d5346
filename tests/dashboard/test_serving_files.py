"""A model of serving files alone predicts on every page; what needs another file names it and says what to do."""

import threading

import pytest

from core.model.folder.layout import LAYOUT
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.model import genre_words
from data.sources import registry
from tests.dashboard.conftest import PATIENCE

REMEDY = "Restore the whole folder or train the model again."


@pytest.fixture
def serving(app, folder):
    """The app with a model of serving files."""
    for name in LAYOUT.study:
        (folder / name).unlink()
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    return app


def open_page(app, name):
    app.switch_page(f"views/{name}.py").run()
    assert not app.exception


def complaints(app):
    return [element.value for element in (*app.error, *app.info, *app.warning)]


def test_predict_works_and_integrated_gradients_need_the_weights(serving):
    open_page(serving, "predict")
    assert not serving.error
    method = next(box for box in serving.selectbox if "Integrated gradients" in box.options)
    method.set_value("integrated_gradients").run()
    assert not serving.exception
    assert [c for c in complaints(serving) if LAYOUT.weights in c and REMEDY in c], complaints(serving)


@pytest.mark.parametrize(("page", "file"), [("metrics", LAYOUT.evaluation), ("about", LAYOUT.readme)])
def test_a_page_names_the_file_that_it_needs(serving, page, file):
    open_page(serving, page)
    assert len(complaints(serving)) == 1
    assert file in complaints(serving)[0] and REMEDY in complaints(serving)[0]


def test_the_words_of_a_genre_are_looked_for_where_their_table_is_not(app, folder):
    """As in the model of a training that was stopped."""
    page = words_of(app, folder)
    assert not complaints(page)
    search(folder).wait(PATIENCE)
    page.run()
    assert not page.exception
    table = next(frame.value for frame in page.dataframe if "points" in frame.value)
    assert len(table) and (table["points"] > 0).all()


def test_the_search_for_words_says_how_far_it_is_and_can_be_stopped(app, folder, monkeypatch):
    """It takes a minute, in which the page once had nothing but a clock."""
    go_on, read = threading.Event(), threading.Event()

    def endless(classifier, films, report):
        report(len(films) // 2)
        read.set()
        assert go_on.wait(PATIENCE)
        report(len(films))

    monkeypatch.setattr("core.explanations.genre_words.words_of_films", endless)
    page = words_of(app, folder)
    assert read.wait(PATIENCE)
    page.run()
    bar = page.get("progress")[0].proto
    films = search(folder).films
    assert bar.value == 50 and bar.text == f"Looking for the words of each genre: {films // 2} of {films} films read"
    page.button(key="words_stop").click().run()
    go_on.set()
    stopped = search(folder)
    stopped.wait(PATIENCE)
    page.run()
    assert "Stopped: nothing is known yet." in complaints(page)
    page.button(key="words_again").click().run()
    assert search(folder) is not stopped
    search(folder).wait(PATIENCE)


def words_of(app, folder):
    """The Words tab for a model without their table."""
    (folder / LAYOUT.words).unlink()
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.query_params["part"] = "Words"
    open_page(app, "metrics")
    return app


def search(folder):
    return genre_words.job(ModelRef.of(folder), registry.load("open_plots"))
