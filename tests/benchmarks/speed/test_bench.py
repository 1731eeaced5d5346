"""The one benchmark: how it compares, what it says of growth, and that a part is measured, kept and written down."""

import json
from dataclasses import replace

import pytest

from benchmarks.speed import bench, bench_page
from benchmarks.speed.keras_original import padded
from benchmarks.speed.parts import predicting, scaling
from benchmarks.speed.rivals import Rival
from benchmarks.speed.rows import Row, Setting, growth
from benchmarks.timing import seconds
from data.sources import registry
from recipe import films


@pytest.fixture(scope="module")
def setting(tiny):
    """The tiny model and the embedded films."""
    table = films.read("open_plots", registry.SOURCES["open_plots"].path, "", 20)
    return Setting(tiny, replace(table, genres=list(tiny.classes_)), repeats=2, plots=20, quick=True)


@pytest.mark.parametrize(("power", "linear"), [(0.5, True), (1.0, True), (1.3, False), (2.0, False)])
def test_the_exponent_is_that_of_the_curve(power, linear):
    found = growth("toy", "plots", [10, 100, 1000], [[3.0 * size**power] * 3 for size in (10, 100, 1000)])
    assert found.fitted == pytest.approx(power) and found.steepest == pytest.approx(power)
    assert found.linear is linear


def test_a_flat_end_does_not_hide_a_steep_step():
    found = growth("toy", "words", [10, 50, 300, 2000], [[0.01], [0.02], [0.4], [0.4]])
    assert found.fitted < 1.1 < found.steepest and not found.linear


def test_plots_are_padded_and_cut_at_the_front():
    assert padded([[1, 2], [1, 2, 3, 4, 5]], 4).tolist() == [[0, 0, 1, 2], [2, 3, 4, 5]]


def test_fast_is_not_enough_where_micro_f1_is_lower():
    taken = {"genrelens": [1.0], "original": [30.0], "minilm": [30.0]}
    for ours, met in ((0.7, True), (0.5, False)):
        rows = predicting.against(
            "x", taken, seconds, {"genrelens": ours, "minilm": 0.6}, {"original": 20, "minilm": 10}
        )
        assert [row.met for row in rows] == [True, met]
    better = {"genrelens": 0.65, "minilm": 0.6, "minilm, all films": 0.66}
    assert not predicting.against("x", taken, seconds, better, {"minilm": 10})[1].met, "the better MiniLM counts"
    assert not predicting.against("x", {**taken, "minilm": [9.0]}, seconds, {**better, "genrelens": 1}, {"minilm": 10})[
        1
    ].met


def test_a_contender_answers_from_its_own_process(tiny_model, tmp_path):
    source, out = tmp_path / "films.csv", tmp_path / "out.csv"
    source.write_text("plot\nA ghost in an old house.\n")
    with Rival("genrelens", str(tiny_model)) as rival:
        first, tagged = rival.ask(plots=["A detective."]), rival.ask(source=str(source), out=str(out))
        assert 0 < first["seconds"] < rival.started and 20 < first["memory"] <= tagged["memory"]
    assert out.read_text().startswith("plot,predicted,p_")


def test_a_contender_that_dies_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="genrelens ended(.|\n)*ArtifactError"):
        Rival("genrelens", str(tmp_path / "nowhere"))


def test_a_part_is_measured_kept_and_written_down(setting, tmp_path, monkeypatch):
    monkeypatch.setattr(scaling, "PLOTS", (5, 20, 80))
    monkeypatch.setattr(scaling, "WORDS", (5, 20))
    assert bench.kept("growing", setting, tmp_path) is None
    part = bench.measure("growing", setting, tmp_path)
    assert bench.kept("growing", setting, tmp_path) == part
    text = "\n".join(bench_page.lines("About.", {"growing": part}, setting))
    assert text.startswith("About. ")
    assert text.count("| plots |") == 2 and text.count("| words |") == 2
    assert all(f"| {row['fitted']:.2f} |" in text for row in part["Growth"])


def test_what_another_model_gave_is_not_taken_for_this_ones(setting, tmp_path):
    bench.file_of("growing", quick=True, folder=tmp_path).write_text(json.dumps({"model": "another"}))
    assert bench.kept("growing", setting, tmp_path) is None


def test_the_table_says_met_and_not_met(setting):
    rows = [
        Row("a", "1 ms", "other", "30 ms", ("micro-F1 .6", ""), (30.0, 25.0, 31.0), 5, "20 times", True),
        Row("b", "600 MB", target="under 500 MB", met=False),
    ]
    part = {"date": "2026-01-01", "minutes": 1.0, "load": 0.1, "quick": False, "Growth": []}
    part["Row"] = [json.loads(json.dumps(row.__dict__)) for row in rows]
    text = "\n".join(bench_page.lines("About.", {"x": part}, setting))
    assert "| **30** (25 to 31) | 5 | 20 times: **met** |" in text
    assert "under 500 MB: **not met**" in text
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines[:4]}) == 1, "every line has every column"
