"""IMDb's lists: every record kept, every sum adding up, on generated lists whose truth is known and on odd details."""

import bz2
import gzip
from itertools import islice

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tables.made_up_lists import PLOT_HEADER, titles, write_lists
from core.errors import TableError
from data.__main__ import main
from data.sources import imdb_lists, imdb_plots, registry
from data.sources.imdb_titles import parse_title

DASHES = "-" * 79


def build(folder, **options):
    out = folder / "table.csv"
    counts = imdb_lists.build(folder / "plot.list", folder / "genres.list", out, **options)
    return counts, pd.read_csv(out, dtype=str, keep_default_na=False)


def lists(folder, plots: str, genres: str, encoding="utf-8"):
    (folder / "plot.list").write_bytes(plots.encode(encoding))
    (folder / "genres.list").write_bytes(genres.encode(encoding))
    return folder


@pytest.fixture(scope="module", params=["latin-1", "utf-8"])
def generated(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("lists")
    truth = list(islice(titles(seed=3), 1500))
    write_lists(folder, iter(truth), megabytes=100, encoding=request.param)
    return folder, truth


@pytest.mark.parametrize("kind", ["all", "movie", "tv"])
def test_generated_lists_give_their_truth(generated, kind):
    folder, truth = generated
    counts, table = build(folder, kind=kind)
    wanted = [t for t in truth if t.summaries and t.expected and t.kind in imdb_lists.KINDS[kind]]
    assert table["id"].tolist() == [t.line for t in wanted]
    assert table["plot"].tolist() == [" ".join(t.summaries) for t in wanted]
    assert table["genres"].tolist() == ["|".join(t.expected) for t in wanted]
    assert table["kind"].tolist() == [t.kind for t in wanted]
    assert counts.records == sum(bool(t.summaries) for t in truth)
    assert counts.summaries == sum(len(t.summaries) for t in truth)
    assert counts.records == counts.with_genres + sum(counts.left_out.values())
    with_genres_no_plot = sum(bool(t.genres) and not t.summaries for t in truth)
    series_with_told_episode = {parse_title(t.line).series for t in truth if t.kind == "episode" and t.summaries} & {
        t.line for t in truth if t.kind == "series" and t.genres and not t.summaries
    }
    assert counts.genre_titles_without_plot == with_genres_no_plot - len(series_with_told_episode)


def test_one_row_per_summary(generated):
    folder, truth = generated
    counts, table = build(folder, one_row_per_summary=True)
    wanted = [t for t in truth if t.summaries and t.expected]
    assert table["plot"].tolist() == [summary for t in wanted for summary in t.summaries]
    assert table["id"].is_unique
    assert set(table.loc[table["summary"] == "1", "id"]) == {t.line for t in wanted}
    assert counts.rows == len(table) and counts.with_genres == len(wanted)


def test_report_lists_every_title_left_out(generated):
    folder, truth = generated
    counts, _ = build(folder, report=folder / "left.tsv")
    lines = [line.split("\t") for line in (folder / "left.tsv").read_text().splitlines()]
    assert sum(line[0] == "plot.list" for line in lines) == sum(counts.left_out.values())
    assert sum(line[0] == "genres.list" for line in lines) == counts.genre_titles_without_plot
    without = {t.line for t in truth if t.summaries and not t.expected}
    assert {line[1] for line in lines if line[2] == "no genres"} == without


@pytest.mark.parametrize(("pack", "ending"), [(gzip.compress, ".gz"), (bz2.compress, ".bz2")])
def test_packed_lists_give_the_same_table(generated, tmp_path, pack, ending):
    folder, _ = generated
    for name in ("plot.list", "genres.list"):
        (tmp_path / (name + ending)).write_bytes(pack((folder / name).read_bytes()))
    out = tmp_path / "table.csv.gz"
    imdb_lists.build(tmp_path / f"plot.list{ending}", tmp_path / f"genres.list{ending}", out)
    imdb_lists.build(folder / "plot.list", folder / "genres.list", folder / "plain.csv")
    assert gzip.decompress(out.read_bytes()) == (folder / "plain.csv").read_bytes()


def test_blocks_cut_anywhere(generated, monkeypatch):
    folder, _ = generated
    whole = list(imdb_plots.records(folder / "plot.list"))
    monkeypatch.setattr(imdb_plots, "_BLOCK", 997)
    assert list(imdb_plots.records(folder / "plot.list")) == whole


def test_built_table_loads_with_its_series(generated):
    folder, truth = generated
    build(folder)
    table = registry.load(str(folder / "table.csv"))
    assert len(table.rejected) == 0
    episodes = table.frame[table.frame["kind"] == "episode"]
    assert (episodes["series"] != "").all()
    assert episodes["id"].str.startswith(tuple(episodes["series"].unique())).all()


def test_odd_details(tmp_path):
    plots = f"""{PLOT_HEADER.replace(DASHES, "")}{DASHES}
MV: Amélie (2001)

PL: Wrapped over
PL: two lines.

BY: A

PL: A second summary without an author.

PL: A third one.
PL:
PL: After an empty line.

{DASHES}
NM: Twice (1999/II)

PL: MV: is not a title here, BY: no author
PL:no blank after the mark
a line without a mark

BY: B
{DASHES}
MV: Nothing (2000)

BY: C

{DASHES}
MV: No year
PL: Lost.
{DASHES}
MV: Gone (1980) (TV) {{{{SUSPENDED}}}}
PL: Still here."""
    genres = "Amélie (2001)\t\t\tComedy\nAmélie (2001)\tRomance\nTwice (1999/II)\tSci-fi\nGone (1980) (TV)\tDrama\n"
    counts, table = build(lists(tmp_path, plots, genres))
    assert table["plot"].tolist() == [
        "Wrapped over two lines. A second summary without an author. A third one. After an empty line.",
        "MV: is not a title here, BY: no author no blank after the mark a line without a mark",
        "Still here.",
    ]
    assert table["genres"].tolist() == ["Comedy|Romance", "Sci-Fi", "Drama"]
    assert table["title"].tolist() == ["Amélie", "Twice", "Gone"]
    assert table["kind"].tolist() == ["movie", "movie", "tv movie"]
    assert counts.left_out == {"no plot": 1, "not a title with a year": 1}
    assert counts.suspended == 1


def test_windows_line_ends_and_byte_order_mark(tmp_path):
    plots, genres = "\ufeffMV: A (1990)\r\nPL: One\r\nPL: two.\r\n\r\nBY: x\r\n", "A (1990)\tDrama\r\n"
    _, table = build(lists(tmp_path, plots, genres))
    assert table[["id", "plot", "genres"]].to_numpy().tolist() == [["A (1990)", "One two.", "Drama"]]


@given(st.lists(st.lists(st.text("ab ", min_size=1).filter(str.strip), min_size=1), min_size=1))
def test_fast_and_slow_reading_agree(plots):
    body = "\n" + "".join("".join(f"PL: {line}\n" for line in lines) + "\nBY: x\n\n" for lines in plots)
    wanted = [" ".join(" ".join(lines).split()) for lines in plots]
    assert imdb_plots.summaries(body) == wanted
    assert imdb_plots._lines_to_summaries(body.replace("BY: x\n", "")) == wanted


@pytest.mark.parametrize(
    ("line", "title", "year", "kind", "series"),
    [
        ("Heat (1995)", "Heat", 1995, "movie", ""),
        ("2001 (1968)", "2001", 1968, "movie", ""),
        ("Foo (2000) (1999/II) (TV)", "Foo (2000)", 1999, "tv movie", ""),
        ("Bar (????) (VG)", "Bar", None, "game", ""),
        ("Bar (2003) (V)", "Bar", 2003, "video", ""),
        ('"Show" (1994)', "Show", 1994, "series", '"Show" (1994)'),
        ('"Show" (1994/I) {The One (#1.2)}', "Show: The One (#1.2)", 1994, "episode", '"Show" (1994/I)'),
        ('"Show" (1994) {(2006-05-03)} {{SUSPENDED}}', "Show: (2006-05-03)", 1994, "episode", '"Show" (1994)'),
        ('"Show" (1994) {Best of (1999)}', "Show: Best of (1999)", 1994, "episode", '"Show" (1994)'),
    ],
)
def test_titles(line, title, year, kind, series):
    parsed = parse_title(line)
    assert (parsed.title, parsed.year, parsed.kind, parsed.series) == (title, year, kind, series)
    assert parsed.suspended == line.endswith("{{SUSPENDED}}")


def test_no_title_in_it(tmp_path):
    assert parse_title("No year") is None
    with pytest.raises(TableError, match="no title"):
        build(lists(tmp_path, "just text\n", "A (1990)\tDrama\n"))
    with pytest.raises(TableError, match="can't be opened"):
        imdb_lists.build(tmp_path / "none", tmp_path / "genres.list", tmp_path / "out.csv")
    with pytest.raises(TableError, match=r"genres\.list"):
        build(lists(tmp_path, "MV: A (1990)\nPL: x\n", "no tabs here\n"))
    assert not list(tmp_path.glob("*.csv*")), "nothing half-written stays"


def test_damaged_gzip(tmp_path, generated):
    folder, _ = generated
    packed = gzip.compress((folder / "plot.list").read_bytes())
    (tmp_path / "plot.list.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(TableError, match="damaged"):
        imdb_lists.build(tmp_path / "plot.list.gz", folder / "genres.list", tmp_path / "out.csv")
    assert not list(tmp_path.glob("out*"))


def test_unwritable_place(generated, tmp_path):
    folder, _ = generated
    with pytest.raises(TableError, match="can't be written"):
        imdb_lists.build(folder / "plot.list", folder / "genres.list", tmp_path / "no" / "where" / "out.csv")


def test_command_line_prints_sums_that_add_up(generated, tmp_path, capsys):
    folder, truth = generated
    arguments = ["--plots", folder / "plot.list", "--genres", folder / "genres.list", "--out", tmp_path / "out.csv"]
    assert main(["build", *map(str, arguments), "--kind", "movie"]) == 0
    lines = capsys.readouterr().out.splitlines()
    read = int(lines[0].split()[1].replace(",", ""))
    parts = [int(line.split()[0].replace(",", "")) for line in lines[1:] if line.startswith("  ")]
    end = next(i for i, line in enumerate(lines[1:]) if line.endswith("in all"))
    assert sum(parts[:end]) == parts[end] == read == sum(bool(t.summaries) for t in truth)
