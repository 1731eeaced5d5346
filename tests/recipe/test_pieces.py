"""What a teacher is asked beside whole plots."""

import numpy as np
import pandas as pd
import pytest

from core.model.network import vectors
from data.sources import registry
from recipe import word_vectors
from recipe.pieces import FEWEST, origins, pieces, sentence_dropout


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


def test_the_plots_of_a_piece_are_told():
    plots = registry.load("open_plots").frame["plot"].iloc[:40].map(lambda plot: " ".join(plot.split()))
    for text, (own, other) in zip(pieces(plots, seed=3), origins(40, seed=3), strict=True):
        words = text.split()
        cuts = [n for n in range(FEWEST, len(words) + 1) if " ".join(words[:n]) in plots.iloc[own]]
        assert any(" ".join(words[n:]) in plots.iloc[other] for n in cuts)


def test_sentences_are_left_out_and_never_all_of_them():
    plots = ["One. Two! Three? Four.", "Alone.", "A dog. A cat."] * 50
    texts = sentence_dropout(plots)
    assert texts == sentence_dropout(plots) != sentence_dropout(plots, seed=8)
    for plot, text in zip(plots, texts, strict=True):
        remaining = text.split(". ")
        assert text and set(text.split()) <= set(plot.split()) and len(remaining) <= len(plot.split(". "))
    assert {text for text in texts if text in plots} == {*plots} and len({*texts}) > 10


def test_the_vectors_are_gloves_and_beside_them_the_encoders(tmp_path):
    vocabulary = word_vectors.vocabulary(["a knight and a dragon", "a knight and a queen", "dragon queen"] * 30)
    path, rng = tmp_path / "vectors.txt", np.random.default_rng(0)
    word_vectors.write(path, vocabulary, rng.normal(size=(len(vocabulary) - 2, 3)))
    both = vectors.embed(vocabulary, str(path), 7)
    assert both.coverage == 1 and both.matrix.shape == (len(vocabulary), 53)
    np.testing.assert_allclose(
        both.matrix[2:, :50], vectors.embed(vocabulary, vectors.PACKAGED, 7).matrix[2:], atol=1e-5
    )
    assert both.matrix[2:, 50:].std() == pytest.approx(word_vectors.SCALE, abs=0.01)
