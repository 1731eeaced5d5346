"""Which words the poolings look at, as attributions: a word's share of a pooling is its share of the genre's rise.

That the values add up is by construction, and the shares are the same for every genre of a plot of one window: whether
the words named matter is what the deletion tests measure.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..target import Target

if TYPE_CHECKING:
    from ...model.classifier import GenreClassifier


def shared_out(
    target: Target, shares: "Callable[[GenreClassifier, str], NDArray[np.float64]]", name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """f(text) - f(no word), shared out by ``shares`` [words, outputs], and the base values [outputs]."""
    if target.classifier is None:
        raise ValueError(f"{name} looks inside a GenreClassifier; use a black-box method for other functions.")
    base, full = target.ends()
    return shares(target.classifier, target.text) * (full - base), base
