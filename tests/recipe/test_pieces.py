"""What a teacher is asked beside whole plots."""

import numpy as np
import pandas as pd
import pytest

from core.model import vectors
from core.text import Vocabulary
from data.sources import registry
from recipe import word_vectors
from recipe.pieces import FEWEST, pieces


def test_a_piece_is_a_run_of_its_plot_or_two_runs_of_two():
    plots = registry.load("open_plots").frame["plot"].iloc[:40]
    found = pieces(plots)
    assert found == pieces(plots) and len(found) == 40
    whole = [" ".join(plot.split()) for plot in plots]
    for i, piece in enumerate(found):
        words = piece.split()
        if i % 2 == 0:
            assert piece in whole[i] and FEWEST <= len(words) < len(plots.iloc[i].split())
        else:
            own = max(n for n in range(len(words) + 1) if " ".join(words[:n]) in whole[i])
            assert own >= FEWEST and any(" ".join(words[own:]) in other for other in whole)


def test_a_plot_of_a_word_is_left_as_it_is():
    assert pieces(pd.Series(["Alone."])) == ["Alone."]


def test_the_vectors_are_gloves_and_beside_them_the_encoders(tmp_path):
    plots = ["a knight and a dragon", "a knight and a queen", "dragon queen"] * 30
    rng = np.random.default_rng(0)
    path = word_vectors.write(tmp_path / "v.txt", plots, lambda texts: rng.normal(size=(len(texts), 9)), dimensions=3)
    vocabulary = Vocabulary.fit(plot.split() for plot in plots)
    both = vectors.embed(vocabulary, str(path), 7)
    assert both.coverage == 1 and both.matrix.shape == (len(vocabulary), 53)
    np.testing.assert_allclose(
        both.matrix[2:, :50], vectors.embed(vocabulary, vectors.PACKAGED, 7).matrix[2:], atol=1e-5
    )
    assert both.matrix[2:, 50:].std() == pytest.approx(word_vectors.SCALE, abs=0.01)
