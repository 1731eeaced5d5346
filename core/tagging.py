"""Tag a table of plots: the input's cells stay byte for byte as they were, the model's columns stand behind them.

Streams: a file of any size needs the memory of a few thousand plots. Nothing half-written is ever left at the output.
"""

import csv
import gzip
import io
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO, cast

from core.classifier import GenreClassifier
from core.errors import FileError, listed

CHUNK_FILMS, CHUNK_CHARACTERS = 2_048, 16_000_000
LARGEST_UNPACKED = 1_000_000_000  # bytes of a table that is read whole
LONGEST_ROW = 250_000_000  # characters; a packed file must not unpack into the memory without end
PREDICTED, PROBABILITY = "predicted", "p_"
BOM = "\ufeff"


class Tagged(NamedTuple):
    """How many films there were, and how many of them had no plot that the model can read."""

    films: int
    unreadable: int


class Record(NamedTuple):
    """One record of the input: its text without the line end, the line end, and its plot (None: a blank line)."""

    raw: str
    end: str
    plot: str | None


class _Lines:
    """The lines of a stream, remembering those that the CSV reader has taken for its current record.

    ``mark`` is the byte order mark that the stream began with, if it did.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._taken: list[str] = []
        self._length = 0
        self.mark: str | None = None

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_ROW)
        if not line:
            raise StopIteration
        if self.mark is None:
            self.mark = BOM if line.startswith(BOM) else ""
            line = line.removeprefix(BOM)
        self._taken.append(line)
        self._length += len(line)
        if self._length >= LONGEST_ROW:
            raise csv.Error(f"a row has more than {LONGEST_ROW:,} characters: is a quotation mark never closed?")
        return line

    def record(self) -> tuple[str, str]:
        """The text taken since the last call, and its line end."""
        text = "".join(self._taken)
        self._taken.clear()
        self._length = 0
        body = text.rstrip("\r\n")
        return body, text[len(body) :]


class _Echo:
    """A file for csv.writer that hands the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


@dataclass
class PlotFile:
    """An open table: the header as it stands (byte order mark included), its line end, and its records to come."""

    header: str
    newline: str
    delimiter: str
    records: Iterator[Record]
    stream: TextIO  # closes the file when it goes, so it stays as long as the table

    def line(self, cells: list[str]) -> str:
        """Cells as a piece of a line of this table, quoted where they need it."""
        writer = csv.writer(cast(TextIO, _Echo()), delimiter=self.delimiter, lineterminator="")
        return cast(str, writer.writerow(cells))


def packed(path: Path) -> bool:
    """Whether the name says that the file is gzipped."""
    return path.suffix.lower() == ".gz"


def delimiter_of(path: Path) -> str:
    """Tab for ``.tsv`` and ``.tsv.gz``, otherwise a comma."""
    return "\t" if path.name.lower().removesuffix(".gz").endswith(".tsv") else ","


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what goes wrong while a table is read into a FileError that says what to do."""
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


def _find(header: list[str], column: str, classifier: GenreClassifier, path: Path) -> int:
    """Position of the plots; raises FileError when it is not clear or the model's columns are already there."""
    if header.count(column) != 1:
        found = "no column" if column not in header else "several columns"
        raise FileError(f"{path} has {found} {column!r}; it has {listed(header)}. Name the plots with --text-column.")
    ours = {PREDICTED, *(PROBABILITY + genre for genre in classifier.classes_)}
    taken = [name for name in header if name in ours]
    if taken:
        raise FileError(f"{path} already has a column {taken[0]!r}, which would be added. Rename or drop it first.")
    return header.index(column)


def _closed(raw: str, delimiter: str) -> bool:
    """Whether the record's quotation marks are all closed; if not, it has swallowed the rest of the file."""
    if raw.count('"') % 2 == 0 and not ("\n" in raw or "\r" in raw):
        return True
    try:
        list(csv.reader(io.StringIO(raw, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" not in str(error)
    return True


def _records(reader: Iterator[list[str]], lines: _Lines, width: int, position: int, path: Path) -> Iterator[Record]:
    delimiter = delimiter_of(path)
    with reading(path):
        for number, cells in enumerate(reader, 1):
            raw, end = lines.record()
            if not _closed(raw, delimiter):
                raise FileError(f"{path}, row {number}: a quotation mark is never closed. Close it and try again.")
            if len(cells) > width:
                raise FileError(f"{path}, row {number}: {len(cells)} cells for {width} columns. Quote its commas.")
            plot = None if not cells else cells[position] if position < len(cells) else ""
            yield Record(raw + delimiter * (width - len(cells) if cells else 0), end, plot)


def open_plots(stream: BinaryIO, path: Path, column: str, classifier: GenreClassifier) -> PlotFile:
    """Read the header of a CSV or TSV, gzipped if its name says so. Raises FileError when it can't be tagged."""
    csv.field_size_limit(2**31 - 1)
    delimiter = delimiter_of(path)
    with reading(path):
        plain = gzip.GzipFile(fileobj=stream) if packed(path) else stream
        text = io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="")
        lines = _Lines(text)
        reader = csv.reader(lines, delimiter=delimiter)
        names = next(reader, [])
    header, newline = lines.record()
    if not names:
        raise FileError(f"{path} has no header. It needs a line of column names, one of them {column!r}.")
    position = _find(names, column, classifier, path)
    records = _records(reader, lines, len(names), position, path)
    return PlotFile((lines.mark or "") + header, newline or "\n", delimiter, records, text)


def chunks(records: Iterator[Record], films: int = CHUNK_FILMS) -> Iterator[list[Record]]:
    """Records in lists of at most ``films``, fewer where their plots are very long."""
    chunk: list[Record] = []
    characters = 0
    for record in records:
        chunk.append(record)
        characters += len(record.raw)
        if len(chunk) == films or characters > CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _answers(plots: list[str], classifier: GenreClassifier) -> list[list[str]]:
    """The added cells of each plot; empty ones where the model can't read it."""
    readable = [classifier.readable(plot) for plot in plots]
    y_score = classifier.predict_proba(plots)
    genres = classifier.genres_of(y_score, readable)
    empty = [""] * (1 + len(classifier.classes_))
    return [
        ["|".join(chosen), *(f"{p:.6f}" for p in row)] if able else empty
        for chosen, row, able in zip(genres, y_score, readable, strict=True)
    ]


@contextmanager
def whole_file(out: Path) -> Iterator[TextIO]:
    """A text file, gzipped if its name says so, that appears at ``out`` when the block ends well, and never in part."""
    with whole_bytes(out) as raw:
        plain = gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) if packed(out) else raw
        with io.TextIOWrapper(cast(BinaryIO, plain), encoding="utf-8", newline="") as text:
            yield text


@contextmanager
def whole_bytes(out: Path) -> Iterator[BinaryIO]:
    """A binary file that appears at ``out`` when the block ends well, and never in part."""
    staging = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{out.name[:100]}-", dir=out.parent)
        staging = Path(name)
        mask = os.umask(0)
        os.umask(mask)
        with open(handle, "wb") as raw:
            os.chmod(name, 0o666 & ~mask)
            yield raw
        os.replace(staging, out)
        staging = None
    except OSError as error:
        raise FileError(f"{out} can't be written ({error.strerror or error}). Choose another --out.") from None
    finally:
        if staging:
            staging.unlink(missing_ok=True)


def tag(
    source: Path, out: Path, column: str, classifier: GenreClassifier, progress: Callable[[int], object] | None = None
) -> Tagged:
    """Write ``source`` with ``predicted`` (genres joined by ``|``) and ``p_<Genre>`` columns behind its own to ``out``.

    ``progress`` hears how many bytes of the source have been read. Raises FileError, and leaves no output, when the
    source can't be read or the output can't be written.
    """
    films = unreadable = 0
    with reading(source):
        stream = source.open("rb")
    with stream:
        if out.resolve() == source.resolve() or (out.exists() and out.samefile(source)):
            raise FileError(f"--out is the input itself, {source}. Choose another file.")
        table = open_plots(stream, source, column, classifier)
        with whole_file(out) as target:
            names = [PREDICTED, *(PROBABILITY + genre for genre in classifier.classes_)]
            target.write(table.header + table.delimiter + table.line(names) + table.newline)
            for chunk in chunks(table.records, CHUNK_FILMS):
                answers = iter(_answers([record.plot for record in chunk if record.plot is not None], classifier))
                for record in chunk:
                    cells = next(answers) if record.plot is not None else []
                    films += bool(cells)
                    unreadable += bool(cells) and not cells[0]
                    added = table.delimiter + table.line(cells) if cells else ""
                    target.write(record.raw + added + (record.end or table.newline))
                if progress:
                    progress(stream.tell())
    return Tagged(films, unreadable)
