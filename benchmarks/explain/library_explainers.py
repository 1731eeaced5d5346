"""What people would call otherwise: SHAP's and LIME's text explainers with their defaults, on the Keras network.

Both answer in units of their own tokens; their values are laid on the words that GenreLens reads by their places in the
text, so that all methods are measured on the same words.
"""

import re
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.model.calibration import sigmoid
from core.model.classifier import GenreClassifier
from core.text import encode, pad


class Answer(NamedTuple):
    """Attributions [words] to one genre, and what they cost."""

    values: NDArray[np.float64]
    seconds: float
    evaluations: int


class KerasPredict:
    """texts -> probabilities [texts, genres] by ``model.predict``, counting the texts.

    ``lime_texts`` and ``shap_texts``: how many LIME and SHAP ask for to explain one; these are their defaults.
    """

    def __init__(self, classifier: GenreClassifier, lime_texts: int = 5_000, shap_texts: int = 500) -> None:
        from core.model.network.layers import rebuild

        self.model = rebuild(classifier.artifact)
        self.classifier, self.lime_texts, self.shap_texts, self.evaluations = classifier, lime_texts, shap_texts, 0

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Probabilities of texts, as a user of Keras would compute them."""
        texts = [str(text) for text in texts]
        self.evaluations += len(texts)
        ids = pad(encode(texts, self.classifier.vocabulary, self.classifier.max_tokens))
        return sigmoid(self.classifier.calibration_.apply(self.model.predict(ids, verbose=0)["logits"]))


def on_words(pieces: Sequence[tuple[int, int, float]], spans: Sequence[tuple[int, int]]) -> NDArray[np.float64]:
    """Values [words]: for each word's span the sum of the pieces (start, end, value) that overlap it."""
    return np.array([sum(v for start, end, v in pieces if start < b and end > a) for a, b in spans], dtype=np.float64)


def shap_default(predict: KerasPredict, text: str, genre: int, spans: Sequence[tuple[int, int]]) -> Answer:
    """``shap.Explainer(f, shap.maskers.Text(...))`` with its defaults: every genre, one text."""
    import shap

    state = np.random.get_state()  # noqa: NPY002 - SHAP draws from it
    np.random.seed(0)  # noqa: NPY002
    predict.evaluations, began = 0, time.perf_counter()
    explainer = shap.Explainer(predict, shap.maskers.Text(r"\W+"))
    explanation = explainer([text], max_evals=predict.shap_texts, silent=True)
    seconds = time.perf_counter() - began
    np.random.set_state(state)  # noqa: NPY002
    pieces, position = [], 0
    for token, value in zip(explanation.data[0], explanation.values[0][:, genre], strict=True):
        pieces.append((position, position + len(token.rstrip()), float(value)))
        position += len(token)
    return Answer(on_words(pieces, spans), seconds, predict.evaluations)


def lime_default(
    predict: KerasPredict, text: str, genre: int, spans: Sequence[tuple[int, int]], texts: int = 0
) -> Answer:
    """``LimeTextExplainer().explain_instance`` with its defaults (10 words), for the one genre; ``texts``: not as many
    as ``predict`` says.
    """
    from lime.lime_text import LimeTextExplainer

    texts = texts or predict.lime_texts
    predict.evaluations, began = 0, time.perf_counter()
    explanation = LimeTextExplainer(random_state=0).explain_instance(text, predict, labels=[genre], num_samples=texts)
    seconds = time.perf_counter() - began
    weight = dict(explanation.as_list(label=genre))
    pieces = [(m.start(), m.end(), weight[m.group()]) for m in re.finditer(r"\w+", text) if m.group() in weight]
    return Answer(on_words(pieces, spans), seconds, predict.evaluations)


LIBRARIES: dict[str, Callable[[KerasPredict, str, int, Sequence[tuple[int, int]]], Answer]] = {
    "`shap.Explainer`, its defaults": shap_default,
    "LIME, its defaults": lime_default,
}


def warm_up_libraries(predict: KerasPredict) -> None:
    """Explain something once: what is compiled once is no part of an explanation's cost."""
    shap_default(predict, "A haunted house.", 0, [(2, 9)])
    lime_default(predict, "A haunted house.", 0, [(2, 9)], texts=200)
