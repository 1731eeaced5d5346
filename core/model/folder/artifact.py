"""A model folder, verified and read."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...errors import ArtifactError
from ...text import Vocabulary
from ..calibration import Calibration
from ..familiarity.score import Familiarity
from ..network.presets import NetworkConfig, read_network, weight_shapes
from . import untrusted
from .card import Card
from .layout import FORMAT_VERSION, LAYOUT, READABLE
from .model_ref import version_of
from .seal import sealed, verify
from .staging import put_back, turn

if TYPE_CHECKING:
    import pandas as pd  # half a second that a prediction does not wait for

MOST_HISTORY = 100  # columns of history.csv
HASTY = 3  # readings that wait for nobody; then whoever saves is waited for


def _check_format(folder: Path, card: dict[str, Any]) -> None:
    version = card.get("format_version")
    if version not in READABLE:
        raise ArtifactError(
            f"{folder} has format version {version}; this GenreLens reads {FORMAT_VERSION}. Train the model again."
        )


def _is_seed(value: object) -> bool:
    return type(value) is int and 0 <= value < 2**32


@dataclass(frozen=True)
class Artifact:
    """A verified model folder, its parts read when asked for.

    Each raises ArtifactError when it makes no sense, or when it needs a study file that is not there.
    """

    folder: Path
    version: str

    @cached_property
    def card(self) -> Card:
        """Genres, metrics, data and package versions of the model."""
        values = untrusted.json_object(self.folder / LAYOUT.card)
        _check_format(self.folder, values)
        return Card.from_dict(values, self.folder / LAYOUT.card)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The training configuration, network included."""
        config = untrusted.json_object(self.folder / LAYOUT.config)
        if not isinstance(config.get("network"), dict):
            raise self._wrong(LAYOUT.config, "does not say which network it is")
        if config.get("split", "title") not in ("title", "random") or not _is_seed(config.get("seed", 0)):
            raise self._wrong(LAYOUT.config, "does not say how the films were split")
        return config

    @cached_property
    def network(self) -> NetworkConfig:
        """Everything that shapes the network."""
        try:
            return read_network(self.config["network"])
        except ValueError as error:
            raise self._wrong(LAYOUT.config, f"describes no network that can be built ({error})") from None

    @property
    def genres(self) -> list[str]:
        """The genres in the order of the outputs."""
        return list(self.card.genres)

    @property
    def max_tokens(self) -> int:
        """Words of a text that the model reads."""
        limit = self.config.get("max_tokens")
        if type(limit) is not int or not 0 < limit <= 100_000:
            raise self._wrong(LAYOUT.config, f"has max_tokens {limit!r}, not a number of words")
        return limit

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """One threshold a genre, in the order of the outputs."""
        table = untrusted.json_object(self.folder / LAYOUT.thresholds)
        for genre in self.genres:
            if type(table.get(genre)) not in (int, float) or not 0 <= table[genre] <= 1:
                raise self._wrong(LAYOUT.thresholds, f"has no threshold between 0 and 1 for {genre}")
        return np.array([table[genre] for genre in self.genres], dtype=np.float64)

    @property
    def calibration(self) -> Calibration:
        """Slope and intercept of each genre's log-odds, in the order of the outputs."""
        try:
            found = Calibration.from_dict(untrusted.json_object(self.folder / LAYOUT.calibration), self.genres)
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
            raise self._wrong(LAYOUT.calibration, f"lacks a slope or an intercept ({error})") from None
        if not (np.isfinite(found.slope).all() and np.isfinite(found.intercept).all() and (found.slope > 0).all()):
            raise self._wrong(LAYOUT.calibration, "has a slope that is not above zero, or a number that is not finite")
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that the network knows."""
        try:
            return Vocabulary(tuple(untrusted.text(self.folder / LAYOUT.vocabulary).split("\n")[:-1]))
        except ValueError as error:
            raise self._wrong(LAYOUT.vocabulary, f"is not a vocabulary ({error})") from None

    @cached_property
    def familiarity(self) -> Familiarity | None:
        """How like a plot a text is; None for a model that was trained before this was measured."""
        path = self.folder / LAYOUT.familiarity
        return Familiarity.load(path, self.vocabulary) if path.is_file() else None

    def onnx(self) -> bytes:
        """The serving network, complete in this one file: nothing else on the disk is read for it."""
        return untrusted.network(self.folder / LAYOUT.onnx)

    def lacks(self, *names: str) -> str:
        """Which of the study files ``names`` are not there and what to do, in one sentence; empty when all are."""
        missing = [name for name in names if not (self.folder / name).is_file()]
        if not missing:
            return ""
        if LAYOUT.weights in missing and self.card.format_version == 1:
            return (
                f"{self.folder} is of format 1, without {LAYOUT.weights}. Train the model again, or convert it in a"
                f" checkout with python -m recipe.convert {self.folder}"
            )
        return (
            f"{self.folder} lacks {', '.join(missing)}: it has only what predicting needs. Restore the whole folder or"
            " train the model again."
        )

    def _study(self, name: str) -> Path:
        """A study file that is there. Raises ArtifactError, saying what to do, for one that is not."""
        if problem := self.lacks(name):
            raise ArtifactError(problem)
        return self.folder / name

    def weights(self) -> dict[str, NDArray[np.float32]]:
        """Name -> array of every weight, in the shapes that :func:`weight_shapes` expects of this network."""
        path = self._study(LAYOUT.weights)
        return untrusted.weights(
            path, lambda dim: weight_shapes(self.network, len(self.vocabulary), len(self.genres), dim)
        )

    @property
    def readme(self) -> str:
        """The model card for people, in Markdown."""
        return untrusted.text(self._study(LAYOUT.readme), untrusted.LARGEST_JSON)

    def words(self) -> "pd.DataFrame":
        """The words that move each genre most, over test films: genre, word, direction, total, films, example, ..."""
        return untrusted.words(self._study(LAYOUT.words))

    @property
    def history(self) -> "pd.DataFrame":
        """One row an epoch."""
        import pandas as pd

        text = untrusted.text(self._study(LAYOUT.history), untrusted.LARGEST_JSON)
        if text.partition("\n")[0].count(",") > MOST_HISTORY:
            raise self._wrong(LAYOUT.history, "has too many columns")
        try:
            return pd.read_csv(io.StringIO(text))
        except ValueError as error:
            raise self._wrong(LAYOUT.history, f"can't be read ({untrusted.first_line(error)})") from None

    def evaluation(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """y_true and y_score [films, genres] on the test split."""
        return untrusted.evaluation(self._study(LAYOUT.evaluation), len(self.genres))

    def _wrong(self, name: str, what: str) -> ArtifactError:
        return untrusted.wrong(self.folder / name, what)


def load(folder: str | Path) -> Artifact:
    """Verify a model folder and open it. Raises ArtifactError naming the missing or damaged file."""
    return steady(Path(folder), _load)


Opened = TypeVar("Opened")


def steady(folder: Path, read: Callable[[Path], Opened]) -> Opened:
    """What ``read`` makes of a model folder, of one state of it: it reads again when somebody has saved meanwhile.

    Raises what ``read`` raises about a folder that stayed as it was.
    """
    for _ in range(HASTY):
        before = version_of(folder)
        try:
            result = read(folder)
        except ArtifactError:
            if version_of(folder) == before:
                raise
        else:
            if version_of(folder) == before:
                return result
    with turn(folder, alone=False):
        return read(folder)


def _load(folder: Path) -> Artifact:
    try:
        if not folder.exists():
            put_back(folder)
        if sealed(folder, LAYOUT.card):  # first: another version's list of files may be another
            _check_format(folder, untrusted.json_object(folder / LAYOUT.card))
        verify(folder)
        artifact = Artifact(folder, version=version_of(folder))
    except (OSError, ValueError) as error:  # no right to read it; a path with a null byte
        raise ArtifactError(f"The model folder {folder} can't be read ({error}). Check its path and rights.") from None
    artifact.card  # noqa: B018 - to read it is to check its format
    return artifact


def listed(models: Path) -> list[Path]:
    """Every folder below ``models`` that looks like a finished model: default first, then runs, newest first."""
    runs = sorted(models.glob(f"runs/[!.]*/model/{LAYOUT.checksums}"), reverse=True)
    default = models / "default"
    return ([default] if (default / LAYOUT.checksums).exists() else []) + [path.parent for path in runs]
