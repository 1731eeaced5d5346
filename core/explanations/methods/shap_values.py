"""Owen values by SHAP's PartitionExplainer over a tree of words inside sentences (Lundberg; Owen 1977).

Additive: base value + attributions = output, whatever the budget. Imports shap; import it late.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import numba
import numpy as np
from numpy.typing import NDArray

from ..target import Target
from ..tree import linkage, sentences

# Compiling SHAP's small loops takes ten seconds and 120 MB at the first call of every process, and running them
# as they are takes no longer than running them compiled: here the model's answers are what takes the time.
numba.config.DISABLE_JIT = True
import shap  # noqa: E402

numba.config.DISABLE_JIT = False

logging.getLogger("shap").setLevel(logging.ERROR)


@contextmanager
def _same_ties() -> Iterator[None]:
    """PartitionExplainer breaks ties in its queue with numpy's global generator; lend it one and put ours back."""
    state = np.random.get_state()  # noqa: NPY002
    np.random.seed(0)  # noqa: NPY002
    try:
        yield
    finally:
        np.random.set_state(state)  # noqa: NPY002


def attribute(
    target: Target, evaluations: int = 500, batch_size: int = 64
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Owen values [words, outputs] and base values [outputs], from about ``evaluations`` calls of the function."""
    base, full = target.ends()
    if len(target) == 1:  # a tree needs two words
        return (full - base)[None, :], base
    tree = linkage(sentences(target.text, [(token.start, token.end) for token in target.tokens]))
    masker = shap.maskers.Partition(np.zeros((1, len(target))), clustering=tree)
    explainer = shap.PartitionExplainer(lambda rows: target(rows > 0.5), masker)
    with _same_ties():
        result = explainer(np.ones((1, len(target))), max_evals=evaluations, batch_size=batch_size, silent=True)
    return np.asarray(result.values[0], dtype=np.float64), base
