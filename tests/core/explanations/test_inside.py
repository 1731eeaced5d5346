"""Inside the network: the two paths add up to the answer, and the poolings' shares are what Keras says they are."""

import copy

import numpy as np
import pytest

from core.errors import ArtifactError
from core.explanations import explain
from core.explanations.inside import attention_shares, paths, peak_shares, shows_pooling
from core.model import windows
from core.text import pad

SHORT = "A young detective hunts a killer. He doesn't trust his partner's zzxqv story; she falls in love — in 1999!"
LONG = " ".join([SHORT, "A war ends, a ghost sings at the wedding."] * 12)
TEXTS = {"short": SHORT, "long": LONG, "one word": "love", "no word": ""}


@pytest.fixture(scope="module")
def keras_model(tiny):
    from core.model.network.layers import rebuild

    return rebuild(tiny.artifact)


def changed(classifier, change):
    """The same classifier with another network: ``change`` edits the ONNX model in place."""
    import onnx

    from core.model.session import Session

    network = onnx.load_model_from_string(classifier.artifact.onnx())
    change(network.graph)
    other = copy.copy(classifier)
    other._session = Session(network.SerializeToString())
    return other


def without(*names):
    def change(graph):
        kept = [output for output in graph.output if output.name not in names]
        del graph.output[:]
        graph.output.extend(kept)

    return change


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_parts_add_up_to_the_answer(tiny, text):
    inside = paths(tiny, text)
    np.testing.assert_allclose(inside.log_odds, tiny.decision_function([text])[0], atol=1e-5)
    np.testing.assert_allclose(inside.by_word.sum(axis=0), inside.bag_of_words, atol=1e-9)
    assert np.abs(inside.lstm).max() > 0.01 and np.abs(inside.bag_of_words).max() > 0.01


@pytest.mark.parametrize("text", [SHORT, LONG], ids=["short", "long"])
def test_the_paths_are_those_of_the_network(tiny, keras_model, text):
    import keras

    cut = windows.encode(text, tiny.vocabulary, tiny.max_tokens)
    assert (len(cut) > 1) == (text == LONG)
    layer = keras.Model(keras_model.input, keras_model.get_layer("output").output)
    weights = windows.weights(tiny.run_windows(cut))
    lstm = sum(
        share * np.asarray(layer(pad([ids])))[0].astype(np.float64) for ids, share in zip(cut, weights, strict=True)
    )
    np.testing.assert_allclose(paths(tiny, text).lstm, tiny.calibration_.slope * lstm, atol=2e-4)


def test_a_network_without_the_bag_says_all_by_the_lstm(tiny):
    other = changed(tiny, without("word_logits"))
    inside = paths(other, SHORT)
    assert not inside.bag_of_words.any()
    np.testing.assert_allclose(inside.log_odds, tiny.decision_function([SHORT])[0], atol=1e-5)


@pytest.mark.parametrize("shares", [attention_shares, peak_shares])
@pytest.mark.parametrize("text", [SHORT, LONG, "love"], ids=["short", "long", "one word"])
def test_the_shares_of_the_words_are_not_negative_and_sum_to_one(tiny, shares, text):
    found = shares(tiny, text)
    assert found.shape == (len(tiny.tokens(text)), len(tiny.classes_))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=0), 1, atol=1e-5)


def test_the_shares_are_those_of_the_pooling_layer(tiny, keras_model):
    (ids,) = windows.encode(SHORT, tiny.vocabulary, tiny.max_tokens)
    answer = {name: np.asarray(value)[0] for name, value in keras_model(pad([ids])).items()}
    np.testing.assert_allclose(attention_shares(tiny, SHORT)[:, 0], answer["attention"], atol=1e-5)
    counts = np.bincount(answer["peaks"], minlength=len(ids)) / len(answer["peaks"])
    np.testing.assert_allclose(peak_shares(tiny, SHORT)[:, 0], counts, atol=2 / len(answer["peaks"]))


@pytest.mark.parametrize("method", ["attention", "max_pooling"])
def test_a_model_that_does_not_show_its_pooling_says_so_in_one_sentence(tiny, method):
    other = changed(tiny, without("attention", "peaks"))
    assert shows_pooling(tiny) and not shows_pooling(other)
    with pytest.raises(ArtifactError, match=r"^This model doesn't show .*use another method\.$"):
        explain(other, SHORT, method)


def test_places_beyond_the_text_are_refused(tiny):
    def beyond(graph):
        from onnx import helper, numpy_helper

        for node in graph.node:
            node.output[:] = ["inner" if name == "peaks" else name for name in node.output]
        graph.initializer.append(numpy_helper.from_array(np.array([10**9], dtype=np.int32), "far"))
        graph.node.append(helper.make_node("Add", ["inner", "far"], ["peaks"]))

    with pytest.raises(ArtifactError, match="no places of words"):
        peak_shares(changed(tiny, beyond), SHORT)
