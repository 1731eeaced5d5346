"""The model that somebody made the one of this installation: one line in ``models/active.txt`` names its folder."""

import os
from contextlib import suppress
from pathlib import Path

from .layout import LAYOUT

ACTIVE = "active.txt"
LONGEST = 4_096  # bytes of a path


def promoted(models: Path) -> Path | None:
    """The folder of the promoted model below ``models``; None where nobody promoted one that is still there."""
    try:
        if not (models / ACTIVE).is_file():  # nobody promoted one; a pipe would be waited for
            return None
        with (models / ACTIVE).open("rb") as stream:
            folder = models / stream.read(LONGEST).decode().strip()
        return folder if below(folder, models) and (folder / LAYOUT.checksums).exists() else None
    except (OSError, ValueError):  # it is damaged
        return None


def below(folder: Path, models: Path) -> Path | None:
    """A folder's path below ``models``, which may itself have links to other disks; None for one that is elsewhere."""
    for absolute in (os.path.abspath, os.path.realpath):
        with suppress(ValueError):
            return Path(absolute(folder)).relative_to(absolute(models))
    return None
