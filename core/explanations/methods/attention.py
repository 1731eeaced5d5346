"""The weights of the attention pooling. Cheap, and no explanation unless it passes the test (Jain & Wallace 2019)."""

import numpy as np
from numpy.typing import NDArray

from ..inside import attention_shares
from ..target import Target
from .pooled import shared_out


def attribute(target: Target) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Each word's attention weight times f(text) - f(no word), [words, outputs], and base values [outputs].

    Raises ArtifactError for a model that doesn't show its attention.
    """
    return shared_out(target, attention_shares, "attention")
