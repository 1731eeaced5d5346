"""Labels as people have them, the odd ones too: one sentence each, nothing lost."""

import pandas as pd
import pytest

from core.errors import ArtifactError, TableError
from data.schema import validate
from train.adapt import labels
from train.adapt.adapt import adapt, notes
from train.adapt.sides import sides


def table(cells, **more):
    frame = pd.DataFrame({"title": [f"Film {i}" for i in range(len(cells))], "plot": "A war begins.", "genres": cells})
    return validate(frame.assign(**more), "films.csv")


def test_names_that_are_not_imdbs_stay_as_written():
    films = labels.read(table(["Dramas|Children & Family Movies", "Stand-Up Comedy"] * 5))
    assert films.labels == ["Children & Family Movies", "Dramas", "Stand-Up Comedy"]


def test_imdbs_own_names_count_as_such_whatever_their_case():
    assert labels.read(table(["drama|COMEDY", "Sci-Fi"] * 5)).labels == ["Comedy", "Drama", "Sci-Fi"]


def test_names_can_be_brought_to_imdbs():
    films = labels.read(table(["Dramas|Children & Family Movies", "Horror Movies"] * 5), "imdb")
    assert films.labels == ["Drama", "Family", "Horror"]


def test_a_label_knows_the_genres_it_speaks_of():
    genres = ["Drama", "Family", "Sci-Fi", "Fantasy"]
    names = ["Drama", "Dramas", "Children & Family Movies", "Sci-Fi & Fantasy", "Slow burn"]
    assert labels.of_source(names, genres) == [[0], [0], [1], [2, 3], []]


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["Cosy"] * 12, "a single label, 'Cosy'"),
        (["Cosy", "Noisy"], "2 labelled films"),
        ([f"{i}-a|{i}-b" for i in range(600)], "1,200 different labels"),
    ],
)
def test_what_cannot_be_learnt_is_one_sentence(cells, sentence):
    with pytest.raises(TableError, match=sentence):
        labels.read(table(cells))


def test_a_label_of_few_films_is_kept_and_said_to_be_a_guess_and_one_of_all_films_too(tiny_model, tiny, tmp_path):
    films = labels.read(table(["All|Rare|Drama"] + ["All|Drama", "All|Comedy"] * 10))
    said = " ".join(notes(films, tiny))
    assert "guesses: Rare." in said
    assert "every film, so that nothing tells them apart: All." in said
    adapt(films, tiny_model, tmp_path / "model", lambda event: None)
    from core.model.classifier import GenreClassifier

    adapted = GenreClassifier.load(tmp_path / "model")
    assert list(adapted.classes_) == ["All", "Comedy", "Drama", "Rare"]
    assert "All" in adapted.predict(["A family drama about a war."])[0]
    assert "guesses: Rare" in adapted.artifact.readme


def test_markup_and_separators_stay_text():
    films = labels.read(table(["<b>loud</b>|=SUM(A1)|*quiet*", "a/b|#tag"] * 5))
    assert all(label.isprintable() and label[0] not in "*=+-@" for label in films.labels)
    assert "<b>loud</b>" in films.labels


def test_the_tables_own_split_is_kept():
    films = labels.read(table(["A", "B"] * 10, split=["train"] * 14 + ["test"] * 6))
    parts = sides(films)
    assert (len(parts.train), len(parts.test)) == (14, 6)
    assert len(sides(films, most=12, seed=1).train) == 12


def test_the_source_is_gone(tmp_path):
    films = labels.read(table(["A", "B"] * 10))
    with pytest.raises(ArtifactError, match="no model folder"):
        adapt(films, tmp_path / "gone", tmp_path / "model", lambda event: None)
    assert not (tmp_path / "model").exists()


def test_a_model_is_not_adapted_onto_itself(tiny_model):
    films = labels.read(table(["A", "B"] * 10))
    with pytest.raises(ArtifactError, match="source model itself"):
        adapt(films, tiny_model, tiny_model, lambda event: None)
