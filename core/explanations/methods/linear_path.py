"""The exact contribution of each word through the linear bag-of-words side path; one pass, nothing perturbed.

It says nothing about what the LSTM makes of the word: base values hold the whole LSTM side.
"""

import numpy as np
from numpy.typing import NDArray

from ...errors import ArtifactError
from ...model.calibration import sigmoid
from ..inside import paths
from ..target import Target


def attribute(target: Target) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Contributions [words, genres] and base values [genres].

    They are exact in log-odds; where a plot has several windows, a word's counts as much as its window. In
    probabilities each genre's contributions are scaled by the slope of the secant through its base value and its output
    (DeepLIFT's rescale rule, Shrikumar et al. 2017), so they still add up.
    Raises ArtifactError for a model without the path.
    """
    classifier = target.classifier
    if classifier is None:
        raise ValueError("linear_path looks inside a GenreClassifier; use a black-box method for other functions.")
    if not classifier.artifact.config["network"].get("bag_of_words"):
        raise ArtifactError("This model has no bag-of-words path, so linear_path can't explain it. Use another method.")
    inside = paths(classifier, target.text)
    values, logits = inside.by_word, inside.log_odds
    base = inside.lstm + inside.calibration
    target.evaluations += 1
    if target.scale == "log_odds":
        return values, base
    change, rise = logits - base, sigmoid(logits) - sigmoid(base)
    flat = np.abs(change) < 1e-9
    slope = np.where(flat, sigmoid(base) * (1 - sigmoid(base)), rise / np.where(flat, 1, change))
    return values * slope, sigmoid(base)
