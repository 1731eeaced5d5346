"""The films of a lesson: embedded ones from the test side, the same for everyone who opens the same link."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.state.table.scored_table import ScoredTable
from data.schema import PlotTable

COUNT = 10  # films of a set


def test_side(table: PlotTable, sides: pd.Series) -> PlotTable:
    """The test films alone; the table says so itself, and is never split again."""
    frame = table.frame[sides == "test"].reset_index(drop=True).assign(split="test")
    return replace(table, name=f"{table.name}, test side", frame=frame, rows=None)


def drawn(ids: Sequence[str], judged: Sequence[str], number: int) -> list[int]:
    """The films of set ``number``, as positions in ``judged``, at most :data:`COUNT`.

    ``ids``: all films; ``judged``: those that a model can be judged on. The order depends on the first alone, so that
    models with the same genres are asked about the same films.
    """
    place = {film: position for position, film in enumerate(judged)}
    shuffled = np.random.default_rng(number).permutation(len(ids))
    return [place[ids[film]] for film in shuffled if ids[film] in place][:COUNT]


def decisions(answers: Sequence[Sequence[str]], genres: Sequence[str]) -> NDArray[np.bool_]:
    """Genres that a reader gave to each film, as [films, genres]."""
    return np.array([[genre in given for genre in genres] for given in answers], dtype=bool)


def micro_f1(films: ScoredTable, rows: Sequence[int], y_pred: NDArray[np.bool_]) -> float:
    """Micro F1 of decisions [rows, genres] about some films; what is not known counts neither for nor against."""
    from sklearn.metrics import f1_score  # here, because a first prediction must not wait for it

    y_true, known = films.y_true[list(rows)], films.known[list(rows)]
    return float(f1_score(y_true, (y_pred & known).astype(int), average="micro", zero_division=0))
