"""Where a model is better or worse: by length of the plot, decade, who labelled the film, and unknown words."""

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..text import Vocabulary, words
from .bootstrap import Scored, bootstrap
from .metrics import everything

SMALLEST = 20  # films; fewer say nothing
LENGTHS = (0, 20, 40, 80, 160)  # words
UNKNOWN = (0, 2, 5, 10)  # per cent of a plot's words


def _steps(values: NDArray[np.floating], starts: Sequence[float], unit: str) -> list[str]:
    """A label for the step that each value falls into, such as ``20 to 40 words`` (40 not included)."""
    names = [f"{low:g} to {high:g} {unit}" for low, high in zip(starts, starts[1:], strict=False)]
    names.append(f"{starts[-1]:g} {unit} or more")
    return [names[place - 1] for place in np.searchsorted(starts, values, side="right")]


def _order(group: str) -> tuple[float, str]:
    """By the number that a group begins with, then by name."""
    number = re.match(r"\d+", group)
    return (float(number.group()) if number else np.inf, group)


def groups(frame: pd.DataFrame, vocabulary: Vocabulary, most_words: int) -> dict[str, list[str]]:
    """Slice name -> the group of each film; ``year`` and ``label_tier`` are used where the frame has them."""
    read = [words(plot, most_words) for plot in frame["plot"]]
    length = np.array([len(found) for found in read])
    unknown = np.array([sum(word not in vocabulary for word in found) for found in read]) / np.maximum(length, 1)
    result = {
        "plot length": _steps(length, LENGTHS, "words"),
        "unknown words": _steps(100 * unknown, UNKNOWN, "%"),
    }
    if "year" in frame:
        years = pd.to_numeric(frame["year"], errors="coerce")
        result["decade"] = [f"{int(year) // 10 * 10}s" if np.isfinite(year) else "no year" for year in years]
    if "label_tier" in frame:
        result["label tier"] = frame["label_tier"].astype(str).tolist()
    return result


def table(
    y_true: NDArray[np.integer],
    y_score: NDArray[np.floating],
    thresholds: NDArray[np.floating],
    grouped: dict[str, list[str]],
    draws: int = 1_000,
    seed: int = 0,
    known: NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """One row a group of at least 20 films: slice, group, films, micro_f1 with its interval, samples_f1, lrap, map.

    ``known`` as in :class:`core.measure.bootstrap.Scored`.
    """
    known = everything(y_true) if known is None else known
    rows = []
    for name, labels in grouped.items():
        for group in sorted(set(labels), key=_order):
            films = np.flatnonzero(np.array(labels, dtype=object) == group)
            if len(films) < SMALLEST:
                continue
            overall, _ = bootstrap(Scored(y_true[films], y_score[films], thresholds, known[films]), draws, seed)
            micro = overall["micro_f1"]
            row = {"slice": name, "group": group, "films": len(films), "micro_f1": micro.value}
            row |= {"micro_f1_low": micro.low, "micro_f1_high": micro.high}
            rows.append(row | {key: overall[key].value for key in ("samples_f1", "lrap", "map")})
    return pd.DataFrame(rows)
