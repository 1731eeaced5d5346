"""The worst tables that we know, in every format, small on the disk: made here for benchmarks.load.doors.

Each function names the files of a format and says how each is written, so that only those that are asked for are made.
"""

import bz2
import functools
import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.load import bombs
from benchmarks.load.bombs import Inputs

HEAD = "plot,genres\n"
PLOT = "A ghost haunts an old house at night and murders the family one by one. "
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def _text(content: Callable[[], str]) -> Callable[[Path], object]:
    """What writes a text that is made when it is written."""
    return lambda path: path.write_text(content())


def columns() -> Inputs:
    """A million columns; 200,000 of one name; a thousand in rows that have only the first."""

    def names(count: int) -> str:
        return ",".join(f"c{place}" for place in range(count))

    return {
        "million.csv": _text(lambda: f"{names(1_000_000)}\n{',' * 999_999}\n"),
        "equal.csv": _text(lambda: f"{','.join(['plot'] * 200_000)}\n{',' * 199_999}\n"),
        "short.csv": _text(lambda: f"plot,genres,{names(998)}\n" + "p\n" * 3_000_000),
    }


def rows() -> Inputs:
    """Rows of nearly nothing, one cell of 60 MB, a line of 60 MB, marks that are never closed, escapes in every row."""
    return {
        "tiny.csv": _text(lambda: HEAD + "a,Drama\n" * 4_000_000),
        "near.csv": _text(lambda: HEAD + "a,Drama\n" * 400_000),
        "cell.csv": _text(lambda: HEAD + '"' + "x\n" * 30_000_000 + '",Drama\n'),
        "line.csv": _text(lambda: HEAD + "x" * 60_000_000),
        "marks.csv": _text(lambda: HEAD + 'x "y, "z\n' * 2_000_000),
        "escapes.csv": _text(lambda: HEAD + '"a\\"b,\\n\\",Drama,x\n' * 1_000_000),
    }


def markup() -> Inputs:
    """Plots of nothing but HTML and entities, a genre for each of 20,000 films, half a million genres in a cell."""
    return {
        "tags.csv": _text(lambda: HEAD + ("<p>" * 60_000 + ",Drama\n") * 100),
        "entities.csv": _text(lambda: HEAD + ("&amp;" * 40_000 + ",Drama\n") * 100),
        "labels.csv": _text(
            lambda: HEAD + "".join(f"A ghost walks {place} times.,label {place}\n" for place in range(20_000))
        ),
        "genres.csv": _text(lambda: HEAD + f'{PLOT},"{"|".join(f"g{place}" for place in range(500_000))}"\n' * 10),
    }


def packed() -> Inputs:
    """Nearly a gigabyte in two megabytes; 67 MB of made-up words; an archive of 20,000 files."""
    head, row = HEAD.encode(), b"a ghost,Drama\n" * 70_000

    def many(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for place in range(20_000):
                archive.writestr(f"{place}.csv", "")

    def words(path: Path) -> None:
        draw = np.random.default_rng(7)
        drawn = draw.choice(list("abcdefghij"), (5_000, 6)).view("U6")[:, 0].astype(object)
        with gzip.open(path, "wb", compresslevel=1) as stream:
            stream.write(head)
            stream.writelines(f"{' '.join(draw.choice(drawn, 400))},Drama\n".encode() for _ in range(24_000))

    return {
        "zeros.csv.gz": lambda path: bombs.gzip_file(path, bombs.repeated(head, b"x" * 1_000_000, 900)),
        "rows.csv.gz": lambda path: bombs.gzip_file(path, bombs.repeated(head, row, 900)),
        "rows.zip": lambda path: bombs.zip_file(path, {"a.csv": bombs.repeated(head, row, 900)}),
        "rows.csv.bz2": lambda path: path.write_bytes(bz2.compress(head) + bz2.compress(row * 5) * 60),
        "many.zip": many,
        "words.csv.gz": words,
    }


def json_lines() -> Inputs:
    """A new key in each row, lists of nothing in each row, and lines that are none."""
    row = {"plot": PLOT, "genres": "Drama"}

    def nested(lists: int) -> str:
        return '{"plot":"x","genres":"Drama","n":[' + ",".join(["[]"] * lists) + "]}\n"

    def long_plots(path: Path) -> None:
        with gzip.open(path, "wb", compresslevel=1) as stream:
            stream.writelines([nested(30_000).replace("x", "x" * 800_000, 1).encode()] * 60)

    return {
        "keys.jsonl": _text(lambda: "".join(json.dumps({f"key{place}": "x", **row}) + "\n" for place in range(8_000))),
        "wide.jsonl": _text(lambda: json.dumps({f"k{place}": 1 for place in range(400_000)}) + "\n"),
        "lists.jsonl": _text(lambda: nested(300_000) * 12),
        "most.jsonl": _text(lambda: nested(2_600_000)),
        "none.jsonl": _text(lambda: "x\n" * 10_000_000),
        "lists.jsonl.gz": long_plots,
    }


def json_documents() -> Inputs:
    """What pandas writes in each orientation, filled with nothing; texts of four bytes a sign; a million brackets."""

    def split(rows: str) -> str:
        return '{"columns":["plot","genres"],"data":[' + rows + "]}"

    def both(opened: str, cells: str, closed: str) -> str:
        return f'{{"plot":{opened}{cells}{closed},"genres":{opened}{cells}{closed}}}'

    return {
        "split.json": _text(lambda: split(",".join(["[]"] * 15_000_000))),
        "split-rows.json": _text(lambda: split(",".join([f'["{PLOT}","Drama"]'] * 200_000))),
        "columns.json": _text(lambda: both("{", ",".join(f'"{place}":"a"' for place in range(1_000_000)), "}")),
        "numbers.json": _text(lambda: both("[", ",".join([".1"] * 10_000_000), "]")),
        "signs.json": _text(lambda: json.dumps({"plot": ["😀" + "x" * 15_000_000] * 4}, ensure_ascii=False)),
        "records.json": _text(lambda: "[" + ",".join(['{"plot":"a","genres":"Drama"}'] * 2_000_000) + "]"),
        "deep.json": _text(lambda: "[" * 1_000_000),
        "item.json": _text(lambda: '[{"plot":"x","genres":[' + ",".join(['""'] * 5_000_000) + "]}]"),
    }


def parquet() -> Inputs:
    """One text for every row, in a dictionary, a list, a structure, a map; rows of nothing; a footer of 50 MB."""

    def written(table: Callable[[], pa.Table], **options: object) -> Callable[[Path], object]:
        return lambda path: pq.write_table(table(), path, **options)

    def films(count: int, **more: object) -> pa.Table:
        return pa.table({"plot": ["a"] * count, "genres": ["Drama"] * count, **more})

    def same(count: int, length: int) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), ["x" * length])

    def lists(values: pa.Array, each: int) -> pa.Array:
        return pa.ListArray.from_arrays(pa.array(range(0, len(values) + 1, each), pa.int32()), values)

    def structures(values: pa.Array) -> pa.Array:
        return pa.StructArray.from_arrays([values], ["s"])

    def nothing(count: int) -> pa.Array:
        return pa.nulls(count, pa.string())

    files = {
        "dictionary": written(lambda: pa.table({"plot": same(5_000, 1_000_000), "genres": ["Drama"] * 5_000})),
        "list": written(lambda: films(1, n=lists(same(1_000_000, 7_000), 1_000_000))),
        "lists": written(lambda: films(100_000, n=lists(same(1_000_000, 7_000), 10))),
        "structure": written(lambda: films(200_000, n=structures(same(200_000, 7_000)))),
        "structures": written(lambda: films(50_000, n=lists(structures(pa.array(["v" * 3_000] * 100_000)), 2))),
        "nested": written(lambda: films(1_000, n=lists(lists(pa.array(["v" * 300] * 1_000_000), 1_000), 1))),
        "nothing": written(lambda: pa.table({"plot": nothing(4_000_000), "genres": nothing(4_000_000)})),
        "million": written(lambda: films(1_000_000)),
        "bytes": written(lambda: films(1_000, n=pa.array([b"x" * 100_000] * 1_000, pa.binary(100_000)))),
        "columns": written(lambda: pa.table({f"c{place}": ["a"] for place in range(20_000)})),
        "groups": written(lambda: films(5_000), row_group_size=1),
        "plain": written(
            lambda: pa.table({"plot": ["x" * 10_000] * 50_000, "genres": ["Drama"] * 50_000}),
            use_dictionary=False,
            compression="zstd",
        ),
        "footer": written(lambda: films(1).replace_schema_metadata({"junk": "x" * 50_000_000})),
    }
    return {f"{name}.parquet": write for name, write in files.items()}


def workbook() -> Inputs:
    """A cell of 16 MB, a row and a column far away, dimensions that are none, a million shared texts, a bomb."""

    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    def row(place: str, column: str = "A") -> str:
        return f'<row r="{place}">{cell(f"{column}{place}", "x")}</row>'

    head = f'<row r="1">{cell("A1", "plot")}{cell("B1", "genres")}</row>'
    film = "<row><c t='inlineStr'><is><t>a</t></is></c><c t='inlineStr'><is><t>Drama</t></is></c></row>"
    return {
        "cell.xlsx": lambda path: _book(path, [head, f"<row>{cell('A2', 'x' * 20_000_000)}</row>"]),
        "rows.xlsx": lambda path: _book(path, [head, *[film * 1_000] * 300]),
        "far-row.xlsx": lambda path: _book(path, [head, row("99999999999")]),
        "far-column.xlsx": lambda path: _book(path, [head, *(row(str(n), "XFD") for n in range(2, 20_000))]),
        "dimension.xlsx": lambda path: _book(path, [head], '<dimension ref="A1:XFD1048576"/>'),
        "bomb.xlsx": lambda path: _book(path, [head, *[" " * 1_000_000] * 900]),
        "texts.xlsx": lambda path: _book(path, [head], "", [STRINGS, *["<si><t>a</t></si>" * 10_000] * 150, "</sst>"]),
    }


def _book(path: Path, rows: Iterable[str], before: str = "", texts: Iterable[str] = ()) -> None:
    """A workbook as openpyxl writes it, with other rows in its sheet, and other shared texts if there are any."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["plot", "genres"])  # type: ignore[union-attr]
    book.save(plain)
    pieces = {"xl/worksheets/sheet1.xml": [SHEET, before, "<sheetData>", *rows, "</sheetData></worksheet>"]}
    if texts:
        pieces["xl/sharedStrings.xml"] = list(texts)
    with zipfile.ZipFile(plain) as source:
        written = {name: pieces.get(name, [source.read(name).decode()]) for name in source.namelist()}
    encoded = functools.cache(str.encode)  # a row that stands there again is the same
    bombs.zip_file(path, {name: bombs.joined(map(encoded, texts)) for name, texts in written.items()})


def colons() -> Inputs:
    """Lines of 100,000 cells cut by `` ::: ``, and 300,000 plots in such lines."""
    return {
        "wide.txt": _text(lambda: (" ::: ".join(["a"] * 100_000) + "\n") * 50),
        "rows.txt": _text(lambda: f"a ::: b ::: Drama ::: {PLOT}\n" * 300_000),
    }


def films_of_made_up_words() -> Inputs:
    """Films whose words occur once each: all that a page reads of a table, and more."""

    def written(films: int) -> Callable[[Path], object]:
        def write(path: Path) -> None:
            letters = np.random.default_rng(7).integers(ord("a"), ord("k"), (films, 320, 11), dtype=np.uint8)
            letters[:, :, 10] = ord(" ")
            with path.open("w") as stream:
                stream.write(HEAD)
                stream.writelines(f"{plot.tobytes().decode().rstrip()},Drama\n" for plot in letters)

        return write

    return {"most.csv": written(18_000), "more.csv": written(40_000)}
