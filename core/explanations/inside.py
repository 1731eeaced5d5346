"""Inside the network: what each of its two paths says of a plot, and which words its poolings look at.

What a plot's log-odds come from is exact: ``slope * (LSTM path + bag-of-words path) + intercept``, where slope and
intercept are the calibration's. Which words a pooling looks at explains nothing by itself (Jain & Wallace 2019;
Wiegreffe & Pinter 2019): the methods ``attention`` and ``max_pooling`` put it to the test of deletion, like the others.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..errors import ArtifactError
from ..model import windows

if TYPE_CHECKING:
    from ..model.classifier import GenreClassifier

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Paths:
    """What each part adds to the calibrated log-odds, [genres] each, and ``by_word`` [words, genres], the bag's shares.

    ``lstm`` holds the output layer's bias too. ``bag_of_words`` is the sum of its words, zero in a network without that
    path. ``calibration`` is its intercept, the same for all plots.
    """

    lstm: Floats
    bag_of_words: Floats
    calibration: Floats
    by_word: Floats

    @property
    def log_odds(self) -> Floats:
        """Their sum, the answer: ``decision_function`` of the plot, [genres]."""
        return self.lstm + self.bag_of_words + self.calibration


def paths(classifier: "GenreClassifier", text: str) -> Paths:
    """The two paths of a plot; in a long one, each window's count as much as the window does.

    The bag of words has a share for each word, and the LSTM's is the rest of the network's answer. A text without a
    word is read as the model reads it, as one unknown word.
    """
    cut = windows.encode(text, classifier.vocabulary, classifier.max_tokens)
    raw = classifier.run_windows(cut)
    parts = [np.zeros((len(ids), len(classifier.classes_))) for ids in cut]
    if "word_logits" in classifier.outputs:
        shares = zip(cut, windows.weights(raw), strict=True)
        parts = [share * classifier.run_windows([ids], "word_logits")[0] for ids, share in shares]
    by_word = np.concatenate(parts)
    bag, calibration = by_word.sum(axis=0), classifier.calibration_
    return Paths(
        lstm=calibration.slope * (windows.combine(raw) - bag),
        bag_of_words=calibration.slope * bag,
        calibration=np.asarray(calibration.intercept, dtype=np.float64),
        by_word=calibration.slope * by_word,
    )


def attention_shares(classifier: "GenreClassifier", text: str) -> Floats:
    """The weight of each word in the attention pooling, [words, genres]; each column sums to 1.

    A plot of one window has the same weights for every genre; in a longer one a window's count as much as the window
    does for the genre. Raises ArtifactError for a model that doesn't show them.
    """
    return _shares(classifier, text, "attention")


def peak_shares(classifier: "GenreClassifier", text: str) -> Floats:
    """The share of the max pooling's numbers that each word gave, [words, genres]; each column sums to 1.

    Windows are weighed as in :func:`attention_shares`. Raises ArtifactError for a model that doesn't show them.
    """
    return _shares(classifier, text, "peaks")


def shows_pooling(classifier: "GenreClassifier") -> bool:
    """Whether the model shows which words its poolings look at."""
    return {"attention", "peaks"} <= classifier.outputs


def _shares(classifier: "GenreClassifier", text: str, output: str) -> Floats:
    if output not in classifier.outputs:
        raise ArtifactError(
            "This model doesn't show which words its pooling looks at: it has no pooling, or was saved before models"
            " showed it. Train it again with pooling, or use another method."
        )
    cut = windows.encode(text, classifier.vocabulary, classifier.max_tokens)
    weights = windows.weights(classifier.run_windows(cut))
    parts = [_of_window(classifier.run_windows([ids], output)[0], len(ids), output) for ids in cut]
    return np.concatenate([np.outer(part, weight) for part, weight in zip(parts, weights, strict=True)])


def _of_window(answer: NDArray[np.generic], words: int, output: str) -> Floats:
    """The share of each word of a window, [words]."""
    if output == "attention":
        return answer.astype(np.float64)
    return np.bincount(answer.astype(np.intp), minlength=words) / max(len(answer), 1)
