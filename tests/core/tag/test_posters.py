"""A table with a column of posters: answers beside plots, and a sentence for each poster that can't be used."""

import csv

import numpy as np
import pytest

from core.cli import main
from core.posters.classifier import PosterClassifier
from tests.support import drawn

PLOT = "A detective hunts a killer through a haunted house."


@pytest.fixture
def table(tmp_path):
    """A table of five films beside its posters."""
    folder = tmp_path / "films"
    (folder / "posters").mkdir(parents=True)
    (folder / "posters" / "good.jpg").write_bytes(drawn.saved(drawn.poster()))
    (folder / "posters" / "page.jpg").write_bytes(b"<html></html>")
    (tmp_path / "secret.jpg").write_bytes(drawn.saved(drawn.poster()))
    rows = [(PLOT, "posters/good.jpg"), (PLOT, ""), ("", "posters/good.jpg"), (PLOT, "posters/page.jpg")]
    rows += [(PLOT, "../secret.jpg"), (PLOT, "posters/missing.jpg")]
    path = folder / "films.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("plot", "poster"), *rows])
    return path


def test_posters_count_beside_plots_and_problems_are_named(table, tmp_path, capsys):
    out = tmp_path / "tagged.csv"
    assert main(["predict", str(table), "--poster-column", "poster", "--text-column", "plot", "--out", str(out)]) == 0
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    shipped = PosterClassifier.load()
    genres = [str(genre) for genre in shipped.classes_]

    def scores(row):
        return np.array([float(row[f"p_{genre}"]) for genre in genres])

    poster = drawn.saved(drawn.poster())
    assert np.allclose(scores(rows[0]), shipped.predict_proba([PLOT], [poster])[0], atol=2e-6)
    assert np.allclose(scores(rows[2]), shipped.predict_proba([""], [poster])[0], atol=2e-6)
    for row in (rows[1], *rows[3:]):
        assert np.allclose(scores(row), shipped.plots.predict_proba([PLOT])[0], atol=2e-6)
    problems = [row["poster_problem"] for row in rows]
    assert problems[:3] == ["", "", ""]
    assert "no JPEG, PNG or WebP" in problems[3]
    assert "outside the table's folder" in problems[4]
    assert "can't be read" in problems[5]


def test_a_column_that_is_not_there_and_parquet_are_refused(table, tmp_path, capsys):
    for options, told in (
        (["--poster-column", "image", "--out", str(tmp_path / "a.csv")], "has no column 'image'"),
        (["--poster-column", "poster", "--out", str(tmp_path / "a.parquet")], "tags tables into CSV"),
        (["--poster", "film.jpg", "--out", str(tmp_path / "a.csv")], "is for one film"),
    ):
        assert main(["predict", str(table), *options]) != 0
        assert told in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["films", "secret.jpg"]


def test_one_film_is_predicted_and_explained_with_its_poster(tmp_path, capsys):
    path, page = tmp_path / "film.png", tmp_path / "page.html"
    path.write_bytes(drawn.saved(drawn.poster(), "PNG"))
    assert main(["predict", PLOT, "--poster", str(path)]) == 0
    assert "poster" in capsys.readouterr().out
    assert main(["explain", "", "--poster", str(path), "--genre", "Horror", "--html", str(page)]) == 0
    assert "<img" in page.read_text()
    assert main(["explain", PLOT, "--poster", str(path), "--genre", "Horror", "--method", "activation_map"]) == 0
    assert "Horror is at" in capsys.readouterr().out
    assert main(["explain", PLOT, "--poster", str(tmp_path / "none.png")]) != 0
    assert "can't be read" in capsys.readouterr().err
