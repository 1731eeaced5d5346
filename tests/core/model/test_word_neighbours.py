"""The nearest words, in GloVe and after training."""

import numpy as np
import pytest

from core.model.network import vectors
from core.model.word_neighbours import Vectors, glove, trained
from core.text import Vocabulary

WORDS = Vocabulary(("[PAD]", "[UNK]", "ghost", "spirit", "wedding", "bride", "zzxqv"))


def test_the_nearest_are_those_of_the_smallest_angle_and_never_the_word_itself():
    matrix = np.array([[9, 9], [9, 9], [1, 0], [2, 0.2], [0, 1], [-1, 0], [0, 0]], dtype=np.float32)
    found = Vectors.of(WORDS, matrix)
    assert [near.word for near in found.nearest("ghost")] == ["spirit", "wedding", "bride"]
    assert found.nearest("ghost")[0].similarity == pytest.approx(2 / np.hypot(2, 0.2))
    assert found.nearest("ghost", 1)[0].word == "spirit"
    assert found.nearest("zzxqv") == found.nearest("never seen") == []
    assert found.similarity("ghost", "bride") == pytest.approx(-1)
    assert found.similarity("ghost", "zzxqv") is None


def test_glove_knows_what_goes_with_what_and_agrees_with_the_vectors_of_training():
    found = glove(WORDS)
    assert found.similarity("wedding", "bride") > found.similarity("wedding", "ghost")
    assert found.nearest("zzxqv") == []
    matrix = vectors.embed(WORDS).matrix[2:6]
    np.testing.assert_array_equal(vectors.packaged_vectors(WORDS.words)[2:6], matrix)


def test_a_models_own_vectors_are_those_that_training_left(tiny):
    found = trained(tiny.artifact)
    assert found.unit.shape[0] == len(tiny.vocabulary)
    word = tiny.vocabulary.words[100]
    near = found.nearest(word, 5)
    assert len(near) == 5 and word not in {one.word for one in near}
    assert [one.similarity for one in near] == sorted((one.similarity for one in near), reverse=True)
