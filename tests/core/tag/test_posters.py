"""A table with a column of posters: answers beside plots, and a sentence for each poster that can't be used."""

import csv
import zipfile

import numpy as np
import pandas as pd
import pytest

from core.cli import main
from core.posters import shelf
from core.posters.classifier import PosterClassifier
from core.tag.catalogue import ray
from core.tag.catalogue.plan import Task
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
    assert NOT_USED in capsys.readouterr().out


NOT_USED = "3 posters could not be used; the column poster_problem says why."


def tagged(source, out, *options):
    """The rows that ``predict`` writes for a table with posters."""
    assert main(["predict", str(source), "--poster-column", "poster", "--out", str(out), *options]) == 0
    found = pd.read_parquet(out) if out.suffix == ".parquet" else pd.read_csv(out, keep_default_na=False)
    return found.replace({"": None}).drop(columns="nearest_threshold", errors="ignore")


def test_parquet_and_a_zip_archive_give_the_same_answers(table, tmp_path, capsys):
    plain = tagged(table, tmp_path / "plain.csv")
    genres = [name for name in plain if name.startswith("p_")]
    capsys.readouterr()
    into = tagged(table, tmp_path / "into.parquet").replace({"": None})
    assert NOT_USED in capsys.readouterr().out
    assert np.allclose(into[genres], plain[genres].astype(float), atol=2e-6)
    assert into["poster_problem"].tolist() == plain["poster_problem"].tolist()
    catalogue, out = table.parent / "films.parquet", tmp_path / "out"
    pd.read_csv(table, keep_default_na=False).to_parquet(catalogue)
    command = ["predict", str(catalogue), "--poster-column", "poster", "--out", str(out)]
    assert main(command) == 0
    assert NOT_USED in capsys.readouterr().out
    assert pd.read_parquet(out / "films.parquet")[into.columns].replace({"": None}).equals(into)
    assert main([*command[:2], *command[-2:]]) != 0, "a result without posters is another one"

    packed = tmp_path / "packed.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(table, "all/films.csv")
        archive.writestr("all/Posters/GOOD.JPG", (table.parent / "posters" / "good.jpg").read_bytes())
        archive.writestr("all/posters/page.jpg", b"<html></html>")
    from_archive = tagged(packed, tmp_path / "packed.csv")
    assert np.allclose(from_archive[genres].astype(float), plain[genres].astype(float), atol=2e-6)
    problems = from_archive["poster_problem"].tolist()
    assert "no JPEG" in problems[3]
    assert all("is not in the archive" in problems[row] for row in (4, 5))


def test_a_worker_of_ray_answers_as_the_local_engine_does(table, tmp_path, monkeypatch):
    source, shipped = table.parent / "films.parquet", PosterClassifier.load()
    pd.read_csv(table, keep_default_na=False).to_parquet(source)
    assert main(["predict", str(source), "--poster-column", "poster", "--out", str(tmp_path / "here")]) == 0
    (tmp_path / "there").mkdir()
    mark = tmp_path / "there" / "mark"
    mark.touch()
    monkeypatch.setattr(ray, "_fetched", lambda parts: parts)
    parts = ray.contents(shipped.plots.artifact.folder, ray.files_of(shipped.plots.artifact.folder))
    posters = ("poster", ray.contents(shipped.artifact.folder, ray.POSTER_FILES))
    outcome = ray.Tagger(parts, posters, {}, str(mark)).tag(Task(source, tmp_path / "there" / "films.parquet"))
    assert not outcome.problem and outcome.poster_problems == 3
    assert (tmp_path / "there" / "films.parquet").read_bytes() == (tmp_path / "here" / "films.parquet").read_bytes()


@pytest.fixture
def archive(tmp_path):
    """An archive of a table and pictures, two of which have the same name."""
    path = tmp_path / "films.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr("set/films.csv", "plot,poster")
        for name in ("set/a/one.png", "set/b/one.png", "set/two.webp", "top.jpg"):
            opened.writestr(name, drawn.saved(drawn.poster(), "PNG"))
        opened.writestr("set/large.jpg", bytes(shelf.LARGEST_FILE + 1), zipfile.ZIP_DEFLATED)
    return path


def test_pictures_of_an_archive_are_found_as_a_table_names_them(archive):
    pictures = shelf.Archive(archive)
    assert len(pictures) == 5
    for cell in ("a/one.png", "set\\b\\ONE.PNG", "./two.webp", "two.webp", "images/two.webp", "top.jpg", "/top.jpg"):
        assert pictures.open(cell).shape == (288, 192, 3), cell
    for cell, told in (("one.png", "not in the archive"), ("../../x.png", "not in the archive"), ("large.jpg", "20")):
        with pytest.raises(shelf.PosterError, match=told):
            pictures.open(cell)
    sample = {"plot": ["A man.", None], "poster": ["top.jpg", 3]}
    assert shelf.likely_column(pictures, sample) == "poster"
    assert shelf.likely_column(pictures, {"plot": ["A man."]}) is None


def test_a_damaged_picture_of_an_archive_is_a_sentence(archive):
    content = bytearray(archive.read_bytes())
    place = content.index(b"IDAT")
    content[place : place + 400] = bytes(400)
    archive.write_bytes(content)
    with pytest.raises(shelf.PosterError, match="can't be unpacked"):
        shelf.Archive(archive).open("a/one.png")


def test_a_column_that_is_not_there_is_refused(table, tmp_path, capsys):
    for options, told in (
        (["--poster-column", "image", "--out", str(tmp_path / "a.csv")], "has no column 'image'"),
        (["--poster-column", "image", "--out", str(tmp_path / "a.parquet")], "has no column 'image'"),
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
    path.write_bytes(drawn.saved(drawn.on_a_screen(drawn.Image.fromarray(drawn.poster())), "PNG"))
    assert main(["explain", PLOT, "--poster", str(path), "--genre", "Horror"]) == 0
    assert "A border was cut off" in capsys.readouterr().out
    assert main(["explain", PLOT, "--poster", str(tmp_path / "none.png")]) != 0
    assert "can't be read" in capsys.readouterr().err
