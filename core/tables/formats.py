"""What a file of films is: how it is packed, its format, its delimiter. Every reader asks here, and nowhere else."""

import bz2
import gzip
import re
from dataclasses import dataclass
from typing import BinaryIO, Literal, cast

from ..errors import TableError

Kind = Literal["delimited", "lines", "array", "parquet"]  # lines and array: JSON, an object a line or one list
Packing = Literal["", "gzip", "bz2"]

TEXT, JSON, PARQUET = ("csv", "tsv", "txt"), ("jsonl", "ndjson", "json"), ("parquet",)
ENDINGS = (*TEXT, *JSON, *PARQUET)
PACKED = ("gz", "bz2")
HEAD = 1 << 16  # bytes that tell what a file is
_DELIMITERS = ",\t;"
_QUOTED = re.compile(r'"[^"]*"')
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NO_TABLE = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")  # ZIP and Excel, PDF, old Excel


@dataclass(frozen=True)
class Format:
    """``delimiter`` stands between the cells of a ``delimited`` file; the other kinds have none."""

    kind: Kind
    delimiter: str = ""


def packing(start: bytes) -> Packing:
    """How a file is packed, by its first bytes: its name may say something else."""
    return "gzip" if start[:2] == b"\x1f\x8b" else "bz2" if start[:3] == b"BZh" else ""


def unpacked(raw: BinaryIO) -> BinaryIO:
    """The content of an open file, from its start."""
    raw.seek(0)
    packed = packing(raw.read(4))
    raw.seek(0)
    if packed == "gzip":
        return cast(BinaryIO, gzip.GzipFile(fileobj=raw))
    return cast(BinaryIO, bz2.BZ2File(raw)) if packed == "bz2" else raw


def detect(head: bytes, name: str) -> Format:
    """The format of a file by the first :data:`HEAD` bytes of its unpacked content, and by the ending of its name.

    Raises TableError, with what to save it as, for a file that holds no table or is not UTF-8.
    """
    ending = next((part for part in reversed(name.lower().split(".")[1:]) if part in ENDINGS), "csv")
    if not head.strip() and len(head) < HEAD:
        raise empty(name)
    if head[:4] == b"PAR1" or ending in PARQUET:
        return Format("parquet")
    if head[:4] in _NO_TABLE:
        raise TableError(f"{name} is not a text table (a ZIP, Excel or PDF file?). Save it as CSV in UTF-8.")
    if head[:2] in _UTF_16:
        raise TableError(f"{name} is UTF-16, not UTF-8 text. Save it as CSV in UTF-8 and try again.")
    text = head.decode("utf-8", "replace").removeprefix("\ufeff")
    if ending in JSON:
        return Format("array" if text.lstrip().startswith("[") else "lines")
    return Format("delimited", "\t" if ending == "tsv" else _delimiter(text))


def _delimiter(text: str) -> str:
    """The sign that is most frequent in the header, outside of quotation marks; a comma when there is none."""
    lines = _QUOTED.sub("", text).splitlines()
    header = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


def empty(name: str) -> TableError:
    """The refusal of a file without a header."""
    return TableError(f"{name} is empty. It needs a header that names its columns, and a row a film.")


def too_large(name: str, most: int) -> TableError:
    """The refusal of a file that would fill the memory; ``most`` in bytes."""
    return TableError(f"{name} unpacks to more than {most / 1e6:,.0f} MB. Split it into smaller files.")
