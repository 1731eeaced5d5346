"""plot.list, title by title: ``MV: `` begins a title, ``PL: `` lines wrap its summaries, ``BY: `` ends a summary."""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from core.errors import TableError

Progress = Callable[[int], None]  # is told how many bytes of the file (as it lies on disk) were read since last time
_BLOCK = 1 << 22
LARGEST_LIST = 4_000_000_000  # bytes, unpacked
_LONGEST_RECORD = 1 << 26
_START = b"\nMV:"


def open_list(path: Path) -> tuple[BinaryIO, BinaryIO]:
    """A list for reading, unpacked if it is gzip or bzip2, and the file on disk under it. Raises TableError."""
    try:
        if path.exists() and not path.is_file():
            raise TableError(f"{path} is no file. Give the path of IMDb's list.")
        raw = path.open("rb")
        magic = raw.read(3)
        raw.seek(0)
    except OSError as error:
        raise TableError(f"{path} can't be opened ({error.strerror}). Check the path.") from None
    if magic[:2] == b"\x1f\x8b":
        return gzip.GzipFile(fileobj=raw), raw  # type: ignore[return-value]
    if magic == b"BZh":
        return bz2.BZ2File(raw), raw  # type: ignore[return-value]
    return raw, raw


def blocks(path: Path, progress: Progress) -> Iterator[bytes]:
    """The unpacked content of a list, 4 MB at a time. Raises TableError when it can't be unpacked."""
    stream, raw = open_list(path)
    done = unpacked = 0
    with raw, stream:
        try:
            while block := stream.read(_BLOCK):
                unpacked += len(block)
                if unpacked > LARGEST_LIST:
                    raise TableError(f"{path.name} unpacks to more than 4 GB; IMDb's lists are a tenth of that.")
                yield block if done else block.removeprefix(b"\xef\xbb\xbf")
                progress(raw.tell() - done)
                done = raw.tell()
        except (OSError, EOFError, zlib.error) as error:
            raise TableError(f"{path.name} is damaged: it can't be unpacked ({error}). Get it again.") from None


def decode(text: bytes) -> str:
    """UTF-8 where it is valid, else ISO-8859-1, which IMDb's own lists are in. Lines end in a line feed."""
    if b"\r\n" in text:
        text = text.replace(b"\r\n", b"\n")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1")


def records(path: Path, progress: Progress = lambda size: None) -> Iterator[tuple[str, str]]:
    """The title line and the body of every record of plot.list; what comes before the first is skipped.

    Raises TableError when there is no record, or one without end.
    """
    rest, empty = b"\n", True
    for block in blocks(path, progress):
        rest = _plain(rest + block)
        # The record that is cut by the block's end waits for the next block.
        last = rest.rfind(_START)
        if last > 0:
            for record in _split(rest[:last]):
                empty = False
                yield record
            rest = rest[last:]
        elif len(rest) > _LONGEST_RECORD:
            raise TableError(f"{path.name} has 64 MB without a title ('MV: ...'); it is not IMDb's plot.list.")
    for record in _split(rest):
        empty = False
        yield record
    if empty:
        raise TableError(f"{path.name} holds no title ('MV: ...'). Is it IMDb's plot.list?")


def _plain(text: bytes) -> bytes:
    """Record marks in their usual form; to look first is many times cheaper than to replace."""
    return text.replace(b"\nNM:", _START) if b"\nNM:" in text else text


def _split(text: bytes) -> Iterator[tuple[str, str]]:
    for record in decode(text).split("\nMV:")[1:]:
        end = record.find("\n")
        yield (record[:end].strip(), record[end:]) if end >= 0 else (record.strip(), "")


def summaries(body: str) -> list[str]:
    """The summaries of one record (its body begins with a line end), each on one line.

    A ``BY:`` line or a blank line ends a summary.
    """
    texts = []
    for part in body.split("\nBY:"):
        start = part.find("\nPL:")
        if start < 0:
            continue
        text = part[start + 4 :].replace("\nPL: ", " ").replace("\nPL:", " ").strip()
        if "\n" in text:
            texts += _lines_to_summaries(part[start + 1 :])
        elif text:
            texts.append(" ".join(text.split()) if "  " in text else text)
    return texts


def _lines_to_summaries(part: str) -> list[str]:
    """The slow way, for what is not just ``PL:`` lines: blank lines between summaries, lines without a prefix."""
    texts: list[list[str]] = [[]]
    for line in part.split("\n"):
        if line.startswith("PL:"):
            texts[-1] += line[3:].split()
        elif not line.strip():
            texts.append([])
        elif texts[-1] and not line.startswith("----"):
            texts[-1] += line.split()
    return [" ".join(words) for words in texts if words]
