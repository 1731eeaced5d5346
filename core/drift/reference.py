"""What a model's own films look like: measures of held-out ones, kept beside the model as figures, not as texts.

The films of validation are taken, not those of training: they come from the same list, and the model has not seen
them, so they are as unknown and as familiar to it as a new film of that kind. A training writes the file into the
model's folder. The shipped model is older than that and stays as it is; its file lies apart, under the digest of the
network that it belongs to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ArtifactError
from ..model.classifier import DEFAULT_MODEL, GenreClassifier
from ..model.folder import untrusted
from ..model.folder.layout import LAYOUT
from ..model.folder.seal import digest
from .measured import Measured

MOST = 4_000  # plots that are kept: from there on a larger sample would only see what is too small to matter
APART = DEFAULT_MODEL.parent / ("_references" if DEFAULT_MODEL.name == "_default" else "references")
_KINDS = {
    "words": "<i4",
    "one_sentence": "|b1",
    "unknown": "<f2",
    "familiarity": "<f2",
    "language": "<U2",
    "readable": "|b1",
    "y_score": "<f2",
}


@dataclass(frozen=True)
class Reference:
    """``films`` to compare with, and ``named``: what sentences call them."""

    films: Measured
    named: str


def chosen(plots: Sequence[str], seed: int = 0) -> list[str]:
    """At most :data:`MOST` of the plots, drawn at random."""
    places = np.random.default_rng(seed).permutation(len(plots))[:MOST]
    return [plots[i] for i in np.sort(places)]


def save(measured: Measured, path: Path) -> None:
    """Write one compressed file of arrays."""
    np.savez_compressed(path, **vars(measured))


def place_of(classifier: GenreClassifier) -> Path:
    """Where a model's reference is: in its folder, else apart under its network's digest."""
    folder = classifier.artifact.folder
    inside = folder / LAYOUT.reference
    return inside if inside.is_file() else APART / f"{digest(folder / LAYOUT.onnx)[:12]}.npz"


def load(classifier: GenreClassifier) -> Reference | None:
    """The model's own films; None for one that was trained before they were kept. Raises ArtifactError for a file that
    is damaged or another model's.
    """
    path = place_of(classifier)
    if not path.is_file():
        return None
    genres = len(classifier.classes_)
    shapes = {name: (kind, (None, genres) if name == "y_score" else (None,)) for name, kind in _KINDS.items()}
    arrays = untrusted.arrays(path, shapes, MOST)
    if len({len(array) for array in arrays.values()}) != 1:
        raise untrusted.wrong(path, "does not have a number of each kind for every film")
    films = Measured(**arrays)
    if not (np.isfinite(films.unknown).all() and np.isfinite(films.y_score).all()):
        raise untrusted.wrong(path, "holds a number that is not finite")
    return Reference(films, "the model's own films")


def needed(classifier: GenreClassifier) -> Reference:
    """The same. Raises ArtifactError, saying what to do, for a model without."""
    if found := load(classifier):
        return found
    raise ArtifactError(
        f"{classifier.artifact.folder} lacks {LAYOUT.reference}: it was trained before its films were kept to compare"
        " with. Train it again, or name a table of plots with --with."
    )


def of_plots(classifier: GenreClassifier, plots: Sequence[str], named: str) -> Reference:
    """Other plots to compare with, such as those of last month."""
    return Reference(Measured.of(classifier, chosen(plots)), named)
