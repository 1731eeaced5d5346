"""One genre of one plot, explained by one method of one model: the one thing that every panel of it needs."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.explanations import METHODS, Explanation, Method
from core.explanations.counterfactual import Counterfactual
from core.explanations.faithfulness import Deletion
from core.explanations.inside import Paths
from core.explanations.read_along import ReadAlong
from core.model.classifier import GenreClassifier
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.model import answers


@dataclass(frozen=True)
class Explained:
    """``by_sentence``: whether people see one value a sentence instead of one a word. Everything else is cached."""

    model: ModelRef
    text: str
    method: str
    genre: str
    by_sentence: bool = False

    @property
    def classifier(self) -> GenreClassifier:
        """The opened model. Raises ArtifactError."""
        return answers.classifier(self.model)

    @property
    def explanation(self) -> Explanation:
        """The attribution of every word to every genre. Raises PlotError."""
        return answers.explanation(self.model, self.text, self.method)

    @property
    def view(self) -> Explanation:
        """The explanation by word or by sentence, as it was asked for."""
        return self.explanation.by_sentence() if self.by_sentence else self.explanation

    @property
    def how(self) -> Method:
        """What the method is."""
        return METHODS[self.method]

    @property
    def deletion(self) -> Deletion:
        """What taking out the strongest words does, against random words."""
        return answers.deletion(self.model, self.text, self.method, self.genre)

    @property
    def counterfactual(self) -> Counterfactual | None:
        """A smallest set of words that decides the genre the other way, or None."""
        return answers.counterfactual(self.model, self.text, self.method, self.genre)

    @property
    def along(self) -> ReadAlong:
        """What the model says after each word or sentence."""
        return answers.read_along(self.model, self.text)

    @property
    def paths(self) -> tuple[Paths, Paths]:
        """What comes through each path of the network for this plot, and for a text without a word."""
        return answers.paths(self.model, self.text), answers.paths(self.model, "")

    @property
    def pools(self) -> dict[str, NDArray[np.float64]]:
        """Method -> the share of each word [words, genres] in a pooling; empty for a model that doesn't show them."""
        return answers.pools(self.model, self.text)

    @property
    def threshold(self) -> float:
        """The probability from which the model gives the genre."""
        return float(self.classifier.thresholds_[self.explanation.column(self.genre)])

    def by(self, method: str) -> "Explained":
        """The same by another method."""
        return replace(self, method=method)
