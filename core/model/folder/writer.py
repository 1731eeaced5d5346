"""Writes model folders: the one place that knows how each file is written."""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...errors import ArtifactError
from ...text import Vocabulary
from ..calibration import Calibration
from ..familiarity.score import Familiarity
from ..network import half_precision
from .card import Card
from .layout import LAYOUT
from .seal import digest
from .staging import Held, move_into_place, put_back, turn

if TYPE_CHECKING:
    import pandas as pd


class Writer:
    """A model folder being filled; ``folder`` is where its files are for now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def copy(self, model: Path) -> None:
        """Every file of another model, to change some of them afterwards."""
        for path in model.iterdir():
            if path.is_file():
                shutil.copyfile(path, self.folder / path.name)

    def card(self, card: Card) -> None:
        """Genres, metrics, data and package versions."""
        self._json(LAYOUT.card, card.to_dict())

    def config(self, config: Mapping[str, Any]) -> None:
        """The training configuration, network included."""
        self._json(LAYOUT.config, config)

    def onnx(self, network: bytes) -> None:
        """The network that answers."""
        (self.folder / LAYOUT.onnx).write_bytes(network)

    def vocabulary(self, vocabulary: Vocabulary) -> None:
        """A word a line."""
        self._text(LAYOUT.vocabulary, "\n".join(vocabulary.words) + "\n")

    def calibration(self, calibration: Calibration, genres: Sequence[str]) -> None:
        """Slope and intercept of each genre."""
        self._json(LAYOUT.calibration, calibration.to_dict(genres))

    def thresholds(self, thresholds: NDArray[np.floating], genres: Sequence[str]) -> None:
        """The thresholds [genres]."""
        self._json(LAYOUT.thresholds, dict(zip(genres, thresholds.tolist(), strict=True)))

    def familiarity(self, familiarity: Familiarity) -> None:
        """The hashed counts of the training plots, and how unusual held-out ones look."""
        familiarity.save(self.folder / LAYOUT.familiarity)

    def weights(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        """Name -> array of every weight of the network, in half precision where that is exact."""
        from safetensors.numpy import save

        single = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in weights.items()}
        arrays = {name: half_precision.where_exact(array) for name, array in single.items()}
        (self.folder / LAYOUT.weights).write_bytes(save(arrays))

    def evaluation(self, y_true: NDArray[np.integer], y_score: NDArray[np.floating]) -> None:
        """Truth and probabilities [films, genres] on the test split."""
        np.savez_compressed(self.folder / LAYOUT.evaluation, y_true=y_true, y_score=y_score.astype(np.float32))

    def words(self, words: "pd.DataFrame") -> None:
        """The words that move each genre, see :data:`untrusted.WORDS`."""
        words.to_parquet(self.folder / LAYOUT.words, index=False)

    def history(self, history: "pd.DataFrame") -> None:
        """A row an epoch."""
        history.to_csv(self.folder / LAYOUT.history, index=False)

    def readme(self, text: str) -> None:
        """The model card for people, in Markdown."""
        self._text(LAYOUT.readme, text)

    def _json(self, name: str, content: Mapping[str, Any]) -> None:
        self._text(name, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")

    def _text(self, name: str, text: str) -> None:
        (self.folder / name).write_bytes(text.encode("utf-8"))


def write_checksums(folder: Path) -> None:
    """Write SHA256SUMS over the files of the layout that the folder has, in the format of sha256sum."""
    lines = [f"{digest(folder / name)}  {name}\n" for name in LAYOUT.hashed() if (folder / name).is_file()]
    (folder / LAYOUT.checksums).write_bytes("".join(lines).encode("utf-8"))


@contextmanager
def writing(folder: Path) -> Iterator[Writer]:
    """A writer for a new folder beside ``folder``, sealed with checksums and moved into place when the block ends well.

    A model that was there is replaced only when the new one is whole, in one step where the system can; elsewhere
    :func:`artifact.load` puts it back if this process dies between two. Writers of one folder take turns. Raises
    ArtifactError rather than replace something that is not a model, OSError when the disk is full.
    """
    folder = folder.resolve()  # a link stays; what it points to is replaced
    if (folder.exists() and not folder.is_dir()) or (
        folder.is_dir() and any(folder.iterdir()) and not (folder / LAYOUT.card).exists()
    ):
        raise ArtifactError(f"{folder} holds something else, not a model. Choose an empty folder or a new name.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with turn(folder, alone=True):
        put_back(folder)
        held = Held(folder.parent, f".{folder.name}.writing-")
        try:
            yield Writer(held.path)
            write_checksums(held.path)
            for path in held.path.iterdir():
                _to_disk(path)
            held.path.chmod(0o755)
            move_into_place(held.path, folder)
        finally:
            held.release()


def _to_disk(path: Path) -> None:
    """Have a file's content on the disk before its folder takes another's place, should the power fail."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
