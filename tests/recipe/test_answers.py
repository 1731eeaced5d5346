"""The teacher's answers without the teacher: what is committed, and how it is joined with the texts."""

import numpy as np
import pandas as pd
import pytest

from benchmarks.quality import peer
from core.errors import TableError
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.model.network import vectors
from data.sources import registry
from recipe import films, ship, texts, word_vectors
from recipe.answers import __main__ as answers
from recipe.answers import stored
from train.examples.teacher import Teacher

WEIGHS = 18_500_000  # bytes, all files together


@pytest.fixture
def table(tmp_path, monkeypatch):
    """The embedded films as the films of the shipped model; the first training film is also one of the peer's test."""
    frame = registry.load("open_plots").frame.assign(clean="1", label_tier="imdb").reset_index(drop=True)
    frame["split"] = np.where(frame.index % 10 == 0, "test", np.where(frame.index % 10 == 1, "validation", "train"))
    frame.to_csv(tmp_path / "plots.csv.gz", index=False)
    peer = frame[frame["split"] == "train"].iloc[:30].assign(title=[f"Peer {n}" for n in range(30)])
    peer["plot"] = [peer["plot"].iloc[0], *(f"The peer's own plot number {n}, and no other." for n in range(1, 30))]
    peer["split"] = ["test", *["train", "validation"] * 14, "train"]
    peer.to_csv(tmp_path / "peer_tmdb8000.csv.gz", index=False)
    own = pd.DataFrame({"title": ["Own", "Its Test"], "plot": ["A plot of its own.", "Another."], "labels": "Docs"})
    own.assign(split=["train", "test"]).to_csv(tmp_path / "own_labels.csv.gz", index=False)
    monkeypatch.setattr(films, "SHARED", tmp_path)
    monkeypatch.setattr(texts, "SHARED", tmp_path)
    return films.load("plots", "clean=1", 60)


def test_what_is_committed_is_whole_and_holds_no_text():
    genres = GenreClassifier.load(ship.MODEL).classes_.tolist()
    paths = sorted(stored.FOLDER.glob("*.npz"))
    assert {path.stem for path in paths} == {*texts.NAMES, stored.WORDS, peer.PLOTS, peer.WORDS}
    assert sum(path.stat().st_size for path in paths) < WEIGHS
    for path in paths:
        with np.load(path, allow_pickle=False) as arrays:
            assert set(arrays) == {"hash", "values", "columns"}
            assert arrays["hash"].dtype == np.uint64 and len(set(arrays["hash"].tolist())) == len(arrays["hash"])
            assert arrays["values"].dtype == np.float16 and np.isfinite(arrays["values"]).all()
            assert arrays["values"].shape == (len(arrays["hash"]), len(arrays["columns"]))
            if path.stem in (stored.WORDS, peer.WORDS):
                assert len(arrays["columns"]) == word_vectors.DIMENSIONS
            elif path.stem == peer.PLOTS:
                assert set(arrays["columns"].tolist()) < set(genres)
            else:
                assert sorted(arrays["columns"].tolist()) == sorted(genres)


def test_answers_find_their_texts_in_any_order(tmp_path):
    values = np.array([[0.5, -1.0], [2.0, 3.0]])
    stored.save(tmp_path, "some", ["a plot", "écru"], values, ["Drama", "War"])
    answered, read, columns = stored.load(tmp_path, "some", ["unknown", "écru", "a plot"])
    assert (answered, columns) == (["écru", "a plot"], ["Drama", "War"])
    np.testing.assert_array_equal(read, values[::-1])


def test_answers_to_other_texts_are_refused(tmp_path):
    stored.save(tmp_path, "some", ["a plot", "another"], np.zeros((2, 1)), ["Drama"])
    with pytest.raises(TableError, match=r"1 of the 2 answers in some\.npz .*python -m recipe\.teacher"):
        stored.load(tmp_path, "some", ["a plot", "a plot."])


def test_what_a_film_held_back_has_is_not_answered(table):
    first = table.train["plot"].iloc[0]
    answerable = texts.answerable(table)
    assert set(answerable) == set(texts.NAMES)
    assert first not in answerable[texts.PLOTS]
    assert len(answerable[texts.PLOTS]) == texts.learnable(table).sum() > 700
    begin = " ".join(first.split()[:4])
    for plots in answerable.values():
        assert plots and len(plots) == len(set(plots)) and not any(begin in plot for plot in plots)
    assert answerable[texts.OWN_LABELS] == ["A plot of its own."]


def test_a_model_can_learn_from_what_the_step_writes(table, tmp_path, monkeypatch, capsys):
    rng, answerable = np.random.default_rng(0), texts.answerable(table)
    folder = tmp_path / "answers"
    folder.mkdir()
    for name, plots in answerable.items():
        stored.save(folder, name, plots, rng.normal(size=(len(plots), len(table.genres))), table.genres)
    words = list(word_vectors.vocabulary(texts.spelt(table)).words[2:])
    stored.save(folder, stored.WORDS, words, rng.normal(size=(len(words), 4)), list("abcd"))
    monkeypatch.setattr(stored, "FOLDER", folder)
    monkeypatch.setattr(films, "shipped", lambda: table)
    out = tmp_path / "build"
    monkeypatch.setattr(answers, "TEACHER", out / "teacher.csv.gz")
    monkeypatch.setattr(answers, "VECTORS", out / "vectors.txt")
    answers.main([])
    teacher = Teacher.read(out / "teacher.csv.gz", table.genres)
    parts = [answerable[name] for name in texts.NAMES]
    assert teacher.plots.tolist() == list(dict.fromkeys(sum(parts, [])))
    _, log_odds, _ = stored.load(folder, texts.PLOTS, answerable[texts.PLOTS])
    np.testing.assert_allclose(teacher.predict_proba(answerable[texts.PLOTS]), sigmoid(log_odds), atol=1e-5)
    assert vectors.embed(word_vectors.vocabulary(texts.spelt(table)), str(out / "vectors.txt"), 7).coverage == 1
    assert f"{len(parts[0]):,} of {len(parts[0]):,} texts have an answer" in capsys.readouterr().out


def test_a_network_learns_of_the_peer_s_films_what_is_kept_for_them(table, tmp_path, monkeypatch):
    """A text without an answer is left out, and a word that the teacher has not read begins with zeros."""
    monkeypatch.setattr(films, "shipped", lambda: table)
    monkeypatch.setattr(stored, "FOLDER", tmp_path)
    monkeypatch.setattr(peer, "WORK", tmp_path / "build")
    rng, its = np.random.default_rng(0), films.load("peer_tmdb8000", "", 1)
    further = films.unseen(table.train, pd.concat([its.validation, its.test]))["plot"].tolist()
    plots = list(dict.fromkeys([*its.plots("train"), *further]))
    words = list(word_vectors.vocabulary([*its.plots("train"), *further]).words[2:])
    log_odds = rng.normal(size=(len(plots) - 1, len(its.genres)))
    stored.save(tmp_path, peer.PLOTS, plots[1:], log_odds, its.genres)
    stored.save(tmp_path, peer.WORDS, words[1:], rng.normal(size=(len(words) - 1, 4)), list("abcd"))
    settings = peer.teacher_settings(its)
    teacher = Teacher.read(settings["teacher"], its.genres)
    assert teacher.plots.tolist() == plots[1:]
    np.testing.assert_allclose(teacher.predict_proba(plots[1:]), sigmoid(log_odds), atol=1e-3)
    rows = pd.read_csv(settings["glove"], sep=" ", header=None, index_col=0, quoting=3, keep_default_na=False)
    assert rows.index.tolist() == words
    assert not rows.iloc[0, -4:].any() and rows.iloc[1:, -4:].all(axis=None)
