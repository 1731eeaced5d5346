"""Packed files, unpacked as they are read and never without end: gzip, bzip2, a ZIP archive with one table in it."""

import bz2
import gzip
import io
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO, Literal, cast

from ...errors import TableError, listed

Packing = Literal["", "gzip", "bz2", "zip"]
PACKED = ("gz", "bz2", "zip")
LARGEST_UNPACKED = 1_000_000_000  # bytes: far more than a catalogue of all films
ALWAYS, RATIO = 32_000_000, 25  # a table of text packs to a tenth at best; what unpacks to far more is no table
_WORKBOOK = "xl/workbook.xml"
_PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif"}
_BESIDE = {".md", ".rst", ".pdf", ".html", ".docx", ".py", ".r", ".ipynb", ".sha256"} | _PICTURES
_HIDDEN = ("__MACOSX", ".")


def packing(start: bytes) -> Packing:
    """How a file is packed, by its first bytes: its name may say something else."""
    if start[:4] == b"PK\x03\x04":
        return "zip"
    return "gzip" if start[:2] == b"\x1f\x8b" else "bz2" if start[:3] == b"BZh" else ""


def too_large(name: str, most: float) -> TableError:
    """The refusal of a file that would fill the memory; ``most`` in bytes."""
    return TableError(f"{name} unpacks to more than {most / 1e6:,.0f} MB. Split it into smaller files.")


def allowance(size: int) -> int:
    """Bytes that a file of ``size`` bytes may unpack to."""
    return min(LARGEST_UNPACKED, ALWAYS + RATIO * size)


class _Bounded(io.RawIOBase):
    """A stream that refuses to go on after ``most`` bytes."""

    def __init__(self, stream: BinaryIO, name: str, most: int) -> None:
        self._stream, self._name, self._most, self._read = stream, name, most, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        block = self._stream.read(len(buffer))
        self._read += len(block)
        if self._read > self._most:
            raise too_large(self._name, self._most)
        buffer[: len(block)] = block
        return len(block)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        self._read = self._stream.seek(place, whence)
        return self._read

    def tell(self) -> int:
        return self._read


def unpacked(raw: BinaryIO, name: str, size: int) -> tuple[BinaryIO, str]:
    """The content of an open file of ``size`` bytes, from its start, and the name that tells the content's format.

    A workbook (.xlsx), which is a ZIP archive too, stays as it is. Raises TableError for an archive without a table or
    with several, and, while it is read, for a file that unpacks to far more than a table would.
    """
    raw.seek(0)
    packed = packing(raw.read(4))
    raw.seek(0)
    if packed == "gzip":
        stream: BinaryIO = cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    elif packed == "bz2":
        stream = cast(BinaryIO, bz2.BZ2File(raw))
    elif packed == "zip":
        archive = _archive(raw, name)
        if _WORKBOOK in archive.namelist():
            raw.seek(0)
            return raw, name
        member = only_table(archive, name)
        stream, name = cast(BinaryIO, archive.open(member)), member.filename
    else:
        return raw, name
    return cast(BinaryIO, io.BufferedReader(_Bounded(stream, name, allowance(size)), 1 << 18)), name


def is_workbook(raw: BinaryIO, name: str) -> bool:
    """Whether an open ZIP archive is a workbook of a spreadsheet."""
    return _WORKBOOK in _archive(raw, name).namelist()


def check_unpacked(head: bytes, name: str) -> None:
    """Raise TableError for what is still packed after it was unpacked once."""
    if what := {"gzip": "a gzip file", "bz2": "a bzip2 file"}.get(packing(head)):
        raise TableError(f"{name} holds {what}: it is packed twice. Unpack it once and try again.")


def _archive(raw: BinaryIO, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(raw)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise TableError(f"{name} is a ZIP archive and damaged ({error}). Get it again, or save it as CSV.") from None


def only_table(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The table in an archive, whatever is packed beside it. Raises TableError for none, several, or a locked one."""
    members = [member for member in archive.infolist() if not member.is_dir() and not _hidden(member.filename)]
    names = {member.filename for member in members}
    for there, what in (("word/document.xml", "a Word document"), ("content.xml", "an OpenDocument file")):
        if there in names:
            raise TableError(f"{name} is {what}, not a table. Save its table as CSV in UTF-8, or as .xlsx.")
    if len(members) > 1:
        members = [member for member in members if not _beside(member.filename)] or members
    if len(members) != 1:
        what = f"{len(members):,} files ({listed(sorted(names))})" if members else "no file"
        raise TableError(f"{name} is a ZIP archive with {what}. Unpack it and choose the one with the plots.")
    if members[0].flag_bits & 1:
        raise TableError(f"{name} is a ZIP archive with a password. Unpack it and choose the table in it.")
    return members[0]


def _beside(path: str) -> bool:
    """Whether a file is what people pack beside a table: a licence, a note to read first, a picture."""
    place = PurePosixPath(path.lower())
    return place.suffix in _BESIDE or place.stem.startswith(("readme", "license", "licence", "copying"))


def _hidden(path: str) -> bool:
    return any(part.startswith(_HIDDEN) for part in PurePosixPath(path).parts)
