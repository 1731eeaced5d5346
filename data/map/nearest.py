"""The films of a map that are nearest to a plot, and where the plot lies among them."""

from collections.abc import Sequence

import numpy as np

from core.model.classifier import GenreClassifier
from core.model.neighbours import Neighbour
from data.map.film_map import FilmMap
from data.map.representation import Floats, Representation, unit

CANDIDATES = 50  # by the main directions; of 50,000 films they hold 9.99 of the ten nearest


def nearest(
    classifier: GenreClassifier, films: Representation, plots: Sequence[str], text: str, count: int = 10
) -> list[Neighbour]:
    """The ``count`` films nearest to a text by the cosine of pooled vectors, nearest first; their positions are rows of
    the map. ``plots``: of the map's films. The same text itself is left out. Raises PlotError.
    """
    classifier.tokens(text)
    own = classifier.run([text], "pooled")
    gaps = films.directions.astype(np.float32) - films.place(own)
    order = np.argsort(np.einsum("fd,fd->f", gaps, gaps), kind="stable")
    rows = [int(row) for row in order[:CANDIDATES] if plots[row] != text]
    if not rows:
        return []
    alike = unit(classifier.run([plots[row] for row in rows], "pooled")) @ unit(own)[0]
    first = np.argsort(-alike, kind="stable")[:count]
    return [Neighbour(rows[place], float(alike[place])) for place in first]


def by_directions(classifier: GenreClassifier, drawn: FilmMap, text: str) -> Floats:
    """Where a text lies on the two main directions, [2]: exactly."""
    return drawn.films.place(classifier.run([text], "pooled"))[0, :2]


def among(places: Floats, near: Sequence[Neighbour]) -> Floats:
    """Where a text belongs on places [films, 2] that are no function of its vector, [2]: the median of the places of
    the films nearest to it, which a few films far away don't move.
    """
    return np.median(places[[neighbour.position for neighbour in near]], axis=0).astype(np.float32)
