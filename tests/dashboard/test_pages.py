"""Every page as Streamlit's own runner sees it: full, empty, and with something wrong."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.testing.v1 import AppTest

from core.explanations import METHODS
from core.model.network.presets import NetworkConfig
from dashboard.components.frame import first_model
from train.config import TrainConfig
from train.runs import control

MODELS = Path(os.environ["GENRELENS_MODELS"])
SMALL = TrainConfig(
    batch_size=64,
    max_tokens=40,
    min_films=60,
    network=NetworkConfig(lstm_units=4, dense_units=0, bidirectional=False),
)
PLOT = "An astronaut drifts in a damaged spaceship above Mars while the onboard computer refuses every command."


def texts(app) -> str:
    """All that is written on the page."""
    kinds = (app.title, app.markdown, app.caption, app.info, app.error, app.warning, app.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def drawn(app, component: str) -> dict:
    """What a component of the page gets to draw."""
    protos = [element.proto for element in app.get("bidi_component")]
    return json.loads(next(proto.json for proto in protos if proto.component_name == component))


def box(app, label: str):
    """The text box of this label: one that belongs to a data set has a key of its own for each."""
    return next(element for element in app.text_input if element.label == label)


def open_page(app, name: str):
    """The app on one of its pages, without an exception."""
    if name != "predict":
        app.switch_page(f"views/{name}.py")
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def without_model():
    """A checkout whose shipped model someone removed."""
    link = MODELS / "default"
    target = link.readlink()
    link.unlink()
    yield
    link.symlink_to(target)


def test_the_first_page_explains_an_example_at_once(app):
    open_page(app, "predict")
    assert app.title[0].value == "What genre is this plot?"
    assert "Horror" in texts(app)
    assert "lighthouse" in drawn(app, "coloured_plot")["pieces"]


def test_a_new_plot_is_explained_for_its_most_probable_genre(app):
    open_page(app, "predict")
    app.text_area(key="plot").set_value(PLOT).run()
    assert app.session_state["genre"] == "Sci-Fi"
    assert app.query_params["plot"] in (PLOT, [PLOT])


def test_an_example_fills_the_box(app):
    open_page(app, "predict")
    app.button(key="example_Frontier town").click().run()
    assert "gunslinger" in app.text_area(key="plot").value
    assert app.session_state["genre"] == "Western"


def test_a_link_can_hold_the_plot_and_the_genre(app):
    app.query_params["plot"] = PLOT
    app.query_params["genre"] = "Drama"
    open_page(app, "predict")
    assert app.text_area(key="plot").value == PLOT
    assert app.session_state["genre"] == "Drama"


def test_the_plot_survives_a_change_of_page(app):
    open_page(app, "predict")
    app.text_area(key="plot").set_value(PLOT).run()
    app.switch_page("views/about.py").run()
    app.switch_page("views/predict.py").run()
    assert app.text_area(key="plot").value == PLOT


@pytest.mark.parametrize(
    ("plot", "answer"),
    [
        ("", "The plot is empty."),
        ("   \n ", "The plot is empty."),
        ("🎬🎬🎬", "no words"),
        ("Призрак бродит по Европе", "knows none of these words"),
        ("幽霊の出る家", "knows none of these words"),
    ],
)
def test_an_unreadable_plot_gets_one_sentence(app, plot, answer):
    open_page(app, "predict")
    app.text_area(key="plot").set_value(plot).run()
    assert not app.exception
    assert answer in app.info[0].value


@pytest.mark.parametrize("plot", ["ghost", "ghost " * 20_000, "<script>alert(1)</script> a ghost in the house"])
def test_odd_plots_are_answered(small_app, plot):
    open_page(small_app, "predict")
    small_app.text_area(key="plot").set_value(plot).run()
    assert not small_app.exception
    assert small_app.session_state["genre"]


def test_explore_shows_the_embedded_films(app):
    open_page(app, "explore")
    assert app.metric[0].value == "1,020"
    assert "Drama is in" in texts(app)


@pytest.mark.parametrize(
    ("tab", "finding"),
    [
        ("Pairs", "are also Drama"),
        ("Plots", "words or fewer"),
        ("Words", "of all words have a GloVe vector"),
        ("Films", "of 1,020 films"),
        ("Check", "plots copied from one another"),
    ],
)
def test_every_tab_of_explore_states_its_finding(app, tab, finding):
    open_page(app, "explore")
    app.query_params["tab"] = tab
    app.run()
    assert not app.exception
    assert finding in texts(app)


def test_explore_searches_and_says_when_nothing_matches(app):
    app.query_params["tab"] = "Films"
    open_page(app, "explore")
    app.query_params["tab"] = "Films"  # a change of page clears the address
    app.run()
    box(app, "Search titles and plots").set_value("no such words anywhere").run()
    assert "No film matches" in texts(app)


def test_the_sentence_beside_the_picker_is_that_of_the_chosen_data_set(app):
    open_page(app, "explore")
    assert app.main.caption[1].value == "Real films, plots written for this project."


def test_a_search_ends_with_its_data_set(app, tmp_path):
    app.query_params["tab"] = "Films"
    open_page(app, "explore")
    app.query_params["tab"] = "Films"
    app.run()
    box(app, "Search titles and plots").set_value("ghost").run()
    (tmp_path / "films.csv").write_text("title,plot,genres\n" + "Film,A war begins.,War\n")
    app.selectbox(key="data").set_value("a file on this machine").run()
    app.text_input(key="data_path").set_value(str(tmp_path / "films.csv")).run()
    assert box(app, "Search titles and plots").value == ""
    assert "1 of 1 film." in texts(app)


def test_explore_names_what_is_wrong_with_a_path(app):
    open_page(app, "explore")
    app.selectbox(key="data").set_value("a file on this machine").run()
    app.text_input(key="data_path").set_value("/no/such/films.csv").run()
    assert not app.exception
    assert "no data set" in texts(app).lower() or "no file" in texts(app).lower()


def test_training_says_how_to_begin(app):
    open_page(app, "training")
    assert "Nothing has been trained yet" in texts(app)


def test_about_shows_the_model_card(app):
    open_page(app, "about")
    assert "Limits" in texts(app)


@pytest.mark.parametrize("name", ["predict", "metrics", "batch", "about"])
def test_without_a_model_a_page_says_so_and_what_to_do(app, without_model, name):
    open_page(app, name)
    assert "no model" in texts(app).lower()


def test_a_damaged_model_is_named(app, tmp_path, without_model):
    root = Path(__file__).resolve().parents[2] / "models" / "default"
    folder = MODELS / "default"
    shutil.copytree(root, folder)
    try:
        (folder / "thresholds.json").write_text("{}")
        open_page(app, "predict")
        assert "thresholds.json" in texts(app)
    finally:
        shutil.rmtree(folder)


@pytest.mark.slow
def test_without_a_model_one_button_trains_the_first_which_then_answers(
    app, without_model, forked_trainings, monkeypatch
):
    monkeypatch.setattr(first_model, "TrainConfig", lambda: SMALL)
    open_page(app, "predict")
    app.button(key="first_training").click().run()
    run = control.running(MODELS)
    try:
        assert not app.exception and "being trained" in texts(app)
        until(lambda: run.progress.epochs or not run.alive)
        control.stop(run)
        until(lambda: not run.alive)
        app.run()  # promotes the model, and draws the page again with it
        assert not app.exception
        assert control.active(MODELS) == run.model
        assert app.session_state["genre"]
    finally:
        shutil.rmtree(run.folder)
        (MODELS / "active.txt").unlink(missing_ok=True)


def until(condition, seconds: float = 300) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.mark.parametrize("method", ["Guided", "SHAP", "Occlusion", "Linear path"])
def test_every_quick_method_explains_and_the_sum_adds_up(app, method):
    open_page(app, "predict")
    app.query_params["view"] = "The sum"
    names = {METHODS[name].title: name for name in METHODS}
    app.selectbox(key="method").set_value(names[method]).run()
    assert not app.exception
    base = "by the rest of the network" if method == "Linear path" else "without any word"
    assert f"{method}:" in texts(app) and re.search(rf"{base} [+−] .* from the words = ", texts(app))


def test_two_methods_are_compared(app):
    open_page(app, "predict")
    app.query_params["view"] = "Methods"
    app.run()
    app.selectbox(key="second").set_value("occlusion").run()
    assert not app.exception
    assert "Agreement" in texts(app)


def test_a_plot_rewritten_under_what_if_is_compared_with_the_one_written(app):
    open_page(app, "predict")
    app.query_params["view"] = "What if"
    app.run()
    assert "Nothing is changed yet" in texts(app)
    box = next(area for area in app.text_area if "rewrite" in area.label)
    box.set_value("Two friends open a bakery and fall in love at a wedding.").run()
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "after" in frame.value).set_index("genre")
    assert table.loc["Horror", "given"] == "no longer" and table.loc["Romance", "given"] == "now"


def test_a_plot_is_read_along(app):
    app.query_params["plot"] = PLOT
    app.query_params["view"] = "Read along"
    open_page(app, "predict")
    assert "Sci-Fi rises from" in texts(app) and "reads in both directions" in texts(app)
    along = drawn(app, "read_along")
    assert along["lines"][0]["genre"] == "Sci-Fi"
    assert len(along["lines"][0]["values"]) == len(along["pieces"][1::2]) + 1


def test_similar_films_say_how_far_the_search_is(small_app, monkeypatch):
    told = []
    monkeypatch.setattr(DeltaGenerator, "progress", lambda place, share, text: told.append(text))
    small_app.query_params["view"] = "Similar films"
    small_app.run()
    assert not small_app.exception
    found = [text for text in told if "similar" in text]
    assert found[0] == "Looking for similar films: 0 of 1,020 plots read" and len(found) > 5
    assert found[-1] == "Looking for similar films: 1,020 of 1,020 plots read"


def test_similar_films_are_those_of_the_data_set_looked_at_last(small_app, tmp_path):
    films = [f"Film {n},A ghost haunts house number {n} at night.,Horror" for n in range(12)]
    (tmp_path / "films.csv").write_text("\n".join(["title,plot,genres", *films]))
    small_app.query_params["view"] = "Similar films"
    open_page(small_app, "predict")
    assert "among the 1,020 films of open" in texts(small_app)
    assert [link.proto.label for link in small_app.get("page_link")][-1:] == ["See them on the map"]
    small_app.switch_page("views/explore.py").run()
    small_app.selectbox(key="data").set_value("a file on this machine").run()
    small_app.text_input(key="data_path").set_value(str(tmp_path / "films.csv")).run()
    small_app.query_params["view"] = "Similar films"
    small_app.switch_page("views/predict.py").run()
    small_app.query_params["view"] = "Similar films"
    small_app.run()
    assert not small_app.exception and "among the 12 films of films.csv" in texts(small_app)
    assert "year" not in next(table.value for table in small_app.dataframe if "similarity" in table.value), (
        "none has one"
    )


def test_a_word_that_moves_a_genre_by_less_than_is_shown_is_not_among_the_strongest(app):
    app.query_params["genre"] = "Sport"
    app.run()
    tables = [table.value for table in app.dataframe if "attribution" in table.value]
    assert not app.exception and all((table["attribution"].abs() >= 0.05).all() for table in tables)
    assert tables or "No word by a tenth of a point." in texts(app)


def test_versions_name_what_trained_and_what_runs(app):
    open_page(app, "about")
    tables = [frame.value for frame in app.dataframe if "runs here" in frame.value]
    versions = tables[0].set_index("package")
    assert versions.loc["streamlit", "runs here"] == st.__version__
    assert versions.loc["python", "trained with"].startswith("3.")


def test_about_says_which_attributions_add_up(app):
    open_page(app, "about")
    assert [name for name in METHODS if METHODS[name].additive] == ["shap", "linear_path", "attention", "max_pooling"]
    assert "don't add up" in texts(app) and "*The sum*" in texts(app)


def test_about_shows_the_leak_without_the_marks_of_its_source(app):
    open_page(app, "about")
    assert "splitting episodes at" in texts(app) and "<!--" not in texts(app)


def pairs_of(genres):
    import pandas as pd

    from dashboard.components.explore import description_tabs
    from data.quality import describe
    from data.schema import read_table

    csv = pd.DataFrame({"title": list("AB"), "plot": ["A war begins.", "A war ends."], "genres": [genres] * 2})
    table = read_table(csv.to_csv(index=False).encode(), "films.csv")
    description_tabs.pairs(describe.cooccurrence(table.frame), table)


@pytest.mark.parametrize(
    ("genres", "finding"), [("Drama", "There is only one genre"), ("Drama|War", "of Drama films are also War")]
)
def test_pairs_of_a_table_of_one_genre_or_of_two_that_never_part(monkeypatch, genres, finding):
    drawn = AppTest.from_function(pairs_of, kwargs={"genres": genres}, default_timeout=60).run()
    assert not drawn.exception
    assert finding in texts(drawn)
