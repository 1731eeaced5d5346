"""The seal of a model folder: SHA256SUMS names its files as they were written, and who opens it checks them."""

import hashlib
from pathlib import Path

from ...errors import ArtifactError
from . import untrusted
from .layout import LAYOUT


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(folder: Path) -> None:
    """Raise ArtifactError, naming the file, unless the serving files are there and every file matches its checksum."""
    if not folder.is_dir():
        raise ArtifactError(f"There is no model folder at {folder}. Train one, or choose another folder.")
    if not (folder / LAYOUT.checksums).is_file():
        raise ArtifactError(
            f"{folder} has no {LAYOUT.checksums}: the model is incomplete. Train it again or restore it."
        )
    checksums = expected(folder)
    for name in LAYOUT.hashed():
        path = folder / name
        if name not in LAYOUT.serving and not path.exists() and not path.is_symlink():
            continue
        if not path.is_file():
            raise ArtifactError(f"{folder} lacks {name}: the model is incomplete. Train it again or restore the file.")
        if path.stat().st_size > untrusted.LARGEST_FILE:
            raise untrusted.wrong(path, "is too large to be a model's")
        if digest(path) != checksums.get(name):
            raise ArtifactError(f"{path} does not match its checksum: it is damaged. Train again or restore the file.")


def expected(folder: Path) -> dict[str, str]:
    """Name -> digest, as the folder's checksums say."""
    lines = untrusted.text(folder / LAYOUT.checksums).splitlines()
    return {name: checksum for checksum, _, name in (line.partition("  ") for line in lines)}


def sealed(folder: Path, name: str) -> bool:
    """Whether a file is there as it was when the folder's checksums were written."""
    path = folder / name
    there = path.is_file() and (folder / LAYOUT.checksums).is_file()
    return there and path.stat().st_size <= untrusted.LARGEST_FILE and digest(path) == expected(folder).get(name)
