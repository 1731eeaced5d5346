"""Tables as they are opened and written: one sentence for whatever goes wrong with a place or with what is there."""

import codecs
import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from ..errors import TableError
from . import atomic
from .formats import HEAD, Format, detect, too_large, unpacked

LARGEST_UNPACKED = 1_000_000_000  # bytes of a table that is read whole: far more than a catalogue of all films
_BLOCK = 1 << 20
Source = str | Path | bytes | BinaryIO


@dataclass(frozen=True)
class TableFile:
    """An open table: its ``name`` for messages, its ``format``, and its ``content``, unpacked.

    ``raw`` is the file as it is on disk, of ``size`` bytes.
    """

    name: str
    format: Format
    content: BinaryIO
    raw: BinaryIO
    size: int

    @cached_property
    def text(self) -> TextIO:
        """The content as UTF-8 from its start, byte order mark and line ends as they are."""
        return io.TextIOWrapper(self.content, encoding="utf-8", newline="")

    @property
    def done(self) -> int:
        """Bytes of the file on disk that have been read."""
        return self.raw.tell()

    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""
        return self.done / max(self.size, 1)

    def whole(self) -> bytes:
        """All of the content. Raises TableError when it is more than any table has."""
        content = self.content.read(LARGEST_UNPACKED + 1)
        if len(content) > LARGEST_UNPACKED:
            raise too_large(self.name, LARGEST_UNPACKED)
        return content

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what goes wrong while the content is read into a TableError that says what to do."""
        try:
            yield
        except UnicodeDecodeError:
            raise self._not_utf_8() from None
        except csv.Error as error:
            raise TableError(f"{self.name} can't be read as CSV ({error}). Save it as CSV in UTF-8.") from None
        except (OSError, EOFError, zlib.error) as error:
            raise _damaged(self.name, error) from None

    def _not_utf_8(self) -> TableError:
        """Says in which line the first byte is that UTF-8 does not have."""
        decoder, line = codecs.getincrementaldecoder("utf-8")(), 1
        self.content.seek(0)
        try:
            while block := self.content.read(_BLOCK):
                line += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            line += error.object.count(b"\n", 0, error.start)
        return TableError(f"{self.name} is not UTF-8 text (line {line}). Save it as CSV in UTF-8 and try again.")


def _damaged(name: str, error: BaseException) -> TableError:
    return TableError(f"{name} is damaged: it can't be unpacked or read ({error}). Get it again.")


@contextmanager
def opened(source: Source, name: str = "") -> Iterator[TableFile]:
    """Open a table: a path, the bytes of a file, or an open binary file such as an upload.

    ``name`` is what messages call it and what tells its format; by default the name of the path. Raises TableError.
    """
    if isinstance(source, str | Path):
        name, raw = name or Path(source).name, open_file(source)
    elif isinstance(source, bytes):
        name, raw = name or "the file", io.BytesIO(source)
    else:
        name, raw = name or "the file", source
    try:
        yield _look(raw, name)
    finally:
        if raw is not source:
            raw.close()


def _look(raw: BinaryIO, name: str) -> TableFile:
    size = raw.seek(0, io.SEEK_END)
    content = unpacked(raw)
    try:
        form = detect(content.read(HEAD), name)
        content.seek(0)
    except (OSError, EOFError, zlib.error) as error:
        raise _damaged(name, error) from None
    return TableFile(name, form, content, raw, size)


def open_file(path: str | Path) -> BinaryIO:
    """An ordinary file for reading. Raises TableError when there is none."""
    try:
        place = Path(path)
        if place.exists() and not place.is_file() and not place.is_dir():  # a pipe, for instance, would be waited for
            raise TableError(f"{path} is no ordinary file. Save its content as a CSV file and try again.")
        return place.open("rb")
    except FileNotFoundError:
        raise TableError(f"There is no file at {path}. Check the path.") from None
    except IsADirectoryError:
        raise TableError(f"{path} is a folder. Give the path of a CSV file.") from None
    except OSError as error:
        raise TableError(f"{str(path)[:200]} can't be opened ({error.strerror}). Check its permissions.") from None
    except ValueError:  # a null byte in the path
        raise TableError(f"{str(path)[:200]!r} is no path of a file. Check the path.") from None


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """A text file, gzipped if its name says so, that appears at ``out`` when the block ends well, and never in part."""
    with whole_bytes(out) as raw:
        packed = out.suffix.lower() == ".gz"
        plain = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if packed else raw
        with io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="") as text:
            yield text


@contextmanager
def whole_bytes(out: Path) -> Iterator[BinaryIO]:
    """:func:`core.tables.atomic.replacing`, with one sentence for whatever goes wrong. Raises TableError."""
    try:
        with atomic.replacing(out) as raw:
            yield raw
    except BrokenPipeError:  # whoever read the pipe has seen enough
        raise
    except OSError as error:
        raise TableError(f"{out} can't be written ({error.strerror or error}). Choose another --out.") from None
