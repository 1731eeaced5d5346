"""Plots and posters in, probabilities out. Without a poster the answer is the plot model's, to the last digit."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import PosterError
from ..model.calibration import sigmoid
from ..model.classifier import DEFAULT_MODEL, GenreClassifier
from ..model.thresholds import decide
from . import model as folder_of
from .backbone import Backbone, squeezed
from .image import Pixels, Source, read
from .model import BACKBONE, Array, beside

FLAT = 4.0  # standard deviation of the brightness, of 255, below which a picture shows nothing


def check_shows_something(pixels: Pixels, name: str = "The poster") -> None:
    """Raise PosterError for a picture of one colour: what the network says of it is about no poster."""
    if float(pixels.astype(np.float64).mean(axis=2).std()) < FLAT:
        raise PosterError(f"{name} shows one colour and nothing else. Choose another picture, or leave it out.")


def _squeezed(pixels: Pixels) -> Pixels:
    check_shows_something(pixels)
    return squeezed(pixels)


class PosterClassifier:
    """A plot model and a poster model side by side.

    ``plots``: the plot model, ``classes_`` its genres. ``version``: of both; it changes with any file of either.
    """

    def __init__(self, plots: GenreClassifier, posters: folder_of.PosterArtifact, threads: int = 0) -> None:
        posters.check_beside(plots.artifact)
        self.plots, self.artifact = plots, posters
        self.classes_ = plots.classes_
        self.version = f"{plots.version}+{posters.version}"
        self.backbone = Backbone(posters.folder / BACKBONE, threads)
        self.heads = posters.heads(self.backbone.channels)

    @classmethod
    def load(
        cls, model: str | Path = DEFAULT_MODEL, posters: str | Path | None = None, threads: int = 0
    ) -> "PosterClassifier":
        """Open both folders; ``posters`` is by default the one beside ``model``.

        Raises ArtifactError when one is missing or damaged, or was not fitted to the other.
        """
        return cls(
            GenreClassifier.load(model, threads),
            folder_of.load(Path(posters) if posters else beside(Path(model))),
            threads,
        )

    def log_odds_of_posters(self, images: Iterable[Pixels]) -> Array:
        """Calibrated log-odds [posters, genres] of posters alone. Raises PosterError for one that shows nothing."""
        return self.heads.poster(self.backbone.features(map(_squeezed, images)))

    def predict_proba(self, plots: Sequence[str], posters: Sequence[Source | Pixels | None]) -> Array:
        """Probabilities [films, genres]. ``plots``: empty where there is none. ``posters``: the path or the bytes of an
        image, pixels that were read, or None where there is none.

        Rows without a poster are the plot model's own. Raises PosterError.
        """
        if len(plots) != len(posters):
            raise ValueError(f"{len(plots)} plots and {len(posters)} posters: give one poster, or None, a plot.")
        opened = (
            poster if isinstance(poster, np.ndarray) else read(poster) for poster in posters if poster is not None
        )
        shown = np.array([poster is not None for poster in posters], dtype=bool)
        return self.combined(plots, shown, self.log_odds_of_posters(opened))

    def combined(self, plots: Sequence[str], shown: NDArray[np.bool_], posters: Array) -> Array:
        """Probabilities [films, genres] of plots, and of the log-odds ``posters`` [sum of shown, genres] of those films
        that have a poster (``shown`` [films]).
        """
        result = self.plots.predict_proba(plots)
        if shown.any():
            texts = [text for text, both in zip(plots, shown, strict=True) if both]
            told = np.array([self.plots.readable(text) for text in texts], dtype=bool)
            fused = self.heads.fused(self.plots.decision_function(texts), posters)
            result[shown] = sigmoid(np.where(told[:, None], fused, posters))
        return result

    def thresholds(self, told: NDArray[np.bool_], shown: NDArray[np.bool_]) -> Array:
        """The thresholds [films, genres] of films with (``told``) and without a plot, ``shown`` with a poster."""
        with_poster = np.where(told[:, None], self.heads.both, self.heads.alone)
        return np.where(shown[:, None], with_poster, self.plots.thresholds_)

    def known(self, text: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of one film with a poster: whether its plot can be read, and that it has a poster, as arrays [1]."""
        return np.array([self.plots.readable(text)]), np.ones(1, dtype=bool)

    def genres_of(
        self, y_score: NDArray[np.float64], told: NDArray[np.bool_], shown: NDArray[np.bool_]
    ) -> list[list[str]]:
        """Genres for probabilities [films, genres], most probable first; none where there is neither."""
        chosen = decide(y_score, self.thresholds(told, shown)) & (told | shown)[:, None]
        order = np.argsort(-y_score, axis=1, kind="stable")
        return [[str(self.classes_[g]) for g in row if keep[g]] for row, keep in zip(order, chosen, strict=True)]
