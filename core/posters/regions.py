"""Where on a poster: what each region does to a genre, by two methods, and a test of whether that is more than chance.

*Occlusion* (Zeiler and Fergus 2014) covers a region with the poster's mean colour and sees what the answer loses.
The *activation map* (Zhou et al. 2016) is exact: the features are means over the places that the network sees, so the
log-odds of a genre from the poster alone are a sum over places. The deletion test covers the strongest regions and
as many random ones, as :mod:`core.explanations.faithfulness` does with words.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from ..explanations.faithfulness import Deletion, order_of
from ..model.calibration import sigmoid
from .backbone import COLUMNS, HEIGHT, ROWS, WIDTH, Maps, squeezed
from .classifier import PosterClassifier, check_shows_something
from .image import Pixels
from .model import Array, Heads

METHODS = {"occlusion": "Covering regions", "activation_map": "Activation map"}
COVERED = 6  # regions that the deletion test covers: a quarter
DRAWS = 20
UP, ACROSS = ("top", "middle", "bottom"), ("left", "centre", "right")


@dataclass(frozen=True)
class Regions:
    """``values`` [rows, columns, genres]: what each region gives a genre, in probability (occlusion) or in log-odds
    of the poster alone (activation map). ``pixels``: the poster as the network read it.
    """

    method: str
    genres: tuple[str, ...]
    values: Array
    pixels: Pixels

    def of(self, genre: str) -> Array:
        """The values [rows, columns] of one genre."""
        return self.values[:, :, self.genres.index(genre)]

    def place(self, genre: str) -> str:
        """In words, where the region is that speaks most for a genre: "middle left"."""
        row, column = np.unravel_index(int(self.of(genre).argmax()), self.values.shape[:2])
        up = UP[min(int(3 * (row + 0.5) / self.values.shape[0]), 2)]
        across = ACROSS[min(int(3 * (column + 0.5) / self.values.shape[1]), 2)]
        return "centre" if (up, across) == ("middle", "centre") else f"{up} {across}"


def covered(pixels: Pixels, hidden: NDArray[np.bool_]) -> Pixels:
    """A squeezed poster with the ``hidden`` [rows, columns] regions in its mean colour."""
    mask = np.kron(hidden, np.ones((HEIGHT // hidden.shape[0], WIDTH // hidden.shape[1]), dtype=bool))
    result = pixels.copy()
    result[mask] = pixels.reshape(-1, 3).mean(axis=0).round().astype(np.uint8)
    return result


def scorer(classifier: PosterClassifier, text: str) -> Callable[[NDArray[np.bool_], Pixels], Array]:
    """A function of hidden regions [posters, rows, columns] and a squeezed poster -> probabilities [posters, genres],
    beside the plot ``text`` where the model can read it.
    """
    plot = classifier.plots.decision_function([text]) if classifier.plots.readable(text) else None

    def score(hidden: NDArray[np.bool_], pixels: Pixels) -> Array:
        poster = classifier.heads.poster(classifier.backbone.features(covered(pixels, regions) for regions in hidden))
        return sigmoid(poster if plot is None else classifier.heads.fused(plot, poster))

    return score


def activation(maps: Maps, heads: Heads) -> Array:
    """What each region adds to the log-odds of one poster alone, [rows, columns, genres], by its maps; with
    ``heads.bias`` it sums to them. A region's share is that of the places in it, at every depth.
    """
    result = np.zeros((ROWS, COLUMNS, heads.weights.shape[1]))
    first = 0
    for depth in maps:
        channels, rows, columns = depth.shape[1:]
        parts = depth[0].reshape(channels, ROWS, rows // ROWS, COLUMNS, columns // COLUMNS).sum(axis=(2, 4))
        weights = heads.weights[first : first + channels] / (rows * columns)
        result += np.einsum("cij,cg->ijg", parts.astype(np.float64), weights)
        first += channels
    return result


def explain(classifier: PosterClassifier, text: str, pixels: Pixels, method: str = "occlusion") -> Regions:
    """What every region of a poster gives every genre. Raises OptionError for another method, PosterError."""
    if method not in METHODS:
        raise OptionError(f"There is no method {method!r} for posters. Choose one of {', '.join(METHODS)}.")
    check_shows_something(pixels)
    small = squeezed(pixels)
    genres = tuple(str(genre) for genre in classifier.classes_)
    if method == "activation_map":
        values = activation(classifier.backbone.maps([small]), classifier.heads)
        return Regions(method, genres, values, small)
    hidden = np.concatenate([np.zeros((1, ROWS * COLUMNS), dtype=bool), np.eye(ROWS * COLUMNS, dtype=bool)])
    answers = scorer(classifier, text)(hidden.reshape(-1, ROWS, COLUMNS), small)
    return Regions(method, genres, (answers[0] - answers[1:]).reshape(ROWS, COLUMNS, -1), small)


def deletion(classifier: PosterClassifier, text: str, regions: Regions, genre: str, seed: int = 0) -> Deletion:
    """Cover the regions that support a genre most, and as many random ones, :data:`DRAWS` times."""
    values = regions.of(genre).ravel()
    top = [i for i in order_of(values)[:COVERED] if values[i] > 0]
    rng = np.random.default_rng(seed)
    hidden = np.zeros((DRAWS + 2, len(values)), dtype=bool)
    hidden[1, top] = True
    for row in hidden[2:]:
        row[rng.choice(len(values), size=len(top), replace=False)] = True
    answers = scorer(classifier, text)(hidden.reshape(-1, ROWS, COLUMNS), regions.pixels)
    found = answers[:, regions.genres.index(genre)]
    return Deletion(genre, len(top), float(found[0]), float(found[1]), float(found[2:].mean()), float(found[2:].std()))
