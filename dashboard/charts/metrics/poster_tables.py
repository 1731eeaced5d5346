"""Pure: plot, poster and both side by side as tables."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.measure.bootstrap import Interval, verdict
from core.measure.metrics import LOWER_IS_BETTER, NAMES, per_genre

SHOWN = ("micro_f1", "macro_f1", "map", "lrap", "ece")
Answers = tuple[NDArray[np.floating], NDArray[np.floating]]  # probabilities [films, genres], thresholds [genres]


def of_metrics(sides: Mapping[str, Mapping[str, Interval]], added: Mapping[str, Interval]) -> pd.DataFrame:
    """A row a metric: what the poster adds to the plot, then each side with its interval. Of a metric with ↓ less is
    better.
    """
    return pd.DataFrame(
        [
            {"metric": NAMES[name] + (" ↓" if name in LOWER_IS_BETTER else ""), "both is": verdict(name, added[name])}
            | {side: str(found[name]) for side, found in sides.items()}
            for name in SHOWN
        ]
    )


def of_genres(
    y_true: NDArray[np.integer],
    sides: Mapping[str, Answers],
    genres: Sequence[str],
    known: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """A row a genre that some film has, the largest gain first: average precision of plot, poster and both, and F1."""
    tables = {side: per_genre(y_true, *answers, genres, known) for side, answers in sides.items()}
    plot, poster, both = tables["plot"], tables["poster"], tables["both"]
    table = pd.DataFrame(
        {
            "genre": plot["genre"],
            "films": plot["support"],
            "plot": plot["average_precision"],
            "poster": poster["average_precision"],
            "both": both["average_precision"],
            "gain": both["average_precision"] - plot["average_precision"],
            "F1, plot": plot["f1"],
            "F1, both": both["f1"],
        }
    )
    return table[table["films"] > 0].sort_values("gain", ascending=False).reset_index(drop=True)
