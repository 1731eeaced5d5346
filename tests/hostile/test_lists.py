"""IMDb's lists: whatever they hold, the sums add up, or one sentence says why not."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import TableError
from data.sources import imdb_genres, imdb_plots
from data.sources.imdb_lists import build
from data.sources.imdb_titles import parse_title
from tests.support.nasty import FILES, is_one_sentence, odd_text
from tests.support.tiers import TIER

TITLES = [
    "A (1999)",
    '"S" (2001) {E (#1.2)}',
    "A (????/II) (TV)",
    "A (1999) {{SUSPENDED}}",
    "no year",
    "(1999)",
    '"" (1)',
]
title = st.sampled_from(TITLES) | odd_text
line = st.one_of(
    st.builds("MV: {}".format, title),
    st.builds("PL: {}".format, odd_text),
    st.sampled_from(["BY: someone", "BY:", "PL:", "MV:", "NM: x", "", "-" * 79, "\r"]),
    odd_text,
)
plots = st.lists(line, max_size=15).map(lambda lines: "\n".join(lines).encode("utf-8", "surrogatepass"))
genres = st.lists(
    st.one_of(st.builds("{}\t\t{}".format, title, st.sampled_from(["Drama", "War", "N/A"]) | odd_text), odd_text),
    max_size=12,
).map(lambda lines: "\n".join(lines).encode("latin-1", "replace"))


@settings(max_examples=TIER.examples(400), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plots | st.binary(max_size=300), genres | st.binary(max_size=300), st.booleans(), st.booleans())
def test_any_two_lists(tmp_path, plot_list, genre_list, several, packed):
    (tmp_path / "plot.list").write_bytes(gzip.compress(plot_list, 1) if packed else plot_list)
    (tmp_path / "genres.list").write_bytes(genre_list)
    out = tmp_path / "out.csv"
    try:
        counts = build(tmp_path / "plot.list", tmp_path / "genres.list", out, one_row_per_summary=several)
    except TableError as error:
        assert is_one_sentence(error)
    else:
        assert counts.records == counts.with_genres + sum(counts.left_out.values())
        assert out.exists()
        out.unlink()
    assert {path.name for path in tmp_path.iterdir()} == {"plot.list", "genres.list"}, "nothing half-written"


@settings(max_examples=TIER.examples(1_500))
@given(title)
def test_any_title(text):
    found = parse_title(text)
    assert found is None or (found.title.strip() and (found.year is None or 0 <= found.year <= 9999))


@settings(max_examples=TIER.examples(800))
@given(st.lists(line, max_size=20).map("\n".join))
def test_any_record(body):
    assert all(text.strip() and "\n" not in text for text in imdb_plots.summaries("\n" + body))


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("which", ["plot.list", "genres.list"])
def test_files_that_are_no_lists(tmp_path, name, which):
    (tmp_path / "plot.list").write_bytes(b"MV: A (1999)\nPL: A war.\n")
    (tmp_path / "genres.list").write_bytes(b"A (1999)\tWar\n")
    (tmp_path / which).write_bytes(FILES[name])
    try:
        counts = build(tmp_path / "plot.list", tmp_path / "genres.list", tmp_path / "out.csv")
    except TableError as error:
        assert is_one_sentence(error)
        assert not (tmp_path / "out.csv").exists()
    else:
        assert which == "genres.list" and counts.rows == 0, "bytes with a bracket and a tab may be a genre of no film"


@pytest.mark.parametrize("start", [b"MV: A (1999)\nPL: ", b"A (1999)\tWar\n", b""])
def test_a_small_file_that_unpacks_to_a_huge_one(tmp_path, monkeypatch, start):
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(start + bytes(30_000_000)))
    monkeypatch.setattr(imdb_plots, "LARGEST_LIST", 20_000_000)
    assert bomb.stat().st_size < 100_000
    for read in (lambda: list(imdb_plots.records(bomb)), lambda: imdb_genres.read_genres(bomb)):
        with pytest.raises(TableError) as caught:
            read()
        assert is_one_sentence(caught.value)
