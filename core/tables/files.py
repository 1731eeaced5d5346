"""Tables as they are opened and written: one sentence for whatever goes wrong with a place or with what is there."""

import atexit
import codecs
import csv
import gzip
import io
import shutil
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from ..errors import TableError
from .delimited_text.encodings import check_encoding, is_western, not_utf_8, offer, recoded, wrong_encoding
from .formats.kinds import HEAD, Format, check_text, detect, empty, is_parquet
from .formats.packed import check_unpacked, is_workbook, packing, unpacked
from .output import atomic

STANDARD_INPUT = STANDARD_OUTPUT = "-"  # where a file is meant
_BLOCK = 1 << 20
_DAMAGED = (OSError, EOFError, zlib.error, zipfile.BadZipFile)
Source = str | Path | bytes | BinaryIO


@dataclass(frozen=True)
class TableFile:
    """An open table: its ``name`` for messages, its ``format``, and its ``content``, unpacked; text as UTF-8.

    ``raw`` is the file as it is on disk, of ``size`` bytes. ``encoding`` is the one that a person has chosen, or empty.
    """

    name: str
    format: Format
    content: BinaryIO
    raw: BinaryIO
    size: int
    encoding: str = ""

    @cached_property
    def text(self) -> TextIO:
        """The content as text from its start, byte order mark and line ends as they are."""
        return io.TextIOWrapper(self.content, encoding="utf-8", newline=self.format.dialect.newline)

    @property
    def packed(self) -> bool:
        """Whether the content is not what is on disk."""
        return self.content is not self.raw

    @property
    def done(self) -> int:
        """Bytes of the file on disk that have been read."""
        return self.raw.tell()

    def share(self) -> float:
        """The share of the file that has been read, 0 to 1."""
        return self.done / max(self.size, 1)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what goes wrong while the content is read into a TableError that says what to do."""
        try:
            yield
        except UnicodeError:  # UTF-16 without its mark is no UnicodeDecodeError
            raise self._undecodable() from None
        except csv.Error as error:
            raise TableError(f"{self.name} can't be read as CSV ({error}). Save it as CSV in UTF-8.") from None
        except _DAMAGED as error:
            raise _damaged(self.name, error) from None

    def _undecodable(self) -> TableError:
        """Says in which line the first byte is that UTF-8 does not have, and what its surroundings look like."""
        if self.encoding:
            return wrong_encoding(self.name, self.encoding)
        decoder, line, block = codecs.getincrementaldecoder("utf-8")(), 1, b""
        self.content.seek(0)
        try:
            while block := self.content.read(_BLOCK):
                line += decoder.decode(block).count("\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as found:
            line += found.object.count(b"\n", 0, found.start)
            block = found.object[max(found.start - 5_000, 0) : found.start + 5_000]
        return not_utf_8(self.name, "cp1252" if is_western(block) else "", line)

    def release(self) -> None:
        """Let go of the file that is wrapped as text, so that it is not closed with the wrapping."""
        if "text" in self.__dict__:
            cast(io.TextIOWrapper, self.text).detach()


def _damaged(name: str, error: BaseException) -> TableError:
    return TableError(f"{name} is damaged: it can't be unpacked or read ({error}). Get it again.")


@contextmanager
def opened(source: Source, name: str = "", encoding: str = "") -> Iterator[TableFile]:
    """Open a table: a path, the bytes of a file, or an open binary file such as an upload.

    ``name`` is what messages call it and what tells its format; by default the name of the path. ``encoding`` is that
    of its text; without one it must be UTF-8. Raises TableError.
    """
    encoding = check_encoding(encoding) if encoding else ""
    if isinstance(source, str | Path):
        name, raw = name or Path(source).name, open_file(source)
    elif isinstance(source, bytes):
        name, raw = name or "the file", io.BytesIO(source)
    else:
        name, raw = name or "the file", source
    try:
        file = _look(raw, name, encoding)
        yield file
        file.release()
    finally:
        if raw is not source:
            raw.close()


def _look(raw: BinaryIO, name: str, encoding: str) -> TableFile:
    size = raw.seek(0, io.SEEK_END)
    try:
        content, inner = unpacked(raw, name, size)
        head = content.read(HEAD)
        content.seek(0)
    except _DAMAGED as error:
        raise _damaged(name, error) from None
    if packing(head) == "zip" and is_workbook(content, name):
        return TableFile(name, Format("workbook"), content, raw, size)
    if content is not raw:
        check_unpacked(head, name)
    if not head:
        raise empty(name)
    if is_parquet(head, inner):
        return TableFile(name, Format("parquet"), content, raw, size)
    check_text(head, name)
    if not encoding and (likely := offer(head)):
        raise not_utf_8(name, likely)
    if encoding not in ("", "utf-8"):
        content = recoded(content, encoding)
        try:
            head = content.read(HEAD)
        except UnicodeError:
            raise wrong_encoding(name, encoding) from None
        content.seek(0)
    return TableFile(name, detect(head, inner, name), content, raw, size, encoding)


def open_file(path: str | Path) -> BinaryIO:
    """An ordinary file for reading, or a copy of the standard input for ``-``. Raises TableError when there is none."""
    if str(path) == STANDARD_INPUT:
        return _standard_input()
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


@lru_cache(maxsize=1)
def _standard_input_copy() -> Path:
    """What came in by the standard input, read to its end once, in a file that goes with the process."""
    copy = Path(tempfile.mkstemp(prefix="genrelens-stdin-")[1])
    atexit.register(copy.unlink, missing_ok=True)
    with copy.open("wb") as stream:
        shutil.copyfileobj(sys.stdin.buffer, stream, _BLOCK)
    return copy


def _standard_input() -> BinaryIO:
    try:
        return _standard_input_copy().open("rb")
    except (OSError, AttributeError) as error:  # AttributeError: there is no standard input
        raise TableError(f"The standard input can't be read ({error}). Give the path of a file.") from None


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """A text file, gzipped if its name says so, that appears at ``out`` when the block ends well, and never in part.

    ``-`` is the standard output, which gets the text as it is written.
    """
    if str(out) == STANDARD_OUTPUT:
        sys.stdout.flush()
        text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="")
        try:
            yield text
            text.flush()
        finally:
            text.detach()
        return
    with whole_bytes(out) as raw:
        packed = out.suffix.lower() == ".gz"
        plain = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if packed else raw
        with io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="") as text:
            yield text


@contextmanager
def whole_bytes(out: Path) -> Iterator[BinaryIO]:
    """:func:`core.tables.output.atomic.replacing`, with one sentence for whatever goes wrong. Raises TableError."""
    try:
        with atomic.replacing(out) as raw:
            yield raw
    except BrokenPipeError:  # whoever read the pipe has seen enough
        raise
    except OSError as error:
        raise TableError(f"{out} can't be written ({error.strerror or error}). Choose another --out.") from None
