"""Thresholds chosen by hand, saved into a model folder; those of the training stay in its card and can come back."""

import json
import os
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ArtifactError
from . import artifact
from .artifact import LAYOUT, Artifact

READONLY = "GENRELENS_READONLY"
BY_HAND = "thresholds_by_hand"  # in the card: when they were set, and those of the training
NOTE = "> The thresholds were set by hand"


def writable() -> bool:
    """Whether models may be changed here."""
    return os.environ.get(READONLY, "") in ("", "0")


def trained(model: Artifact) -> NDArray[np.float64]:
    """The thresholds [genres] that the training tuned on validation, whatever was saved since."""
    before = _by_hand(model).get("trained")
    if not isinstance(before, dict) or not all(type(before.get(genre)) in (int, float) for genre in model.genres):
        return model.thresholds
    return np.array([before[genre] for genre in model.genres], dtype=np.float64)


def set_on(model: Artifact) -> str | None:
    """When thresholds were saved by hand, as ISO 8601; None for those of the training."""
    when = _by_hand(model).get("set")
    return when if isinstance(when, str) else None


def set_thresholds(folder: Path, thresholds: Sequence[float] | NDArray[np.floating]) -> None:
    """Make ``thresholds`` [genres, in the order of the outputs] those of the model, all its files changing at once.

    The card and the README say that it was done by hand, unless they are the training's own. Raises ArtifactError
    for a model that is damaged or must not be changed, ValueError for thresholds of another number or range.
    """
    if not writable():
        raise ArtifactError(f"This GenreLens is read-only, so the model stays as it is. Unset {READONLY} to change it.")
    model = artifact.load(folder)
    values = np.asarray(thresholds, dtype=np.float64)
    if values.shape != (len(model.genres),) or not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"{len(model.genres)} genres need as many thresholds between 0 and 1; these are {values}.")
    tuned = trained(model)
    when = None if np.array_equal(values, tuned) else datetime.now(UTC).isoformat(timespec="seconds")

    def write(staging: Path) -> None:
        shutil.copytree(folder, staging, dirs_exist_ok=True)
        _write_json(staging / LAYOUT.thresholds, dict(zip(model.genres, values.tolist(), strict=True)))
        card = {key: value for key, value in model.card.items() if key != BY_HAND}
        if when:
            card[BY_HAND] = {"set": when, "trained": dict(zip(model.genres, tuned.tolist(), strict=True))}
        _write_json(staging / LAYOUT.card, card)
        _write_note(staging / LAYOUT.readme, when)

    try:
        artifact.save(folder, write)
    except OSError as error:
        reason = error.args[0][0][2] if isinstance(error, shutil.Error) else error  # copytree gathers one a file
        raise ArtifactError(f"{folder} can't be changed ({reason}). Check its rights and the space left.") from None


def _by_hand(model: Artifact) -> dict[str, Any]:
    found = model.card.get(BY_HAND)
    return found if isinstance(found, dict) else {}


def _write_json(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _write_note(readme: Path, when: str | None) -> None:
    """The figures of the README were measured with the training's thresholds; it says so while others are in use."""
    text = "".join(line for line in readme.read_text(encoding="utf-8").splitlines(True) if not line.startswith(NOTE))
    if when:
        text = f"{text.rstrip()}\n\n{NOTE} on {when[:10]}; the figures above are those of the training's thresholds.\n"
    readme.write_text(text, encoding="utf-8")
