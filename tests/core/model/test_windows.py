"""A long plot is read to its end, in windows, and a plot that fits one window is answered as it always was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explanations import METHODS, explain
from core.model import windows
from core.model.calibration import sigmoid

BEGIN = "A spaceship lands and the crew hunts an alien robot through the galaxy. " * 40
END = "She falls in love, he falls in love, and the wedding is the happiest day of the family. " * 40


@given(st.integers(0, 5_000), st.integers(1, 300))
def test_windows_are_as_few_as_will_do_even_and_leave_no_word_out(count, size):
    found = windows.bounds(count, size)
    assert found[0][0] == 0 and found[-1][1] == count
    assert all(end == begin for (_, end), (begin, _) in zip(found, found[1:], strict=False))
    lengths = [end - begin for begin, end in found]
    assert max(lengths) <= size and max(lengths) - min(lengths) <= 1
    assert len(found) == max(1, -(-count // size))


def test_one_window_is_answered_as_it_is_and_equal_ones_as_one_of_them():
    one = np.array([[0.5, -3.0]], dtype=np.float32)
    assert windows.combine(one) is not None and np.array_equal(windows.combine(one), one[0])
    np.testing.assert_allclose(windows.combine(np.repeat(one, 3, axis=0)), one[0], atol=1e-6)


def test_a_window_that_speaks_for_a_genre_weighs_more():
    both = np.array([[2.0, -1.0], [-4.0, -1.0]])
    expected = (2 * np.exp(0.6) - 4 * np.exp(-1.2)) / (np.exp(0.6) + np.exp(-1.2))
    np.testing.assert_allclose(windows.combine(both), [expected, -1.0])


def test_the_answer_is_that_of_all_windows(tiny):
    cut = windows.encode(BEGIN + END, tiny.vocabulary, tiny.max_tokens)
    assert len(cut) > 5
    logits = windows.combine(tiny.run_windows(cut))
    expected = sigmoid(tiny.calibration_.apply(logits))
    np.testing.assert_allclose(tiny.predict_proba([BEGIN + END])[0], expected, atol=1e-6)
    short = "A detective hunts a murderer."
    together = tiny.predict_proba([short, BEGIN + END, short])
    np.testing.assert_allclose(together[0], tiny.predict_proba([short])[0], atol=1e-6)
    np.testing.assert_allclose(together[1], expected, atol=1e-6)
    assert tiny.run([short, BEGIN], "pooled").shape[0] == 2


def test_the_end_of_a_long_plot_matters(shipped):
    words = len((BEGIN).split())
    assert words > shipped.max_tokens
    romance = list(shipped.classes_).index("Romance")
    without, with_end = shipped.predict_proba([BEGIN, BEGIN + END])[:, romance]
    assert with_end > without + 0.1


def test_what_is_beyond_four_thousand_words_is_not_read(shipped):
    text = "house " * windows.MOST_WORDS
    assert len(shipped.tokens(text + "love " * 9)) == shipped.most_words == windows.MOST_WORDS
    assert np.array_equal(shipped.predict_proba([text]), shipped.predict_proba([text + "love " * 9]))


@pytest.mark.parametrize("method", [name for name in METHODS if name != "random"])
def test_every_word_of_a_long_plot_is_explained(tiny, method):
    text = BEGIN[:600] + END[:600]
    tokens = tiny.tokens(text)
    assert len(tokens) > 2 * tiny.max_tokens
    found = explain(tiny, text, method, scale="log_odds")
    assert len(found.data) == len(tokens)
    np.testing.assert_allclose(found.probabilities, tiny.predict_proba([text])[0], atol=1e-5)
    if METHODS[method].additive:
        assert np.abs(found.gaps).max() < 1e-5
    top = found.probabilities.argmax()
    moved = np.abs(found.values[:, top])
    assert moved[: tiny.max_tokens].max() > 0 and moved[-tiny.max_tokens :].max() > 0


def test_only_the_window_that_loses_a_word_is_read_again(tiny, monkeypatch):
    text = BEGIN[:600] + END[:600]
    read = []
    run = tiny.run_windows
    monkeypatch.setattr(tiny, "run_windows", lambda ids, *rest: read.extend(ids) or run(ids, *rest))
    found = explain(tiny, text, "occlusion")
    cut = windows.encode(text, tiny.vocabulary, tiny.max_tokens)
    # Each word once, each whole window once, and no word at all once.
    assert len(read) <= len(found.data) + len(cut) + 1


def test_training_scores_long_plots_by_their_windows(tiny):
    import pandas as pd

    from core.model.session import Session
    from train.fit.fit import log_odds

    frame = pd.DataFrame({"plot": [BEGIN + END, "A detective hunts a murderer."]})
    found = log_odds(Session(tiny.artifact.onnx()), frame["plot"], tiny.vocabulary, tiny.max_tokens)
    np.testing.assert_allclose(found, tiny.run(frame["plot"].tolist()), atol=1e-5)
