"""Figures say what the frames say."""

import numpy as np
import pandas as pd
import pytest

from dashboard import phrasing
from dashboard.charts import palette
from dashboard.charts.films import films
from dashboard.charts.metrics import measures, predictions
from dashboard.charts.training import losses, runs
from dashboard.components.shared import percentages


def test_waterfall_ends_where_the_values_add_up_to():
    figure = predictions.waterfall(["ghost", "wedding"], [0.5, -0.1], base=0.1, output=0.5)
    steps = figure.data[0]
    assert steps.measure == ("absolute", "relative", "relative", "total")
    assert sum(steps.x[:-1]) == pytest.approx(steps.x[-1])


@pytest.mark.parametrize("weight", [0.0, 0.5, 0.95])
def test_smoothing_leaves_a_constant_as_it_is(weight):
    assert losses.smoothed([2.0] * 20, weight) == pytest.approx([2.0] * 20)


def test_smoothing_by_hand():
    # average = .5*0 + .5*4 = 2, corrected by 1 - .5: 4; then .5*2 + .5*0 = 1, corrected by 1 - .25
    assert losses.smoothed([4.0, 0.0], 0.5) == pytest.approx([4.0, 1 / 0.75])


def curves(run: str) -> pd.DataFrame:
    steps = pd.DataFrame({"step": [1, 2, 3, 4], "value": [4.0, 3.0, 2.0, 1.0], "kind": "train", "best": False})
    ends = pd.DataFrame({"step": [2, 4], "value": [3.5, 2.5], "kind": "validation", "best": [False, True]})
    return pd.concat([steps, ends]).assign(run=run, epoch=1.0, minutes=0.1)


def test_smoothed_curves_keep_the_raw_ones_behind_them():
    drawn = losses.points(curves("a"), "step", 0.9)
    train, validation = (drawn[drawn["kind"] == kind] for kind in ("train", "validation"))
    assert train["raw"].tolist() == [4.0, 3.0, 2.0, 1.0] != train["loss"].tolist()
    assert train["x"].tolist() == [1, 2, 3, 4]
    assert validation["loss"].tolist() == [3.5, 2.5]
    behind, *rest = losses.specification(["a"], "step", 0.9)["layer"]
    assert behind["encoding"]["y"]["field"] == "raw" and behind["mark"]["opacity"] < 1
    assert all(layer["encoding"]["y"]["field"] == "loss" for layer in rest)
    assert len(losses.specification(["a"], "step")["layer"]) == len(rest)


def test_two_runs_are_told_apart_by_name():
    drawn = losses.points(pd.concat([curves("a"), curves("b")]), "step")
    named = losses.specification(["a", "b"], "step")["encoding"]["color"]["scale"]["domain"]
    assert set(drawn["line"]) == set(named)
    assert set(named) == {"a, training loss", "a, validation loss", "b, training loss", "b, validation loss"}


def test_heatmap_shows_counts_on_hover_and_shares_as_tint():
    table = pd.DataFrame([[10, 5], [5, 20]], index=["A", "B"], columns=["A", "B"])
    figure = films.heatmap(table, table.div(np.diag(table), axis=0))
    assert figure.data[0].z[1][0] == pytest.approx(0.25)
    cells = zip(figure.data[1].y, figure.data[1].x, figure.data[1].customdata, strict=True)
    points = {(row, column): list(values) for row, column, values in cells}
    assert points["B", "A"] == [5, "25 %"] and points["A", "B"] == [5, "50 %"]


def test_every_genre_has_a_colour_and_strangers_keep_theirs():
    assert palette.genre_color("Drama") != palette.genre_color("Horror")
    stranger = palette.genre_color("Jidaigeki")
    assert stranger == palette.genre_color("Jidaigeki") and len(stranger) == 7


@pytest.mark.parametrize(
    ("seconds", "said"), [(45, "45 s"), (60, "1 min"), (200, "3 min 20 s"), (3599.6, "1 h 0 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds, said):
    assert phrasing.duration(seconds) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.0712, "7 %"), (0.001, "< 1 %"), (0.0, "0 %"), (0.999, "> 99 %"), (1.0, "100 %")]
)
def test_percentages(share, said):
    assert phrasing.percent(share) == said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (0.8151, 0.8349, "+1 point"),  # 82 % -> 83 %: not +2
        (0.5, 0.5, "0 points"),
        (0.501, 0.502, "less than a point"),
        (0.9, 0.2, "−70 points"),
    ],
)
def test_a_difference_is_that_of_the_percentages_shown(before, after, said):
    assert phrasing.points(before, after) == said


@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (2000, 1000), (2001, 667), (44_000, 1000)])
def test_long_curves_are_thinned_and_keep_their_newest_point(count, drawn):
    places = losses.thinned(count)
    assert len(places) == drawn
    assert places[-1:] == ([count - 1] if count else [])


def test_hovering_tells_percentages_with_a_blank():
    curve = pd.DataFrame({"threshold": [0.3], "precision": [0.84], "recall": [0.5]})
    table = pd.DataFrame({"probability": [0.84], "frequency": [0.5], "pairs": [12]})
    counts = pd.DataFrame([[5, 4], [4, 8]], index=["A", "B"], columns=["A", "B"])
    figures = [
        measures.precision_recall(curve, "Drama", 0.5, 0.84, "here"),
        measures.reliability(table),
        films.heatmap(counts, counts / 5 * 0.84),
    ]
    for figure in figures:
        assert "84 %" in str([trace.customdata for trace in figure.data])
        assert not any("%}" in (trace.hovertemplate or "") for trace in figure.data)


def test_an_axis_of_counts_has_no_ticks_between_them():
    frame = pd.DataFrame({"genres": [1, 2, 3], "films": [5, 3, 1]})
    figure = films.columns(frame, "genres", "films", "genres of a film", "films", every=True)
    assert figure.layout.xaxis.dtick == 1
    assert films.columns(frame, "genres", "films", "", "").layout.xaxis.dtick is None
    assert figure.layout.yaxis.dtick == films.bars(frame, "films", "genres", "films").layout.xaxis.dtick == 1
    assert films.bars(100 * frame, "films", "genres", "films").layout.xaxis.dtick is None


def test_the_number_of_the_longest_bar_has_room_on_a_phone():
    """Plotly ends the axis a twentieth beyond the bar, which is too little for "60,760" where the chart is narrow."""
    frame = pd.DataFrame({"genres": ["Drama", "War"], "films": [60_760, 300]})
    figure = films.bars(frame, "films", "genres", "films")
    assert figure.data[0].text[-1] == "60,760" and figure.layout.margin.r >= 6 * 8
    assert figure.layout.xaxis.tickformat == ","


def test_shares_in_a_table_are_written_as_everywhere_and_stay_numbers():
    frame = pd.DataFrame({"genre": ["Drama"] * 4, "p": np.array([0.84, 0.001, 0.999, np.nan], dtype=np.float32)})
    styled = percentages.written(frame, ["p"])
    shown = styled._translate(False, False)["body"]
    assert [row[2]["display_value"] for row in shown] == ["84 %", "< 1 %", "> 99 %", ""]
    assert styled.data["p"].dtype == np.float32
    wide = percentages.written(pd.DataFrame(np.zeros((300, 1_500))), [0])
    assert wide.data.size <= percentages.MOST_CELLS


def test_the_numbers_of_losses_have_room_beside_the_names_on_a_phone():
    table = pd.DataFrame({"genre": ["Biography", "Western"], "f1_difference": [-0.068, 0.042]})
    low, high = runs.differences(table, "genre", "f1_difference", "F1").layout.xaxis.range
    assert low < -0.068 - 0.02 and high > 0.042 + 0.02


@pytest.mark.parametrize(("epochs", "step"), [(2, 1), (15, 2), (60, 6)])
def test_there_is_no_half_of_an_epoch(epochs, step):
    curves = pd.DataFrame({"run": "a", "epoch": range(1, epochs + 1), "micro_f1": 0.5})
    assert runs.score_curve(curves, "epoch", "micro_f1", "F1").layout.xaxis.dtick == step
    assert (
        runs.score_curve(curves.rename(columns={"epoch": "step"}), "step", "micro_f1", "F1").layout.xaxis.dtick is None
    )


def test_names_of_settings_wrap_below_their_axes():
    table = pd.DataFrame({"Learning rate": [0.1, 0.2], "validation F1": [0.4, 0.5]})
    figure = runs.parallel(table, list(table)).data[0]
    assert figure.labelside == "bottom" and figure.dimensions[0].label == "Learning<br>rate"


def test_a_percentage_is_never_broken():
    assert phrasing.unbroken("from \\< 1 % to > 99 %, a < b") == "from \\<\u00a01\u00a0% to >\u00a099\u00a0%, a < b"


def test_on_a_small_screen_the_lines_of_two_runs_are_named_one_below_the_other():
    """Side by side the second run's name was cut off at the edge of the chart."""
    legend = losses.specification(["a", "b"], "step")["encoding"]["color"]["legend"]
    assert legend["columns"] == {"expr": "width < 560 ? 1 : 2"}
