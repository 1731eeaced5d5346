"""Another model's probabilities for some plots, to learn from beside the labels or instead of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import TableError
from core.tables.whole import read_frame


@dataclass(frozen=True)
class Teacher:
    """``probabilities`` [plots, genres], each row under its plot."""

    probabilities: pd.DataFrame

    @classmethod
    def read(cls, path: Path, genres: Sequence[str]) -> "Teacher":
        """Read a CSV with ``plot`` and a ``p_<Genre>`` for each genre, such as ``python -m core predict`` writes.

        Raises TableError when a column is missing or holds something else.
        """
        table = _read(path).drop_duplicates("plot").set_index("plot")
        columns = [f"p_{genre}" for genre in genres]
        missing = [column for column in columns if column not in table]
        if missing:
            raise TableError(f"{path} has no column {', '.join(missing[:5])}. A teacher needs one for every genre.")
        try:
            return cls(table[columns].astype(np.float64))
        except ValueError as error:
            raise TableError(f"{path} holds something other than probabilities ({error}).") from None

    @property
    def plots(self) -> pd.Index:
        """The plots that it answers, in the order of its file."""
        return self.probabilities.index

    def predict_proba(self, plots: "list[str] | pd.Series[str]") -> NDArray[np.float64]:
        """Probabilities [plots, genres]; NaN where it has no answer."""
        return self.probabilities.reindex(plots).to_numpy()


def read_plots(path: Path) -> pd.Index:
    """The plots of a teacher's file, without its probabilities. Raises TableError when there is no such column."""
    return pd.Index(_read(path)["plot"]).unique()


def _read(path: Path) -> pd.DataFrame:
    table = read_frame(path).frame
    if "plot" not in table:
        raise TableError(f"{path} has no column plot. A teacher needs the plots beside its probabilities.")
    return table
