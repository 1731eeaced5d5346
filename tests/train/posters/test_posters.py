"""Posters are learnt from any table; what can't be used is counted and named, and features are computed once."""

import csv
import zipfile

import numpy as np
import pytest

from core.model.calibration import sigmoid
from core.model.classifier import DEFAULT_MODEL, GenreClassifier
from core.posters import model
from core.posters.backbone import Backbone
from core.posters.classifier import PosterClassifier
from core.posters.model import BACKBONE, DEFAULT_POSTERS
from core.tables.columns.choice import Columns
from tests.support import drawn
from train.__main__ import main
from train.posters import fit, table
from train.posters.features import FeatureCache

COLOURS = {"Horror": (20, 10, 10), "Comedy": (250, 210, 60)}
PLOTS = {"Horror": "A ghost haunts an old house.", "Comedy": "Two friends plan a wedding and everything goes wrong."}


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """A table of 72 films whose posters' colours say the genre, and five that can't be used."""
    folder = tmp_path_factory.mktemp("films")
    rows = []
    for i in range(72):
        genre = "Horror" if i % 2 else "Comedy"
        (folder / f"{i}.jpg").write_bytes(drawn.saved(drawn.poster(COLOURS[genre], seed=i)))
        side = "validation" if i % 6 < 2 else "test" if i % 6 < 3 else "train"
        rows.append((f"Film {i}", "A man and a woman." if i % 3 else PLOTS[genre], genre, f"{i}.jpg", side))
    (folder / "page.jpg").write_bytes(b"<html>")
    for poster in ("", "missing.jpg", "page.jpg", "../../elsewhere.jpg"):
        rows.append(("Odd", "A plot.", "Horror", poster, "train"))
    rows.append(("Odd", "A plot.", "Gardening", "1.jpg", "train"))
    path = folder / "films.csv"
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([("title", "plot", "genres", "poster", "split"), *rows])
    return path


@pytest.mark.slow
def test_any_table_with_posters_is_learnt_from_the_command_line(films, tmp_path, tiny_model, capsys):
    out = tmp_path / "posters"
    command = ["posters", "--data", str(films), "--model", str(tiny_model), "--out", str(out)]
    assert main([*command, "--cache", str(tmp_path / "kept")]) == 0
    told = capsys.readouterr()
    assert "5 rows are left out" in told.err
    for reason in ("no poster", "outside the table's folder", "none of the model's genres", "no JPEG, PNG or WebP"):
        assert reason in told.err
    assert "both: Micro F1" in told.out
    learnt = PosterClassifier.load(tiny_model, out)
    scores = learnt.predict_proba(["", ""], [drawn.poster(COLOURS[genre], seed=999) for genre in COLOURS])
    horror, comedy = (list(learnt.classes_).index(genre) for genre in COLOURS)
    assert scores[0, horror] > scores[1, horror]
    assert scores[1, comedy] > scores[0, comedy]
    assert len(list((tmp_path / "kept").rglob("*.npy"))) == 72
    assert main([*command, "--cache", str(tmp_path / "kept")]) == 0, "an earlier poster model is replaced"
    assert model.load(out).card["films"]["train"] == learnt.artifact.card["films"]["train"]


def test_the_shipped_poster_model_is_never_written_over(films, capsys):
    before = (DEFAULT_POSTERS / "SHA256SUMS").read_bytes()
    assert main(["posters", "--data", str(films), "--model", str(DEFAULT_MODEL)]) != 0
    assert "stays as it is. Name another folder: --out" in capsys.readouterr().err
    assert (DEFAULT_POSTERS / "SHA256SUMS").read_bytes() == before


def test_an_archive_is_read_as_its_folder_is_whatever_its_column_is_called(films, tmp_path):
    packed = tmp_path / "films.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("films.csv", films.read_text().replace("title,plot,genres,poster", "title,plot,genres,image"))
        for picture in films.parent.glob("*.jpg"):
            archive.write(picture, picture.name)
    genres = ["Comedy", "Horror"]
    one, other = table.read(films, genres), table.read(packed, genres)
    assert other.posters[:72] == one.posters[:72] and other.side[:72].tolist() == one.side[:72].tolist()
    assert other.shelf.content(other.posters[0]) == one.shelf.content(one.posters[0])


def test_a_folder_that_holds_something_else_is_left_alone(films, tmp_path, tiny_model, capsys):
    (tmp_path / "letter.txt").write_text("Dear")
    cache = ["--cache", str(tmp_path.parent / "kept-too")]
    assert main(["posters", "--data", str(films), "--model", str(tiny_model), "--out", str(tmp_path), *cache]) != 0
    assert "holds something else" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
    assert not (tmp_path.parent / "kept-too").exists(), "it is told before any poster is read"


def test_features_are_computed_once_and_a_damaged_file_is_made_again(tmp_path):
    poster = drawn.saved(drawn.poster())
    cache = FeatureCache(tmp_path / "kept", Backbone(DEFAULT_POSTERS / BACKBONE))
    first = cache.of(poster, "film.jpg")
    (kept,) = (tmp_path / "kept").rglob("*.npy")
    changed = kept.stat().st_mtime_ns
    assert np.array_equal(cache.of(poster, "film.jpg"), first)
    assert kept.stat().st_mtime_ns == changed
    kept.write_bytes(b"nonsense")
    assert np.array_equal(cache.of(poster, "film.jpg"), first)


def test_the_table_keeps_films_without_a_plot_and_numbers_the_rows_it_leaves_out(films):
    genres = [str(genre) for genre in GenreClassifier.load().classes_]
    read = table.read(films, genres, Columns())
    assert len(read) == 74  # two of the posters turn out to be unreadable later
    assert read.left_out["row"].tolist() == [73, 76, 77]


def test_a_useless_poster_is_given_little_weight_and_a_good_one_much():
    rng = np.random.default_rng(0)
    y_true = (rng.random((600, 3)) < 0.4).astype(np.int8)
    plot = 1.5 * (2 * y_true - 1) + rng.normal(0, 1.5, y_true.shape)
    noise = rng.normal(0, 1, y_true.shape)
    good = 2.0 * (2 * y_true - 1) + rng.normal(0, 1.5, y_true.shape)
    useless, useful = fit.fusion(plot, noise, y_true), fit.fusion(plot, good, y_true)
    assert np.abs(useless.from_poster).max() < 0.2
    assert useful.from_poster.min() > 0.5

    def loss(log_odds):
        return float((np.logaddexp(0, log_odds) - log_odds * y_true).mean())

    assert loss(useful(plot, good)) < loss(plot) - 0.1
    assert sigmoid(useful(plot, good)).shape == y_true.shape


def test_films_are_answered_by_heads_that_have_not_seen_them():
    learnt = []

    def answer(films):
        learnt.append(films)
        return np.where(films, 1.0, 0.0)[:, None]

    assert not fit.out_of_fold(answer, 23, 1).any()
    assert len(learnt) == fit.FOLDS * fit.ROUNDS
