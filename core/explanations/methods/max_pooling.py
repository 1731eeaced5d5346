"""How many of the max pooling's numbers each word gave. It counts the numbers, not what the genre makes of them."""

import numpy as np
from numpy.typing import NDArray

from ..inside import peak_shares
from ..target import Target
from .pooled import shared_out


def attribute(target: Target) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each word's share of the maxima times f(text) - f(no word), [words, outputs], and base values [outputs].

    Raises ArtifactError for a model that doesn't show its maxima.
    """
    return shared_out(target, peak_shares, "max_pooling")
