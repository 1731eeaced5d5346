"""A folder of poster weights, verified and read: what a poster says of genres, and what to make of it beside a plot.

    backbone.onnx   the image network         heads.npz   what is on top of it
    card.json       genres, plot model, figures           SHA256SUMS   over the others
    evaluation.npz  answers for the test films, for the Metrics page; the model works without it

The fusion was fitted beside one plot model and is refused beside another, even one with the same genres.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArtifactError
from ..model.classifier import DEFAULT_MODEL
from ..model.folder import untrusted
from ..model.folder.artifact import Artifact
from ..model.folder.layout import LAYOUT
from ..model.folder.seal import digest

FORMAT_VERSION = 1
BACKBONE, HEADS, CARD, CHECKSUMS = "backbone.onnx", "heads.npz", "card.json", "SHA256SUMS"
EVALUATION = "evaluation.npz"
SEALED = (BACKBONE, CARD, HEADS)
Array = NDArray[np.float64]


def own_folder(model: Path) -> Path:
    """Where the poster model of a plot model belongs: in the folder ``posters`` next to it."""
    place = model.resolve()
    return place.with_name("_posters" if place.name == "_default" else "posters")


DEFAULT_POSTERS = own_folder(DEFAULT_MODEL)


def beside(model: Path) -> Path:
    """The poster model to use with a plot model: its own, or the shipped one, which fits copies of its plot model."""
    own = own_folder(model)
    return own if (own / CARD).is_file() else DEFAULT_POSTERS


@dataclass(frozen=True)
class Heads:
    """Linear heads. Log-odds of the genres from a poster alone are ``features @ weights + bias``, calibrated; from
    plot and poster ``from_plot * plot + from_poster * poster + offset``, with the calibrated log-odds of each alone.

    ``weights`` is [features, genres], everything else [genres].
    ``prior``: the log-odds of each genre before anything is known. ``both`` and ``alone`` are thresholds on the
    probability: with plot and poster, and with a poster alone.
    """

    weights: Array
    bias: Array
    from_plot: Array
    from_poster: Array
    offset: Array
    prior: Array
    both: Array
    alone: Array

    def poster(self, features: NDArray[np.floating]) -> Array:
        """Calibrated log-odds [posters, genres] of ``features`` [posters, features]."""
        return features.astype(np.float64) @ self.weights + self.bias

    def fused(self, plot: NDArray[np.floating], poster: NDArray[np.floating]) -> Array:
        """Calibrated log-odds of films with both, from those of each alone, all [films, genres]."""
        return self.from_plot * plot + self.from_poster * poster + self.offset

    def save(self, path: Path) -> None:
        """Write all arrays in single precision."""
        arrays = {field.name: getattr(self, field.name).astype(np.float32) for field in fields(self)}
        np.savez_compressed(path, **arrays)

    @classmethod
    def load(cls, path: Path, features: int, genres: int) -> "Heads":
        """Read :meth:`save`. Raises ArtifactError unless it is for so many features and genres."""
        shapes: dict[str, tuple[int | None, ...]] = {field.name: (genres,) for field in fields(cls)}
        shapes["weights"] = (features, genres)
        arrays = untrusted.arrays(path, {name: ("<f4", shape) for name, shape in shapes.items()})
        if not all(np.isfinite(array).all() for array in arrays.values()):
            raise untrusted.wrong(path, "holds a number that is not finite")
        return cls(**{name: array.astype(np.float64) for name, array in arrays.items()})


def network_of(model: Artifact) -> str:
    """What tells a plot model's log-odds from another's: the first 12 digits of a SHA-256 over the files they come
    from. Thresholds set by hand change nothing here.
    """
    names = (LAYOUT.onnx, LAYOUT.vocabulary, LAYOUT.calibration, LAYOUT.config)
    return sha256("".join(digest(model.folder / name) for name in names).encode("ascii")).hexdigest()[:12]


@dataclass(frozen=True)
class PosterArtifact:
    """A verified folder: ``card`` as it was written, and a ``version`` that changes with any file that answers."""

    folder: Path
    card: Mapping[str, Any]
    version: str

    @property
    def genres(self) -> list[str]:
        """The genres in the order of the outputs."""
        return list(self.card["genres"])

    def heads(self, channels: int) -> Heads:
        """What stands on top of a network whose maps have so many channels."""
        return Heads.load(self.folder / HEADS, channels, len(self.genres))

    def check_beside(self, model: Artifact) -> None:
        """Raise ArtifactError unless this was fitted beside that plot model."""
        if self.genres != model.genres or self.card.get("plot_model") != network_of(model):
            raise ArtifactError(
                f"{self.folder} was trained beside another plot model than {model.folder}. Train posters beside this"
                " one (python -m train posters), or leave the poster out."
            )


def load(folder: Path) -> PosterArtifact:
    """Verify a folder of poster weights. Raises ArtifactError naming the missing or damaged file."""
    if not folder.is_dir():
        raise ArtifactError(f"There is no poster model at {folder}. Train one, or choose another folder.")
    expected = _listed(folder)
    for name in SEALED:
        path = folder / name
        if not path.is_file() or path.stat().st_size > untrusted.LARGEST_ARRAYS:
            raise untrusted.wrong(path, "is missing or too large")
        if digest(path) != expected.get(name):
            raise untrusted.wrong(path, "does not match its checksum: it is damaged")
    card = untrusted.json_object(folder / CARD)
    if card.get("format_version") != FORMAT_VERSION:
        raise untrusted.wrong(folder / CARD, f"has format version {card.get('format_version')!r}, not {FORMAT_VERSION}")
    genres = card.get("genres")
    if not isinstance(genres, list) or not genres or not all(isinstance(genre, str) for genre in genres):
        raise untrusted.wrong(folder / CARD, "does not name its genres")
    lines = "".join(f"{expected[name]}  {name}\n" for name in SEALED)
    return PosterArtifact(folder, card, sha256(lines.encode("utf-8")).hexdigest()[:12])


def _listed(folder: Path) -> dict[str, str]:
    """File -> checksum, as the folder says."""
    lines = untrusted.text(folder / CHECKSUMS).splitlines()
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}


def check_listed(path: Path) -> None:
    """Raise ArtifactError unless a file of a poster model is the one that its folder lists."""
    if path.stat().st_size > untrusted.LARGEST_ARRAYS or digest(path) != _listed(path.parent).get(path.name):
        raise untrusted.wrong(path, "does not match its checksum: it is damaged")


def seal(folder: Path, card: Mapping[str, Any], heads: Heads, backbone: bytes) -> None:
    """Write the files of a poster model into a folder, and the checksums of all last."""
    (folder / BACKBONE).write_bytes(backbone)
    heads.save(folder / HEADS)
    text = json.dumps(card, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / CARD).write_bytes(text.encode("utf-8"))
    names = [*SEALED, *([EVALUATION] if (folder / EVALUATION).is_file() else [])]
    lines = [f"{digest(folder / name)}  {name}\n" for name in names]
    (folder / CHECKSUMS).write_bytes("".join(lines).encode("ascii"))
