"""Plots drawn at random from files of any size: each row as likely as any other, in memory that does not grow."""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..plots import plot_text
from ..tables.columns.guess import plot_column
from ..tables.stream import plain, stream_table

MOST = 2_000  # plots: enough to be certain of any difference that matters


@dataclass(frozen=True)
class Sample:
    """Some ``plots`` of ``rows``."""

    rows: int
    plots: list[str]


class Draw:
    """Keeps the rows with the smallest of random numbers, one a row (Efraimidis and Spirakis 2006)."""

    def __init__(self, most: int = MOST, seed: int = 0) -> None:
        self.rows = 0
        self._most, self._rng = most, np.random.default_rng(seed)
        self._kept: list[tuple[float, int, Any]] = []

    def add(self, cells: Sequence[Any]) -> None:
        """Rows that follow; a cell is what :func:`core.plots.plot_text` makes a plot of."""
        for key, cell in zip(-self._rng.random(len(cells)), cells, strict=True):
            self.rows += 1
            entry = (float(key), self.rows, cell)
            if len(self._kept) < self._most:
                heapq.heappush(self._kept, entry)
            elif key > self._kept[0][0]:
                heapq.heapreplace(self._kept, entry)

    def sample(self) -> Sample:
        """What was drawn, in the order of the rows."""
        return Sample(self.rows, [plot_text(cell) for _, _, cell in sorted(self._kept, key=lambda entry: entry[1])])


def of_files(paths: Iterable[Path], column: str | None = None, encoding: str = "", most: int = MOST) -> Sample:
    """Plots of one or more tables, from ``column`` or the likeliest of each. Raises TableError."""
    draw = Draw(most)
    for path in paths:
        with stream_table(path, encoding=encoding) as table:
            chosen = plot_column(table.sample(), column, path.name)
            for chunk in table.chunks:
                draw.add(plain(chunk.cells[chosen]))
    return draw.sample()
