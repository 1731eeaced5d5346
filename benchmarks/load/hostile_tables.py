"""The worst tables that we know, in every format, small on the disk: made here for benchmarks.load.doors."""

import bz2
import gzip
import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.load import bombs

PLOT = "A ghost haunts an old house at night and murders the family one by one. "
SHEET = '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
STRINGS = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def columns(folder: Path) -> None:
    """A million columns; 200,000 of one name; a thousand in rows that have only the first."""
    names = ",".join(f"c{place}" for place in range(1_000_000))
    (folder / "million.csv").write_text(f"{names}\n{',' * 999_999}\n")
    (folder / "equal.csv").write_text(f"{','.join(['plot'] * 200_000)}\n{',' * 199_999}\n")
    head = ",".join(["plot", "genres", *(f"c{place}" for place in range(998))])
    (folder / "short.csv").write_text(head + "\n" + "p\n" * 3_000_000)


def rows(folder: Path) -> None:
    """Rows of nearly nothing, one cell of 60 MB, a line of 60 MB, marks that are never closed, escapes in every row."""
    head = "plot,genres\n"
    (folder / "tiny.csv").write_text(head + "a,Drama\n" * 4_000_000)
    (folder / "near.csv").write_text(head + "a,Drama\n" * 400_000)
    (folder / "cell.csv").write_text(head + '"' + "x\n" * 30_000_000 + '",Drama\n')
    (folder / "line.csv").write_text(head + "x" * 60_000_000)
    (folder / "marks.csv").write_text(head + 'x "y, "z\n' * 2_000_000)
    (folder / "escapes.csv").write_text(head + '"a\\"b,\\n\\",Drama,x\n' * 1_000_000)


def markup(folder: Path) -> None:
    """Plots of nothing but HTML and entities, a genre for each of 20,000 films, half a million genres in a cell."""
    head = "plot,genres\n"
    (folder / "tags.csv").write_text(head + ("<p>" * 60_000 + ",Drama\n") * 100)
    (folder / "entities.csv").write_text(head + ("&amp;" * 40_000 + ",Drama\n") * 100)
    own = "".join(f"A ghost walks {place} times.,label {place}\n" for place in range(20_000))
    (folder / "labels.csv").write_text(head + own)
    genres = "|".join(f"g{place}" for place in range(500_000))
    (folder / "genres.csv").write_text(head + f'{PLOT},"{genres}"\n' * 10)


def packed(folder: Path) -> None:
    """Nearly a gigabyte in two megabytes; 67 MB of made-up words; an archive of 20,000 files."""
    head, row = b"plot,genres\n", b"a ghost,Drama\n" * 70_000
    bombs.gzip_file(folder / "zeros.csv.gz", bombs.repeated(head, b"x" * 1_000_000, 900))
    rows = bombs.repeated(head, row, 900)
    bombs.gzip_file(folder / "rows.csv.gz", rows)
    bombs.zip_file(folder / "rows.zip", {"a.csv": rows})
    (folder / "rows.csv.bz2").write_bytes(bz2.compress(head) + bz2.compress(row * 5) * 60)
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for place in range(20_000):
            archive.writestr(f"{place}.csv", "")
    draw = np.random.default_rng(7)
    words = draw.choice(list("abcdefghij"), (5_000, 6)).view("U6")[:, 0].astype(object)
    with gzip.open(folder / "words.csv.gz", "wb", compresslevel=1) as stream:
        stream.write(head)
        stream.writelines(f"{' '.join(draw.choice(words, 400))},Drama\n".encode() for _ in range(24_000))


def json_lines(folder: Path) -> None:
    """A new key in each row, lists of nothing in each row, and lines that are none."""
    row = {"plot": PLOT, "genres": "Drama"}
    (folder / "keys.jsonl").write_text(
        "".join(json.dumps({f"key{place}": "x", **row}) + "\n" for place in range(8_000))
    )
    (folder / "wide.jsonl").write_text(json.dumps({f"k{place}": 1 for place in range(400_000)}) + "\n")
    nested = '{"plot":"x","genres":"Drama","n":[' + ",".join(["[]"] * 300_000) + "]}\n"
    (folder / "lists.jsonl").write_text(nested * 12)
    (folder / "most.jsonl").write_text('{"plot":"x","genres":"Drama","n":[' + ",".join(["[]"] * 2_600_000) + "]}\n")
    (folder / "none.jsonl").write_text("x\n" * 10_000_000)
    with gzip.open(folder / "lists.jsonl.gz", "wb", compresslevel=1) as stream:
        stream.writelines([nested.replace("x", "x" * 800_000, 1).replace("[],", "", 270_000).encode()] * 60)


def json_documents(folder: Path) -> None:
    """What pandas writes in each orientation, filled with nothing; texts of four bytes a sign; a million brackets."""
    (folder / "split.json").write_text('{"columns":["plot","genres"],"data":[' + ",".join(["[]"] * 15_000_000) + "]}")
    some = ",".join([f'["{PLOT}","Drama"]'] * 200_000)
    (folder / "split-rows.json").write_text('{"columns":["plot","genres"],"data":[' + some + "]}")
    cells = ",".join(f'"{place}":"a"' for place in range(1_000_000))
    (folder / "columns.json").write_text(f'{{"plot":{{{cells}}},"genres":{{{cells}}}}}')
    numbers = ",".join([".1"] * 10_000_000)
    (folder / "numbers.json").write_text(f'{{"plot":[{numbers}],"genres":[{numbers}]}}')
    (folder / "signs.json").write_text(json.dumps({"plot": ["😀" + "x" * 15_000_000] * 4}, ensure_ascii=False))
    (folder / "records.json").write_text("[" + ",".join(['{"plot":"a","genres":"Drama"}'] * 2_000_000) + "]")
    (folder / "deep.json").write_text("[" * 1_000_000)
    (folder / "item.json").write_text('[{"plot":"x","genres":[' + ",".join(['""'] * 5_000_000) + "]}]")


def parquet(folder: Path) -> None:
    """One text for every row, in a dictionary, a list, a structure, a map; rows of nothing; a footer of 50 MB."""

    def write(name: str, table: pa.Table, **options: object) -> None:
        pq.write_table(table, folder / f"{name}.parquet", **options)

    def films(count: int, **more: object) -> pa.Table:
        return pa.table({"plot": ["a"] * count, "genres": ["Drama"] * count, **more})

    def same(count: int, length: int) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array([0] * count, pa.int32()), ["x" * length])

    def lists(values: pa.Array, each: int) -> pa.Array:
        return pa.ListArray.from_arrays(pa.array(range(0, len(values) + 1, each), pa.int32()), values)

    write("dictionary", pa.table({"plot": same(5_000, 1_000_000), "genres": ["Drama"] * 5_000}))
    write("list", films(1, n=lists(same(1_000_000, 7_000), 1_000_000)))
    write("lists", films(100_000, n=lists(same(1_000_000, 7_000), 10)))
    write("structure", films(200_000, n=pa.StructArray.from_arrays([same(200_000, 7_000)], ["s"])))
    write(
        "structures", films(50_000, n=lists(pa.StructArray.from_arrays([pa.array(["v" * 3_000] * 100_000)], ["s"]), 2))
    )
    write("nested", films(1_000, n=lists(lists(pa.array(["v" * 300] * 1_000_000), 1_000), 1)))
    write("nothing", pa.table({"plot": pa.nulls(4_000_000, pa.string()), "genres": pa.nulls(4_000_000, pa.string())}))
    write("million", films(1_000_000))
    write("bytes", films(1_000, n=pa.array([b"x" * 100_000] * 1_000, pa.binary(100_000))))
    write("columns", pa.table({f"c{place}": ["a"] for place in range(20_000)}))
    write("groups", films(5_000), row_group_size=1)
    write(
        "plain",
        pa.table({"plot": ["x" * 10_000] * 50_000, "genres": ["Drama"] * 50_000}),
        use_dictionary=False,
        compression="zstd",
    )
    write("footer", films(1).replace_schema_metadata({"junk": "x" * 50_000_000}))


def workbook(folder: Path) -> None:
    """A cell of 16 MB, a row and a column far away, dimensions that are none, a million shared texts, a bomb."""

    def cell(place: str, text: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

    head = f'<row r="1">{cell("A1", "plot")}{cell("B1", "genres")}</row>'
    row = "<row><c t='inlineStr'><is><t>a</t></is></c><c t='inlineStr'><is><t>Drama</t></is></c></row>"
    _book(folder / "cell.xlsx", [head, f"<row>{cell('A2', 'x' * 20_000_000)}</row>"])
    _book(folder / "rows.xlsx", [head, *[row * 1_000] * 300])
    _book(folder / "far-row.xlsx", [head, f'<row r="99999999999">{cell("A99999999999", "x")}</row>'])
    _book(folder / "far-column.xlsx", [head, *(f'<row r="{n}">{cell(f"XFD{n}", "x")}</row>' for n in range(2, 20_000))])
    _book(folder / "dimension.xlsx", [head], '<dimension ref="A1:XFD1048576"/>')
    _book(folder / "bomb.xlsx", [head, *[" " * 1_000_000] * 900])
    _book(folder / "texts.xlsx", [head], "", [STRINGS, *["<si><t>a</t></si>" * 10_000] * 150, "</sst>"])


def _book(path: Path, rows: Iterable[str], before: str = "", texts: Iterable[str] = ()) -> None:
    """A workbook as openpyxl writes it, with other rows in its sheet, and other shared texts if there are any."""
    plain = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["plot", "genres"])  # type: ignore[union-attr]
    book.save(plain)
    pieces = {"xl/worksheets/sheet1.xml": [SHEET, before, "<sheetData>", *rows, "</sheetData></worksheet>"]}
    if texts:
        pieces["xl/sharedStrings.xml"] = list(texts)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            with archive.open(name, "w") as out:
                for piece in pieces.get(name, [source.read(name).decode()]):
                    out.write(piece.encode())


def colons(folder: Path) -> None:
    """Lines of 100,000 cells cut by `` ::: ``, and 300,000 plots in such lines."""
    (folder / "wide.txt").write_text((" ::: ".join(["a"] * 100_000) + "\n") * 50)
    (folder / "rows.txt").write_text(f"a ::: b ::: Drama ::: {PLOT}\n" * 300_000)


def films_of_made_up_words(folder: Path) -> None:
    """Films whose words occur once each: all that a page reads of a table, and more."""
    draw = np.random.default_rng(7)
    for name, films in {"most.csv": 18_000, "more.csv": 40_000}.items():
        letters = draw.integers(ord("a"), ord("k"), (films, 320, 11), dtype=np.uint8)
        letters[:, :, 10] = ord(" ")
        with open(folder / name, "w") as stream:
            stream.write("plot,genres\n")
            stream.writelines(f"{plot.tobytes().decode().rstrip()},Drama\n" for plot in letters)
