"""How posters look, genre by genre: their mean colour and brightness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .image import Pixels

LUMA = np.array([0.299, 0.587, 0.114])  # of red, green and blue, as ITU-R BT.601 weighs them


@dataclass(frozen=True)
class Look:
    """Of so many ``posters`` of a genre: the mean ``colour`` (red, green, blue; 0 to 255), ``brightness`` (0 to 1)."""

    genre: str
    posters: int
    colour: tuple[int, int, int]
    brightness: float


def mean_colour(pixels: Pixels) -> NDArray[np.float64]:
    """The mean red, green and blue [3] of a poster."""
    return pixels.reshape(-1, 3).mean(axis=0, dtype=np.float64)


def looks(colours: NDArray[np.float64], genres: Sequence[Sequence[str]]) -> list[Look]:
    """Every genre, the darkest first. ``colours`` [posters, 3]: the mean colour of each; ``genres``: those of each."""
    found = []
    for genre in sorted({genre for own in genres for genre in own}):
        mean = colours[[genre in own for own in genres]]
        red, green, blue = (int(round(value)) for value in mean.mean(axis=0))
        found.append(Look(genre, len(mean), (red, green, blue), float((mean @ LUMA).mean() / 255)))
    return sorted(found, key=lambda look: (look.brightness, look.genre))
