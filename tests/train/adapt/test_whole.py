"""The whole network learns labels of one's own: it begins with the head, and ends as an ordinary model."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from core import explain
from core.errors import ArtifactError
from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.model.folder.layout import LAYOUT
from core.model.folder.writer import write_checksums
from core.text import encode, pad, words
from train.adapt import head, whole
from train.adapt.adapt import adapt, way_for
from train.adapt.head import Start
from train.adapt.learning import readings
from train.adapt.sides import sides
from train.runs.events import Note, Phase, Step

FILMS = 120
PLOT = "A soldier comes home from the war and finds a ghost in the haunted house of his family."


@pytest.fixture(scope="module")
def events():
    return []


@pytest.fixture(scope="module")
def tuned_model(tiny_model, own_films, tmp_path_factory, events):
    folder = tmp_path_factory.mktemp("whole") / "model"
    adapt(own_films, tiny_model, folder, events.append, most=FILMS, way="whole")
    return folder


@pytest.fixture(scope="module")
def tuned(tuned_model):
    return GenreClassifier.load(tuned_model)


def test_it_begins_with_the_answers_of_the_head(tiny, own_films):
    read, start = readings(tiny, own_films), Start.of(tiny, own_films.labels)
    learnt = head.fit(read, own_films.y_true, start)
    plots = own_films.frame["plot"].tolist()
    short = np.flatnonzero([len(words(plot)) <= tiny.max_tokens for plot in plots])  # of a long plot it reads windows
    begun = whole.exported(*whole.grafted(tiny, learnt)).log_odds(tiny, [plots[film] for film in short])
    assert len(short) > 50
    assert np.abs(sigmoid(begun) - sigmoid(learnt.log_odds(read[short]))).max() < 1e-4


def test_every_layer_has_moved_and_the_graft_has_not_been_lost(tuned, tiny):
    before, after = tiny.artifact.weights(), tuned.artifact.weights()
    for name in ("embedding/embeddings", "lstm_1_forward/lstm_cell/kernel", "bag_of_words/weight"):
        assert before[name].shape != after[name].shape or not np.array_equal(before[name], after[name])
    assert tuned.artifact.network.dense_units == tiny.artifact.network.dense_units + 2 * len(tuned.classes_)


def test_keras_rebuilds_what_onnx_answers(tuned):
    from core.model.network.layers import rebuild

    sequences = encode([PLOT, "ghost"], tuned.vocabulary, tuned.max_tokens)
    theirs = np.asarray(rebuild(tuned.artifact)(pad(sequences))["logits"])
    assert np.abs(sigmoid(theirs) - sigmoid(tuned.run_windows(sequences))).max() < 1e-5
    assert tuned.artifact.card.onnx_gap < 1e-5


def test_it_is_an_ordinary_model(tuned, tuned_model, own_films):
    names = {path.name for path in tuned_model.iterdir()}
    assert {*LAYOUT.serving, *LAYOUT.reading, *LAYOUT.study} - names == {LAYOUT.history}
    assert list(tuned.classes_) == own_films.labels
    explanation = explain(tuned, PLOT, "linear_path", scale="log_odds")
    assert np.allclose(explanation.values.sum(axis=0) + explanation.base_values, tuned.decision_function([PLOT])[0])


def test_it_says_what_has_been_learnt_and_on_what_it_was_measured(tuned, tiny):
    assert tiny.version in tuned.artifact.card.adapted_from
    assert "The whole network, which began as the source model's" in tuned.artifact.readme
    assert "a fifth of them" in tuned.artifact.readme
    assert len(tuned.artifact.evaluation()[0]) == 24


def test_progress_counts_every_step_of_both_networks(tuned_model, events):
    steps = [event.total_steps for event in events if isinstance(event, Phase) and event.total_steps]
    assert len(steps) == 2  # without a fifth of the films, for calibration and thresholds; with all
    assert sum(isinstance(event, Step) for event in events) == sum(steps)
    assert any(isinstance(event, Note) and "whole network" in event.text for event in events)


def test_the_same_seed_gives_the_same_network(tiny, own_films, tuned):
    some = sides(own_films, FILMS).train
    examples = some, readings(tiny, some), Start.of(tiny, some.labels)
    assert whole.tune(tiny, *examples, 0, lambda event: None).onnx == tuned.artifact.onnx()


def test_thousands_of_films_and_a_source_with_weights_take_the_whole_network(tiny, tiny_model, own_films, tmp_path):
    assert [way_for(films, tiny) for films in (10, 2_999, 3_000)] == ["head", "head", "whole"]
    bare = tmp_path / "bare"
    shutil.copytree(tiny_model, bare)
    (bare / LAYOUT.weights).unlink()
    write_checksums(bare)
    assert way_for(3_000, GenreClassifier.load(bare)) == "head"
    with pytest.raises(ArtifactError, match=r"lacks weights\.safetensors"):
        adapt(own_films, bare, tmp_path / "model", lambda event: None, way="whole")
    assert not (tmp_path / "model").exists()


def test_a_head_from_log_odds_reads_them_before_calibration(tiny, own_films):
    read, start = readings(tiny, own_films), Start.of(tiny, own_films.labels)
    learnt = head.fit(read, own_films.y_true, start)
    network = tiny.run(own_films.frame["plot"].tolist())
    own = replace(read, log_odds=network)
    assert np.allclose(whole.raw(learnt, tiny).log_odds(own), learnt.log_odds(read))
