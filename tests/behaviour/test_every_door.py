"""A file is the same at every door: the same rows, or the same refusal, whichever command or page reads it."""

import bz2
import gzip
import io
import json
import re
import zipfile

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import TableError
from core.measure import report
from core.tables.delimited_text.encodings import EncodingError
from core.tables.whole import read_frame
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.schema import read_table
from tests.support.doors import DOORS, read_back

PLOTS = [
    "A war begins; a ghost walks along the trench at night.",
    "A family by the sea waits for the boat to come home.",
    "Two men, lost in the hills, share the last of the bread.",
]
FILMS = pd.DataFrame(
    {"title": ["Ä", "B, the second", 'C "quoted"'], "plot": PLOTS, "genres": ["War, Horror", "Drama", "Drama|Comedy"]}
)
CSV = FILMS.to_csv(index=False)
JSON = FILMS.to_dict("records")
ORIENTS = ["records", "split", "index", "columns", "table", "values"]
COLONS = "".join(f"{i} ::: {film['title']} ::: {film['genres']} ::: {film['plot']}\n" for i, film in enumerate(JSON))


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook(frame):
    book = openpyxl.Workbook()
    book.active.append(list(frame))
    for row in frame.itertuples(index=False):
        book.active.append(list(row))
    book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def nested():
    """The genres as a map, beside lists and structures."""
    kind = pa.map_(pa.string(), pa.string())
    genres = pa.array([[("1", "War")], [("2", "Drama"), ("3", "Comedy")], [("2", "Drama")]], kind)
    about = pa.array([{"director": "X"}] * 3)
    table = pa.table({"title": FILMS["title"], "plot": FILMS["plot"], "genres": genres, "about": about})
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


LONG = "title,plot,genres\nA,A war begins.,War\nB,too,many,cells\n\nC,A ghost,Horror\n"


READ = {
    "films.csv": CSV.encode(),
    "marked.csv": ("\ufeff" + CSV).encode(),
    "crlf.csv": CSV.replace("\n", "\r\n").encode(),
    "cr.csv": CSV.replace("\n", "\r").encode(),
    "blank.csv": ("\n" + CSV.replace("\n", "\n  \n")).encode(),
    "films.tsv": FILMS.to_csv(index=False, sep="\t").encode(),
    "semicolons.csv": FILMS.to_csv(index=False, sep=";").encode(),
    "tabs.txt": FILMS.to_csv(index=False, sep="\t").encode(),
    "overview.csv": CSV.replace("plot", "Overview", 1).replace("genres", "listed_in", 1).encode(),
    "pipes.csv": FILMS.to_csv(index=False, sep="|").replace("Drama|Comedy", "Comedy").encode(),
    "hint.csv": ("sep=;\r\n" + FILMS.to_csv(index=False, sep=";", lineterminator="\r\n")).encode(),
    "german.csv": CSV.replace("title,plot,genres", "Filmtitel,Was passiert,Kategorien", 1).encode(),
    "series_title.csv": CSV.replace("title,", "Series_Title,", 1).encode(),
    "films.csv.zip": zipped({"films.csv": CSV.encode(), "__MACOSX/._films.csv": b"x"}),
    "films.xlsx": workbook(FILMS),
    "colons.txt": COLONS.encode(),
    "quotes.tsv": (
        'title\tplot\tgenres\n"A\t'
        + PLOTS[0]
        + '\tWar\n"B" c\t'
        + PLOTS[1]
        + '\tDrama\nC "d"\t'
        + PLOTS[2]
        + "\tDrama\n"
    ).encode(),
    "unclosed.csv": CSV.replace('"War, Horror"', '"War').encode(),
    "films.csv.gz": gzip.compress(CSV.encode()),
    "films.csv.bz2": bz2.compress(CSV.encode()),
    "unpacked.csv.gz": CSV.encode(),
    "packed.csv": gzip.compress(CSV.encode()),
    "twice.csv": FILMS.assign(again=FILMS["plot"]).to_csv(index=False).replace("again", "plot").encode(),
    "films.jsonl": "\n".join(map(json.dumps, JSON)).encode(),
    "films.json": json.dumps(JSON).encode(),
    "broken.jsonl": "\n".join([*map(json.dumps, JSON), "{broken", "[1]"]).encode(),
    "one.json": json.dumps({"page": 1, "results": JSON}, indent=2).encode(),
    "single.json": json.dumps({"results": JSON, "total_pages": 9}).encode(),
    **{f"{orient}.json": FILMS.to_json(orient=orient).encode() for orient in ORIENTS},
    "pretty.jsonl": "\n".join(json.dumps(film, indent=2) for film in JSON).encode(),
    "films.parquet": FILMS.to_parquet(),
    "nested.parquet": nested(),
    "index.parquet": FILMS.set_index("title").to_parquet(),
    "dictionary.parquet": FILMS.assign(genres=FILMS["genres"].astype("category")).to_parquet(),
    "films.parquet.gz": gzip.compress(FILMS.to_parquet()),
}
REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b" \n\r\n\t", "is empty"),
    "utf-16.csv": (CSV.encode("utf-16"), "is UTF-16. Choose the encoding utf-16"),
    "no mark.csv": (CSV.encode("utf-16-le"), "is UTF-16. Choose the encoding utf-16-le"),
    "latin.csv": (
        "title,plot,genres\nA,b,Drama\nÉ,c,Drama\n".encode("latin-1"),
        r"not UTF-8 text \(line 3\); it looks like cp1252. Choose the encoding cp1252",
    ),
    "latin.jsonl": ('{"plot": "b"}\n{"plot": "É"}\n'.encode("latin-1"), r"not UTF-8 text \(line 2\)"),
    "zip.csv": (b"PK\x03\x04" + bytes(50), "is a ZIP archive and damaged"),
    "two.zip": (zipped({"a.csv": CSV, "b.csv": CSV}), r"is a ZIP archive with 2 files \(a.csv, b.csv\)"),
    "word.docx": (zipped({"word/document.xml": "<x/>", "a.xml": ""}), "is a Word document"),
    "old.xls": (b"\xd0\xcf\x11\xe0" + bytes(600), r"is an old Excel file \(.xls\)"),
    "films.pdf": (b"%PDF-1.7" + bytes(600), "is a PDF file"),
    "films.sqlite": (b"SQLite format 3\0" + bytes(600), "is an SQLite database"),
    "films.html": (b"<!DOCTYPE html><html>", "is a web page or XML"),
    "films.pkl": (b"\x80\x04\x95" + bytes(60), "is a Python pickle"),
    "films.feather": (b"ARROW1\0\0" + bytes(60), "is an Arrow or Feather file"),
    "films.sql": (b"-- dump\nCREATE TABLE films (plot text);\n", "is a dump of a database in SQL"),
    "lists.json": (json.dumps({"a": [{"x": 1}], "b": [{"y": 2}]}).encode(), "JSON object with 2 lists"),
    "cut.csv.gz": (gzip.compress(CSV.encode() * 99)[:80], "is damaged"),
    "cut.csv.bz2": (bz2.compress(CSV.encode() * 99)[:80], "is damaged"),
    "nothing.jsonl": (b"{broken\n[1]\n", "no line that is a JSON object"),
    "broken.json": (b"[broken", "is not JSON"),
    "broken.parquet": (b"PAR1 nonsense", "can't be read as Parquet"),
    "wide.csv": (",".join(["plot", "title", "genres", *map(str, range(1_000))]).encode(), "more than 1,000 columns"),
    "other.csv": (b"title,genres,words\nA,Drama,b\n", "no column that is known as plot; it has title, genres, words"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", READ)
def test_the_same_rows(tiny, tmp_path, name, door):
    path = tmp_path / name
    path.write_bytes(READ[name])
    assert DOORS[door](path, tiny, tmp_path) == PLOTS


@pytest.mark.parametrize("name", READ)
def test_the_same_films(tmp_path, name):
    table = read_table(READ[name], name)
    assert len(table.frame) + len(table.rejected) == table.records
    assert f"{table.records:,} records: 3 films read" in table.sums
    if "one" not in name:
        assert table.frame["genres"].map(bool).all() and table.frame["title"].map(bool).all()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"])
@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_in_another_encoding_is_read_once_a_person_has_chosen_it(tiny, tmp_path, encoding, form):
    path = tmp_path / f"films.{form}"
    path.write_bytes((CSV if form == "csv" else json.dumps(JSON, ensure_ascii=False)).encode(encoding))
    with pytest.raises(TableError, match=f"not UTF-8 text.*{'.' if encoding.startswith('utf') else 'cp1252'}") as error:
        read_table(path)
    assert isinstance(error.value, EncodingError) and error.value.offer
    assert read_table(path, encoding=encoding).frame["title"].tolist() == FILMS["title"].tolist()
    assert read_table(path, encoding=error.value.offer).frame["title"].tolist() == FILMS["title"].tolist()
    assert report.read(path, list(tiny.classes_), encoding=encoding).frame["plot"].tolist() == PLOTS
    csv.tag(path, tmp_path / "out.csv", None, tiny, encoding=encoding)
    assert read_frame(tmp_path / "out.csv").frame["title"].tolist() == FILMS["title"].tolist()
    tag_to_parquet(path, tmp_path / "out.parquet", None, tiny, encoding=encoding)
    assert read_back(pq.read_table(tmp_path / "out.parquet")) == PLOTS
    with pytest.raises(TableError, match="no encoding"):
        read_table(path, encoding="klingon")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", REFUSED)
def test_the_same_refusal(tiny, tmp_path, name, door):
    content, sentence = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(TableError, match=sentence) as first:
        read_table(content, name)
    with pytest.raises(TableError) as error:
        DOORS[door](path, tiny, tmp_path)
    assert str(error.value) == str(first.value)


@pytest.mark.parametrize("place", ["missing.csv", "folder"])
@pytest.mark.parametrize("door", [door for door in DOORS if door not in ("explore", "train and data check")])
def test_the_same_refusal_of_a_place(tiny, tmp_path, place, door):
    (tmp_path / "folder").mkdir()
    with pytest.raises(TableError) as first:
        read_frame(tmp_path / place)
    with pytest.raises(TableError, match=re.escape(str(first.value))):
        DOORS[door](tmp_path / place, tiny, tmp_path)


def test_a_row_with_too_many_cells_is_left_out_and_named_at_every_door(tiny, tmp_path):
    path, reason = tmp_path / "long.csv", "4 cells where the header has 3"
    path.write_text(LONG)
    for door in DOORS.values():
        assert door(path, tiny, tmp_path) == ["A war begins.", "A ghost"]
    assert read_table(path).rejected.to_dict("records") == [{"row": 2, "reason": reason}]
    assert report.read(path, list(tiny.classes_)).left_out == {reason: 1}
    assert csv.tag(path, tmp_path / "out.csv", None, tiny).left_out.first == f"row 2: {reason}"
    assert tag_to_parquet(path, tmp_path / "out.parquet", None, tiny).left_out.first == f"row 2: {reason}"
