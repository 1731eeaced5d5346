"""Signed word attributions for every genre, by several methods behind one seam, and how faithful they are.

Importing this loads neither SHAP nor TensorFlow: each method's module is imported when it is first used.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Unpack

import numpy as np

from ..errors import OptionError
from ..reading import read
from ..text import Token, tokenize
from .explanation import SCALES, Explanation, WordValue
from .methods import DEFAULT_METHOD, METHODS, Method, Options, available, method_named, method_names
from .target import Scores, Target, of_classifier, of_function

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier

__all__ = [
    "DEFAULT_METHOD",
    "METHODS",
    "SCALES",
    "Explanation",
    "Options",
    "WordValue",
    "available",
    "explain",
    "explain_function",
    "method_named",
    "method_names",
    "warm_up",
]


def _check(method: str, scale: str) -> Method:
    if method not in METHODS:
        raise OptionError(f"There is no method {method!r}; choose one of {method_names()}.")
    if scale not in SCALES:
        raise OptionError(f"There is no scale {scale!r}; choose one of {', '.join(SCALES)}.")
    return METHODS[method]


def _explain(target: Target, method: str, known: Sequence[bool], options: Options, model: str = "") -> Explanation:
    attribute = METHODS[method].attribute(method, options)
    began = time.perf_counter()
    values, base_values = attribute(target)
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
        model=model,
    )


def explain(
    classifier: "GenreClassifier",
    text: str,
    method: str = DEFAULT_METHOD,
    scale: str = "probability",
    **options: Unpack[Options],
) -> Explanation:
    """Attribute the words of a text to every genre of the classifier, in one run.

    Words beyond the classifier's ``most_words`` are not read and not explained. ``options``: those of the method, see
    :class:`Options`. Deterministic. Raises PlotError for a text the model can't read, ArtifactError for a model that
    the method can't look into, OptionError for an unknown method, scale or option, PackageError for a method whose
    package is not installed.

        explain(classifier, plot)
        explain(classifier, plot, "shap", evaluations=2_000)
    """
    return replace(attributed(classifier, text, method, scale, **options), reading=read(classifier, text))


def attributed(
    classifier: "GenreClassifier",
    text: str,
    method: str = DEFAULT_METHOD,
    scale: str = "probability",
    **options: Unpack[Options],
) -> Explanation:
    """:func:`explain` without what was read of the text, for explanations in bulk."""
    _check(method, scale)
    target = of_classifier(classifier, text, scale)
    known = [token.word in classifier.vocabulary for token in target.tokens]
    model = f"{classifier.artifact.card.name}, version {classifier.version}"
    return _explain(target, method, known, options, model)


def explain_function(
    function: Scores,
    text: str,
    output_names: Sequence[str],
    method: str = DEFAULT_METHOD,
    tokenizer: Callable[[str], list[Token]] = tokenize,
    scale: str = "probability",
    **options: Unpack[Options],
) -> Explanation:
    """The same for any function of texts -> scores [texts, outputs], by a black-box method.

    ``scale`` only names what the function returns; ``options`` are those of :func:`explain`. Raises PlotError for a
    text without a word, OptionError for a method that needs more than the function or for an unknown option.
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
