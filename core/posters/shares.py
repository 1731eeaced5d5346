"""What the plot says, and what the poster adds or takes: exact Shapley values of two players."""

from dataclasses import dataclass

import numpy as np

from ..model.calibration import sigmoid
from .classifier import PosterClassifier
from .image import Pixels
from .model import Array


@dataclass(frozen=True)
class Shares:
    """Probabilities [genres] from nothing (``prior``: how frequent a genre is), ``plot`` alone, ``poster`` alone and
    ``both``; without a plot ``both`` is the poster's and ``plot`` the prior.
    """

    genres: tuple[str, ...]
    prior: Array
    plot: Array
    poster: Array
    both: Array

    @property
    def of_plot(self) -> Array:
        """The plot's Shapley value [genres]: the mean of what it adds to nothing and what it adds to the poster."""
        return ((self.plot - self.prior) + (self.both - self.poster)) / 2

    @property
    def of_poster(self) -> Array:
        """The poster's Shapley value [genres]. It and the plot's sum to ``both - prior`` (Shapley 1953)."""
        return ((self.poster - self.prior) + (self.both - self.plot)) / 2

    def to_dict(self) -> dict[str, dict[str, float]]:
        """Genre -> every probability and both values, for JSON."""
        columns = {
            "probability": self.both, "without_either": self.prior, "plot_alone": self.plot,
            "poster_alone": self.poster, "from_plot": self.of_plot, "from_poster": self.of_poster,
        }  # fmt: skip
        return {genre: {name: float(v[g]) for name, v in columns.items()} for g, genre in enumerate(self.genres)}


def shares(classifier: PosterClassifier, text: str, pixels: Pixels) -> Shares:
    """The four probabilities of a film. ``text``: its plot, empty where there is none. Raises PosterError."""
    poster = classifier.log_odds_of_posters([pixels])
    prior = classifier.heads.prior
    plot, both = prior[None], poster
    if classifier.plots.readable(text):
        plot = classifier.plots.decision_function([text])
        both = classifier.heads.fused(plot, poster)
    genres = tuple(str(genre) for genre in classifier.classes_)
    return Shares(genres, *(sigmoid(np.ravel(log_odds)) for log_odds in (prior, plot, poster, both)))
