"""Thresholds chosen by hand, saved into a model folder; those of the training stay in its card and can come back."""

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...errors import ArtifactError
from . import artifact
from .artifact import Artifact
from .card import ByHand
from .layout import LAYOUT
from .writer import Writer, writing

READONLY = "GENRELENS_READONLY"
NOTE = "> The thresholds were set by hand"


def writable() -> bool:
    """Whether models may be changed here."""
    return os.environ.get(READONLY, "") in ("", "0")


def trained(model: Artifact) -> NDArray[np.float64]:
    """The thresholds [genres] that the training tuned on validation, whatever was saved since."""
    by_hand = model.card.thresholds_by_hand
    if by_hand is None:
        return model.thresholds
    return np.array([by_hand.trained[genre] for genre in model.genres], dtype=np.float64)


def set_on(model: Artifact) -> str | None:
    """When thresholds were saved by hand, as ISO 8601; None for those of the training."""
    by_hand = model.card.thresholds_by_hand
    return by_hand.set if by_hand else None


def set_thresholds(folder: Path, thresholds: Sequence[float] | NDArray[np.floating]) -> None:
    """Make ``thresholds`` [genres, in the order of the outputs] those of the model, all its files changing at once.

    The card and the README say that it was done by hand, unless they are the training's own. Raises ArtifactError
    for a model that is damaged or must not be changed, ValueError for thresholds of another number or range.
    """
    if not writable():
        raise ArtifactError(f"This GenreLens is read-only, so the model stays as it is. Unset {READONLY} to change it.")
    try:
        with writing(folder) as new:  # first: whoever else saves must have ended before the model is read
            _change(artifact.load(folder), np.asarray(thresholds, dtype=np.float64), new)
    except OSError as error:
        raise ArtifactError(f"{folder} can't be changed ({error}). Check its rights and the space left.") from None


def _change(model: Artifact, values: NDArray[np.float64], new: Writer) -> None:
    """Write the model with other thresholds, and a note of it."""
    if values.shape != (len(model.genres),) or not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"{len(model.genres)} genres need as many thresholds between 0 and 1; these are {values}.")
    tuned = trained(model)
    by_hand = None
    if not np.array_equal(values, tuned):
        now = datetime.now(UTC).isoformat(timespec="seconds")
        by_hand = ByHand(set=now, trained=dict(zip(model.genres, tuned.tolist(), strict=True)))
    new.copy(model.folder)
    new.thresholds(values, model.genres)
    new.card(replace(model.card, thresholds_by_hand=by_hand))
    if not model.lacks(LAYOUT.readme):
        new.readme(_with_note(model.readme, by_hand))


def _with_note(readme: str, by_hand: ByHand | None) -> str:
    """The figures of the README were measured with the training's thresholds; it says so while others are in use.

    What was there before stays byte for byte, so that taking the note away leaves the README as it was.
    """
    text = readme.partition(f"\n{NOTE}")[0]
    if not by_hand:
        return text
    return f"{text}\n{NOTE} on {by_hand.set[:10]}; the figures above are those of the training's thresholds.\n"
