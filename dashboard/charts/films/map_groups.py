"""Pure: the films of a map in a few groups, each with a colour and a shape, since colour alone says nothing to some."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.charts.palette import LOWERS, QUIET, RAISES, genre_color

SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "x")
STEPS = ("#2F7FC1", "#E69F00", "#D55E00", "#A8474A")  # right, then more and more wrong
ERAS = (1950, 1980, 2000, 2010)
ERA_COLORS = ("#8C4FA0", "#4C78A8", "#17A2A2", "#7CC27C", "#D8B400")
SIDES = {"train": QUIET, "validation": LOWERS, "test": RAISES}


@dataclass(frozen=True, eq=False)
class Groups:
    """``names`` of the groups, their ``colors`` and ``shapes``; ``of`` [films]: the number of each film's group."""

    names: list[str]
    colors: list[str]
    shapes: list[str]
    of: NDArray[np.intp]


def by_genre(films: Sequence[Sequence[str]], chosen: Sequence[str]) -> Groups:
    """The first of the ``chosen`` genres that a film has; the rest is grey."""
    of = np.full(len(films), len(chosen), dtype=np.intp)
    for place, genres in enumerate(films):
        of[place] = next((number for number, genre in enumerate(chosen) if genre in genres), len(chosen))
    colors = [*map(genre_color, chosen), QUIET]
    return _shaped([*chosen, "other genres" if chosen else "every film"], colors, of, quiet=len(chosen))


def by_error(wrong: NDArray[np.integer], counts: NDArray[np.bool_]) -> Groups:
    """How many genres of each film are wrong; films that can't be judged (``counts`` false) are grey."""
    names = ["every genre right", "1 genre wrong", "2 genres wrong", "3 or more wrong", "can't be judged"]
    of = np.where(counts, np.minimum(wrong, 3), 4).astype(np.intp)
    return _shaped(names, [*STEPS, QUIET], of, quiet=4)


def by_side(sides: Sequence[str]) -> Groups:
    """The side of the split."""
    number = {side: place for place, side in enumerate(SIDES)}
    return _shaped(list(SIDES), list(SIDES.values()), np.array([number[side] for side in sides], dtype=np.intp))


def by_year(years: pd.Series) -> Groups:
    """The era of each film."""
    values = pd.to_numeric(years, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    of = np.where(np.isnan(values), len(ERAS) + 1, np.searchsorted(ERAS, values, side="right")).astype(np.intp)
    middle = [f"{begin} to {end - 1}" for begin, end in zip(ERAS, ERAS[1:], strict=False)]
    names = [f"before {ERAS[0]}", *middle, f"{ERAS[-1]} or later", "no year"]
    return _shaped(names, [*ERA_COLORS, QUIET], of, quiet=len(ERAS) + 1)


def _shaped(names: list[str], colors: list[str], of: NDArray[np.intp], quiet: int = -1) -> Groups:
    """Groups with a shape each; the ``quiet`` one is drawn as small circles. Empty groups keep their number."""
    shapes = ["circle" if place == quiet else SHAPES[place % len(SHAPES)] for place in range(len(names))]
    return Groups(names, colors, shapes, of)
