"""A model folder: the one list of its files, and how they are written, checked and read."""

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.calibration import Calibration
from core.errors import ArtifactError
from core.text import Vocabulary

if TYPE_CHECKING:
    import pandas as pd  # half a second that a prediction does not wait for

FORMAT_VERSION = 1
LARGEST_TEXT, LARGEST_ARRAYS = 100_000_000, 1_000_000_000  # bytes; a file that says it is larger is not a model's


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

    A model that stood there is replaced only when the new one is whole. Raises ArtifactError rather than replace
    something that is not a model.
    """
    folder = folder.resolve()  # a link stays; what it points to is replaced
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir()) and not (folder / LAYOUT.card).exists()):
        raise ArtifactError(f"{folder} holds something else, not a model. Choose an empty folder or a new name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    old = staging.with_name(staging.name + "-old")
    try:
        write(staging)
        write_checksums(staging)
        staging.chmod(0o755)
        if folder.exists():
            os.replace(folder, old)
        os.replace(staging, folder)
    finally:
        if old.exists() and not folder.exists():
            os.replace(old, folder)
        shutil.rmtree(staging, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def verify(folder: Path) -> None:
    """Raise ArtifactError, naming the file, unless every file is there and matches its checksum."""
    if not folder.is_dir():
        raise ArtifactError(f"There is no model folder at {folder}. Train one, or choose another folder.")
    sums = folder / LAYOUT.checksums
    if not sums.is_file():
        raise ArtifactError(
            f"{folder} has no {LAYOUT.checksums}: the model is incomplete. Train it again or restore it."
        )
    lines = _text(sums).splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in LAYOUT.hashed():
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"{folder} lacks {name}: the model is incomplete. Train it again or restore the file.")
        if _digest(path) != expected.get(name):
            raise ArtifactError(f"{path} does not match its checksum: it is damaged. Train again or restore the file.")


def _sealed(folder: Path, name: str) -> bool:
    """Whether a file is there as it was when the folder's checksums were written."""
    path, sums = folder / name, folder / LAYOUT.checksums
    return path.is_file() and sums.is_file() and f"{_digest(path)}  {name}" in _text(sums).splitlines()


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_TEXT:
            raise ArtifactError(f"{path} is too large to be a model's. Train again or restore the file.")
        return path.read_text(encoding="utf-8")
    except (UnicodeDecodeError, OSError) as error:
        raise ArtifactError(f"{path} can't be read ({error}). Train again or restore the file.") from None


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise ArtifactError(f"{path} is not JSON ({error}). Train again or restore the file.") from None
    if not isinstance(content, dict):
        raise ArtifactError(f"{path} holds {type(content).__name__}, not names and values. Train again or restore it.")
    return content


@dataclass(frozen=True)
class Artifact:
    """A verified model folder, its parts read when asked for; each raises ArtifactError when it makes no sense."""

    folder: Path
    version: str

    @cached_property
    def card(self) -> dict[str, Any]:
        """Genres, metrics, data and package versions of the model."""
        return _json(self.folder / LAYOUT.card)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The training configuration, network included."""
        return _json(self.folder / LAYOUT.config)

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
        table = _json(self.folder / LAYOUT.thresholds)
        for genre in self.genres:
            if type(table.get(genre)) not in (int, float) or not 0 <= table[genre] <= 1:
                raise self._wrong(LAYOUT.thresholds, f"has no threshold between 0 and 1 for {genre}")
        return np.array([table[genre] for genre in self.genres], dtype=np.float64)

    @property
    def calibration(self) -> Calibration:
        """Slope and intercept of each genre's log-odds, in the order of the outputs."""
        try:
            found = Calibration.from_dict(_json(self.folder / LAYOUT.calibration), self.genres)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if isinstance(error, ArtifactError):
                raise
            raise self._wrong(LAYOUT.calibration, f"lacks a slope or an intercept ({error})") from None
        if not (np.isfinite(found.slope).all() and np.isfinite(found.intercept).all() and (found.slope > 0).all()):
            raise self._wrong(LAYOUT.calibration, "has a slope that is not above zero, or a number that is not finite")
        return found

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that the network knows."""
        try:
            return Vocabulary(tuple(_text(self.folder / LAYOUT.vocabulary).split("\n")[:-1]))
        except ValueError as error:
            if isinstance(error, ArtifactError):
                raise
            raise self._wrong(LAYOUT.vocabulary, f"is not a vocabulary ({error})") from None

    def onnx(self) -> bytes:
        """The serving network, which must stand in this one file: nothing else on the disk is read for it."""
        path = self.folder / LAYOUT.onnx
        if path.stat().st_size > LARGEST_ARRAYS:
            raise self._wrong(LAYOUT.onnx, "is too large")
        content = path.read_bytes()
        if b"location" in content:  # the key under which ONNX names a file that holds a tensor
            raise self._wrong(LAYOUT.onnx, "keeps weights in another file, which GenreLens does not open")
        return content

    def words(self) -> "pd.DataFrame":
        """The words that move each genre most, over test films: genre, word, direction, total, films, example, ..."""
        import pandas as pd

        try:
            return pd.read_parquet(self.folder / LAYOUT.words)
        except (ValueError, OSError) as error:
            raise self._wrong(LAYOUT.words, f"is not a table ({error})") from None

    @property
    def history(self) -> "pd.DataFrame":
        """One row an epoch."""
        import pandas as pd

        try:
            return pd.read_csv(self.folder / LAYOUT.history)
        except (ValueError, OSError) as error:
            raise self._wrong(LAYOUT.history, f"can't be read ({error})") from None

    def evaluation(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """y_true and y_score [films, genres] on the test split."""
        path = self.folder / LAYOUT.evaluation
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(member.file_size for member in archive.infolist()) > LARGEST_ARRAYS:
                    raise self._wrong(LAYOUT.evaluation, "says it is too large")
            with np.load(path, allow_pickle=False) as arrays:
                y_true, y_score = arrays["y_true"], arrays["y_score"]
        except (ValueError, KeyError, EOFError, OSError, MemoryError, zipfile.BadZipFile, zlib.error) as error:
            if isinstance(error, ArtifactError):
                raise
            raise self._wrong(LAYOUT.evaluation, f"can't be read ({error})") from None
        numbers = y_true.dtype.kind in "iub" and y_score.dtype.kind == "f"
        if not numbers or y_true.shape != y_score.shape or y_true.shape[1:] != (len(self.genres),):
            raise self._wrong(LAYOUT.evaluation, f"needs two arrays of films by {len(self.genres)} genres")
        return y_true, y_score

    def _wrong(self, name: str, what: str) -> ArtifactError:
        return ArtifactError(f"{self.folder / name} {what}. Train again or restore the file.")


def load(folder: str | Path) -> Artifact:
    """Verify a model folder and open it. Raises ArtifactError naming the missing or damaged file."""
    folder = Path(folder)
    try:
        if _sealed(folder, LAYOUT.card):
            _check_format(folder)  # first: another version's list of files may be another
        verify(folder)
        artifact = Artifact(folder, version=_digest(folder / LAYOUT.checksums)[:12])
    except (OSError, ValueError) as error:  # no right to read it; a path with a null byte
        if isinstance(error, ArtifactError):
            raise
        raise ArtifactError(f"The model folder {folder} can't be read ({error}). Check its path and rights.") from None
    return artifact


def _check_format(folder: Path) -> None:
    """Raise ArtifactError for a model of another format version."""
    found = _json(folder / LAYOUT.card).get("format_version")
    if found != FORMAT_VERSION:
        raise ArtifactError(
            f"{folder} has format version {found}; this GenreLens reads {FORMAT_VERSION}. Train the model again."
        )


def listed(models: Path) -> list[Path]:
    """Every folder below ``models`` that looks like a finished model: default first, then runs, newest first."""
    runs = sorted(models.glob(f"runs/*/model/{LAYOUT.checksums}"), reverse=True)
    default = models / "default"
    return ([default] if (default / LAYOUT.checksums).exists() else []) + [path.parent for path in runs]
