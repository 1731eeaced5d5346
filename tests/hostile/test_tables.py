"""Files of films: whatever is in them, their good rows are read, or one sentence says what is wrong."""

import bz2
import gzip
import io
import os

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import TableError
from core.genres import parse
from core.measure import report
from core.tables import delimited, files
from core.tables.columns import Columns, guess
from core.tables.stream import peek
from core.tables.whole import read_frame
from core.tag.csv import tag
from core.tag.parquet import tag_to_parquet
from data.schema import read_table
from tests.support.nasty import ENDINGS, FILES, GOOD, HEADER, cells, contents, is_one_sentence, values
from tests.support.tiers import TIER

IN_A_FOLDER = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def check(table):
    """A table that was read is whole: usable plots, genres and titles that any file can hold, rows accounted for."""
    frame = table.frame
    assert len(frame) and (frame["plot"] != "").all() and (frame["genres"] != "").all()
    assert frame["id"].notna().all()
    for column in ("title", "plot", "genres", "id"):
        for cell in frame[column]:
            assert "\0" not in cell or column in ("genres", "id")
            cell.encode("utf-8")
    assert ((frame["year"].dropna() > 1800) & (frame["year"].dropna() < 2200)).all()
    assert frame.shape[1] > 100 or len(table.fingerprint) == 64


@settings(max_examples=TIER.examples(1_200))
@given(contents, st.sampled_from(ENDINGS), st.sampled_from([bytes, gzip.compress, bz2.compress]))
def test_any_file_of_films(content, ending, pack):
    try:
        check(read_table(pack(content), f"films.{ending}"))
    except TableError as error:
        assert is_one_sentence(error)


@settings(max_examples=TIER.examples(300))
@given(contents, st.sampled_from(ENDINGS))
def test_any_file_is_previewed(content, ending):
    try:
        frame, bad = read_frame(content, f"films.{ending}")
    except TableError as error:
        assert is_one_sentence(error)
    else:
        assert isinstance(guess(frame), Columns)
        assert list(bad) == ["row", "reason"]


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", FILES)
def test_the_corpus_of_films(name, ending):
    try:
        check(read_table(FILES[name], f"films.{ending}"))
    except TableError as error:
        assert is_one_sentence(error)


@settings(max_examples=TIER.examples(1_500))
@given(values | cells)
def test_any_cell_of_genres(cell):
    found = parse(cell)
    assert all(genre == genre.strip() and "|" not in genre and genre[0] not in "=+-@" for genre in found)
    assert all("\n" not in genre and "\x1b" not in genre for genre in found)
    assert len(set(found)) == len(found)


@settings(max_examples=TIER.examples(200))
@given(st.text(max_size=40))
def test_any_choice_of_columns(text):
    try:
        read_table((HEADER + GOOD).encode(), "films.csv", Columns.parse(text))
    except TableError as error:
        assert is_one_sentence(error)


@settings(max_examples=TIER.examples(250), suppress_health_check=IN_A_FOLDER)
@given(contents, st.sampled_from([".csv", ".tsv", ".csv.gz"]))
def test_any_file_is_tagged_or_refused(tiny, tmp_path, content, ending):
    source, out = tmp_path / f"in{ending}", tmp_path / "out.csv"
    source.write_bytes(gzip.compress(content) if ending.endswith("gz") else content)
    try:
        tag(source, out, "plot", tiny)
    except TableError as error:
        assert is_one_sentence(error)
        assert not out.exists()
    else:
        out.unlink()
    source.unlink()
    assert not list(tmp_path.iterdir())


@settings(max_examples=TIER.examples(250), suppress_health_check=IN_A_FOLDER)
@given(contents, st.sampled_from([f".{ending}" for ending in ENDINGS]))
def test_any_upload_is_tagged_or_refused(tiny, tmp_path, content, ending):
    source, out = tmp_path / f"in{ending}", tmp_path / "out.parquet"
    source.write_bytes(content)
    try:
        head = peek(source)
        assert head.num_rows <= 5
        tagged = tag_to_parquet(source, out, head.schema.names[-1], tiny)
        assert pq.read_table(out).num_rows == tagged.rows
    except TableError as error:
        assert is_one_sentence(error)


@pytest.mark.parametrize("ending", [f".{ending}" for ending in ENDINGS])
@pytest.mark.parametrize("name", FILES)
def test_the_corpus_of_uploads(tiny, tmp_path, name, ending):
    source = tmp_path / f"in{ending}"
    source.write_bytes(FILES[name])
    for act in (
        lambda: peek(source),
        lambda: tag_to_parquet(source, tmp_path / "out.parquet", "plot", tiny),
        lambda: report.read(source, list(tiny.classes_)),
    ):
        try:
            act()
        except TableError as error:
            assert is_one_sentence(error)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_small_upload_that_unpacks_to_a_huge_one(monkeypatch, pack):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 20_000_000)
    with pytest.raises(TableError, match="unpacks to more than 20 MB"):
        read_table(pack(HEADER.encode() + bytes(30_000_000)), "films.csv.gz")


def test_a_small_parquet_that_unpacks_to_a_huge_one(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 20_000_000)
    rows = pa.array([0] * 3_000, pa.int32())
    column = pa.DictionaryArray.from_arrays(rows, pa.array(["war " * 10_000]))
    buffer = io.BytesIO()
    pq.write_table(pa.table({"title": column, "plot": column, "genres": column}), buffer, compression="zstd")
    assert len(buffer.getvalue()) < 200_000
    with pytest.raises(TableError, match="unpacks to more than 20 MB"):
        read_table(buffer.getvalue(), "films.parquet")


def test_a_packed_file_cannot_fill_the_memory(tiny, tmp_path, monkeypatch):
    monkeypatch.setattr(delimited, "LONGEST_ROW", 5_000_000)
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 5_000_000)
    for text in ("plot,genres\n" + "a" * 6_000_000, "plot,genres\n" + '"a\n' + "a\n" * 6_000_000):
        source = tmp_path / "bomb.csv.gz"
        source.write_bytes(gzip.compress(text.encode()))
        with pytest.raises(TableError, match="more than 5,000,000 characters"):
            tag(source, tmp_path / "out.csv", "plot", tiny)
        with pytest.raises(TableError, match="more than 5 MB"):
            report.read(source, [])


def test_links_and_places_that_are_no_files(tmp_path):
    (tmp_path / "film.csv").write_text(HEADER + GOOD)
    (tmp_path / "link.csv").symlink_to(tmp_path / "film.csv")
    assert len(read_table(tmp_path / "link.csv")) == 1
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "gone.csv").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe.csv")
    for name in ("loop.csv", "gone.csv", "pipe.csv", "x" * 5_000, "a\0b", ""):
        with pytest.raises(TableError) as caught:
            read_table(tmp_path / name)
        assert is_one_sentence(caught.value)


def test_two_tables_of_one_size_are_told_apart():
    """What is kept for one visitor's upload must never be shown for another's of the same name and size."""
    one = pd.DataFrame({"title": ["A"] * 999, "plot": ["a war"] * 999, "genres": ["Drama"] * 999})
    other = one.copy()
    other.loc[501, "plot"] = "a bar"
    tables = [read_table(frame.to_csv(index=False).encode(), "films.csv") for frame in (one, other, one)]
    assert tables[0].fingerprint == tables[2].fingerprint != tables[1].fingerprint
