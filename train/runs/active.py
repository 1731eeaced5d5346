"""Which model answers for everyone: the promoted one, or the default."""

from pathlib import Path

from core.model.folder import artifact
from core.model.folder.promoted import ACTIVE, below, promoted
from core.tables.output import atomic
from train.runs.guards import RunError, check_writable, writing
from train.runs.run_folder import MODELS

__all__ = ["ACTIVE", "activate", "active", "below"]


def active(models: Path = MODELS) -> Path:
    """The folder of the active model: the promoted one, or the default."""
    return promoted(models) or models / "default"


def activate(folder: Path, models: Path = MODELS) -> None:
    """Make a model folder under ``models`` the active one, for every session, in one step.

    Raises ArtifactError when the model is damaged or of another format, RunError when it is elsewhere.
    """
    check_writable()
    place = below(folder, models)
    if place is None:
        raise RunError(f"{folder} is outside {models}. Copy it there, or name it with --model where it is used.")
    artifact.load(folder)
    with writing(models):
        atomic.write_text(models / ACTIVE, place.as_posix() + "\n")
