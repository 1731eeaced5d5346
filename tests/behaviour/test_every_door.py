"""A file is the same at every door: the same rows, or the same refusal, whichever command or page reads it."""

import bz2
import gzip
import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest

from core.errors import TableError
from core.measure import report
from core.tables.stream import peek
from core.tables.whole import read_frame
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.__main__ import main
from data.schema import read_table
from data.sources import registry

PLOTS = ["A war begins; a ghost.", "A family by the sea.", "Two men, lost"]
FILMS = pd.DataFrame(
    {"title": ["Ä", "B, the second", 'C "quoted"'], "plot": PLOTS, "genres": ["War, Horror", "Drama", "Drama|Comedy"]}
)
CSV = FILMS.to_csv(index=False)
JSON = FILMS.to_dict("records")
LONG = "title,plot,genres\nA,A war begins.,War\nB,too,many,cells\n\nC,A ghost,Horror\n"


def plots_of(path):
    header = next(line for line in path.read_text(encoding="utf-8-sig").splitlines() if line)
    separator = max(",\t;", key=header.count)
    frame = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return frame[next(name for name in frame if name.lower() in ("plot", "overview"))].tolist()


def read_back(table):
    return table[next(name for name in table.column_names if name.lower() in ("plot", "overview"))].to_pylist()


def predict(path, tiny, out):
    if re.search(r"json|parquet", path.name):
        pytest.skip("its answers are written as Parquet, which the next door does")
    csv.tag(path, out / "out.csv", None, tiny)
    return plots_of(out / "out.csv")


def batch(path, tiny, out):
    peek(path)
    tag_to_parquet(path, out / "out.parquet", None, tiny)
    return read_back(pq.read_table(out / "out.parquet"))


def check(path, tiny, out):
    films = registry.load(str(path))
    assert main(["check", str(path)]) in (0, 1)
    return films.frame["plot"].tolist()


DOORS = {
    "explore": lambda path, tiny, out: read_table(path.read_bytes(), path.name).frame["plot"].tolist(),
    "train and data check": check,
    "core evaluate": lambda path, tiny, out: report.read(path, list(tiny.classes_)).frame["plot"].tolist(),
    "core predict": predict,
    "batch": batch,
}
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
    "films.csv.gz": gzip.compress(CSV.encode()),
    "films.csv.bz2": bz2.compress(CSV.encode()),
    "unpacked.csv.gz": CSV.encode(),
    "packed.csv": gzip.compress(CSV.encode()),
    "twice.csv": FILMS.assign(again=FILMS["plot"]).to_csv(index=False).replace("again", "plot").encode(),
    "films.jsonl": "\n".join(map(json.dumps, JSON)).encode(),
    "films.json": json.dumps(JSON).encode(),
    "broken.jsonl": "\n".join([*map(json.dumps, JSON), "{broken", "[1]"]).encode(),
    "films.parquet": FILMS.to_parquet(),
    "films.parquet.gz": gzip.compress(FILMS.to_parquet()),
}
REFUSED = {
    "empty.csv": (b"", "is empty"),
    "blank.csv": (b" \n\r\n\t", "is empty"),
    "utf-16.csv": (CSV.encode("utf-16"), "is UTF-16"),
    "latin.csv": ("title,plot,genres\nA,b,Drama\nÉ,c,Drama\n".encode("latin-1"), r"not UTF-8 text \(line 3\)"),
    "latin.jsonl": ('{"plot": "b"}\n{"plot": "É"}\n'.encode("latin-1"), r"not UTF-8 text \(line 2\)"),
    "open.csv": (CSV.encode() + b'D,"never closed,Drama\nE,f,Drama\n', "row 4: a quotation mark is never closed"),
    "zip.csv": (b"PK\x03\x04" + bytes(50), "not a text table"),
    "cut.csv.gz": (gzip.compress(CSV.encode() * 99)[:80], "is damaged"),
    "cut.csv.bz2": (bz2.compress(CSV.encode() * 99)[:80], "is damaged"),
    "nothing.jsonl": (b"{broken\n[1]\n", "no line that is a JSON object"),
    "broken.json": (b"[broken", "is not JSON"),
    "broken.parquet": (b"PAR1 nonsense", "can't be read as Parquet"),
    "wide.csv": (",".join(["plot", "title", "genres", *map(str, range(1_000))]).encode(), "more than 1,000 columns"),
    "other.csv": (b"title,genres,words\nA,Drama,b\n", "no column 'plot'; it has title, genres, words"),
}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", READ)
def test_the_same_rows(tiny, tmp_path, name, door):
    path = tmp_path / name
    path.write_bytes(READ[name])
    assert DOORS[door](path, tiny, tmp_path) == PLOTS


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
