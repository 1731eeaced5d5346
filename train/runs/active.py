"""Which model answers: one line in ``models/active.txt`` names its folder."""

from pathlib import Path

from core.model import artifact
from core.tables import atomic
from train.runs.guards import RunError, check_writable, writing
from train.runs.run_folder import MODELS

ACTIVE = "active.txt"


def active(models: Path = MODELS) -> Path:
    """The folder of the active model: the promoted one, or the default."""
    try:
        name = (models / ACTIVE).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return models / "default"
    promoted = models / name
    inside = promoted.resolve().is_relative_to(models.resolve())
    return promoted if inside and (promoted / artifact.LAYOUT.checksums).exists() else models / "default"


def activate(folder: Path, models: Path = MODELS) -> None:
    """Make a model folder under ``models`` the active one, for every session, in one step.

    Raises ArtifactError when the model is damaged or of another format, RunError when it is elsewhere.
    """
    check_writable()
    if not folder.resolve().is_relative_to(models.resolve()):
        raise RunError(f"{folder} is outside {models}. Copy it there, or name it with --model where it is used.")
    artifact.load(folder)
    with writing(models):
        atomic.write_text(models / ACTIVE, folder.resolve().relative_to(models.resolve()).as_posix() + "\n")
