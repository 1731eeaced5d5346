"""The map of films as Streamlit's own runner sees it: its lists, its colours, what it says of itself, and Stop."""

import os
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.model.folder.model_ref import ModelRef
from core.tag import parquet
from dashboard.charts.films import film_map, map_groups
from dashboard.charts.films.film_map import Marks
from dashboard.state.batch import batch_films
from dashboard.state.cache.films import maps
from dashboard.state.film_map.mapped_films import MappedFilms
from data.map.film_map import FilmMap
from data.sources import registry
from tests.dashboard.test_pages import texts

MODELS = Path(os.environ["GENRELENS_MODELS"])
PLOT = "A vampire haunts a castle and a priest hunts it through the night."


def shown(labelled: bool = True) -> AppTest:
    """The map of some films with the tiny model, whole."""

    def page(folder: str, labelled: bool) -> None:
        import streamlit as st

        from core.model.folder.model_ref import ModelRef
        from dashboard.components.map import film_map
        from dashboard.state.cache.films import maps
        from dashboard.state.film_map.mapped_films import MappedFilms
        from data.sources import registry

        frame = registry.load("open_plots").frame.head(120)
        frame.loc[5:9, "year"] = None  # missing, as pandas has it
        films, model = MappedFilms("some", frame, labelled), ModelRef.of(folder)
        maps.job(model, films).wait(60)
        st.session_state.setdefault("plot", "A vampire haunts a castle and a priest hunts it through the night.")
        film_map.show(model, films, lambda: frame.assign(side=["train", "validation", "test"] * 40)["side"])

    return AppTest.from_function(page, args=(str(MODELS / "runs/20200101-000000-tiny/model"), labelled))


@pytest.fixture
def app(folder):
    app = shown()
    app.default_timeout = 60
    app.run()
    assert not app.exception
    return app


def buttons(app, name):
    return [button for button in app.button if str(button.key).startswith(f"map_{name}_")]


def test_the_map_says_how_far_to_trust_it_and_what_it_cannot_tell(app):
    assert "**Trustworthiness 0." in texts(app)
    assert "PCA has 0." in texts(app)
    assert "which way is up mean nothing" in texts(app)
    app.segmented_control(key="map_picture").set_value("main directions (PCA)").run()
    assert "of what tells the plots apart" in texts(app)
    assert "t-SNE has 0." in texts(app)
    assert not app.exception


def test_a_search_lists_films_and_a_button_shows_one_with_its_neighbours(app):
    assert len(buttons(app, "star")) == 10
    app.text_input[0].set_value("train").run()
    listed = buttons(app, "found")
    assert 0 < len(listed) <= 8
    title = listed[0].label
    listed[0].click().run()
    assert title.split(" (")[0] in [text.value.split(" (")[0] for text in app.text]
    assert "**The model predicts**" in texts(app)
    near = buttons(app, "near")
    assert len(near) == 10
    label = near[0].label.split(" · ")[1].split(" (")[0]
    near[0].click().run()
    assert label in [text.value.split(" (")[0] for text in app.text]
    assert not app.exception


def test_from_a_film_a_button_leads_back_to_the_star(app):
    buttons(app, "star")[0].click().run()
    assert not buttons(app, "star")
    buttons(app, "back")[0].click().run()
    assert len(buttons(app, "star")) == 10
    assert not buttons(app, "back")
    assert not app.exception


def test_what_the_pointer_reads_is_written_once_and_shows_a_title_as_it_is(app, monkeypatch):
    monkeypatch.setattr(maps, "titled", lambda *film: pytest.fail("written again"))
    buttons(app, "star")[0].click().run()
    assert not app.exception
    years = pd.Series([1999, None], dtype="Int64")
    films = pd.DataFrame({"title": ["<b>Mars</b>", ""], "year": years, "genres": ["Sci-Fi|War", "Drama"]})
    monkeypatch.undo()
    assert maps.pointed(films).tolist() == ["&lt;b&gt;Mars&lt;/b&gt; (1999) · Sci-Fi, War", "untitled · Drama"]


@pytest.mark.parametrize(
    ("colour", "group"), [("error", "1 genre wrong"), ("split", "validation"), ("year", "before 1950")]
)
def test_every_colour_names_its_groups(app, colour, group):
    app.segmented_control(key="map_colour_4").set_value(colour).run()
    assert not app.exception
    assert group in app.get("plotly_chart")[0].proto.alt


def test_films_without_a_catalogue_have_no_errors_and_no_split(folder):
    app = shown(labelled=False)
    app.default_timeout = 60
    app.run()
    assert not app.exception
    assert app.segmented_control(key="map_colour_2").options == ["genre", "year"]


def test_a_map_is_kept_and_not_drawn_again(app, folder, monkeypatch):
    kept = list((MODELS / maps.FOLDER).glob("*.npz"))
    assert kept
    monkeypatch.setattr("data.map.film_map.draw", lambda *args: pytest.fail("drawn again"))
    maps.jobs.clear()
    frame = registry.load("open_plots").frame.head(120)
    job = maps.job(ModelRef.of(folder), MappedFilms("some", frame))
    job.wait(60)
    assert job.state == "done"
    assert job.drawn.arranged.shape == (120, 2)


def test_a_stop_keeps_what_is_known_and_no_file(folder, monkeypatch):
    monkeypatch.setattr(maps, "FOLDER", "stopped")
    going = threading.Event()

    def endless(directions, progress):
        while True:
            going.set()
            time.sleep(0.01)
            progress(0.1)

    monkeypatch.setattr("data.map.film_map.by_neighbours", endless)
    films, model = MappedFilms("some", registry.load("open_plots").frame.head(60)), ModelRef.of(folder)
    job = maps.job(model, films)
    assert going.wait(60)
    assert job.state == "arranging"
    job.stop()
    job.wait(60)
    assert job.state == "stopped"
    assert isinstance(job.drawn, FilmMap)
    assert not (MODELS / "stopped").exists()
    maps.begin_again(model, films)
    again = maps.job(model, films)
    assert again is not job
    again.stop()
    again.wait(60)
    assert again.state == "stopped"


def test_too_few_films_are_told_so(folder):
    job = maps.job(ModelRef.of(folder), MappedFilms("few", registry.load("open_plots").frame.head(5)))
    job.wait(60)
    assert (job.state, job.drawn) == ("failed", None)
    assert "from 30 films on" in job.error


def test_a_read_only_installation_writes_no_map(folder, monkeypatch):
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    monkeypatch.setattr(maps, "FOLDER", "readonly")
    job = maps.job(ModelRef.of(folder), MappedFilms("some", registry.load("open_plots").frame.head(40)))
    job.wait(60)
    assert job.state == "done"
    assert not (MODELS / "readonly").exists()


def test_the_rows_of_a_batch_are_films(tiny, tmp_path, monkeypatch):
    films = registry.load("open_plots").frame.head(40)
    films.rename(columns={"plot": "Handlung", "title": "Titel", "year": "Jahr"}).to_csv(
        tmp_path / "in.csv", index=False
    )
    parquet.tag_to_parquet(tmp_path / "in.csv", tmp_path / "out.parquet", "Handlung", tiny)
    monkeypatch.setattr(batch_films, "MOST", 35)
    read = batch_films.read("job", tmp_path / "out.parquet", "Handlung", 40)
    assert (len(read.frame), read.beyond, read.labelled, read.keep) == (35, 5, False, False)
    assert read.frame["plot"].isin(films["plot"]).all()
    own = films.set_index("plot").loc[read.frame["plot"]]
    assert (own["title"].to_numpy() == read.frame["title"].to_numpy()).all()
    assert (own["year"].to_numpy() == read.frame["year"].to_numpy()).all()
    assert read.frame["genres"].str.split("|").tolist() == tiny.predict(read.frame["plot"].tolist())


def test_every_point_leads_to_its_film_and_no_colour_stands_alone():
    places = np.random.default_rng(0).normal(size=(7, 2)).astype(np.float32)
    films = [["Drama"], ["Horror"], ["Drama", "Horror"], ["War"], [], ["Drama"], ["Horror"]]
    groups = map_groups.by_genre(films, ["Horror", "Drama"])
    marks = Marks(np.array([3]), 4, np.array([1, 6]), places[0])
    figure = film_map.figure(places, groups, np.array(list("abcdefg"), dtype=object), marks)
    drawn = {trace.name: trace for trace in figure.data}
    assert list(drawn["Horror (3)"].customdata) == [1, 2, 6]
    assert drawn["Horror (3)"].marker.symbol != drawn["Drama (2)"].marker.symbol
    assert list(drawn["found (1)"].customdata) == [3]
    assert list(drawn["nearest (2)"].customdata) == [1, 6]
    assert list(drawn["nearest (2)"].text) == ["b", "g"]
    assert list(drawn["chosen film"].customdata) == [4]
    assert list(drawn["the plot on Predict"].customdata) == [film_map.NO_FILM]
    assert {trace.type for trace in figure.data} == {"scattergl"}


def test_groups_say_what_they_hold():
    assert map_groups.by_error(np.array([0, 1, 5, 2]), np.array([True, True, True, False])).of.tolist() == [0, 1, 3, 4]
    years = map_groups.by_year(pd.Series([1949, 1950, 2009, 2024, None], dtype="Int64"))
    assert [years.names[group] for group in years.of] == [
        "before 1950", "1950 to 1979", "2000 to 2009", "2010 or later", "no year",
    ]  # fmt: skip
