"""The panels *Inside* and *Another model*: what they are given to draw, and what they say."""

import json

import numpy as np
import pytest

from core.explanations import explain
from core.explanations.inside import attention_shares, paths, peak_shares
from core.model.network.presets import ORIGINAL, NetworkConfig
from dashboard.charts import coloured, network
from dashboard.charts.metrics.pairs import pairs
from dashboard.state.table import scored_table
from tests.dashboard.conftest import TINY_NAME
from tests.dashboard.test_pages import drawn, open_page, texts


def every(app, component):
    """What each component of this kind gets to draw."""
    protos = [element.proto for element in app.get("bidi_component")]
    return [json.loads(proto.json) for proto in protos if proto.component_name == component]


PLOT = "A young detective hunts a killer; she falls in love at the zzxqv."


@pytest.fixture
def reading(tiny):
    explanation = explain(tiny, PLOT, "linear_path")
    return network.Reading(
        words=explanation.data,
        unknown=explanation.known.count(False),
        windows=1,
        genre=str(tiny.classes_[2]),
        column=2,
        peaks=peak_shares(tiny, PLOT)[:, 2],
        attention=attention_shares(tiny, PLOT)[:, 2],
    )


def test_the_boxes_have_the_sizes_of_the_configuration_and_the_numbers_of_the_plot(tiny, reading):
    inside = paths(tiny, PLOT)
    found = network.drawing(tiny.artifact.network, len(tiny.vocabulary), len(tiny.classes_), inside, reading)
    assert json.loads(json.dumps(found)) == found
    assert [box["name"] for box in found["lstm"]] == [
        "Word vectors",
        "LSTM",
        "Pooling: max, mean, attention",
        "Dense layer",
    ]
    assert found["lstm"][1]["size"] == "1 layer of 16 units each way"
    assert found["lstm"][2]["size"] == "3 × 32 numbers"
    assert found["bag"][0]["size"] == f"{len(tiny.vocabulary):,} × {len(tiny.classes_)} numbers"
    total = float(inside.log_odds[2])
    assert found["end"][1]["told"].split(": ")[1].startswith(network.log_odds(total))
    assert f"“{reading.words[int(np.argmax(reading.peaks))]}”" in found["lstm"][2]["told"]


def test_a_network_of_another_shape_is_drawn_as_it_is(tiny, reading):
    inside = paths(tiny, PLOT)
    original = network.drawing(ORIGINAL, 30_000, 22, inside, reading)
    assert original["bag"] == [] and original["lstm"][-1]["name"] == "Last word"
    assert "forwards" not in original["lstm"][1]["told"]
    blind = reading._replace(peaks=None, attention=None)
    told = network.drawing(NetworkConfig(dense_units=0), 30_000, 22, inside, blind)["lstm"]
    assert told[-1]["told"].endswith("this model doesn't show which words it took.")


def test_shares_are_tinted_without_a_sign(tiny):
    shares = attention_shares(tiny, PLOT)[:, 0]
    found = coloured.shares(explain(tiny, PLOT, "linear_path"), shares, "of the attention")
    assert "".join(found["pieces"]) == PLOT
    assert max(found["strengths"]) == 1 and min(found["strengths"]) >= 0
    assert all(text.endswith(" % of the attention") for text in found["says"])


def test_pairs_are_those_that_differ_most_and_the_rest_is_folded():
    genres = [f"Genre {n}" for n in range(10)]
    first, second = np.linspace(0, 0.9, 10), np.zeros(10)
    found = pairs(genres, first, second, ({"Genre 9"}, set()), ("mine", "Shipped"))
    assert [row["genre"] for row in found["shown"]] == genres[:1:-1]
    assert found["shown"][0]["shares"] == ["90 % ✓", "0 %"]
    assert found["shown"][0]["told"] == "Genre 9: mine 90 %, Shipped 0 %"
    assert found["more"] == "2 on which they differ less"


def test_inside_says_what_comes_through_each_path_and_tests_the_poolings(app):
    app.query_params["view"] = "Inside"
    open_page(app, "predict")
    said = texts(app)
    assert "log-odds through the LSTM and by" in said and "| **Together** |" in said
    assert "Jain & Wallace" in said.replace("\\", "")
    assert drawn(app, "network")["lstm"][1]["size"] == "2 layers of 192 units each way"
    assert said.count("**Tested.**") == 2
    app.segmented_control(key="pooling").set_value("Attention").run()
    assert not app.exception and every(app, "coloured_plot")[1]["says"][0].endswith("of the attention")


def test_another_model_needs_another_model(app):
    app.query_params["view"] = "Another model"
    open_page(app, "predict")
    assert any("There is no other model yet" in box.value for box in app.info)


def test_two_models_on_one_plot(app, folder):
    app.query_params["view"] = "Another model"
    open_page(app, "predict")
    app.selectbox(key="other_model").select_index(0).run()
    said = texts(app)
    assert "**They differ most on " in said and not app.exception
    shown = drawn(app, "pairs")
    assert shown["caption"].startswith("Outlined: Shipped. Filled: 20200101-000000-tiny.")
    assert any("difference" in frame.value for frame in app.dataframe)


def test_two_models_on_the_same_films(app, folder, monkeypatch):
    monkeypatch.setattr(scored_table, "MOST", 200)
    app.query_params["part"] = "Another model"
    open_page(app, "metrics")
    app.selectbox(key="against").select_index(0).run()
    assert not app.exception
    said = texts(app)
    assert "Micro F1 of Shipped beside 20200101-000000-tiny: better by" in said
    assert "The other model was trained on this table" in said
    metrics, films = (frame.value for frame in app.dataframe if "verdict" in frame.value or "by Shipped" in frame.value)
    assert len(metrics) == 6 and (films["F1 of Shipped"] > films["F1 of 20200101-000000-tiny"]).all()
    app.segmented_control(key="against_side").set_value(app.segmented_control(key="against_side").options[1]).run()
    films = next(frame.value for frame in app.dataframe if "by Shipped" in frame.value)
    assert (films["F1 of Shipped"] < films["F1 of 20200101-000000-tiny"]).all()


def test_a_nearest_word_is_put_in_the_place_of_each_of_its_occurrences(app):
    app.query_params["plot"] = "The wedding of a ghost is no wedding."
    app.query_params["view"] = "Nearest words"
    open_page(app, "predict")
    box = next(box for box in app.selectbox if box.label == "Word of the plot")
    assert set(box.options) == {"the", "wedding", "of", "a", "ghost", "is", "no"}
    box.set_value("wedding").run()
    assert "words nearest to *wedding* in GloVe" in texts(app)
    button = next(button for button in app.button if button.key == "nearest_word In GloVe funeral")
    button.click().run()
    assert not app.exception
    plot = drawn(app, "coloured_plot")
    assert (plot["steps"], plot["turn"]) == ([[1, "funeral"], [7, "funeral"]], 1)
    assert plot["told"].startswith("With “funeral” for “wedding” and “funeral” for “wedding”: ")


def test_a_model_without_its_weights_says_so_where_they_are_needed(app, folder):
    from core.model.folder.layout import LAYOUT

    (folder / LAYOUT.weights).unlink()
    app.query_params["view"] = "Nearest words"
    app.query_params["model"] = TINY_NAME
    open_page(app, "predict")
    assert any("lacks weights.safetensors" in error.value.replace("\\", "") for error in app.error)
