"""The command ``drift``: what has changed, in words, and all figures as JSON."""

import json

import pandas as pd
import pytest

from core.cli import main
from data.sources import registry


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """The embedded films as a table, and their plots."""
    folder = tmp_path_factory.mktemp("films")
    plots = registry.load("open_plots").frame["plot"].head(300)
    pd.DataFrame({"plot": plots}).to_csv(folder / "films.csv", index=False)
    return folder / "films.csv", plots


def test_the_same_films_have_not_changed(films, tiny_model, capsys):
    path, _ = films
    assert main(["drift", str(path), "--with", str(path), "--model", str(tiny_model)]) == 0
    assert capsys.readouterr().out.startswith(
        "Nothing has changed that matters. Compared: 300 plots with 300 of the plots in films.csv.\n"
    )


def test_cut_plots_are_told_and_written(films, tiny_model, tmp_path, capsys):
    _, plots = films
    (tmp_path / "catalogue").mkdir()
    cut = plots.str.split(r"(?<=\.)\s", regex=True).str[0]
    pd.DataFrame({"plot": cut}).to_parquet(tmp_path / "catalogue" / "cut.parquet")
    out = tmp_path / "drift.json"
    assert main(["drift", str(tmp_path / "catalogue"), "--out", str(out), "--model", str(tiny_model)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].startswith("- 99 % of these plots are one sentence long; of the model's own films, ")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["alarm"] and found["changes"][0]["measure"] == "length"
    assert (found["rows"], found["plots"]) == (300, 300)
    length = next(each for each in found["differences"] if each["measure"] == "length")
    assert length["p_value"] < 1e-6 and length["effect"] > 0.3
    assert sum(length["bars"]["batch"]) == pytest.approx(1)


def test_a_handful_of_plots_is_not_compared(films, tiny_model, tmp_path, capsys):
    _, plots = films
    pd.DataFrame({"plot": plots.head(5)}).to_csv(tmp_path / "few.csv", index=False)
    assert main(["drift", str(tmp_path / "few.csv"), "--out", "-", "--model", str(tiny_model)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not found["alarm"] and found["sentence"] == "5 plots can't be compared: it takes 20."


def test_the_report_must_not_overwrite_the_table(films, tiny_model, capsys):
    path, _ = films
    before = path.read_bytes()
    assert main(["drift", str(path), "--out", str(path), "--model", str(tiny_model)]) == 2
    assert "--out is" in capsys.readouterr().err and path.read_bytes() == before
