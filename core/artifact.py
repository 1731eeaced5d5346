"""A model folder: the one list of its files, and how they are written, checked and read."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.errors import ArtifactError
from core.text import Vocabulary

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Layout:
    """The files of a model folder. Nothing in it is a pickle; nothing in it runs code when it is loaded."""

    card: str = "card.json"
    config: str = "config.json"
    vocabulary: str = "vocabulary.txt"
    onnx: str = "model.onnx"
    keras: str = "model.keras"
    thresholds: str = "thresholds.json"
    evaluation: str = "evaluation.npz"
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
    """Let ``write`` fill a folder beside ``folder``, seal it with checksums and move it into place in one step.

    A model that stood there is replaced only when the new one is whole. Raises ArtifactError rather than replace a
    folder that is not a model.
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / LAYOUT.card).exists():
        raise ArtifactError(f"{folder} holds other files, not a model. Choose an empty folder or a new name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write(staging)
        write_checksums(staging)
        staging.chmod(0o755)
        old = None
        if folder.exists():
            old = staging.with_name(staging.name + "-old")
            os.replace(folder, old)
        os.replace(staging, folder)
        if old:
            shutil.rmtree(old)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def verify(folder: Path) -> None:
    """Raise ArtifactError, naming the file, unless every file is there and matches its checksum."""
    if not folder.is_dir():
        raise ArtifactError(f"There is no model folder at {folder}. Train one, or choose another folder.")
    sums = folder / LAYOUT.checksums
    if not sums.is_file():
        raise ArtifactError(
            f"{folder} has no {LAYOUT.checksums}: the model is incomplete. Train it again or restore it."
        )
    lines = sums.read_text(encoding="utf-8", errors="replace").splitlines()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in LAYOUT.hashed():
        path = folder / name
        if not path.is_file():
            raise ArtifactError(f"{folder} lacks {name}: the model is incomplete. Train it again or restore the file.")
        if _digest(path) != expected.get(name):
            raise ArtifactError(f"{path} does not match its checksum: it is damaged. Train again or restore the file.")


@dataclass(frozen=True)
class Artifact:
    """A verified model folder, its parts read when asked for."""

    folder: Path
    version: str

    @cached_property
    def card(self) -> dict[str, Any]:
        """Genres, metrics, data and package versions of the model."""
        return self._json(LAYOUT.card)

    @cached_property
    def config(self) -> dict[str, Any]:
        """The training configuration, network included."""
        return self._json(LAYOUT.config)

    @property
    def genres(self) -> list[str]:
        """The genres in the order of the outputs."""
        return list(self.card["genres"])

    @property
    def thresholds(self) -> NDArray[np.float64]:
        """One threshold a genre, in the order of the outputs."""
        table = self._json(LAYOUT.thresholds)
        return np.array([table[genre] for genre in self.genres])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words that the network knows."""
        return Vocabulary(tuple((self.folder / LAYOUT.vocabulary).read_text(encoding="utf-8").split("\n")[:-1]))

    @property
    def history(self) -> pd.DataFrame:
        """One row an epoch."""
        return pd.read_csv(self.folder / LAYOUT.history)

    def evaluation(self) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
        """y_true and y_score [films, genres] on the test split."""
        with np.load(self.folder / LAYOUT.evaluation, allow_pickle=False) as arrays:
            return arrays["y_true"], arrays["y_score"]

    def _json(self, name: str) -> dict[str, Any]:
        try:
            return json.loads((self.folder / name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ArtifactError(
                f"{self.folder / name} is not JSON ({error}). Train again or restore the file."
            ) from None


def load(folder: str | Path) -> Artifact:
    """Verify a model folder and open it. Raises ArtifactError naming the missing or damaged file."""
    folder = Path(folder)
    verify(folder)
    artifact = Artifact(folder, version=_digest(folder / LAYOUT.checksums)[:12])
    found = artifact.card.get("format_version")
    if found != FORMAT_VERSION:
        raise ArtifactError(
            f"{folder} has format version {found}; this GenreLens reads {FORMAT_VERSION}. Train the model again."
        )
    return artifact


def listed(models: Path) -> list[Path]:
    """Every folder below ``models`` that looks like a finished model: default first, then runs, newest first."""
    runs = sorted(models.glob(f"runs/*/model/{LAYOUT.checksums}"), reverse=True)
    default = models / "default"
    return ([default] if (default / LAYOUT.checksums).exists() else []) + [path.parent for path in runs]
