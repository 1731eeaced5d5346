"""A widget answers with a label alone: whatever can be chosen has one of its own, and the choice is what was meant."""

import shutil

import pandas as pd
import pytest

from dashboard.components.shared import dataset_picker
from dashboard.phrasing import told_apart
from dashboard.state import chosen_model
from train.runs import control


@pytest.fixture
def twins(folder):
    """Two runs of one preset, one score and one day."""
    other = folder.parents[1] / "20200101-000000-tiny-2" / "model"
    shutil.copytree(folder, other)
    yield [path.relative_to(control.MODELS).as_posix() for path in (other, folder)]
    shutil.rmtree(other.parent)


def test_of_two_models_that_look_alike_the_chosen_one_answers(app, twins):
    app.run()
    for name in twins:
        app.selectbox(key=chosen_model.KEY).set_value(name).run()
        assert app.session_state[chosen_model.KEY] == name
    assert len(set(app.selectbox(key=chosen_model.KEY).options)) == 3


def test_a_column_called_like_no_column_is_told_from_none(app):
    frame = pd.DataFrame([["A", "A ghost haunts a house.", "Horror"]], columns=["title", "-", "genres"])
    app.query_params["data"] = dataset_picker.UPLOAD
    app.switch_page("views/explore.py").run()
    app.file_uploader(key="upload").set_value(("films.csv", frame.to_csv(index=False).encode(), "text/csv")).run()
    plot = next(box for box in app.selectbox if box.label == "Plot")
    assert len(set(plot.options)) == len(plot.options)
    plot.set_value("-").run()
    assert not app.exception
    assert next(tile.value for tile in app.metric if tile.label == "Films") == "1"


def test_labels_are_told_apart():
    assert list(told_apart("ab", lambda _: "x").values()) == ["x", "x (2)"]
    assert list(told_apart(range(3), ["x", "x (2)", "x"].__getitem__).values()) == ["x", "x (2)", "x (3)"]


def test_an_upload_with_names_of_its_own_opens_with_a_proposal_that_every_page_remembers(app):
    plots = [f"A sheriff waits for train number {i} while outlaws ride into the dusty town." for i in range(4)]
    rows = [[f"Noon {i}", plot, "Krimi" if i else "Western", "Drama"] for i, plot in enumerate(plots)]
    frame = pd.DataFrame(rows, columns=["Filmtitel", "Was passiert", "Kategorien", "Tags"])
    app.query_params["data"] = dataset_picker.UPLOAD
    app.switch_page("views/explore.py").run()
    app.file_uploader(key="upload").set_value(("films.csv", frame.to_csv(index=False).encode(), "text/csv")).run()
    assert not app.error and not app.exception
    chosen = {box.label: box.value for box in app.selectbox}
    assert (chosen["Title"], chosen["Plot"], chosen["Series"]) == ("Filmtitel", "Was passiert", "")
    next(box for box in app.selectbox if box.label == "Genres").set_value("Kategorien").run()
    next(box for box in app.selectbox if box.label == "Title").set_value("").run()
    app.switch_page("views/metrics.py").run()
    app.switch_page("views/explore.py").run()
    chosen = {box.label: box.value for box in app.selectbox}
    assert (chosen["Title"], chosen["Genres"]) == ("", "Kategorien")


def test_a_file_without_a_known_column_asks_instead_of_failing(app):
    frame = pd.DataFrame({"a": ["1", "2"], "b": ["3", "4"]})
    app.query_params["data"] = dataset_picker.UPLOAD
    app.switch_page("views/explore.py").run()
    app.file_uploader(key="upload").set_value(("films.csv", frame.to_csv(index=False).encode(), "text/csv")).run()
    assert not app.error and not app.exception
    assert any("Choose above which column has the plot" in box.value for box in app.info)
