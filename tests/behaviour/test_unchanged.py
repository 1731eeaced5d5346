"""The shipped model answers and explains as it did before the house was moved: 200 embedded films, every method.

``before/shipped.npz`` was made by the code before the move: ``probabilities`` [plots, genres] of the films ``rows`` of
open_plots and, for each method, the attributions ``values_<method>`` of every word to the plot's most probable genre,
``lengths`` [plots] of them a plot. A model that is trained anew needs the file made anew: run this module.
"""

import sys
from pathlib import Path

import numpy as np
import pytest

from core.explanations import METHODS, explain
from core.model.classifier import GenreClassifier
from data.sources import registry
from tests.support.tiers import TIER

BEFORE = Path(__file__).parent / "before" / "shipped.npz"
CLOSE = 1e-6  # a processor with other vector units adds float32 numbers in another order; here it is 1e-7 and less


def plots(rows: np.ndarray) -> list[str]:
    return registry.load("open_plots").frame["plot"].iloc[rows].tolist()


def attributions(classifier: GenreClassifier, texts: list[str], method: str) -> list[np.ndarray]:
    """The attributions [words] of each text to its most probable genre."""
    top = classifier.predict_proba(texts).argmax(axis=1)
    return [explain(classifier, text, method).values[:, g] for text, g in zip(texts, top, strict=True)]


@pytest.fixture(scope="module")
def before():
    with np.load(BEFORE) as arrays:
        return dict(arrays)


def test_predictions(shipped, before):
    now = shipped.predict_proba(plots(before["rows"]))
    np.testing.assert_allclose(now, before["probabilities"], rtol=0, atol=CLOSE)


@pytest.mark.parametrize("method", METHODS)
def test_explanations(shipped, before, method):
    every = 20 if method in ("integrated_gradients", "shap") else 2  # slow ones on fewer plots
    every *= 200 // TIER.unchanged_plots
    begins = np.concatenate([[0], np.cumsum(before["lengths"])])
    chosen = np.arange(len(before["rows"]))[::every]
    now = attributions(shipped, plots(before["rows"][chosen]), method)
    for i, values in zip(chosen, now, strict=True):
        then = before[f"values_{method}"][begins[i] : begins[i + 1]]
        np.testing.assert_allclose(values, then, rtol=0, atol=CLOSE, err_msg=f"film {before['rows'][i]}")


def main() -> None:
    """Write the file anew for the model that is shipped now."""
    classifier, rows = GenreClassifier.load(), np.arange(1_020)[::5][:200]
    texts = plots(rows)
    kept = {"rows": rows, "probabilities": classifier.predict_proba(texts)}
    for method in METHODS:
        values = attributions(classifier, texts, method)
        kept |= {f"values_{method}": np.concatenate(values), "lengths": np.array([len(v) for v in values])}
    np.savez_compressed(BEFORE, **kept)


if __name__ == "__main__":
    sys.exit(main())
