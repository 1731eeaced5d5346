"""Which model: its folder and its version, all that a cache needs to know of one."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from .layout import LAYOUT

MISSING = "missing"  # the version of a folder without checksums: no finished model is there


@dataclass(frozen=True)
class ModelRef:
    """``version`` changes whenever a file of the model in ``folder`` changes; hashable, so that caches can use it."""

    folder: Path
    version: str

    @classmethod
    def of(cls, folder: str | Path) -> "ModelRef":
        """The model that is in a folder now. Costs one look at its checksums' date, and reads no file twice."""
        return cls(Path(folder), version_of(Path(folder)))


def version_of(folder: Path) -> str:
    """The first 12 digits of the SHA-256 of the folder's checksums, :data:`MISSING` without any."""
    try:
        sums = folder / LAYOUT.checksums
        state = sums.stat()
        return _digest(sums, state.st_mtime_ns, state.st_size, state.st_ino)
    except (OSError, ValueError):  # ValueError: a path with a null byte
        return MISSING


@lru_cache(maxsize=256)
def _digest(sums: Path, changed: int, size: int, inode: int) -> str:
    """The version for a file of checksums in one of its states."""
    return hashlib.sha256(sums.read_bytes()).hexdigest()[:12]
