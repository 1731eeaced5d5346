"""Tables as people have them: what must come out, in Explore, Train, Batch, data check, predict and evaluate alike."""

import re
from pathlib import Path

import pytest

from core.errors import TableError
from core.genres import IMDB_GENRES
from core.measure import report
from core.tables.whole import read_frame
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.__main__ import main
from data.quality.check import check
from data.schema import read_table
from tests.support.doors import DOORS, TAG
from tests.support.kinds import GENRES, KINDS, NO_PLOTS


def flat(texts):
    return [" ".join(str(text).split()) for text in texts]


@pytest.fixture(params=KINDS)
def kind(request):
    return KINDS[request.param]


@pytest.fixture
def path(kind, tmp_path):
    place = tmp_path / kind.name
    place.write_bytes(kind.content)
    return place


def expected(kind, tag, model):
    """The plots that a door gives: doors that tag keep what the file has."""
    if tag:
        return None
    lacking = [not set(genres.split("|")) & set(map(str, model.classes_)) for genres in kind.genres]
    return [plot for plot, without in zip(kind.plots, lacking, strict=True) if not without]


@pytest.mark.parametrize("door", [door for door in DOORS if door not in TAG])
def test_every_door_that_wants_genres(kind, path, tiny, tmp_path, door):
    if kind.genres is None:
        with pytest.raises(TableError, match=re.escape("known as genres; it has title, plot.")):
            read_table(path)
        return
    wanted = expected(kind, False, tiny) if door == "core evaluate" else list(kind.plots)
    if not wanted:
        return
    assert flat(DOORS[door](path, tiny, tmp_path)) == wanted


def test_every_door_that_tags(kind, path, tiny, tmp_path):
    rows = len(read_frame(path).frame)
    tagged = csv.tag(path, tmp_path / "out.csv", None, tiny)
    batch = tag_to_parquet(path, tmp_path / "out.parquet", None, tiny)
    assert (
        tagged.films == batch.rows == rows == len(kind.plots) + len(kind.blank) + ("no genre" in kind.left_out.values())
    )
    assert tagged.left_out.records == batch.left_out.records == rows
    assert tagged.unreadable == batch.unreadable >= len(kind.blank)
    predicted = read_frame(tmp_path / "out.csv").frame["predicted"]
    assert [place for place in kind.blank if predicted[place]] == []


def test_films_sums_and_rows_to_look_at(kind, path):
    if kind.genres is None:
        return
    table = read_table(path)
    assert tuple(flat(table.frame["title"])) == kind.titles
    assert tuple(table.frame["genres"]) == kind.genres
    assert dict(table.rejected.to_numpy().tolist()) == kind.left_out
    assert table.records == kind.records
    assert set(kind.odd) <= set(table.mended["row"])
    left = len(kind.left_out)
    assert table.sums.startswith(f"{kind.records:,} records: {len(kind.plots):,} films read, {left:,} left out")


def test_the_sums_are_on_the_command_line(kind, path, capsys):
    if kind.genres is None:
        return
    sums = read_table(path).sums
    assert main(["check", str(path)]) in (0, 1)
    checked = capsys.readouterr().out
    assert sums in checked and all(f"row {row}" in sums or len(kind.odd) > 1 for row in kind.odd)
    assert main(["describe", str(path)]) == 0
    assert sums in capsys.readouterr().out


def test_html_gets_the_same_answer_as_what_it_shows(tiny, tmp_path):
    for name, kind in KINDS.items():
        if name.startswith("HTML"):
            (tmp_path / kind.name).write_bytes(kind.content)
            csv.tag(tmp_path / kind.name, tmp_path / "out.csv", None, tiny)
            frame = read_frame(tmp_path / "out.csv").frame
            first, second = frame.filter(like="p_").astype(float).to_numpy()
            assert first.tolist() == second.tolist()


def test_no_placeholder_gets_a_genre(tiny, tmp_path):
    path = tmp_path / KINDS["placeholders"].name
    path.write_bytes(KINDS["placeholders"].content)
    assert csv.tag(path, tmp_path / "out.csv", None, tiny).unreadable == len(NO_PLOTS)
    films = report.read(path, list(tiny.classes_))
    assert films.left_out["without a plot"] == len(NO_PLOTS)
    assert f"{len(films.frame):,} films scored" in films.sums


def test_copies_are_named_by_their_rows_in_the_file(capsys, tmp_path):
    path = tmp_path / "copies.csv"
    path.write_bytes(KINDS["copies below rejected rows"].content)
    assert main(["check", str(path)]) == 1
    printed = capsys.readouterr().out
    assert "Noon (row 4), Noon again (row 10)" in printed
    assert "PROBLEM: 1 plot is equal word for word to another" in printed


@pytest.mark.parametrize("name", [name for name in KINDS if name.startswith("flag") and name != "flag ''"])
def test_a_series_that_tells_no_films_apart_is_a_warning(name, tmp_path):
    path = tmp_path / "flag.csv"
    path.write_bytes(KINDS[name].content)
    found = check(read_table(path), known=set())
    assert any("one side of the split" in warning for warning in found.warnings) and not found.problems


SHARED = Path(__file__).resolve().parents[3] / "shared" / "cases" / "tables"
FILES = {
    "unquoted_quotes.tsv": (8, 8), "unclosed_quote.csv": (8, 8), "excel_sep.csv": (8, 8), "triple_colon.txt": (8, 8),
    "series_title.csv": (2, 2), "text_label.csv": (2, 2), "html.csv": (2, 2), "netflix_genres.csv": (3, 3),
    "row_numbers.csv": (6, 3), "series_flag.csv": (6, 6), "placeholder_plots.csv": (14, 6), "mmimdb.json": (2, 2),
    "semicolon_two_columns.csv": (4, None), "plot_list_newlines.json": (1, 1), "map_genres.parquet": (6, 5),
    "plot_list.parquet": (1, None),
}  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", FILES)
def test_the_shared_cases(tiny, tmp_path, name, door):
    path, (records, films) = SHARED / name, FILES[name]
    if not path.exists():
        pytest.skip("the shared cases are not here")
    if films is None and door not in TAG:
        with pytest.raises(TableError, match="known as genres"):
            DOORS[door](path, tiny, tmp_path)
        return
    plots = DOORS[door](path, tiny, tmp_path)
    if door == "core evaluate":  # the small model lacks some genres
        scored = report.read(path, list(IMDB_GENRES))
        assert (len(scored.frame), len(scored.rows)) == (films, records - films)
    else:
        assert len(plots) == (records if door in TAG else films)


@pytest.mark.parametrize(
    ("name", "genres"),
    [
        ("netflix_genres.csv", ["Drama|Romance", "Drama|Sport", "Drama|Sci-Fi|Fantasy"]),
        ("map_genres.parquet", ["Western|Drama", "Thriller", "Romance", "Sci-Fi|Adventure", "Sport|Drama"]),
        ("triple_colon.txt", [*GENRES[:5], "Sport", "Comedy", "Crime"]),
        ("series_title.csv", ["Western|Drama", "Thriller"]),
    ],
)
def test_the_genres_of_the_shared_cases(name, genres):
    if not (SHARED / name).exists():
        pytest.skip("the shared cases are not here")
    table = read_table(SHARED / name)
    assert table.frame["genres"].tolist() == genres and table.frame["title"].map(bool).all()
