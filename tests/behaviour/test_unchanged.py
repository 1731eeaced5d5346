"""The shipped model answers and explains as it did when it was shipped: 200 embedded films, every method.

``before/shipped.npz``: ``probabilities`` [200, genres] of the films ``rows`` of open_plots and, for each method, the
attributions ``values_<method>`` of every word of some of them to the plot's most probable genre, one plot after the
other. A model that is trained anew needs the file made anew: python -m tests.behaviour.test_unchanged.
"""

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
    rows = before["rows"][:: every(method)]
    texts, stored = plots(rows), before[f"values_{method}"]
    begins = np.cumsum([0, *(len(shipped.tokens(text)) for text in texts)])
    assert begins[-1] == len(stored)
    chosen = range(0, len(rows), 200 // TIER.unchanged_plots)
    now = attributions(shipped, [texts[i] for i in chosen], method)
    for i, values in zip(chosen, now, strict=True):
        then = stored[begins[i] : begins[i + 1]]
        np.testing.assert_allclose(values, then, rtol=0, atol=CLOSE, err_msg=f"film {rows[i]}")


def every(method: str) -> int:
    """Which of the 200 films a method explains; slow ones explain fewer."""
    return 20 if method in ("integrated_gradients", "shap") else 2


def main() -> None:
    """Write the file anew for the model that is shipped now."""
    classifier, rows = GenreClassifier.load(), np.arange(1_020)[::5][:200]
    kept = {"rows": rows, "probabilities": classifier.predict_proba(plots(rows))}
    for method in METHODS:
        explained = attributions(classifier, plots(rows[:: every(method)]), method)
        kept[f"values_{method}"] = np.concatenate(explained)
    np.savez_compressed(BEFORE, **kept)


if __name__ == "__main__":
    main()
