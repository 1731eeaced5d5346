"""Where the posters of a table are: in its folder and below, or in the ZIP archive that it came in."""

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import Protocol

from ..errors import PosterError
from ..tables.formats.packed import only_table
from .image import LARGEST_FILE, Pixels, content_of, inside, read

ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
_DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, NotImplementedError)


class Shelf(Protocol):
    """Brings a poster by what a cell of the table says of it."""

    def content(self, cell: str) -> bytes:
        """The bytes of its file. Raises PosterError, which says why there are none."""

    def open(self, cell: str) -> Pixels:
        """The picture. Raises PosterError, which says why it can't be used."""


class Folder:
    """Posters on the disk: ``cell`` is a path relative to ``folder``, and never leads out of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def content(self, cell: str) -> bytes:
        """See :class:`Shelf`."""
        path = inside(self.folder, cell)
        if path is None:
            raise PosterError("The poster is outside the table's folder. Put it beside the table.")
        return content_of(path, path.name)

    def open(self, cell: str) -> Pixels:
        """See :class:`Shelf`."""
        return read(self.content(cell), name_of(cell))


class Archive:
    """The pictures in a ZIP archive, read one at a time and never unpacked to the disk.

    ``cell`` is a path in the archive, from the table or from the top, or a file's name alone where only one has it;
    small and capital letters are the same.
    """

    def __init__(self, path: Path) -> None:
        self._archive, self._path = zipfile.ZipFile(path), path
        members = [member for member in self._archive.infolist() if not member.is_dir()]
        self._pictures = {_key(m.filename): m for m in members if m.filename.lower().endswith(ENDINGS)}
        tables = [m.filename for m in members if _key(m.filename) not in self._pictures]
        self._folders = sorted({posixpath.dirname(_key(name)) for name in tables} | {""}, key=len, reverse=True)
        self._by_name: dict[str, str | None] = {}
        for key in self._pictures:
            name = posixpath.basename(key)
            self._by_name[name] = None if name in self._by_name else key

    def __len__(self) -> int:
        """How many pictures there are."""
        return len(self._pictures)

    def share_of_table(self, read: float) -> float:
        """The share of the archive's table that has been read, by the share of the archive."""
        table = only_table(self._archive, self._path.name)
        return (read * self._path.stat().st_size - table.header_offset) / max(table.compress_size, 1)

    def has(self, cell: str) -> bool:
        """Whether a cell names one of the pictures."""
        return self._found(cell) is not None

    def content(self, cell: str) -> bytes:
        """See :class:`Shelf`."""
        name = name_of(cell)
        member = self._found(cell)
        if member is None:
            raise PosterError(f"{name} is not in the archive. Put it in, or correct the table.")
        try:
            with self._archive.open(member) as stream:
                return stream.read(LARGEST_FILE + 1)
        except _DAMAGED:
            raise PosterError(f"{name} can't be unpacked: it is damaged or has a password. Pack it again.") from None

    def open(self, cell: str) -> Pixels:
        """See :class:`Shelf`."""
        return read(self.content(cell), name_of(cell))

    def _found(self, cell: str) -> zipfile.ZipInfo | None:
        key = _key(cell.strip())
        for folder in self._folders:
            if member := self._pictures.get(posixpath.normpath(posixpath.join(folder, key))):
                return member
        alone = self._by_name.get(posixpath.basename(key))
        return self._pictures[alone] if alone else None


def name_of(cell: str) -> str:
    """What messages call the poster that a cell names: the name of its file."""
    return PurePosixPath(cell.replace("\\", "/")).name or "The poster"


def _key(path: str) -> str:
    """A path as it is looked up."""
    return posixpath.normpath(path.replace("\\", "/")).lstrip("/").casefold()


def shelf_of(table: Path) -> Shelf:
    """The posters of a table: those in its archive, if it is a ZIP archive with pictures, else those in its folder."""
    if zipfile.is_zipfile(table):
        try:
            archive = Archive(table)
        except _DAMAGED:  # the reader of tables will say so
            return Folder(table.parent)
        if len(archive):
            return archive
    return Folder(table.parent)


def likely_column(archive: Archive, sample: dict[str, Iterable[object]]) -> str | None:
    """The column of a table whose first cells (``sample``) name most pictures of the archive; None for none."""
    counts = {name: sum(archive.has(cell) for cell in cells if isinstance(cell, str)) for name, cells in sample.items()}
    best = max(counts, key=lambda name: counts[name], default=None)
    return best if best is not None and counts[best] else None
