"""What a poster model was measured with: answers for its test films, and what they show. No plot, title or image.

The shipped plot model is not what the poster is compared with: calibrated and with thresholds again on the same
validation films, a plot alone does better too (``plot_again``).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..measure.bootstrap import Interval, Scored, bootstrap, paired
from ..model.folder import untrusted
from .model import EVALUATION, PosterArtifact, check_listed

SIDES = ("plot", "plot_again", "poster", "both")
MOST_FILMS = 100_000


@dataclass(frozen=True)
class Evaluation:
    """``y_true`` [films, genres], probabilities ``y_score`` [sides, films, genres], ``thresholds`` [sides, genres];
    the sides are :data:`SIDES`.
    """

    y_true: NDArray[np.int8]
    y_score: NDArray[np.float32]
    thresholds: NDArray[np.float32]

    def scored(self, side: str) -> Scored:
        """The films as one side answers them."""
        place = SIDES.index(side)
        return Scored(self.y_true, self.y_score[place], self.thresholds[place])

    def save(self, path: Path) -> None:
        """Write a compressed file."""
        np.savez_compressed(path, y_true=self.y_true, y_score=self.y_score, thresholds=self.thresholds)

    @classmethod
    def load(cls, model: PosterArtifact) -> "Evaluation | None":
        """Of a poster model; None where it keeps none. Raises ArtifactError for a damaged one."""
        path, genres = model.folder / EVALUATION, len(model.genres)
        if not path.is_file():
            return None
        check_listed(path)
        shapes: dict[str, tuple[str, tuple[int | None, ...]]] = {
            "y_true": ("|i1", (None, genres)),
            "y_score": ("<f4", (len(SIDES), None, genres)),
            "thresholds": ("<f4", (len(SIDES), genres)),
        }
        arrays = untrusted.arrays(path, shapes, MOST_FILMS)
        if len(arrays["y_true"]) != arrays["y_score"].shape[1] or not np.isfinite(arrays["y_score"]).all():
            raise untrusted.wrong(path, "does not fit together")
        return cls(**arrays)

    def compared(self, draws: int) -> tuple[dict[str, dict[str, Interval]], dict[str, Interval]]:
        """Every metric of each side with its interval, and what the poster adds to the plot calibrated again."""
        sides = {side: self.scored(side) for side in SIDES}
        return {side: bootstrap(scored, draws)[0] for side, scored in sides.items()}, paired(
            sides["both"], sides["plot_again"], draws
        )
