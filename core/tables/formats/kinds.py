"""What a file of films is: its format, by its first bytes and its name. Every reader asks here, and nowhere else."""

import json
import re
from dataclasses import dataclass
from typing import Literal

from ...errors import TableError
from ..delimited_text import dialects
from .packed import PACKED as PACKED

Kind = Literal["delimited", "lines", "document", "parquet", "workbook"]  # lines and document: JSON

TEXT, JSON, BINARY = ("csv", "tsv", "psv", "txt", "dat"), ("jsonl", "ndjson", "json"), ("parquet", "xlsx")
ENDINGS = (*TEXT, *JSON, *BINARY)
HEAD = 1 << 16  # bytes that tell what a file is
# Formats that are known by how they begin, and aren't read: what they are.
_OTHERS = {
    b"%PDF": "a PDF file",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"SQLite format 3": "an SQLite database",
    b"\x89HDF": "an HDF5 file",
    b"ARROW1": "an Arrow or Feather file",
    b"FEA1": "a Feather file",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"\x28\xb5\x2f\xfd": "packed with Zstandard",
    b"\xfd7zXZ": "packed with xz",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x93NUMPY": "a NumPy file",
    b"RDX": "a file of R objects",
    b"RDA": "a file of R objects",
    b"{\\rtf": "a Rich Text file",
}
_PICKLE = re.compile(rb"\x80[\x02-\x05][\x80-\xff\x00-\x1f(c}\]K]")
_MARKUP = re.compile(rb"\s*<(!doctype html|html|\?xml|table|svg)\b", re.IGNORECASE)
_JSON = re.compile(r"\s*(\{\s*\"|\[\s*[\[{])")  # whatever the file is called; no header of a CSV file begins so
_DUMP = re.compile(r"^\s*(--.*\n\s*)*(CREATE TABLE|INSERT INTO|DROP TABLE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Format:
    """``dialect`` says how a ``delimited`` file is written; the other kinds have none."""

    kind: Kind
    dialect: dialects.Dialect = dialects.Dialect()


def detect(head: bytes, inner: str, name: str) -> Format:
    """The format of a file by the first :data:`HEAD` bytes of its unpacked content in UTF-8, and by its name's ending.

    ``inner`` is the name that the content has, in an archive for instance; ``name`` is for messages. Raises
    TableError, with what to save it as, for a file that holds no table.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n") and len(head) < HEAD:
        raise empty(name)
    ending = _ending(inner)
    text = head.decode("utf-8", "ignore").removeprefix("\ufeff")
    if _DUMP.match(text):
        raise TableError(f"{name} is a dump of a database in SQL. Export its table of films as CSV in UTF-8.")
    if ending in JSON or _JSON.match(text) or (not ending and text.lstrip()[:1] in ("[", "{")):
        return Format(_json(text, ending))
    return Format("delimited", dialects.detect(text, len(head) == HEAD, ending))


def _ending(name: str) -> str:
    return next((part for part in reversed(name.lower().split(".")[1:]) if part in ENDINGS), "")


def is_parquet(head: bytes, name: str) -> bool:
    """Whether a file begins as Parquet does, or is called so."""
    return head[:4] == b"PAR1" or _ending(name) == "parquet"


def check_text(head: bytes, name: str) -> None:
    """Raise TableError, with what it is, for a file that is known to hold no text of a table."""
    if what := _other(head):
        raise TableError(f"{name} is {what}, not a table that is read here. Save it as CSV in UTF-8.")


def _other(head: bytes) -> str:
    if head[257:262] == b"ustar":
        return "a tar archive"
    if _PICKLE.match(head):
        return "a Python pickle"
    if _MARKUP.match(head):
        return "a web page or XML"
    return next((what for start, what in _OTHERS.items() if head.startswith(start)), "")


def _json(text: str, ending: str) -> Kind:
    """An object a line, or one document: a list, an object that fills the file, or objects over several lines."""
    start = text.lstrip()
    first, _, rest = start.partition("\n")
    if start.startswith("[") or first.rstrip() == "{":
        return "document"
    if ending in ("jsonl", "ndjson"):
        return "lines" if rest.strip() or not first.rstrip().endswith("}") else "document"
    line = first.rstrip()
    try:
        is_object = isinstance(json.loads(line.removesuffix(",")), dict)
        return "lines" if is_object and (rest.strip() or line.endswith(",")) else "document"
    except (ValueError, RecursionError):
        return "document" if start.startswith("{") else "lines"


def empty(name: str) -> TableError:
    """The refusal of a file without a header."""
    return TableError(f"{name} is empty. It needs a header that names its columns, and a row a film.")
