"""Tables and catalogues under a promise: the same decisions at every door, counted and explained."""

import numpy as np
import pandas as pd
import pytest

from core.cli import main
from core.promise.promise import Promise, parse
from core.tag.columns.promised import Tally

PLOTS = [
    "Two comedians share a flat in a hilarious comedy of errors, and everything goes wrong at a wedding.",
    "A detective hunts a serial killer through a city where every policeman is corrupt.",
    "A mother grieves for her dead son in a small town and slowly forgives her husband.",
    "",
    "zzqqx",
    "Una mujer joven se enamora de un pescador en un pueblo de la costa y su familia no lo permite.",
]


@pytest.fixture
def films(tmp_path):
    path = tmp_path / "films.csv"
    pd.DataFrame({"id": range(len(PLOTS)), "plot": PLOTS}).to_csv(path, index=False)
    return path


def predict(source, out, *more):
    return main(["predict", str(source), "--out", str(out), "--promise", ".8", *map(str, more)])


def test_every_door_decides_alike(shipped, films, tmp_path, capsys):
    """CSV, Parquet and a folder of Parquet files."""
    assert predict(films, tmp_path / "out.csv") == 0
    assert predict(films, tmp_path / "out.parquet") == 0
    (tmp_path / "in").mkdir()
    pd.read_csv(films).to_parquet(tmp_path / "in" / "films.parquet")
    assert predict(tmp_path / "in", tmp_path / "folder") == 0
    said = capsys.readouterr().out
    frame = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    assert list(frame)[2:5] == ["predicted", "decision", "expected_errors"]
    for path in (tmp_path / "out.parquet", tmp_path / "folder" / "films.parquet"):
        other = pd.read_parquet(path)
        assert other["predicted"].tolist() == frame["predicted"].tolist()
        assert other["decision"].tolist() == frame["decision"].tolist()
        assert other["expected_errors"].tolist() == pytest.approx(frame["expected_errors"].tolist(), abs=1e-4)
    promise = Promise.of(shipped, parse([".8"]))
    y_score = shipped.predict_proba(PLOTS[:3])
    expected = [
        {g for g, p, t in zip(promise.genres, row, promise.thresholds, strict=True) if p >= t} for row in y_score
    ]
    assert [set(filter(None, cell.split("|"))) for cell in frame["predicted"][:3]] == expected
    assert any(expected) and "accept" in frame["decision"].tolist()
    assert said.count(promise.sentence) == 3
    assert all(said.count(line) == 3 for line in promise.lines) and promise.lines
    accepted = frame[frame["decision"] == "accept"]
    line = f"Accepted {len(accepted)} film{'s' * (len(accepted) > 1)}, {len(frame) - len(accepted)} to review; of "
    assert said.count(line) == 3
    assert said.count("2 without a plot that can be read") + said.count("2 films without a plot that can be read") == 3


def test_what_is_no_such_plot_goes_to_review(films, tmp_path):
    predict(films, tmp_path / "out.csv")
    frame = pd.read_csv(tmp_path / "out.csv", keep_default_na=False)
    assert (frame["reading"][3:] != "").all() and (frame["decision"][3:] == "review").all()
    assert (frame["predicted"][3:5] == "").all() and (frame["expected_errors"][3:5] == 0).all()


def test_a_result_under_another_promise_is_left_alone(tmp_path, capsys):
    (tmp_path / "in").mkdir()
    pd.DataFrame({"plot": PLOTS[:1]}).to_parquet(tmp_path / "in" / "films.parquet")
    assert predict(tmp_path / "in", tmp_path / "out") == 0
    assert predict(tmp_path / "in", tmp_path / "out") == 0
    assert "1 was finished before" in capsys.readouterr().out
    assert predict(tmp_path / "in", tmp_path / "out", "--promise", "Drama=.9") == 2
    assert main(["predict", str(tmp_path / "in"), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.count("was made under the promise 0.8. Choose another --out") == 2


@pytest.mark.parametrize("more", [["--promise", "90"], ["--against", "models/default"], ["--poster-column", "poster"]])
def test_options_that_make_no_sense_are_one_sentence(films, tmp_path, capsys, more):
    assert predict(films, tmp_path / "out.csv", *more) == 2
    error = capsys.readouterr().err
    assert "promise" in error and error.count("\n") == 1
    assert not (tmp_path / "out.csv").exists()


def test_one_s_own_column_of_that_name_is_kept(tmp_path, capsys):
    (tmp_path / "in.csv").write_text("plot,decision\nA war,mine\n")
    for out in ("out.csv", "out.parquet"):
        assert predict(tmp_path / "in.csv", tmp_path / out) == 2
    assert capsys.readouterr().err.count("already has a column 'decision'") == 2


def test_one_plot_shows_its_promised_thresholds_and_the_decision(capsys):
    assert main(["predict", PLOTS[1], "--promise", ".8"]) == 0
    said = capsys.readouterr().out
    assert "\nDecision: " in said and "At least 80 % of the films" in said
    assert [line.split()[-1] for line in said.splitlines() if line.startswith("  Film-Noir")] == ["none"]


def test_more_errors_than_the_promise_allows_are_told():
    """Of films that are less clear than the tested ones, a page must not say two things at once without a word."""
    precision = np.array([0.8, 0.95])
    promise = Promise(("Drama", "Horror"), precision, np.array([0.7, 0.9]), np.array([0.5, 0.5]))
    assert "more than promised" in Tally(accepted=51, labels=57, errors=13.0, review=69).doubt(promise)
    assert Tally(accepted=51, labels=57, errors=11.0, review=69).doubt(promise) == ""
    assert Tally().doubt(promise) == ""
