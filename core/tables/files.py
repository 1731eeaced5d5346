"""Files as they are opened and written: gzipped if their names say so, with one sentence for whatever goes wrong."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from ..errors import FileError
from . import atomic

LARGEST_UNPACKED = 1_000_000_000  # bytes of a table that is read whole


def packed(path: Path) -> bool:
    """Whether the name says that the file is gzipped."""
    return path.suffix.lower() == ".gz"


def delimiter_of(path: Path) -> str:
    """Tab for ``.tsv`` and ``.tsv.gz``, otherwise a comma."""
    return "\t" if path.name.lower().removesuffix(".gz").endswith(".tsv") else ","


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a table is read into a FileError that says what to do."""
    if "\0" in str(path):
        raise FileError(f"{str(path)[:200]!r} is no path of a file. Check the path.")
    try:
        if path.exists() and not path.is_file() and not path.is_dir():  # a pipe, for instance, would be waited for
            raise FileError(f"{path} is no ordinary file. Save its content as a CSV file and try again.")
        yield
    except FileNotFoundError:
        raise FileError(f"There is no file at {path}. Check the path.") from None
    except IsADirectoryError:
        raise FileError(f"{path} is a folder. Give the path of a CSV file.") from None
    except UnicodeDecodeError:
        raise FileError(f"{path} is not UTF-8 text. Save it as CSV in UTF-8 and try again.") from None
    except (csv.Error, OSError, EOFError, zlib.error) as error:
        raise FileError(f"{path} can't be read ({error}). Save it as CSV in UTF-8 and try again.") from None


def unpacked(path: Path) -> BinaryIO:
    """A file's content, unpacked if its name says that it is gzipped. Raises FileError for one that is too large."""
    with path.open("rb") as stream:
        content = (gzip.GzipFile(fileobj=stream) if packed(path) else stream).read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise FileError(f"{path} holds more than {LARGEST_UNPACKED / 1e6:,.0f} MB. Split it into smaller files.")
    return io.BytesIO(content)


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """A text file, gzipped if its name says so, that appears at ``out`` when the block ends well, and never in part."""
    with whole_bytes(out) as raw:
        plain = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if packed(out) else raw
        with io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="") as text:
            yield text


@contextmanager
def whole_bytes(out: Path) -> Iterator[BinaryIO]:
    """:func:`core.tables.atomic.replacing`, with one sentence for whatever goes wrong. Raises FileError."""
    try:
        with atomic.replacing(out) as raw:
            yield raw
    except OSError as error:
        raise FileError(f"{out} can't be written ({error.strerror or error}). Choose another --out.") from None
