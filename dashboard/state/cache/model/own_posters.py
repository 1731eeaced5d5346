"""Plot, poster and both on a labelled archive of one's own: what each answers for films whose poster can be read."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.measure.bootstrap import Interval, Scored, bootstrap, paired
from core.model.calibration import logit, sigmoid
from core.model.folder.model_ref import ModelRef
from dashboard.state.cache.by_bytes import held
from dashboard.state.cache.model import posters, scores
from dashboard.state.poster import archive, read_posters
from dashboard.state.poster.archive import PosterArchive
from data.schema import PlotTable

SIDES = ("plot", "poster", "both")
FEWEST = 10  # films with a poster that say anything


@dataclass(frozen=True)
class OwnPosters:
    """Of the films whose poster was read: ``y_true`` and ``known`` [films, genres], and of every side in :data:`SIDES`
    probabilities [films, genres] and thresholds [genres]. ``problems`` and ``more`` are those of the reading.
    """

    y_true: NDArray[np.int8]
    known: NDArray[np.bool_]
    sides: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
    problems: list[str]
    more: bool

    def scored(self, side: str) -> Scored:
        """The films as one side answers them."""
        return Scored(self.y_true, *self.sides[side], self.known)


def scored(model: ModelRef, table: PlotTable, own: PosterArchive) -> OwnPosters:
    """The films of a table that can be judged and have a poster. Raises ArtifactError."""
    films, opened = scores.scored(model, table), posters.opened(model)
    seen = read_posters.read(own.file, archive.cells_of(films.frame[own.column].tolist()), opened)
    plot, poster = films.y_score[seen.places], opened.heads.poster(seen.features)
    sides = {
        "plot": (plot, opened.plots.thresholds_),
        "poster": (sigmoid(poster), opened.heads.alone),
        "both": (sigmoid(opened.heads.fused(logit(plot), poster)), opened.heads.both),
    }
    return OwnPosters(films.y_true[seen.places], films.known[seen.places], sides, seen.problems, seen.more)


def compared(
    model: ModelRef, table: PlotTable, own: PosterArchive, films: OwnPosters
) -> tuple[dict[str, dict[str, Interval]], dict[str, Interval]]:
    """Every metric of each side with its interval, and what the poster adds to the plot."""
    asked = ("own posters", model, posters.opened(model).version, table.fingerprint, own.file.digest, own.column)
    return held(asked, lambda: _compared(films), "Drawing films again and again ...")


def _compared(films: OwnPosters) -> tuple[dict[str, dict[str, Interval]], dict[str, Interval]]:
    sides = {side: films.scored(side) for side in SIDES}
    found = {side: bootstrap(scored, posters.DRAWS)[0] for side, scored in sides.items()}
    return found, paired(sides["both"], sides["plot"], posters.DRAWS)
