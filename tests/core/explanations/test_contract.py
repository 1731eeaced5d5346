"""What every method promises, on a real model."""

import importlib
import inspect
import json
import typing

import numpy as np
import pytest

from core.errors import OptionError, PlotError
from core.explanations import DEFAULT_METHOD, METHODS, SCALES, Explanation, Options, available, explain
from core.extras import CHECKOUT

TEXT = "A young detective hunts a killer. He doesn't trust his partner's “zzxqv” story; she falls in love — in 1999!"
LIGHT = [name for name, method in METHODS.items() if method.extra != CHECKOUT]  # without TensorFlow


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("method", LIGHT)
def test_every_method_keeps_the_contract(tiny, method, scale):
    found = explain(tiny, TEXT, method, scale=scale)
    words, genres = len(tiny.tokens(TEXT)), len(tiny.classes_)
    assert isinstance(found, Explanation)
    assert found.values.shape == (words, genres)
    assert found.values.dtype == found.base_values.dtype == np.float64
    assert np.isfinite(found.values).all()
    assert found.base_values.shape == found.outputs.shape == (genres,)
    assert found.output_names == tuple(tiny.classes_)
    assert found.method == method
    assert found.scale == scale
    assert [TEXT[start:end] for start, end in found.spans] == list(found.data)
    assert "zzxqv" in found.data
    assert not found.known[found.data.index("zzxqv")]
    assert found.seconds > 0
    assert found.evaluations > 0
    np.testing.assert_allclose(found.probabilities, tiny.predict_proba([TEXT])[0], atol=1e-6)
    if METHODS[method].additive:
        assert np.abs(found.gaps).max() < 1e-6


@pytest.mark.parametrize("method", LIGHT)
def test_every_method_is_deterministic(tiny, method):
    np.random.seed(3)  # noqa: NPY002 - SHAP draws from this generator, and must neither depend on it nor disturb it
    first = explain(tiny, TEXT, method)
    drawn = np.random.random()  # noqa: NPY002
    np.random.seed(3)  # noqa: NPY002
    assert drawn == np.random.random()  # noqa: NPY002
    assert np.array_equal(first.values, explain(tiny, TEXT, method).values)


@pytest.mark.parametrize("method", LIGHT)
def test_one_known_word_can_be_explained(tiny, method):
    word = next(w for w in tiny.vocabulary.words[2:] if len(w) > 4 and w.isalpha())
    found = explain(tiny, word, method)
    assert found.values.shape == (1, len(tiny.classes_))
    assert np.isfinite(found.values).all()


@pytest.mark.parametrize("text", ["", "  \n", "!!! …", "zzxqv qqwxz"])
def test_a_text_the_model_cannot_read_is_refused_in_one_sentence(tiny, text):
    with pytest.raises(PlotError, match=r"\."):
        explain(tiny, text)


def test_unknown_method_and_scale_name_the_choices(tiny):
    with pytest.raises(ValueError, match="occlusion"):
        explain(tiny, TEXT, "magic")
    with pytest.raises(ValueError, match="log_odds"):
        explain(tiny, TEXT, scale="odds")


def test_words_beyond_what_the_model_reads_change_nothing(tiny):
    long = " ".join([TEXT] * 300)
    found = explain(tiny, long, "linear_path")
    assert len(found.data) == tiny.most_words
    read = long[: found.spans[-1][1]]
    np.testing.assert_allclose(found.values, explain(tiny, read, "linear_path").values, atol=1e-6)


def test_as_json(tiny):
    found = explain(tiny, TEXT)
    parsed = json.loads(found.to_json())
    assert parsed["text"] == TEXT
    assert parsed["tokens"] == list(found.data)
    assert np.array(parsed["values"]).shape == (len(tiny.classes_), len(found.data))
    assert np.array(parsed["spans"]).shape == (len(found.data), 2)
    assert parsed["method"] == DEFAULT_METHOD
    np.testing.assert_array_equal(np.array(parsed["values"]).T, found.values)
    assert json.loads(found.to_json([found.output_names[1]]))["genres"] == [found.output_names[1]]


def test_the_listed_options_are_those_of_the_methods():
    taken = {}
    for method in METHODS.values():
        module = importlib.import_module(f"core.explanations.methods.{method.module}")
        settings = list(inspect.signature(module.attribute).parameters.values())
        assert settings[0].name == "target"
        taken |= {setting.name: setting.annotation for setting in settings[1:]}
    assert typing.get_type_hints(Options) == taken


@pytest.mark.parametrize("method", LIGHT)
def test_an_option_that_a_method_does_not_have_is_one_sentence(tiny, method):
    with pytest.raises(OptionError, match=f"The method {method} has no option 'tempo'; it has "):
        explain(tiny, TEXT, method, tempo=3)


@pytest.mark.parametrize("value", ["many", None, 2.5, True])
def test_an_option_of_another_kind_is_one_sentence(tiny, value):
    with pytest.raises(OptionError, match=r"candidates is .*; it must be a number such as 48, its default\."):
        explain(tiny, TEXT, "guided", candidates=value)


def test_an_option_changes_the_answer(tiny):
    assert not np.array_equal(explain(tiny, TEXT, "random").values, explain(tiny, TEXT, "random", seed=1).values)
    assert explain(tiny, TEXT, "guided", share=1).values.shape == explain(tiny, TEXT).values.shape


def test_methods_whose_package_is_not_installed_are_not_available(monkeypatch):
    assert available() == list(METHODS)
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name in ("shap", "keras") else find(name))
    assert available() == [name for name in METHODS if name not in ("shap", "integrated_gradients")]
    assert "pip install" in METHODS["shap"].lacking()
