"""Signed word attributions for every genre, by several methods behind one seam, and how faithful they are.

Importing this loads neither SHAP nor TensorFlow: each method's module is imported when it is first used.
"""

import importlib
import importlib.util
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import OptionError
from ..extras import CHECKOUT, needs, remedy
from ..text import Token, tokenize
from .explanation import SCALES, Explanation, WordValue
from .target import Scores, Target, of_classifier, of_function

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "SCALES",
    "Explanation",
    "WordValue",
    "explain",
    "explain_function",
    "method_names",
    "warm_up",
]


@dataclass(frozen=True)
class Method:
    """A way to attribute: ``module`` under :mod:`core.explanations.methods`, a title and a note for people.

    ``additive``: base value + attributions = output. ``black_box``: needs the function's answers only, so any
    function of texts will do. ``package``: what it imports beyond NumPy, which comes with ``extra``.
    """

    module: str
    title: str
    note: str
    additive: bool
    black_box: bool = True
    package: str = "numpy"
    extra: str = ""

    def lacking(self) -> str:
        """What to do before the method can run here; empty when it can."""
        return "" if importlib.util.find_spec(self.package) else remedy(self.extra)


METHODS = {
    "guided": Method("guided", "Guided", "leave one out, again where the strongest words are gone", additive=False),
    "shap": Method(
        "shap_values",
        "SHAP",
        "Owen values over a tree of words and sentences",
        additive=True,
        package="shap",
        extra="shap",
    ),
    "occlusion": Method("occlusion", "Leave one out", "what is lost when one word goes", additive=False),
    "integrated_gradients": Method(
        "integrated_gradients",
        "Integrated gradients",
        "the slope along the way from no meaning",
        additive=False,
        black_box=False,
        package="keras",
        extra=CHECKOUT,
    ),
    "linear_path": Method(
        "linear_path", "Bag of words", "the exact share of the linear side path", additive=True, black_box=False
    ),
    "random": Method("random", "Random", "noise, to compare with", additive=False),
}
DEFAULT_METHOD = "guided"


def method_names() -> str:
    """Every method, each that can't run here with what it needs first, in brackets."""
    return ", ".join(name + (f" ({do})" if (do := method.lacking()) else "") for name, method in METHODS.items())


def _check(method: str, scale: str) -> Method:
    if method not in METHODS:
        raise OptionError(f"There is no method {method!r}; choose one of {method_names()}.")
    if scale not in SCALES:
        raise OptionError(f"There is no scale {scale!r}; choose one of {', '.join(SCALES)}.")
    return METHODS[method]


def _explain(target: Target, method: str, known: Sequence[bool], options: dict[str, Any]) -> Explanation:
    with needs(f"The method {method}", METHODS[method].extra):
        module = importlib.import_module(f".methods.{METHODS[method].module}", __package__)
    began = time.perf_counter()
    values, base_values = module.attribute(target, **options)
    _, outputs = target.ends()
    return Explanation(
        values=np.asarray(values, dtype=np.float64),
        base_values=np.asarray(base_values, dtype=np.float64),
        data=tuple(target.text[token.start : token.end] for token in target.tokens),
        spans=tuple((token.start, token.end) for token in target.tokens),
        output_names=target.output_names,
        method=method,
        seconds=time.perf_counter() - began,
        text=target.text,
        outputs=outputs,
        scale=target.scale,
        evaluations=target.evaluations,
        known=tuple(known),
    )


def explain(
    classifier: "GenreClassifier",
    text: str,
    method: str = DEFAULT_METHOD,
    scale: str = "probability",
    **options: Any,
) -> Explanation:
    """Attribute the words of a text to every genre of the classifier, in one run.

    Words beyond the classifier's ``max_tokens`` are not read and not explained. ``options`` go to the method.
    Deterministic. Raises PlotError for a text the model can't read, ArtifactError for a model that the method can't
    look into, OptionError for an unknown method or scale, PackageError for a method whose package is not installed.
    """
    _check(method, scale)
    target = of_classifier(classifier, text, scale)
    known = [token.word in classifier.vocabulary for token in target.tokens]
    return _explain(target, method, known, options)


def explain_function(
    function: Scores,
    text: str,
    output_names: Sequence[str],
    method: str = DEFAULT_METHOD,
    tokenizer: Callable[[str], list[Token]] = tokenize,
    scale: str = "probability",
    **options: Any,
) -> Explanation:
    """The same for any function of texts -> scores [texts, outputs], by a black-box method.

    ``scale`` only names what the function returns. Raises PlotError for a text without a word, OptionError for a
    method that needs more than the function.
    """
    if not _check(method, scale).black_box:
        raise OptionError(f"{method} looks inside a GenreClassifier; explain a function by a black-box method.")
    target = of_function(function, text, output_names, tokenizer, scale)
    return _explain(target, method, [True] * len(target), options)


def warm_up(classifier: "GenreClassifier") -> None:
    """Import SHAP and explain a few words, which takes some seconds; safe in a background thread."""
    word = next((w for w in classifier.vocabulary.words[2:] if tokenize(w)), None)
    if word:
        explain(classifier, f"{word} {word}. {word} {word}.", "shap", evaluations=20)
