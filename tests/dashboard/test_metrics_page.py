"""The Metrics page: its figures are the model's, follow the thresholds, and what is saved is saved whole."""

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import ArtifactError
from core.measure import metrics
from core.model.classifier import GenreClassifier
from core.model.folder import artifact, saved_thresholds, writer
from core.model.thresholds import decide, threshold_for_precision, threshold_for_recall
from dashboard.charts.metrics import metric_tables
from dashboard.components.metrics import slices_tab, words_tab
from dashboard.components.shared import dataset_picker
from dashboard.state import trial_thresholds
from dashboard.state.table import scored_table

ROOT = Path(__file__).resolve().parents[2]

TRUE = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [1, 0, 0]], dtype=np.int8)
SCORE = np.array([[0.9, 0.2, 0.1], [0.3, 0.8, 0.6], [0.7, 0.4, 0.1], [0.6, 0.1, 0.2]])
GENRES = ["Drama", "Comedy", "Horror"]
LISTED = ["Drama", "Drama|Comedy", "Comedy", "Drama"]


@pytest.fixture
def page(app, folder):
    """The Metrics page with the tiny model."""
    return opened(app, folder)


def opened(app, folder):
    """Straight to the page: the Predict page would explain its example first."""
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.switch_page("views/metrics.py").run()
    assert not app.exception
    return app


def tile(page, name: str) -> float:
    """A figure as the table of all figures has it, and as its tile if it has one."""
    figure = page.dataframe[0].value.set_index("answer").loc["This model", name]
    assert all(m.value == f"{figure:.3f}" for m in page.metric if m.label == metrics.NAMES[name])
    return round(figure, 3)


def said(page) -> str:
    kinds = (page.markdown, page.caption, page.info, page.error, page.warning)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def link(page, name: str) -> str:
    value = page.query_params.get(name, "")
    return value[0] if isinstance(value, list) and value else str(value or "")


# ---- the page


def test_the_headline_is_that_of_the_evaluation(page, folder):
    model = artifact.load(folder)
    y_true, y_score = model.evaluation()
    report = metrics.report(y_true, y_score, model.thresholds)
    for name in metric_tables.HEADLINE:
        assert tile(page, name) == pytest.approx(report[name], abs=6e-4)
        assert metrics.MEANING[name] in said(page)


def test_simple_answers_stand_beside_it(page, folder):
    y_true, _ = artifact.load(folder).evaluation()
    table = page.dataframe[0].value.set_index("answer")
    assert table.loc["Predicting nothing", "hamming_loss"] == pytest.approx(y_true.mean())
    assert table.loc["Predicting only Drama", "micro_f1"] > 0.2
    assert "TF-IDF and logistic regression" not in table.index


def test_the_baseline_of_the_card_is_shown(app, folder):
    card = json.loads((folder / "card.json").read_text())
    card["baseline"] = {"micro_f1": 0.5, "hamming_loss": 0.2}
    (folder / "card.json").write_text(json.dumps(card))
    writer.write_checksums(folder)
    opened(app, folder)
    assert app.dataframe[0].value.set_index("answer").loc["TF-IDF and logistic regression", "micro_f1"] == 0.5
    shown = {m.label: m for m in app.metric}
    assert float(shown["Micro F1"].delta) == pytest.approx(tile(app, "micro_f1") - 0.5, abs=2e-3)
    assert not app.exception


@pytest.mark.parametrize(
    ("where", "told"), [("clean=1", "that are marked clean;"), ("tier=imdb", "with imdb in the column tier;")]
)
def test_the_rows_that_were_scored_are_told_in_words(app, folder, where, told):
    card = json.loads((folder / "card.json").read_text())
    (folder / "card.json").write_text(json.dumps({**card, "score_where": where}))
    writer.write_checksums(folder)
    opened(app, folder)
    assert told in said(app)


def test_every_figure_follows_the_slider(page, folder):
    before, loss = tile(page, "micro_f1"), tile(page, "hamming_loss")
    page.slider(key="threshold_value").set_value(0.9).run()
    model = artifact.load(folder)
    report = metrics.report(*model.evaluation(), np.full(len(model.genres), 0.9))
    assert tile(page, "micro_f1") == pytest.approx(report["micro_f1"], abs=6e-4)
    assert tile(page, "hamming_loss") == pytest.approx(report["hamming_loss"], abs=6e-4)
    assert (tile(page, "micro_f1"), tile(page, "hamming_loss")) != (before, loss)
    genres = next(frame.value for frame in page.dataframe if "average_precision" in frame.value)
    assert (genres["threshold"] == 0.9).all()
    page.button(key="undo").click().run()
    assert tile(page, "micro_f1") == before


def test_one_genre_s_slider_moves_that_genre_only(page, folder):
    page.selectbox(key="threshold_of").set_value("Horror").run()
    page.slider(key="threshold_value").set_value(0.05).run()
    model = artifact.load(folder)
    table = next(frame.value for frame in page.dataframe if "average_precision" in frame.value).set_index("genre")
    assert table.loc["Horror", "threshold"] == 0.05
    others = [genre for genre in model.genres if genre != "Horror"]
    assert np.allclose(table.loc[others, "threshold"], [model.thresholds[model.genres.index(g)] for g in others])
    assert link(page, "thresholds") == "Horror:0.0500"


def test_a_link_brings_its_thresholds_and_nonsense_in_it_is_passed_over(page, app):
    app.session_state[trial_thresholds.KEY] = None
    app.query_params["thresholds"] = "Horror:0.07|Nothing:0.2|Drama:x|Comedy:7|:|"
    app.query_params["threshold_of"] = "Horror"
    app.run()
    assert not app.exception
    table = next(frame.value for frame in app.dataframe if "average_precision" in frame.value).set_index("genre")
    assert table.loc["Horror", "threshold"] == 0.07
    assert (table["threshold"] <= 1).all()
    assert link(app, "thresholds") == "Horror:0.0700"


def test_the_buttons_find_the_threshold_asked_for(page, folder):
    y_true, y_score = artifact.load(folder).evaluation()
    column = artifact.load(folder).genres.index("Drama")
    page.selectbox(key="threshold_of").set_value("Drama").run()
    page.button(key="look_recall at least").click().run()
    found = threshold_for_recall(y_true[:, column], y_score[:, column], 0.6)
    assert link(page, "thresholds") == f"Drama:{found:.4f}"
    assert "Tuned on these test films" in said(page)


def test_a_bound_out_of_reach_changes_nothing_and_says_so(page, folder):
    y_true, y_score = artifact.load(folder).evaluation()
    genres = artifact.load(folder).genres
    out = [g for c, g in enumerate(genres) if threshold_for_precision(y_true[:, c], y_score[:, c], 1.0) is None]
    page.number_input(key="threshold_least").set_value(100).run()
    page.button(key="look_precision at least").click().run()
    assert all(f"{genre}:" not in link(page, "thresholds") for genre in out)
    assert ("No threshold reaches that" in said(page)) == bool(out)


def test_saving_and_bringing_back(page, folder):
    before, version = artifact.load(folder).thresholds, artifact.load(folder).version
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    page.selectbox(key="threshold_of").set_value("Drama").run()
    page.slider(key="threshold_value").set_value(0.11).run()
    page.button(key="save").click().run()
    saved = artifact.load(folder)
    assert saved.thresholds[saved.genres.index("Drama")] == 0.11
    assert saved.version != version
    assert "Saved" in said(page) and link(page, "thresholds") == ""
    assert GenreClassifier.load(folder).thresholds_[saved.genres.index("Drama")] == 0.11
    page.button(key="restore").click().run()
    assert np.array_equal(artifact.load(folder).thresholds, before)
    assert "restored" in said(page) and "Saved" not in said(page)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert not page.exception


def test_a_read_only_app_saves_nothing(page, folder, monkeypatch):
    monkeypatch.setenv(saved_thresholds.READONLY, "1")
    page.slider(key="threshold_value").set_value(0.4).run()
    assert page.button(key="save").disabled
    assert "read-only" in said(page)


def test_the_slider_says_what_it_does_to_its_genre(page, folder):
    def told():
        return next(line for line in said(page).splitlines() if line.startswith("Drama: precision"))

    page.selectbox(key="threshold_of").set_value("Drama").run()
    assert "→" not in told()
    page.slider(key="threshold_value").set_value(0.9).run()
    model = artifact.load(folder)
    column = model.genres.index("Drama")
    thresholds = model.thresholds.copy()
    thresholds[column] = 0.9
    y_true, y_score = model.evaluation()
    table = metrics.per_genre(y_true, y_score, thresholds, model.genres).set_index("genre")
    assert f"→ {table.loc['Drama', 'f1']:.3f}" in told()
    right = [(decide(y_score, t)[:, column] & (y_true[:, column] == 1)).sum() for t in (model.thresholds, thresholds)]
    assert f"{right[0] - right[1]} films lost" in told()
    assert told().endswith(" fewer wrong ones.")


def test_a_key_pressed_while_the_page_is_drawn_is_not_taken_back(page):
    """The page must not set the slider from what it knew when it began."""
    page.selectbox(key="threshold_of").set_value("Drama").run()
    page.slider(key="threshold_value").set_value(0.5).run()
    page.session_state[trial_thresholds.KEY]["values"]["Drama"] = 0.4  # an older press, drawn later
    page.run()
    assert page.slider(key="threshold_value").value == 0.5


def test_save_takes_what_is_on_the_slider(page, folder):
    page.selectbox(key="threshold_of").set_value("Drama").run()
    page.slider(key="threshold_value").set_value(0.2).run()
    page.slider(key="threshold_value").set_value(0.3)  # and before it was drawn:
    page.button(key="save").click().run()
    saved = artifact.load(folder)
    assert saved.thresholds[saved.genres.index("Drama")] == 0.3


@pytest.mark.parametrize("part", ["Genres", "Calibration", "Confusions", "Slices", "Errors"])
def test_every_part_opens_from_a_link(page, part):
    page.query_params["part"] = part
    page.query_params["threshold_of"] = "Drama"
    page.run()
    assert not page.exception
    assert next(tab for tab in page.tabs if tab.label == part).children
    assert not page.error


def test_errors_say_what_their_films_can_be_trusted_for(page):
    page.query_params["part"] = "Errors"
    page.run()
    assert "Only the test side" in said(page)
    found = page.dataframe[-1].value
    assert (found["probability"].to_numpy() <= 1).all() and found["probability"].is_monotonic_decreasing
    page.segmented_control(key="errors").set_value("false negatives").run()
    assert page.dataframe[-1].value["probability"].is_monotonic_increasing
    page.segmented_control(key="errors").set_value("furthest off").run()
    assert page.dataframe[-1].value["brier"].is_monotonic_decreasing
    assert not page.exception


def test_a_random_split_is_not_called_unseen(app, folder):
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"split": "random"}))
    writer.write_checksums(folder)
    opened(app, folder)
    assert "the figures flatter" in said(app) and "not trained on any" not in said(app)


def test_a_table_that_can_t_be_read_says_so(page, tmp_path):
    page.query_params["part"] = "Errors"
    page.run()
    page.selectbox(key="data").set_value(dataset_picker.PATH).run()
    page.text_input(key="data_path").set_value(str(tmp_path / "none.csv")).run()
    assert page.error and not page.exception


def test_without_a_model_one_sentence(app, folder):
    (folder / "evaluation.npz").write_bytes(b"damaged")
    opened(app, folder)
    assert "evaluation.npz" in app.error[0].value and not app.exception


# ---- the thresholds in the model's folder


def test_saved_thresholds_leave_everything_else_alone(tiny_model, tmp_path):
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    tuned = artifact.load(folder).thresholds
    saved_thresholds.set_thresholds(folder, np.full(len(tuned), 0.25))
    model = artifact.load(folder)
    assert (model.thresholds == 0.25).all()
    assert np.array_equal(saved_thresholds.trained(model), tuned)
    assert saved_thresholds.set_on(model)
    assert saved_thresholds.NOTE in (folder / "README.md").read_text()
    for name in ("model.onnx", "vocabulary.txt", "evaluation.npz", "calibration.json"):
        assert (folder / name).read_bytes() == (tiny_model / name).read_bytes()
    saved_thresholds.set_thresholds(folder, np.full(len(tuned), 0.5))
    saved_thresholds.set_thresholds(folder, tuned)
    model = artifact.load(folder)
    assert np.array_equal(model.thresholds, tuned) and saved_thresholds.set_on(model) is None
    assert saved_thresholds.NOTE not in (folder / "README.md").read_text()
    assert [path.name for path in tmp_path.iterdir()] == ["model"]


@pytest.mark.parametrize("wrong", [[0.5], np.full(40, 0.5), "nan", "above"])
def test_thresholds_of_another_shape_or_range_are_refused(tiny_model, tmp_path, wrong):
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    genres = len(artifact.load(folder).genres)
    values = (
        {"nan": np.full(genres, np.nan), "above": np.full(genres, 1.5)}.get(wrong) if isinstance(wrong, str) else wrong
    )
    before = (folder / artifact.LAYOUT.checksums).read_bytes()
    with pytest.raises(ValueError, match="between 0 and 1"):
        saved_thresholds.set_thresholds(folder, values)
    assert (folder / artifact.LAYOUT.checksums).read_bytes() == before


def test_read_only_and_damaged_models_stay_as_they_are(tiny_model, tmp_path, monkeypatch):
    folder = shutil.copytree(tiny_model, tmp_path / "model")
    genres = len(artifact.load(folder).genres)
    monkeypatch.setenv(saved_thresholds.READONLY, "1")
    with pytest.raises(ArtifactError, match="read-only"):
        saved_thresholds.set_thresholds(folder, [0.5] * genres)
    monkeypatch.setenv(saved_thresholds.READONLY, "0")
    (folder / "vocabulary.txt").write_text("cut")
    with pytest.raises(ArtifactError, match="vocabulary.txt"):
        saved_thresholds.set_thresholds(folder, [0.5] * genres)
    assert (folder / "vocabulary.txt").read_text() == "cut"


# ---- thresholds and tables by hand


def test_thresholds_for_precision_and_recall_by_hand():
    y_true, y_score = np.array([0, 1, 0, 1, 1]), np.array([0.1, 0.4, 0.5, 0.6, 0.9])
    assert threshold_for_precision(y_true, y_score, 1.0) == 0.6
    assert threshold_for_precision(y_true, y_score, 0.75) == 0.4
    assert threshold_for_recall(y_true, y_score, 1.0) == 0.4
    assert threshold_for_recall(y_true, y_score, 0.5) == 0.6
    assert threshold_for_precision(np.array([1, 0]), np.array([0.2, 0.9]), 0.9) is None
    assert threshold_for_recall(np.zeros(3, dtype=int), np.array([0.1, 0.2, 0.3]), 0.5) is None


def test_buttons_for_several_genres_leave_out_those_that_can_t():
    found = metric_tables.chosen_by("precision at least", TRUE, SCORE, [0, 1, 2], 0.9)
    assert set(found) == {0, 1}
    assert metric_tables.chosen_by("recall at least", TRUE, SCORE, [0], 1.0) == {0: 0.3}
    assert metric_tables.chosen_by("best F1", TRUE, SCORE, [2], 0.5) == {}


def test_confused_and_missed_together_by_hand():
    y_pred = np.array([[0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 0]], dtype=bool)
    confused, missed = metric_tables.together(TRUE, y_pred, GENRES)
    assert confused.loc["Drama", "Comedy"] == 1 and confused.loc["Drama", "Horror"] == 1
    assert confused.loc["Comedy", "Horror"] == 1 and confused.to_numpy().sum() == 3
    assert missed.loc["Drama", "Comedy"] == missed.loc["Comedy", "Drama"] == 1 and missed.to_numpy().sum() == 2
    assert metric_tables.strongest(missed, symmetric=True).to_numpy().tolist() == [["Drama", "Comedy", 1]]


def test_errors_by_hand():
    frame = pd.DataFrame(
        {"title": list("abcd"), "year": [1, 2, 3, 4], "genres": ["Drama", "Drama|Comedy", "Comedy", "Drama"]}
    )
    thresholds = np.array([0.5, 0.5, 0.5])
    wrong = metric_tables.errors(frame, TRUE, SCORE, thresholds, GENRES, "false positives")
    assert wrong[["title", "genre", "probability"]].to_numpy().tolist() == [["c", "Drama", 0.7], ["b", "Horror", 0.6]]
    missed = metric_tables.errors(frame, TRUE, SCORE, thresholds, GENRES, "false negatives")
    assert missed[["title", "genre"]].to_numpy().tolist() == [["b", "Drama"], ["c", "Comedy"]]
    assert missed["predicted"].tolist() == ["Comedy, Horror", "Drama"]
    worst = metric_tables.errors(frame, TRUE, SCORE, thresholds, GENRES, "furthest off")
    assert worst["title"].tolist() == ["b", "c", "d", "a"] and worst["genre"].tolist()[:2] == ["Drama", "Drama"]


def test_simple_answers_by_hand():
    table = metric_tables.compared({"micro_f1": 0.7}, None, TRUE, GENRES).set_index("answer")
    assert table.loc["Predicting nothing", "exact_match"] == 0
    assert table.loc["Predicting nothing", "hamming_loss"] == pytest.approx(5 / 12)
    drama = table.loc["Predicting only Drama"]
    assert drama["micro_f1"] == pytest.approx(2 * 3 / (4 + 5)) and drama["exact_match"] == 0.5
    assert np.isnan(drama["lrap"])


def test_a_scored_table_keeps_to_the_test_side_of_what_was_trained_on(tiny):
    from data.sources import registry

    table = registry.load("open_plots")
    scored = scored_table.score(table, tiny)
    assert scored.held_back and 0 < len(scored.frame) < len(table.frame) / 3
    assert scored.y_true.any(axis=1).all()
    assert np.allclose(scored.y_score, tiny.predict_proba(scored.frame["plot"].tolist()), atol=1e-6)
    chosen = decide(scored.y_score, tiny.thresholds_)
    assert chosen.any(axis=1).all()


def test_the_finding_of_a_slice_says_when_it_may_be_chance():
    rows = pd.DataFrame(
        {"group": ["short", "long"], "micro_f1": [0.4, 0.6], "micro_f1_low": [0.3, 0.55], "micro_f1_high": [0.5, 0.65]}
    )
    assert "intervals do not overlap" in slices_tab.finding("plot length", rows)
    assert "intervals overlap" in slices_tab.finding("plot length", rows.assign(micro_f1_high=0.7))
    assert "only short has 20 films" in slices_tab.finding("plot length", rows.head(1))


def test_the_finding_names_only_words_that_look_like_bad_reasons():
    raising = pd.DataFrame({"word": ["goon", "cop", "guddu"], "flag": ["few films", "", "name"]})
    assert words_tab.finding(raising, "Action") == (
        "2 of the 3 strongest words for Action look like bad reasons; above all goon, guddu"
    )
    assert words_tab.finding(raising[1:2], "Action").endswith("look like bad reasons")
