"""Plot, poster and both on the Metrics page."""

from core.posters.evaluation import SIDES, Evaluation
from core.posters.model import DEFAULT_POSTERS, load
from dashboard.charts.metrics import poster_tables
from dashboard.components.metrics import posters_tab
from dashboard.state.cache.model import posters
from dashboard.state.poster import poster_keys


def test_plot_poster_and_both_stand_side_by_side(app, monkeypatch):
    monkeypatch.setattr(posters, "DRAWS", 10)
    app.query_params["part"] = "Posters"
    page = app.switch_page("views/metrics.py").run()
    assert not page.exception
    told = " ".join(element.value for element in page.markdown)
    assert "Mean average precision with the poster: better by 0.036" in told
    assert "Animation gains most" in told or "Family gains most" in told
    table = next(it.value for it in page.dataframe if "both is" in it.value)
    assert table["metric"].tolist()[:2] == ["Micro F1", "Macro F1"]


def test_every_genre_of_the_test_films_has_a_row_the_largest_gain_first():
    model = load(DEFAULT_POSTERS)
    answers, genres = Evaluation.load(model), model.genres
    sides = {side: (answers.y_score[place], answers.thresholds[place]) for place, side in enumerate(SIDES)}
    table = poster_tables.of_genres(answers.y_true, sides, genres)
    assert table["gain"].is_monotonic_decreasing
    there = answers.y_true.any(axis=0)
    assert set(table["genre"]) == {genre for genre, some in zip(genres, there, strict=True) if some}


def test_a_model_without_posters_says_how_to_get_them(app, folder):
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.query_params["part"] = "Posters"
    page = app.switch_page("views/metrics.py").run()
    assert not page.exception
    assert any("on the Training page, under *Posters*" in element.value for element in page.info)


def test_an_archive_of_ones_own_is_measured_by_plot_poster_and_both(app, archive_of_posters, monkeypatch):
    monkeypatch.setattr(posters, "DRAWS", 10)
    app.query_params["part"], app.query_params["posters_on"] = "Posters", posters_tab.OWN
    page = app.switch_page("views/metrics.py").run()
    assert any("have no posters" in element.value for element in page.info), "the embedded films have none"
    page.selectbox(key="data").set_value("an upload").run()
    page.file_uploader(key="upload").set_value(("films.zip", archive_of_posters, "application/zip")).run()
    assert not page.exception and not page.error
    assert poster_keys.READ in page.session_state
    told = " ".join(element.value for element in page.caption)
    assert "12 films with a poster." in told and "1 poster could not be read." in told
    table = next(it.value for it in page.dataframe if "both is" in it.value)
    assert list(table) == ["metric", "both is", "plot", "poster", "both"], "the answer is in sight on a phone"
    page.button(key="remove_upload").click().run()
    assert not page.exception and poster_keys.READ not in page.session_state
