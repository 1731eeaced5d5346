"""In which encoding a text is: UTF-8, or another that is offered to the person who has the file, and never guessed."""

import codecs
import io
from itertools import pairwise
from typing import BinaryIO, cast

from ...errors import TableError

OFFERED = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "utf-32": "UTF-32", "cp1252": "cp1252"}
_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BLOCK = 1 << 18
_FIRST_LETTER = 0xC0  # in cp1252; below are signs, such as quotation marks
_UNUSED = b"\x81\x8d\x8f\x90\x9d"  # no signs in cp1252


class EncodingError(TableError):
    """A text that is not UTF-8; ``offer`` is the encoding that its bytes speak for, or empty."""

    def __init__(self, message: str, offer: str = "") -> None:
        super().__init__(message)
        self.offer = offer


def check_encoding(encoding: str) -> str:
    """The name as Python knows it. Raises TableError for none, and for what is no encoding of text."""
    try:
        codec = codecs.lookup(encoding)
        if not codec._is_text_encoding or codec.name in ("idna", "punycode", "undefined"):
            raise LookupError
        "x".encode(codec.name)
    except (LookupError, ValueError, UnicodeError):
        raise TableError(f"{encoding[:80]!r} is no encoding. Use utf-8, utf-16 or cp1252, for example.") from None
    return codec.name


def offer(head: bytes) -> str:
    """The encoding that the first bytes of a text speak for when it is not UTF-8; empty for none."""
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = max(min(len(head), 2000) // 2, 1)
    if odd > 0.4 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.1 * half else ""


def is_western(block: bytes) -> bool:
    """Whether bytes that are not UTF-8 look like cp1252: no byte that it lacks, no control character, mostly ASCII.

    Its letters with accents stand alone among plain ones; in Cyrillic or Japanese text such bytes follow each other.
    """
    high = sum(byte >= 0x80 for byte in block)
    letters = [place for place, byte in enumerate(block) if byte >= _FIRST_LETTER]
    side_by_side = sum(after == before + 1 for before, after in pairwise(letters))
    is_sparse = 0 < high < 0.3 * len(block) and side_by_side <= 0.3 * len(letters)
    return is_sparse and not any(sign in block for sign in _UNUSED) and b"\0" not in block


def not_utf_8(name: str, encoding: str, line: int = 0) -> EncodingError:
    """The refusal of a text, with the encoding that would read it if there is one."""
    where = f" (line {line})" if line else ""
    if encoding:
        looks = "looks like" if line else "is"
        return EncodingError(
            f"{name} is not UTF-8 text{where}; it {looks} {OFFERED[encoding]}. Choose the encoding {encoding}"
            f" (--encoding {encoding}), or save it as CSV in UTF-8.",
            encoding,
        )
    return EncodingError(f"{name} is not UTF-8 text{where}. Save it as CSV in UTF-8 and try again.")


def wrong_encoding(name: str, encoding: str) -> TableError:
    """The refusal of a text that is not in the encoding that a person has chosen."""
    return TableError(f"{name} is not {encoding} text. Choose another encoding, or save it as CSV in UTF-8.")


class _Recoded(io.RawIOBase):
    """A text in some encoding as UTF-8."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding
        self._start()

    def _start(self) -> None:
        self._decoder, self._left, self._ended = codecs.getincrementaldecoder(self._encoding)(), b"", False

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left and not self._ended:
            block = self._stream.read(_BLOCK)
            self._ended = not block
            self._left = self._decoder.decode(block, final=self._ended).encode("utf-8", "replace")
        part = self._left[: len(buffer)]
        self._left = self._left[len(part) :]
        buffer[: len(part)] = part
        return len(part)

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        if place or whence != io.SEEK_SET:
            raise io.UnsupportedOperation("only to the start")
        self._stream.seek(0)
        self._start()
        return 0


def recoded(stream: BinaryIO, encoding: str) -> BinaryIO:
    """A stream of text in ``encoding`` as a stream of UTF-8; it can be taken back to its start only."""
    return cast(BinaryIO, io.BufferedReader(_Recoded(stream, encoding), _BLOCK))
