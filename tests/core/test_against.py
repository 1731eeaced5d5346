"""``--against DIR``: another model beside the first, at the commands ``predict`` and ``explain``."""

import json
from pathlib import Path

import pandas as pd
import pytest

from core.cli import main

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "models" / "default"
PLOT = "A detective hunts a killer while a haunted bride waits at the wedding in the old house."


@pytest.fixture
def both(tiny_model):
    return ["--model", str(SHIPPED), "--against", str(tiny_model)]


def test_a_plot_by_two_models_the_genres_that_differ_most_first(both, tiny, shipped, capsys):
    assert main(["predict", PLOT, *both]) == 0
    heading, *rows, named = capsys.readouterr().out.splitlines()
    assert heading.split() == ["genre", "--model", "--against", "difference", "given", "by"]
    gaps = [abs(float(row[53:64])) for row in rows]
    assert gaps == sorted(gaps, reverse=True)
    assert {row[2:32].strip() for row in rows} == set(shipped.classes_) & set(tiny.classes_)
    given = {row[2:32].strip() for row in rows if row.endswith(("--model", "both"))}
    assert given == set(shipped.predict([PLOT])[0]) & set(tiny.classes_)
    assert f"version {shipped.version}" in named and f"version {tiny.version}" in named


def test_the_rows_of_a_file_on_which_they_disagree(both, tiny, shipped, tmp_path, capsys):
    plots = [PLOT, "A war.", "", "zzqqx", "Two friends fall in love.", "A spaceship lands among cowboys."]
    source, out = tmp_path / "films.csv", tmp_path / "out.csv"
    pd.DataFrame({"id": range(6), "plot": plots}).to_csv(source, index=False)
    assert main(["predict", str(source), "--out", str(out), *both]) == 0
    common = set(shipped.classes_) & set(tiny.classes_)
    apart = [
        str(i)
        for i, (one, other) in enumerate(zip(shipped.predict(plots), tiny.predict(plots), strict=True))
        if set(one) & common != set(other) & common
    ]
    frame = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert frame["id"].tolist() == apart and apart
    assert list(frame)[2:] == ["predicted", "predicted_against", "furthest_apart", "p", "p_against"]
    place = int(frame["id"][0])
    genre = frame["furthest_apart"][0]
    assert float(frame["p"][0]) == pytest.approx(
        shipped.predict_proba([plots[place]])[0, list(shipped.classes_).index(genre)], abs=1e-5
    )
    assert f"disagree on {len(apart)} of 6 films" in capsys.readouterr().out


def test_a_model_disagrees_with_itself_nowhere(tiny_model, tmp_path):
    source, out = tmp_path / "films.csv", tmp_path / "out.csv"
    source.write_text("plot\nA ghost.\nA war begins.\n")
    same = ["--model", str(tiny_model), "--against", str(tiny_model)]
    assert main(["predict", str(source), "--out", str(out), *same]) == 0
    assert len(pd.read_csv(out)) == 0


def test_where_they_differ_and_by_which_words(both, capsys):
    assert main(["explain", PLOT, "--genre", "Horror", "--method", "occlusion", *both]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Horror is ") and " for --model and " in said and "differs most" in said
    assert main(["explain", PLOT, "--json", "--method", "occlusion", *both]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["model"]["text"] == found["against"]["text"] == PLOT
    assert set(found["furthest_apart"]) <= set(found["model"]["genres"]) & set(found["against"]["genres"])


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("predict", ""), "empty"),
        (("predict", "{films}"), "--out OUT.csv"),
        (("predict", "{films}", "--out", "{out}.parquet"), "ends in .csv"),
        (("predict", "{films}", "--out", "{films}"), "is the input"),
        (("predict", "{folder}", "--out", "{out}"), "not on Parquet"),
        (("explain", "the house", "--genre", "Opera"), "don't both have a genre 'Opera'"),
        (("explain", "the house", "--html", "{out}.html"), "--html shows one model"),
    ],
)
def test_what_can_not_be_compared_is_one_sentence(both, tmp_path, capsys, arguments, needed):
    films = tmp_path / "films.csv"
    films.write_text("plot\nA ghost.\n")
    places = {"films": films, "out": tmp_path / "out", "folder": tmp_path}
    assert main([*(text.format(**places) for text in arguments), *both]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("error: ") and said.err.count("\n") == 1
    assert needed in said.err
    assert films.read_text() == "plot\nA ghost.\n"


def test_a_missing_other_model_is_one_sentence(tiny_model, tmp_path, capsys):
    assert main(["predict", PLOT, "--model", str(tiny_model), "--against", str(tmp_path / "none")]) == 2
    assert "no model folder" in capsys.readouterr().err
