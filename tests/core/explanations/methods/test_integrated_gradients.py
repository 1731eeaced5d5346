"""Integrated gradients on a real model: they add up, and agree with what deleting words does."""

import subprocess
import sys

import numpy as np
import pytest

from core.explanations import SCALES, explain, explain_function
from core.explanations.faithfulness import agreement

TEXT = "A young detective hunts a killer through the city. Years later she falls in love with a soldier at war."


@pytest.mark.parametrize("scale", SCALES)
def test_integrated_gradients_keep_the_contract(tiny, scale):
    found = explain(tiny, TEXT, "integrated_gradients", scale=scale)
    assert found.values.shape == (len(tiny.tokens(TEXT)), len(tiny.classes_))
    assert found.scale == scale
    np.testing.assert_allclose(found.probabilities, tiny.predict_proba([TEXT])[0], atol=1e-6)
    # complete up to the error of the integral; the network's max pooling has kinks
    assert np.abs(found.gaps).max() < 0.02 * max(1, np.abs(found.outputs - found.base_values).max())
    assert np.array_equal(found.values, explain(tiny, TEXT, "integrated_gradients", scale=scale).values)
    other = explain(tiny, TEXT, "occlusion", scale=scale)
    alike = [agreement(a, b) for a, b in zip(found.values.T, other.values.T, strict=True)]
    assert np.nanmean(alike) > 0.3


def test_more_steps_come_closer_to_completeness(tiny):
    few, many = (explain(tiny, TEXT, "integrated_gradients", "log_odds", steps=steps) for steps in (1, 40))
    assert np.abs(many.gaps).mean() < np.abs(few.gaps).mean()


def test_a_function_has_no_gradients():
    with pytest.raises(ValueError, match="black-box"):
        explain_function(lambda texts: np.zeros((len(texts), 1)), "a b", ["f"], "integrated_gradients")


def test_the_other_methods_do_not_load_tensorflow(tiny_model):
    code = (
        "import sys\n"
        "import core.explanations\n"
        "assert not {'shap', 'tensorflow', 'keras', 'pandas', 'sklearn'} & set(sys.modules), 'at import'\n"
        "from core.model.classifier import GenreClassifier\n"
        "from core.explanations import METHODS, explain\n"
        f"classifier = GenreClassifier.load({str(tiny_model)!r})\n"
        "for method in METHODS:\n"
        "    if method not in ('integrated_gradients', 'shap'):\n"
        "        explain(classifier, 'A detective and a killer.', method)\n"
        "assert 'shap' not in sys.modules\n"
        "import core.explanations.methods.shap_values\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
