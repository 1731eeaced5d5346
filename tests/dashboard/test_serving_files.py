"""A model of serving files alone predicts on every page; what needs another file names it and says what to do."""

import pytest

from core.model.folder.layout import LAYOUT

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
    (folder / LAYOUT.words).unlink()
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.query_params["part"] = "Words"
    open_page(app, "metrics")
    assert not complaints(app)
    table = next(frame.value for frame in app.dataframe if "points" in frame.value)
    assert len(table) and (table["points"] > 0).all()
