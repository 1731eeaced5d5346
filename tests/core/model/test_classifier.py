import numpy as np
import onnxruntime
import pytest

from core.errors import OptionError, PlotError
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.text import encode, pad

PLOTS = [
    "A detective hunts a murderer through the rain.",
    "",
    "Two lovers meet at a wedding, part, and meet again many years later in Paris, where everything has changed.",
    "War",
    "zzqx qqqzzz",
    "A spaceship lands. " * 40,
]


def test_faces(tiny):
    y_score = tiny.predict_proba(PLOTS)
    assert y_score.shape == (len(PLOTS), len(tiny.classes_))
    assert ((y_score > 0) & (y_score < 1)).all()
    assert tiny.predict_proba([]).shape == (0, len(tiny.classes_))
    assert tiny.predict([]) == []
    assert y_score == pytest.approx(sigmoid(tiny.decision_function(PLOTS)))


def test_alone_or_in_company_in_any_order(tiny):
    together = tiny.predict_proba(PLOTS)
    alone = np.vstack([tiny.predict_proba([plot]) for plot in PLOTS])
    assert np.abs(together - alone).max() < 1e-6
    assert np.abs(tiny.predict_proba(PLOTS[::-1])[::-1] - together).max() < 1e-6
    small = sigmoid(tiny.calibration_.apply(tiny.run(PLOTS, batch_size=2)))
    assert np.abs(small - together).max() < 1e-6


def test_onnx_agrees_with_keras(tiny):
    from core.model.network.layers import rebuild

    model = rebuild(tiny.artifact)
    sequences = encode(PLOTS, tiny.vocabulary, tiny.max_tokens)
    logits = np.asarray(model(pad(sequences))["logits"])
    assert np.abs(sigmoid(tiny.run_windows(sequences)) - sigmoid(logits)).max() < 1e-5


def test_calibration_is_part_of_the_answer(tiny):
    expected = tiny.run(PLOTS) * tiny.calibration_.slope + tiny.calibration_.intercept
    assert tiny.decision_function(PLOTS) == pytest.approx(expected)


def test_genres_are_those_above_their_thresholds_most_probable_first(tiny):
    y_score = tiny.predict_proba(PLOTS)
    for plot, row, genres in zip(PLOTS, y_score, tiny.predict(PLOTS), strict=True):
        if not tiny.readable(plot):
            assert genres == []
            continue
        above = {str(g) for g, p, t in zip(tiny.classes_, row, tiny.thresholds_, strict=True) if p >= t}
        assert set(genres) == (above or {str(tiny.classes_[row.argmax()])})
        scores = [row[list(tiny.classes_).index(genre)] for genre in genres]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "plot", ["", "  \n\t ", "\u3000", "!?!", "🚀🚀", "x" * 300, "qqzzx wwqqk", "пустой дом", "空の家"]
)
def test_plots_that_say_nothing_get_no_genre_and_one_sentence(tiny, plot):
    assert tiny.predict([plot]) == [[]]
    with pytest.raises(PlotError, match=r"Write|write"):
        tiny.tokens(plot)


@pytest.mark.parametrize(
    "plot",
    [
        "a",
        "house " * 20_000,
        "<script>alert(1)</script> the house",
        "🚀 the house 🚀",
        "The house\0in\x1b[31m space",
        "house\ud800",
    ],
)
def test_odd_plots_get_an_answer(tiny, plot):
    assert tiny.predict([plot])[0]
    tokens = tiny.tokens(plot)
    assert len(tokens) <= tiny.most_words
    assert all(plot[t.start : t.end] for t in tokens)


def test_words_behind_the_last_one_read_change_nothing(tiny):
    read = "house " * tiny.most_words
    assert np.array_equal(tiny.predict_proba([read]), tiny.predict_proba([read + "love " * 500]))


def test_one_text_is_not_a_list_of_texts(tiny):
    with pytest.raises(TypeError, match="list of texts"):
        tiny.predict_proba("A detective hunts a murderer.")


def test_loading_twice_gives_the_same(tiny):
    again = GenreClassifier.load(tiny.artifact.folder)
    assert again.version == tiny.version
    assert np.array_equal(again.predict_proba(PLOTS), tiny.predict_proba(PLOTS))


@pytest.mark.parametrize("said", ["many", "-1", "1e3", "9999"])
def test_a_wrong_number_of_threads_is_one_sentence(tiny_model, monkeypatch, said):
    monkeypatch.setenv("GENRELENS_THREADS", said)
    with pytest.raises(OptionError, match=f"GENRELENS_THREADS is '{said}'. Set it to a number of threads, or to 0"):
        GenreClassifier.load(tiny_model)
    GenreClassifier.load(tiny_model, threads=1)  # who says how many needs nothing else


@pytest.mark.parametrize("said", ["1", " 2", "0", ""])
def test_the_environment_says_how_many_threads_a_network_has(tiny_model, monkeypatch, said):
    monkeypatch.setenv("GENRELENS_THREADS", said)
    asked = []
    options = onnxruntime.SessionOptions

    def noted():
        asked.append(options())
        return asked[-1]

    monkeypatch.setattr(onnxruntime, "SessionOptions", noted)
    GenreClassifier.load(tiny_model)
    assert {one.intra_op_num_threads for one in asked} == {int(said or 0)}
