"""Pure: two models' probabilities in, the paired bars that a component draws out."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.charts.palette import genre_color
from dashboard.phrasing import percent, points

SHOWN = 8


def pairs(
    genres: Sequence[str],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    chosen: tuple[set[str], set[str]],
    names: tuple[str, str],
) -> dict[str, Any]:
    """The genres on which two models differ most, largest difference first: ``first`` and ``second`` [genres].

    ``chosen``: the genres that each gives. The rest is folded away.
    """
    order = np.argsort(-np.abs(first - second), kind="stable")
    rows = [_row(genres[g], float(first[g]), float(second[g]), chosen, names) for g in order]
    return {
        "caption": f"Outlined: {names[0]}. Filled: {names[1]}. ✓ marks genres that a model gives.",
        "shown": rows[:SHOWN],
        "folded": rows[SHOWN:],
        "more": f"{len(rows) - SHOWN} on which they differ less",
    }


def _row(
    genre: str, first: float, second: float, chosen: tuple[set[str], set[str]], names: tuple[str, str]
) -> dict[str, Any]:
    given = [genre in side for side in chosen]
    shares = [f"{percent(share)}{' ✓' if by else ''}" for share, by in zip((first, second), given, strict=True)]
    told = [f"{name} {percent(share)}" for name, share in zip(names, (first, second), strict=True)]
    return {
        "genre": genre,
        "first": round(first, 4),
        "second": round(second, 4),
        "shares": shares,
        "difference": points(first, second).removesuffix(" points").removesuffix(" point"),
        "told": f"{genre}: {', '.join(told)}",
        "color": genre_color(genre),
    }
