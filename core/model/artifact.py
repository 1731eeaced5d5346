"""A model folder: the one list of its files, and how they are written, checked and read."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArtifactError
from ..text import Vocabulary
from . import untrusted
from .calibration import Calibration
from .model_ref import version_of
from .staging import Held, move_into_place, put_back

if TYPE_CHECKING:
    import pandas as pd  # half a second that a prediction does not wait for

FORMAT_VERSION = 1
# What the pages read of a card; the second kind may be missing.
_CARD: dict[str, Any] = {"name": str, "created": str, "data": str, "metrics": dict, "packages": dict}
_CARD_MAY: dict[str, Any] = {"score_where": str, "baseline": dict, "global_threshold": (int, float)}


@dataclass(frozen=True)
class Layout:
    """The files of a model folder. Nothing in it is a pickle; nothing in it runs code when it is loaded."""

    card: str = "card.json"
    config: str = "config.json"
    vocabulary: str = "vocabulary.txt"
    onnx: str = "model.onnx"
    keras: str = "model.keras"
    thresholds: str = "thresholds.json"
    calibration: str = "calibration.json"
    evaluation: str = "evaluation.npz"
    words: str = "words.parquet"
    history: str = "history.csv"
    readme: str = "README.md"
    checksums: str = "SHA256SUMS"

    def hashed(self) -> list[str]:
        """Every file that the checksums cover."""
        return sorted(getattr(self, f.name) for f in fields(self) if f.name != "checksums")


LAYOUT = Layout()


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS over the folder's files, in the format of sha256sum."""
    lines = [f"{_digest(folder / name)}  {name}" for name in LAYOUT.hashed()]
    (folder / LAYOUT.checksums).write_text("\n".join(lines) + "\n", encoding="utf-8")


def save(folder: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill a folder beside ``folder``, seal it with checksums and move it into place.

    A model that stood there is replaced only when the new one is whole, in one step where the system can; elsewhere
    :func:`load` puts it back if this process dies between two. Raises ArtifactError rather than replace something that
    is not a model, OSError when the disk is full.
    """
    folder = folder.resolve()  # a link stays; what it points to is replaced
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / LAYOUT.card).exists()):
        raise ArtifactError(f"{folder} holds something else, not a model. Choose an empty folder or a new name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    put_back(folder)
    held = Held(folder.parent, f".{folder.name}.writing-")
    try:
        write(held.path)
        write_checksums(held.path)
        held.path.chmod(0o755)
        move_into_place(held.path, folder)
    finally:
        held.release()


def verify(folder: Path) -> None:
    """Raise ArtifactError, naming the file, unless every file is there and matches its checksum."""
    if not folder.is_dir():
        raise ArtifactError(f"There is no model folder at {folder}. Train one, or choose another folder.")
    sums = folder / LAYOUT.checksums
    if not sums.is_file():
        raise ArtifactError(
            f"{folder} has no {LAYOUT.checksums}: the model is incomplete. Train it again or restore it."
        )
    lines = untrusted.text(sums).splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in LAYOUT.hashed():
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"{folder} lacks {name}: the model is incomplete. Train it again or restore the file.")
        if path.stat().st_size > untrusted.LARGEST_ARRAYS:
            raise untrusted.wrong(path, "is too large to be a model's")
        if _digest(path) != expected.get(name):
            raise ArtifactError(f"{path} does not match its checksum: it is damaged. Train again or restore the file.")


def _sealed(folder: Path, name: str) -> bool:
    """Whether a file is there as it was when the folder's checksums were written."""
    path, sums = folder / name, folder / LAYOUT.checksums
    return path.is_file() and sums.is_file() and f"{_digest(path)}  {name}" in untrusted.text(sums).splitlines()


def _check_format(folder: Path, card: dict[str, Any]) -> None:
    found = card.get("format_version")
    if found != FORMAT_VERSION:
        raise ArtifactError(
            f"{folder} has format version {found}; this GenreLens reads {FORMAT_VERSION}. Train the model again."
        )


@dataclass(frozen=True)
class Artifact:
    """A verified model folder, its parts read when asked for; each raises ArtifactError when it makes no sense."""

    folder: Path
    version: str

    @cached_property
    def card(self) -> dict[str, Any]:
        """Genres, metrics, data and package versions of the model."""
        card = untrusted.json_object(self.folder / LAYOUT.card)
        _check_format(self.folder, card)
        for name, kind in (_CARD | _CARD_MAY).items():
            if not isinstance(card.get(name), kind) and (name in _CARD or card.get(name) is not None):
                raise self._wrong(LAYOUT.card, f"has no {name} that can be read")
        for metrics in (card["metrics"], card.get("baseline") or {"micro_f1": 0.0}):
            if not all(type(value) in (int, float) for value in [metrics.get("micro_f1"), *metrics.values()]):
                raise self._wrong(LAYOUT.card, "has metrics that are not numbers")
        return card

    @cached_property
    def config(self) -> dict[str, Any]:
        """The training configuration, network included."""
        config = untrusted.json_object(self.folder / LAYOUT.config)
        if not isinstance(config.get("network"), dict):
            raise self._wrong(LAYOUT.config, "does not say which network it is")
        if config.get("split", "title") not in ("title", "random") or type(config.get("seed", 0)) is not int:
            raise self._wrong(LAYOUT.config, "does not say how the films were split")
        return config

    @property
    def readme(self) -> str:
        """The model card for people, in Markdown."""
        return untrusted.text(self.folder / LAYOUT.readme)

    @cached_property
    def genres(self) -> list[str]:
        """The genres in the order of the outputs."""
        genres = self.card.get("genres")
        if not isinstance(genres, list) or not genres or len(set(map(str, genres))) != len(genres):
            raise self._wrong(LAYOUT.card, "has no list of different genres")
        for genre in genres:
            if not isinstance(genre, str) or not genre.isprintable() or "|" in genre or genre[:1] in ("", *"=+-@"):
                raise self._wrong(LAYOUT.card, f"has a genre {genre!r}, which tables could not hold")
        return genres

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

    def onnx(self) -> bytes:
        """The serving network, which must stand in this one file: nothing else on the disk is read for it."""
        path = self.folder / LAYOUT.onnx
        if path.stat().st_size > untrusted.LARGEST_ARRAYS:
            raise self._wrong(LAYOUT.onnx, "is too large")
        content = path.read_bytes()
        if b"location" in content:  # the key under which ONNX names a file that holds a tensor
            raise self._wrong(LAYOUT.onnx, "keeps weights in another file, which GenreLens does not open")
        return content

    def words(self) -> "pd.DataFrame":
        """The words that move each genre most, over test films: genre, word, direction, total, films, example, ..."""
        return untrusted.words(self.folder / LAYOUT.words)

    @property
    def history(self) -> "pd.DataFrame":
        """One row an epoch."""
        import pandas as pd

        text = untrusted.text(self.folder / LAYOUT.history)
        try:
            return pd.read_csv(io.StringIO(text))
        except ValueError as error:
            raise self._wrong(LAYOUT.history, f"can't be read ({untrusted.first_line(error)})") from None

    def evaluation(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """y_true and y_score [films, genres] on the test split."""
        return untrusted.evaluation(self.folder / LAYOUT.evaluation, len(self.genres))

    def _wrong(self, name: str, what: str) -> ArtifactError:
        return untrusted.wrong(self.folder / name, what)


def load(folder: str | Path) -> Artifact:
    """Verify a model folder and open it. Raises ArtifactError naming the missing or damaged file."""
    folder = Path(folder)
    try:
        if not folder.exists():
            put_back(folder)
        if _sealed(folder, LAYOUT.card):  # first: another version's list of files may be another
            _check_format(folder, untrusted.json_object(folder / LAYOUT.card))
        verify(folder)
        artifact = Artifact(folder, version=version_of(folder))
    except (OSError, ValueError) as error:  # no right to read it; a path with a null byte
        raise ArtifactError(f"The model folder {folder} can't be read ({error}). Check its path and rights.") from None
    artifact.card  # noqa: B018 - to read it is to check its format
    return artifact


def listed(models: Path) -> list[Path]:
    """Every folder below ``models`` that looks like a finished model: default first, then runs, newest first."""
    runs = sorted(models.glob(f"runs/*/model/{LAYOUT.checksums}"), reverse=True)
    default = models / "default"
    return ([default] if (default / LAYOUT.checksums).exists() else []) + [path.parent for path in runs]
