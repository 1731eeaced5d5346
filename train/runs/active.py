"""Which model answers: one line in ``models/active.txt`` names its folder."""

import os
from contextlib import suppress
from pathlib import Path

from core.model import artifact
from core.tables import atomic
from train import small_files
from train.runs.guards import RunError, check_writable, writing
from train.runs.run_folder import MODELS

ACTIVE = "active.txt"


def active(models: Path = MODELS) -> Path:
    """The folder of the active model: the promoted one, or the default."""
    default = models / "default"
    try:
        name = small_files.text(models / ACTIVE).strip()
        promoted = models / name
        there = below(promoted, models) and (promoted / artifact.LAYOUT.checksums).exists()
        return promoted if there else default
    except (OSError, ValueError):  # there is none, or it is damaged
        return default


def below(folder: Path, models: Path) -> Path | None:
    """A folder's path below ``models``, which may itself have links to other disks; None for one that is elsewhere."""
    for absolute in (os.path.abspath, os.path.realpath):
        with suppress(ValueError):
            return Path(absolute(folder)).relative_to(absolute(models))
    return None


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
