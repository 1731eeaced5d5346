"""Sides of the split: genres that are not understood are masked, left out or learnt, as chosen, and never scored."""

import numpy as np
import pandas as pd
import pytest

from core.errors import TableError
from core.text import Vocabulary
from data.schema import validate
from train.config import LEARN, LEAVE_OUT, MASK, TrainConfig
from train.examples import sides, targets

CELLS = ["Drama", "Comedy", "Drama|Telenovela", "Comedy|International Movies", "International Movies"] * 8
TABLE = validate(pd.DataFrame({"title": map(str, range(40)), "plot": "a war begins", "genres": CELLS}), "made up")
SIDE = pd.Series(["train"] * 20 + ["validation"] * 10 + ["test"] * 10)
VOCABULARY = Vocabulary(("[PAD]", "[UNK]", "war"))


def read(choice, part="train"):
    config = TrainConfig(unknown_genres=choice, min_films=3)
    notes = []
    genres = sides.choose_genres(TABLE, SIDE, config, notes.append)
    return genres, sides.read_side(TABLE, SIDE == part, genres, VOCABULARY, config), config, str(notes)


def test_masked_what_is_open_is_not_learnt():
    genres, side, config, notes = read(MASK)
    assert genres == ["Comedy", "Drama"] and len(side.frame) == 16
    weight = targets.build(config, side.frame, side.y_true, known=side.known).weight
    left_open = side.frame["genres"].str.contains("Telenovela").to_numpy()
    assert weight[left_open].tolist() == [[0, 1]] * 4 and (weight[~left_open] == 1).all()
    assert "International Movies (16), Telenovela (8)" in notes and "16 films" in notes


def test_left_out_the_films_are_not_there():
    genres, side, _, notes = read(LEAVE_OUT)
    assert genres == ["Comedy", "Drama"] and len(side.frame) == 12 and side.known.all()
    assert "are left out" in notes


def test_learnt_the_names_are_genres_of_their_own():
    genres, side, _, notes = read(LEARN)
    assert genres == ["Comedy", "Drama", "International Movies", "Telenovela"]
    assert len(side.frame) == 20 and side.known.all() and "not understood" not in notes


@pytest.mark.parametrize("choice", [MASK, LEAVE_OUT])
def test_only_films_whose_genres_are_all_known_are_scored(choice):
    _, side, config, _ = read(choice, "test")
    scored = sides.only_scored(side, config)
    assert len(scored.frame) == 6 and not scored.frame["genres"].str.contains("Telenovela").any()
    np.testing.assert_array_equal(scored.y_true.sum(axis=1), 1)


def test_a_table_of_names_that_are_not_understood_says_how_to_learn_them():
    table = validate(TABLE.frame.assign(genres="Wuxia|Telenovela"), "own names")
    with pytest.raises(TableError, match="unknown_genres=learn"):
        sides.choose_genres(table, SIDE, TrainConfig(), lambda event: None)
