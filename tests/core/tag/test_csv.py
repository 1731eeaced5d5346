import csv
import gzip
import io
import os

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import FileError
from core.tag import csv as tagging
from core.tag.csv import tag
from tests.support.tiers import TIER

PLAIN = "id,plot,note\n1,A war begins.,x\n2,,y\n3,zzqx,z\n4,A detective and a murder,w\n"


def write(path, text, encoding="utf-8"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def read(path):
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")


def test_columns_and_values(tiny, tmp_path):
    out = tmp_path / "out.csv"
    assert tag(write(tmp_path / "in.csv", PLAIN), out, "plot", tiny) == (4, 2)
    frame = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert list(frame) == ["id", "plot", "note", "predicted", *(f"p_{genre}" for genre in tiny.classes_)]
    plots = ["A war begins.", "A detective and a murder"]
    tagged = frame.iloc[[0, 3]]
    assert tagged["predicted"].tolist() == ["|".join(genres) for genres in tiny.predict(plots)]
    found = tagged.iloc[:, 4:].astype(float).to_numpy()
    assert np.abs(found - tiny.predict_proba(plots)).max() < 2e-6
    assert (frame.iloc[[1, 2], 3:] == "").all(axis=None), "what can't be read has empty cells"


@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.csv.gz", "t.TSV.gz"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_input_stays_byte_for_byte(tiny, tmp_path, name, newline, mark):
    d = "\t" if "tsv" in name.lower() else ","
    rows = [
        f'"id\nx"{d}plot{d}last',
        f'"1"{d}"A ""quoted"" war,\tand\na second line"{d}""',
        f'=cmd(){d}  spaces kept {d}5" tall',
        "",
        f"naïve{d}空の家 🚀{d}'",
    ]
    source = write(tmp_path / name, mark + newline.join(rows) + newline)
    out = tmp_path / f"out-{name}"
    assert tag(source, out, "plot", tiny).films == 3
    lines = read(out).removeprefix(mark).split(newline)
    assert read(out).startswith(mark)
    for before, after in zip(newline.join(rows).split(newline), lines, strict=False):
        assert after.startswith(before)
        rest = after[len(before) :]
        assert rest == "" or rest.startswith(d), "only columns are added, behind"
    parsed = list(csv.reader(io.StringIO(read(out).removeprefix(mark), newline=""), delimiter=d))
    assert {len(row) for row in parsed if row} == {4 + len(tiny.classes_)}


def test_short_rows_and_a_missing_last_newline(tiny, tmp_path):
    out = tmp_path / "out.csv"
    assert tag(write(tmp_path / "in.csv", "id,plot,note\n1\n2,A war"), out, "plot", tiny) == (2, 1)
    assert {len(row) for row in csv.reader(out.open(newline=""))} == {4 + len(tiny.classes_)}
    assert out.read_text().endswith("\n")


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=12)


@settings(max_examples=TIER.examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELLS, CELLS), max_size=8))
def test_any_cells_come_back(tiny, tmp_path, rows):
    source, out = tmp_path / "any.csv", tmp_path / "any-out.csv"
    with source.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("plot", "x"), *rows])
    assert tag(source, out, "plot", tiny).films == len(rows)
    with out.open(newline="", encoding="utf-8") as stream:
        assert [tuple(row[:2]) for row in csv.reader(stream)][1:] == rows


def test_many_rows_go_through_in_chunks(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(tagging, "CHUNK_FILMS", 7)
    source = write(tmp_path / "in.csv", "plot\n" + "".join(f"A war of {n} ships\n" for n in range(50)))
    seen = []
    assert tag(source, tmp_path / "out.csv", "plot", tiny, seen.append).films == 50
    assert len(seen) == 8
    assert seen[-1] == source.stat().st_size
    whole = tmp_path / "whole.csv"
    monkeypatch.setattr(tagging, "CHUNK_FILMS", 1_000)
    tag(source, whole, "plot", tiny)
    one, other = (pd.read_csv(path).iloc[:, 2:].to_numpy() for path in (tmp_path / "out.csv", whole))
    assert np.abs(one - other).max() < 2e-6


@pytest.mark.slow
def test_a_hundred_megabytes_in_one_cell(tiny, tmp_path):
    source = write(tmp_path / "big.csv", 'plot\n"' + "alien war " * 10_000_000 + '"\nA war\n')
    assert tag(source, tmp_path / "out.csv", "plot", tiny) == (2, 0)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,story\n1,x\n", "no column 'plot'; it has id, story"),
        ("a.csv", "plot,plot\nx,y\n", "several columns 'plot'"),
        ("a.csv", "plot,predicted\nx,y\n", "already has a column 'predicted'"),
        ("a.csv", "", "no header"),
        ("a.csv", b"plot\ncaf\xe9\n", "not UTF-8"),
        ("a.csv", b"\xff\xfep\x00l\x00o\x00t\x00", "not UTF-8"),
        ("a.csv", 'plot\n"never closed\nA war\n', "row 1: a quotation mark is never closed"),
        ("a.csv", "id,plot\n1,A war\n2,a,b\n", "row 2: 3 cells for 2 columns"),
    ],
)
def test_tables_that_cannot_be_tagged(tiny, tmp_path, name, content, message):
    source = write(tmp_path / name, content)
    with pytest.raises(FileError, match=message):
        tag(source, tmp_path / "out.csv", "plot", tiny)
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing half-written is left"


def test_gzip_that_is_cut_or_none(tiny, tmp_path):
    whole = gzip.compress(("plot\n" + "".join(f"A war {os.urandom(8).hex()}\n" for _ in range(5_000))).encode())
    for content in (whole[: len(whole) // 2], b"plot\nA war\n", whole[:-20] + b"x" * 20):
        source = tmp_path / "cut.csv.gz"
        source.write_bytes(content)
        with pytest.raises(FileError, match="can't be read"):
            tag(source, tmp_path / "out.csv", "plot", tiny)
        assert [path.name for path in tmp_path.iterdir()] == ["cut.csv.gz"]


def test_places_that_cannot_be_read_or_written(tiny, tmp_path):
    source = write(tmp_path / "in.csv", PLAIN)
    link = tmp_path / "link.csv"
    link.hardlink_to(source)
    for out in (source, tmp_path / "x" / ".." / "in.csv", link):
        with pytest.raises(FileError, match="the input itself"):
            tag(source, out, "plot", tiny)
    assert source.read_text() == PLAIN
    with pytest.raises(FileError, match="can't be written"):
        tag(source, tmp_path / "no" / "out.csv", "plot", tiny)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="can't be written"):
        tag(source, tmp_path / "folder", "plot", tiny)
    with pytest.raises(FileError, match="There is no file"):
        tag(tmp_path / "none.csv", tmp_path / "out.csv", "plot", tiny)
    with pytest.raises(FileError, match="is a folder"):
        tag(tmp_path / "folder", tmp_path / "out.csv", "plot", tiny)


def test_an_output_that_stood_there_survives_a_failure(tiny, tmp_path):
    out = write(tmp_path / "out.csv", "precious")
    with pytest.raises(FileError):
        tag(write(tmp_path / "in.csv", b"plot\n" + b"A war\n" * 9_000 + b"\xff\n"), out, "plot", tiny)
    assert out.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]
