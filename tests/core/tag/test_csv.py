import bz2
import csv
import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import TableError
from core.tag import csv as tagging
from core.tag.csv import tag
from tests.support.tiers import TIER

ROOT = Path(__file__).resolve().parents[3]
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
    assert tag(write(tmp_path / "in.csv", PLAIN), out, "plot", tiny)[:2] == (4, 2)
    frame = pd.read_csv(out, dtype=str, keep_default_na=False)
    probabilities = [f"p_{genre}" for genre in tiny.classes_]
    assert list(frame) == ["id", "plot", "note", "predicted", *probabilities, "reading", "familiarity"]
    plots = ["A war begins.", "A detective and a murder"]
    tagged = frame.iloc[[0, 3]]
    assert tagged["predicted"].tolist() == ["|".join(genres) for genres in tiny.predict(plots)]
    found = tagged[probabilities].astype(float).to_numpy()
    assert np.abs(found - tiny.predict_proba(plots)).max() < 2e-6
    unread = frame.iloc[[1, 2]]
    assert (unread[["predicted", *probabilities]] == "").all(axis=None), "what can't be read has empty cells"
    assert (unread["reading"] != "").all(), "and the reason"


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
    assert {len(row) for row in parsed if row} == {6 + len(tiny.classes_)}


def test_short_rows_and_a_missing_last_newline(tiny, tmp_path):
    out = tmp_path / "out.csv"
    assert tag(write(tmp_path / "in.csv", "id,plot,note\n1\n2,A war"), out, "plot", tiny)[:2] == (2, 1)
    assert {len(row) for row in csv.reader(out.open(newline=""))} == {6 + len(tiny.classes_)}
    assert out.read_text().endswith("\n")


def test_what_a_file_is_is_seen_in_it_and_not_in_its_name(tiny, tmp_path):
    (tmp_path / "plain.csv.gz").write_bytes(b"plot;note\nA war;x\n")
    (tmp_path / "packed.csv").write_bytes(bz2.compress(b"plot\tnote\nA war\tx\n"))
    for name, delimiter in (("plain.csv.gz", ";"), ("packed.csv", "\t")):
        out = tmp_path / "out.csv"
        assert tag(tmp_path / name, out, None, tiny).films == 1
        assert read(out).startswith(f"plot{delimiter}note{delimiter}predicted{delimiter}p_")


def test_rows_with_too_many_cells_are_left_out_and_counted(tiny, tmp_path):
    out = tmp_path / "out.csv"
    tagged = tag(write(tmp_path / "in.csv", "id,plot\n1,A war\n\n2,a,b\n3,A ghost\n4,,,\n"), out, "plot", tiny)
    assert tagged[:2] == (3, 1)  # delimiters that only end a line are no cells
    assert tagged.left_out.count == 1
    assert tagged.left_out.first == "row 2: 3 cells where the header has 2"
    assert [row[0] for row in csv.reader(out.open(newline="")) if row] == ["id", "1", "3", "4"]


@pytest.mark.parametrize(("chosen", "plot"), [(None, "A war"), ("Synopsis.1", "A ghost"), ("note", "zzqx")])
def test_the_plots_are_guessed_unless_chosen(tiny, tmp_path, chosen, plot):
    out = tmp_path / "out.csv"
    tag(write(tmp_path / "in.csv", "Synopsis,Synopsis,note\nA war,A ghost,zzqx\n"), out, chosen, tiny)
    row = list(csv.reader(out.open(newline="")))[1]
    assert row[3] == "|".join(tiny.predict([plot])[0])


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
    one, other = (pd.read_csv(path).filter(like="p_").to_numpy() for path in (tmp_path / "out.csv", whole))
    assert np.abs(one - other).max() < 2e-6


@pytest.mark.slow
def test_a_hundred_megabytes_in_one_cell(tiny, tmp_path):
    source = write(tmp_path / "big.csv", 'plot\n"' + "alien war " * 10_000_000 + '"\nA war\n')
    tagged = tag(source, tmp_path / "out.csv", "plot", tiny)
    assert tagged[:2] == (1, 0) and tagged.left_out.first == "row 1: longer than 4,000,000 characters"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,story\n1,x\n", "no column 'plot'; it has id, story"),
        ("a.csv", "plot,predicted\nx,y\n", "already has a column 'predicted'"),
        ("a.csv", "", "is empty"),
        ("a.csv", "\n \n", "is empty"),
        ("a.csv", b"plot\ncaf\xe9\n", "not UTF-8"),
        ("a.csv", b"\xff\xfep\x00l\x00o\x00t\x00", "not UTF-8 text; it is UTF-16"),
    ],
)
def test_tables_that_cannot_be_tagged(tiny, tmp_path, name, content, message):
    source = write(tmp_path / name, content)
    with pytest.raises(TableError, match=message):
        tag(source, tmp_path / "out.csv", "plot", tiny)
    assert [path.name for path in tmp_path.iterdir()] == [name], "nothing half-written is left"


def test_gzip_that_is_cut_or_damaged(tiny, tmp_path):
    whole = gzip.compress(("plot\n" + "".join(f"A war {os.urandom(8).hex()}\n" for _ in range(5_000))).encode())
    for content in (whole[: len(whole) // 2], whole[:-20] + b"x" * 20):
        source = tmp_path / "cut.csv.gz"
        source.write_bytes(content)
        with pytest.raises(TableError, match="is damaged"):
            tag(source, tmp_path / "out.csv", "plot", tiny)
        assert [path.name for path in tmp_path.iterdir()] == ["cut.csv.gz"]


def test_places_that_cannot_be_read_or_written(tiny, tmp_path):
    source = write(tmp_path / "in.csv", PLAIN)
    link = tmp_path / "link.csv"
    link.hardlink_to(source)
    for out in (source, tmp_path / "x" / ".." / "in.csv", link):
        with pytest.raises(TableError, match="is the input"):
            tag(source, out, "plot", tiny)
    assert source.read_text() == PLAIN
    with pytest.raises(TableError, match="can't be written"):
        tag(source, tmp_path / "no" / "out.csv", "plot", tiny)
    (tmp_path / "folder").mkdir()
    with pytest.raises(TableError, match="can't be written"):
        tag(source, tmp_path / "folder", "plot", tiny)
    with pytest.raises(TableError, match="There is no file"):
        tag(tmp_path / "none.csv", tmp_path / "out.csv", "plot", tiny)
    with pytest.raises(TableError, match="is a folder"):
        tag(tmp_path / "folder", tmp_path / "out.csv", "plot", tiny)


def test_an_output_that_stood_there_survives_a_failure(tiny, tmp_path):
    out = write(tmp_path / "out.csv", "precious")
    with pytest.raises(TableError):
        tag(write(tmp_path / "in.csv", b"plot\n" + b"A war\n" * 9_000 + b"\xff\n"), out, "plot", tiny)
    assert out.read_text() == "precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_a_csv_file_is_tagged_without_pandas_and_pyarrow(tiny_model, tmp_path):
    code = (
        "import sys; sys.modules |= dict.fromkeys(('pandas', 'pyarrow', 'sklearn'))\n"
        "from core.cli import main; sys.exit(main(sys.argv[1:]))\n"
    )
    source, out = write(tmp_path / "in.csv", PLAIN), tmp_path / "out.csv"
    arguments = ["predict", str(source), "--out", str(out), "--model", str(tiny_model)]
    done = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert read(out).count("\n") == 5


def test_what_is_no_plot_is_told_in_a_column_and_an_ordinary_one_is_not(shipped, tmp_path):
    ordinary = (
        "A young detective hunts a killer through the city and falls in love with the only witness of the murder."
    )
    goods = "milk, eggs, 2 kg flour, butter, toilet paper, cat food"
    source = write(tmp_path / "in.csv", f'plot\n"{ordinary}"\n"{goods}"\n""\n')
    tag(source, tmp_path / "out.csv", "plot", shipped)
    rows = list(csv.DictReader((tmp_path / "out.csv").open(newline="", encoding="utf-8")))
    assert rows[0]["reading"] == "" and float(rows[0]["familiarity"]) > 0.05
    assert "1 in 100 plots" in rows[1]["reading"] and float(rows[1]["familiarity"]) < 0.01
    assert "no word to read" in rows[2]["reading"] and rows[2]["familiarity"] == ""
