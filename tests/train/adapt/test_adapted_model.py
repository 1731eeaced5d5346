"""An adapted model is an ordinary one: every file, every method, the same answers from Keras and from ONNX."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import onnxruntime
import pytest

from core import explain
from core.explanations import METHODS
from core.explanations.what_if import what_if
from core.measure.report import evaluate
from core.model.calibration import sigmoid
from core.model.folder import seal
from core.model.folder.layout import LAYOUT
from core.text import encode, pad
from train.adapt.adapt import adapt
from train.adapt.graft import graft_onnx
from train.adapt.head import Readings, Start, fit

PLOT = "A soldier comes home from the war and finds a ghost in the haunted house of his family."


def test_it_has_every_file_but_the_history_of_a_training(adapted_model):
    names = {path.name for path in adapted_model.iterdir()}
    assert {*LAYOUT.serving, *LAYOUT.study} - names == {LAYOUT.history}


def test_it_tells_what_is_no_plot_as_its_source_does(adapted, tiny):
    for text in (PLOT, "2 eggs, 100 g flour, 1 pinch of salt. Stir, wait, bake.", "qwe rtz uio"):
        assert adapted.familiarity_.score(text, adapted.most_words) == tiny.familiarity_.score(text, tiny.most_words)


def test_it_says_what_it_was_adapted_from_and_on_how_many_films(adapted, tiny):
    card = adapted.artifact.card
    assert tiny.version in card.adapted_from
    assert card.films["train"] == 300
    assert "300 films" in adapted.artifact.readme


def test_keras_rebuilds_the_very_same_function(adapted):
    from core.model.network.layers import rebuild

    sequences = encode([PLOT, "ghost", "a war film about love and robots"], adapted.vocabulary, adapted.max_tokens)
    theirs = np.asarray(rebuild(adapted.artifact)(pad(sequences))["logits"])
    assert np.abs(sigmoid(theirs) - sigmoid(adapted.run_windows(sequences))).max() < 1e-5


def test_the_linear_path_stays_exact(adapted, tiny):
    """Each word's share of a label is its shares of the source's genres, times the head, and one of its own."""
    explanation = explain(adapted, PLOT, "linear_path", scale="log_odds")
    total = explanation.values.sum(axis=0) + explanation.base_values
    assert np.allclose(total, adapted.decision_function([PLOT])[0], atol=1e-5)
    sequence = encode([PLOT], adapted.vocabulary, adapted.max_tokens)
    ours = adapted.run_windows(sequence, "word_logits")[0]
    path = adapted.artifact.weights()["bag_of_words/weight"][sequence[0]]
    assert np.allclose(ours, path * adapted.artifact.network.word_gain / np.sqrt(len(sequence[0])), atol=1e-5)


def test_the_head_that_is_grafted_answers_as_the_head_that_was_fitted(tiny, own_films):
    """Words that the plots taught, a plot of one word, one of an unknown word, plots it has seen."""
    start = Start.of(tiny, own_films.labels)
    plots = own_films.frame["plot"].tolist()
    learnt = fit(Readings.of(tiny, plots), own_films.y_true, start)
    assert learnt.from_words.any()
    grafted = graft_onnx(tiny.artifact.onnx(), replace(learnt, **raw_odds(learnt, tiny)))
    session = onnxruntime.InferenceSession(grafted, providers=["CPUExecutionProvider"])
    for plot in [PLOT, "ghost", "qqq", *plots[:5]]:
        read = Readings.of(tiny, [plot])
        ids = pad(encode([plot], tiny.vocabulary, tiny.max_tokens))
        assert np.abs(session.run(["logits"], {"ids": ids})[0] - learnt.log_odds(read)).max() < 1e-4


def raw_odds(head, source):
    """The same head for a network whose log-odds are not calibrated."""
    slope, intercept = source.calibration_.slope, source.calibration_.intercept
    return {
        "from_log_odds": head.from_log_odds * slope[:, None],
        "bias": head.bias + intercept @ head.from_log_odds,
    }


@pytest.mark.parametrize("method", METHODS)
def test_every_method_explains_it(adapted, method):
    explanation = explain(adapted, PLOT, method)
    assert explanation.output_names == tuple(adapted.classes_)
    assert np.isfinite(explanation.values).all()


def test_what_if_and_evaluate_work(adapted, own_films):
    assert np.isfinite(what_if(adapted.predict_proba, PLOT, (2, 9), "robot").change).all()
    frame = own_films.frame.assign(genres=["|".join(f) for f in _names(own_films)])
    report = evaluate(adapted, frame.drop(columns="genres_as_written", errors="ignore"), draws=10)
    assert report["films"] == 300, report["left_out"]
    assert report["genres_the_model_lacks"].keys().isdisjoint(adapted.classes_)
    assert {row["genre"]: row["support"] for row in report["per_genre"]} == dict(
        zip(own_films.labels, own_films.y_true.sum(axis=0), strict=True)
    )


def _names(films):
    return [[name for name, there in zip(films.labels, row, strict=True) if there] for row in films.y_true]


def test_a_label_may_be_named_like_a_column(adapted):
    assert {"word", "film"} <= set(adapted.artifact.words()["genre"])


def test_it_can_be_adapted_again(adapted_model, own_films, tmp_path):
    from core.model.classifier import GenreClassifier
    from core.model.network.layers import rebuild

    adapt(own_films, adapted_model, tmp_path / "again", lambda event: None, most=60)
    again = GenreClassifier.load(tmp_path / "again")
    sequences = encode([PLOT], again.vocabulary, again.max_tokens)
    theirs = np.asarray(rebuild(again.artifact)(pad(sequences))["logits"])
    assert np.abs(sigmoid(theirs) - sigmoid(again.run_windows(sequences))).max() < 1e-5


def test_a_source_with_serving_files_alone_will_do(tiny_model, own_films, tmp_path):
    import shutil

    from core.model.classifier import GenreClassifier
    from core.model.folder.writer import write_checksums

    bare = tmp_path / "bare"
    shutil.copytree(tiny_model, bare)
    for name in LAYOUT.study:
        (bare / name).unlink()
    write_checksums(bare)
    notes = []
    adapt(own_films, bare, tmp_path / "model", notes.append, most=60)
    adapted = GenreClassifier.load(tmp_path / "model")
    assert adapted.predict([PLOT])[0]
    assert adapted.artifact.lacks(LAYOUT.weights)
    assert any("weights.safetensors" in str(note) for note in notes)


def test_the_same_seed_gives_the_same_model(tiny_model, own_films, adapted_model, tmp_path):
    adapt(own_films, tiny_model, tmp_path / "model", lambda event: None)
    for name in (LAYOUT.onnx, LAYOUT.thresholds, LAYOUT.calibration, LAYOUT.weights):
        assert seal.digest(tmp_path / "model" / name) == seal.digest(adapted_model / name)


def test_adapting_loads_no_tensorflow(tiny_model, tmp_path):
    program = (
        "import sys; from train.__main__ import main; code = main(sys.argv[1:]);"
        " sys.exit(code or any(name in sys.modules for name in ('tensorflow', 'keras')))"
    )
    arguments = [
        "adapt",
        "--data",
        "open_plots",
        "--from",
        str(tiny_model),
        "--out",
        str(tmp_path / "m"),
        "--films",
        "60",
    ]
    assert subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True).returncode == 0


def test_it_keeps_every_output_of_its_source(adapted, tiny):
    assert adapted.outputs == tiny.outputs


def test_what_comes_through_its_two_paths_adds_up_and_is_what_keras_says(adapted):
    """The head reads the source's log-odds, so the bag's share is that of the source's bag; all else is the LSTM's."""
    import keras

    from core.explanations.inside import paths
    from core.model.network.layers import rebuild
    from core.text import encode, pad

    model = rebuild(adapted.artifact)
    layer = keras.Model(model.input, model.get_layer("output").output)
    for text in ("A ghost haunts a wedding in the war.", "A soldier comes home. " * 60):
        inside = paths(adapted, text)
        np.testing.assert_allclose(inside.log_odds, adapted.decision_function([text])[0], atol=1e-5)
    text = "A ghost haunts a wedding in the war."
    lstm = np.asarray(layer(pad(encode([text], adapted.vocabulary, adapted.max_tokens))))[0]
    np.testing.assert_allclose(paths(adapted, text).lstm, adapted.calibration_.slope * lstm, atol=1e-3)


def test_it_is_compared_with_its_source_on_the_genres_that_both_have(adapted, adapted_model, tiny_model, capsys):
    from core.cli import main

    assert main(["predict", PLOT, "--model", str(tiny_model), "--against", str(adapted_model)]) == 0
    _, *rows, odd, _ = capsys.readouterr().out.splitlines()
    assert [row[2:32].strip() for row in rows] == ["Horror"]
    assert odd.startswith("Not compared, since only one model has them: ") and "Funny & light" in odd
