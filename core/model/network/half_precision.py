"""Numbers in half the space, where half precision holds each of them exactly."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

LEAST = 1024  # numbers in an array that is worth it


def where_exact(array: NDArray[Any]) -> NDArray[Any]:
    """The array as float16 when it is a large array of float32 and no number changes by it; otherwise itself."""
    if array.dtype != np.float32 or array.size < LEAST:
        return array
    with np.errstate(over="ignore"):
        half = array.astype(np.float16)
    return half if np.array_equal(half.astype(np.float32), array) else array
