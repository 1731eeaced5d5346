"""The words of a text as a tree: words inside sentences inside the text, the order in which SHAP opens coalitions."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_SENTENCE_END = re.compile(r"[.!?…。！？]+[\"'”’)\]]*(\s|$)|\n")


def sentences(text: str, spans: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Positions of the words of each sentence; ``spans`` are the words' (start, end) in ``text``."""
    groups: list[list[int]] = []
    for i, (start, _) in enumerate(spans):
        if i == 0 or _SENTENCE_END.search(text[spans[i - 1][1] : start]):
            groups.append([])
        groups[-1].append(i)
    return groups


def linkage(groups: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """A binary tree over words in SciPy's linkage form [words - 1, 4]: balanced in each group, then over groups.

    Rows are (left, right, size, size); nodes below ``words`` are leaves, row r makes node words + r.
    """
    leaves = sum(len(group) for group in groups)
    rows: list[tuple[float, float, float, float]] = []

    def join(nodes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Join (node, size) pairs in halves; returns the root and its size."""
        if len(nodes) == 1:
            return nodes[0]
        half = (len(nodes) + 1) // 2
        (left, n_left), (right, n_right) = join(nodes[:half]), join(nodes[half:])
        size = n_left + n_right
        rows.append((left, right, size, size))
        return leaves + len(rows) - 1, size

    join([join([(i, 1) for i in group]) for group in groups])
    return np.array(rows, dtype=np.float64).reshape(-1, 4)
