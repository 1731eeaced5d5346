"""Files of films: whatever is in them, their good rows are read, or one sentence says what is wrong."""

import bz2
import contextlib
import gzip
import io
import os
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import TableError
from core.genres import parse
from core.measure import report
from core.tables.columns.choice import Columns
from core.tables.columns.guess import SAMPLE_ROWS, guess
from core.tables.delimited_text import lines
from core.tables.formats import packed
from core.tables.whole import read_frame, read_head
from core.tag.csv import tag
from core.tag.parquet import tag_to_parquet
from data import schema
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
        table = read_frame(content, f"films.{ending}")
    except TableError as error:
        assert is_one_sentence(error)
    else:
        assert isinstance(guess(table.frame), Columns)
        assert list(table.rejected) == ["row", "reason"]
        assert len(table.frame) == table.sums.read


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
        head = read_head(source)
        assert len(head) <= SAMPLE_ROWS
        tagged = tag_to_parquet(source, out, list(head)[-1], tiny)
        assert pq.read_table(out).num_rows == tagged.rows
    except TableError as error:
        assert is_one_sentence(error)


@pytest.mark.parametrize("ending", [f".{ending}" for ending in ENDINGS])
@pytest.mark.parametrize("name", FILES)
def test_the_corpus_of_uploads(tiny, tmp_path, name, ending):
    source = tmp_path / f"in{ending}"
    source.write_bytes(FILES[name])
    for act in (
        lambda: read_head(source),
        lambda: tag_to_parquet(source, tmp_path / "out.parquet", "plot", tiny),
        lambda: report.read(source, list(tiny.classes_)),
    ):
        try:
            act()
        except TableError as error:
            assert is_one_sentence(error)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_a_small_upload_that_unpacks_to_a_huge_one(pack):
    rows = f"{'war ' * 250},Drama\n".encode() * 600
    packed = pack(b"plot,genres\n") + pack(rows) * 100  # both formats may follow each other in a file
    with pytest.raises(TableError, match="unpacks to more than 3. MB"):
        read_table(packed, "films.csv.gz")


@pytest.mark.parametrize("place", ["plot", "title"])
def test_a_small_parquet_that_unpacks_to_a_huge_one(place):
    rows = pa.array([0] * 20_000, pa.int32())
    large = pa.DictionaryArray.from_arrays(rows, pa.array(["war " * 500_000]))
    small = pa.DictionaryArray.from_arrays(rows, pa.array(["war"]))
    columns = {"title": small, "plot": small, "genres": small, place: large}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, compression="zstd", dictionary_pagesize_limit=10_000_000)
    assert len(buffer.getvalue()) < 10_000
    with pytest.raises(TableError, match="unpacks to more than 32 MB"):
        read_table(buffer.getvalue(), "films.parquet")
    assert len(read_head(buffer.getvalue(), "films.parquet")) <= SAMPLE_ROWS


def test_a_list_that_repeats_a_text_a_million_times():
    buffer = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays(np.zeros(1_000_000, np.int32), ["war " * 250])
    table = pa.table({"plot": pa.ListArray.from_arrays([0, len(texts)], texts), "genres": ["Drama"]})
    pq.write_table(table, buffer, compression="zstd", store_schema=False)  # the file says that they are texts
    with pytest.raises(TableError, match="unpacks to more than 32 MB"):
        read_table(buffer.getvalue(), "films.parquet")


@pytest.mark.parametrize(
    "content",
    [
        ",".join(map(str, range(1_000_000))).encode() + b"\n",
        ("plot,genres," + ",".join(map(str, range(998))) + "\n" + "a\n" * 300_000).encode(),
        "\n".join(f'{{"k{i}": 1}}' for i in range(30_000)).encode(),
        b"[" + b",".join(b'{"k%d": 1}' % (i % 999) for i in range(60_000)) + b"]",
    ],
    ids=["a million columns", "short rows of a wide table", "a new key a row", "objects of a wide table"],
)
def test_a_small_file_with_far_too_many_cells(content):
    for name in ("films.csv", "films.json"):
        with pytest.raises(TableError, match=r"columns|cells|no column|not a JSON|is not JSON|no line"):
            read_table(content, name)


def test_two_hundred_thousand_equal_names():
    with pytest.raises(TableError, match="more than 1,000 columns"):
        read_table(b"a," * 200_000 + b"a\n", "films.csv")


@pytest.mark.parametrize("row", ["a\\\n", '"a\\"b",c,d\n'], ids=["a stroke at each end", "marks that never fit"])
def test_many_rows_that_no_reading_fits_cost_seconds(row):
    began = time.process_time()
    with contextlib.suppress(TableError):
        read_table(("plot,genres\n" + row * 100_000 + "A war,Drama\n").encode(), "films.csv")
    assert time.process_time() - began < 10


def test_a_line_of_commas_is_one_row_left_out(tiny, tmp_path):
    source = tmp_path / "films.csv"
    source.write_text("plot,genres\n" + "," * 2_000_000 + "\nA war,Drama\n" + "a" * 9_000_000 + "\nA ghost,Horror\n")
    table = read_table(source)
    assert table.frame["plot"].tolist() == ["A war", "A ghost"]
    assert table.rejected["reason"].tolist() == ["more than 100,000 cells", lines.TOO_LONG]


def test_a_packed_line_without_end(tiny, tmp_path):
    source = tmp_path / "bomb.csv.gz"
    source.write_bytes(gzip.compress(b"plot,genres\n" + b"a" * 60_000_000))
    for act in (lambda: tag(source, tmp_path / "out.csv", "plot", tiny), lambda: report.read(source, [])):
        with pytest.raises(TableError, match="unpacks to more than"):
            act()
    assert packed.allowance(0) == 32_000_000


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


HEAVY = {
    "lists.json": '{"columns":["plot","genres"],"data":[' + ",".join(["[]"] * 2_000_000) + "]}",
    "keys.json": '{"plot":{' + ",".join(f'"{n}":"a"' for n in range(800_000)) + '},"genres":{}}',
    "item.json": '[{"plot":"x","genres":[' + ",".join(['""'] * 2_500_000) + "]}]",
    "signs.json": '{"plot":["\U0001f600' + "x" * 19_000_000 + '"],"genres":["Drama"]}',
}


@pytest.mark.parametrize("name", HEAVY)
def test_json_that_would_fill_the_memory_is_refused_before_it_is_parsed(name):
    for read in (read_table, read_head):
        with pytest.raises(TableError, match="Write one object a line"):
            read(HEAVY[name].encode(), name)


def test_a_line_of_json_that_would_fill_the_memory_is_left_out_and_the_others_are_read():
    lines = ['{"plot":"A ghost walks.","genres":"Horror"}'] * 3
    lines.insert(1, '{"plot":"x","genres":"Drama","n":[' + ",".join(["[]"] * 1_000_000) + "]}")
    table = read_table("\n".join(lines).encode(), "films.jsonl")
    assert len(table) == 3
    assert table.rejected.to_dict("records") == [{"row": 2, "reason": "more than 48 MB of lists and numbers"}]


def test_lines_that_are_no_json_are_not_read_to_the_end():
    with pytest.raises(TableError, match="lines that are no JSON objects"):
        read_table(b'{"plot":"x"}\n' + b"x\n" * 1_200_000, "films.jsonl")


@pytest.mark.parametrize("row", ['"a\\"b,\\n\\",Drama,x\n', 'x "y, "z\n', "a,b,c,d,e\n"])
def test_the_first_rows_are_not_looked_for_in_the_whole_file(row):
    content = io.BytesIO(("plot,genres\n" + row * 400_000).encode())
    content.name = "films.csv"
    read_head(content, "films.csv")
    assert content.tell() < 0.9 * len(content.getvalue())


def test_a_cell_of_many_lines_draws_in_only_some_of_them(monkeypatch):
    taken = []
    give_back = lines.Lines.give_back

    def counted(self, keep):
        taken.append(len(self.taken))
        return give_back(self, keep)

    monkeypatch.setattr(lines.Lines, "give_back", counted)
    table = read_table(b'plot,genres\nA ghost walks.,Horror\n"' + b"x\n" * TIER.cell_lines + b'",Drama\n', "films.csv")
    assert table.frame["plot"].tolist() == ["A ghost walks."]
    assert max(taken) < 100_000


def test_a_cell_of_half_a_million_genres_is_left_out_and_says_why():
    genres = "|".join(f"g{place}" for place in range(500_000))
    began = time.process_time()
    table = read_table(f'plot,genres\nA ghost walks.,Horror\nA ghost runs.,"{genres}"\n'.encode(), "films.csv")
    assert time.process_time() - began < 5
    assert table.rejected.to_dict("records") == [{"row": 2, "reason": "genres longer than 20,000 characters"}]


def test_a_page_holds_no_table_beyond_its_bound_and_tells_how_far_it_is():
    told = []
    content = ("plot,genres\n" + f"{'a ghost ' * 100},Drama\n" * 9_000).encode()
    table = read_table(content, "films.csv", most=10_000_000, progress=told.append)
    assert len(table) == 9_000 and told == sorted(told) and 0 < told[0] < 0.6 < told[-1] <= 1
    with pytest.raises(TableError, match="more than 5 MB of cells"):
        read_table(content, "films.csv", most=5_000_000)


def test_reading_ends_where_it_is_stopped():
    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_table(b"plot,genres\nA ghost walks.,Horror\n", "films.csv", progress=stop)


def test_a_table_is_the_same_however_many_rows_are_brought_into_shape_at_a_time(monkeypatch):
    plots = ["" if n % 7 == 3 else f"A ghost walks {n} times." for n in range(40)]
    genres = ["War film", "Drama", "Unheard Of", ""]
    rows = [f"{1950 + n},Film {n},{plot},{genres[n % 4]},x{n}" for n, plot in enumerate(plots)]
    content = ("year,title,plot,genres,more\n" + "\n".join(rows)).encode()
    whole = read_table(content, "films.csv")
    monkeypatch.setattr(schema, "STEP", 3)
    parts = read_table(content, "films.csv")
    pd.testing.assert_frame_equal(whole.frame, parts.frame)
    pd.testing.assert_frame_equal(whole.rejected, parts.rejected)
    assert whole.rows.tolist() == parts.rows.tolist() and whole.fingerprint == parts.fingerprint


def test_a_parquet_file_of_nothing_but_notes_is_refused_before_they_are_decoded():
    buffer = io.BytesIO()
    table = pa.table({"plot": ["A ghost walks."], "genres": ["Horror"]})
    pq.write_table(table.replace_schema_metadata({"junk": "x" * 9_000_000}), buffer)
    with pytest.raises(TableError, match="more notes than rows"):
        read_table(buffer.getvalue(), "films.parquet")
