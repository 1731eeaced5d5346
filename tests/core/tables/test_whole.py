"""Any file: formats, column names, forms of genres; and one clear sentence for each that can't be used."""

import bz2
import gzip
import io
import json

import pandas as pd
import pytest

from core.errors import TableError
from core.genres import canonical, parse
from core.tables import whole
from core.tables.columns.choice import Columns
from core.tables.columns.guess import guess
from data.schema import read_table
from data.sources import registry

FILMS = pd.DataFrame(
    {
        "title": ["Ä", "B, the second", 'C "quoted"'],
        "year": [1931, 1999, 2010],
        "plot": ["A ghost\nhaunts.", "Two men; a boat", "Über allem"],
        "genres": ["Horror", "Drama|War", "Comedy"],
    }
)


def as_bytes(frame: pd.DataFrame, form: str) -> bytes:
    if form == "parquet":
        return frame.to_parquet()
    if form == "jsonl":
        return frame.to_json(orient="records", lines=True, force_ascii=False).encode()
    return frame.to_csv(index=False, sep="\t" if form == "tsv" else ",").encode()


@pytest.mark.parametrize("packed", ["", ".gz", ".bz2"])
@pytest.mark.parametrize("form", ["csv", "tsv", "jsonl", "parquet"])
def test_every_format_gives_the_same_table(form, packed, tmp_path):
    content = as_bytes(FILMS, form)
    content = {"": bytes, ".gz": gzip.compress, ".bz2": bz2.compress}[packed](content)
    name = f"films.{form}{packed}"
    (tmp_path / name).write_bytes(content)
    for table in (
        read_table(content, name),
        read_table(io.BytesIO(content), name),
        read_table(tmp_path / name),
        registry.load(str(tmp_path / name)),
    ):
        assert table.name == name
        assert table.frame["title"].tolist() == FILMS["title"].tolist()
        assert table.frame["plot"].tolist() == FILMS["plot"].tolist()
        assert table.frame["genres"].tolist() == FILMS["genres"].tolist()
        assert table.frame["year"].tolist() == FILMS["year"].tolist()
        assert table.rejected.empty


def test_semicolons_and_byte_order_mark():
    content = "\ufeff" + FILMS.to_csv(index=False, sep=";")
    assert len(read_table(content.encode(), "films.csv")) == 3


def test_columns_are_guessed_from_their_usual_names():
    frame = FILMS.rename(columns={"title": "Movie Title", "plot": "overview", "genres": "listed_in", "year": "Year"})
    assert guess(frame) == Columns(title="Movie Title", plot="overview", genres="listed_in", year="Year")
    assert read_table(as_bytes(frame, "csv"), "films.csv").frame["genres"].tolist() == FILMS["genres"].tolist()


def test_chosen_columns_win_and_a_wrong_choice_is_named():
    frame = FILMS.assign(text=["one plot", "another plot", "a third plot"])
    chosen = Columns.parse("plot=text")
    table = read_table(as_bytes(frame, "csv"), "films.csv", chosen)
    assert table.frame["plot"].tolist() == ["one plot", "another plot", "a third plot"]
    with pytest.raises(TableError, match="no column 'nonesuch'; it has title"):
        read_table(as_bytes(frame, "csv"), "films.csv", Columns(plot="nonesuch"))
    with pytest.raises(TableError, match="plot=overview"):
        Columns.parse("plots=text")


def test_zero_one_columns():
    frame = FILMS.drop(columns="genres").assign(**{"Drama": [1, 0, 0], "genre_Science Fiction": [1, 1, 0], "War": 0})
    table = read_table(as_bytes(frame, "csv"), "films.csv")
    assert table.frame["genres"].tolist() == ["Drama|Sci-Fi", "Sci-Fi"]
    assert table.rejected.to_dict("records") == [{"row": 3, "reason": "no genre"}]
    chosen = read_table(as_bytes(frame, "csv"), "films.csv", Columns.parse("genres=Drama+War"))
    assert chosen.frame["genres"].tolist() == ["Drama"]


@pytest.mark.parametrize(
    ("cell", "genres"),
    [
        ("Drama|Science Fiction|drama", ["Drama", "Sci-Fi"]),
        ("Romantic, Kids & Family", ["Romance", "Family"]),
        ('["Suspense", "Biopic"]', ["Thriller", "Biography"]),
        ("['Film Noir', 'Musicals']", ["Film-Noir", "Musical"]),
        ('[{"id": 1, "name": "Animated"}]', ["Animation"]),
        ("(no genres listed)", []),
        ("N/A", []),
        ("[broken", ["[broken"]),
        ("Telenovela", ["Telenovela"]),
        (["sci-fi", "WAR"], ["Sci-Fi", "War"]),
        (None, []),
        (float("nan"), []),
    ],
)
def test_forms_of_genres(cell, genres):
    assert parse(cell) == genres


def test_canonical_is_settled():
    for genre in ("Sci-Fi", "Film-Noir", "Reality-TV", "Telenovela"):
        assert canonical(genre) == genre == canonical(canonical(genre.lower() if genre != "Telenovela" else genre))


def test_years_from_dates():
    frame = pd.concat([FILMS] * 2, ignore_index=True)
    frame["year"] = ["1999-03-31", "31 March 1999", "1999.0", "", "soon", "12345"]
    years = read_table(as_bytes(frame, "csv"), "x.csv").frame["year"]
    assert years.tolist()[:3] == [1999] * 3 and years.isna().tolist() == [False] * 3 + [True] * 3


def test_rows_that_cannot_be_used_are_listed_and_the_rest_is_used():
    rows = ['A,"a, plot",Drama', "B,too,many,cells", "C,short", "D,,War", "E,fine,War", "F,lost,", 'G,"nul\0here",War']
    text = "\n".join(["title,plot,genres", *rows])
    table = read_table(text.encode(), "films.csv")
    assert table.frame["title"].tolist() == ["A", "E"]
    assert table.rejected.to_dict("records") == [
        {"row": 2, "reason": "4 cells where the header has 3"},
        {"row": 3, "reason": "no genre"},
        {"row": 4, "reason": "no plot"},
        {"row": 6, "reason": "no genre"},
        {"row": 7, "reason": "a NUL character in the plot"},
    ]


def test_bad_json_lines_are_listed():
    lines = [json.dumps({"title": "A", "plot": "p q", "genres": ["Drama"]}), "{broken", "[1]"]
    table = read_table("\n".join(lines).encode(), "films.jsonl")
    assert len(table) == 1 and table.rejected["row"].tolist() == [2, 3]
    assert len(read_table(json.dumps([json.loads(lines[0])]).encode(), "films.json")) == 1


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "a.csv", "a.csv is empty"),
        (b" \n ", "a.csv", "a.csv is empty"),
        (b"title,plot\nA,b\n", "a.csv", "no column that is known as genres; it has title, plot"),
        (b"title,plot,genres\n", "a.csv", "no film with both"),
        ("title,plot,genres\nA,Über,Drama\n".encode("latin-1"), "a.csv", r"not UTF-8 text \(line 2\)"),
        ("title,plot,genres\nA,b,Drama\n".encode("utf-16"), "a.csv", "UTF-16"),
        (gzip.compress(b"title,plot,genres\nA,b,Drama\n", mtime=0)[:-12], "a.csv.gz", "damaged"),
        (b"PAR1 nonsense", "a.parquet", "can't be read as Parquet"),
        (b"nonsense", "a.parquet", "can't be read as Parquet"),
        (b"PK\x03\x04 an xlsx", "a.xlsx", "a ZIP archive and damaged"),
        (b"{broken", "a.jsonl", "no line that is a JSON object"),
        (b"[broken", "a.json", "not JSON"),
    ],
)
def test_files_that_cannot_be_used(content, name, message):
    with pytest.raises(TableError, match=message) as caught:
        read_table(content, name)
    assert "\n" not in str(caught.value) and str(caught.value).endswith((".", "}."))


def test_paths_that_cannot_be_used(tmp_path):
    with pytest.raises(TableError, match="no file at"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="is a folder"):
        read_table(tmp_path)
    with pytest.raises(TableError, match="no data set 'none'"):
        registry.load("none")


def test_a_hundred_megabytes_in_one_cell_are_one_rejected_row():
    content = b"title,plot,genres\nA," + b"word " * 20_000_000 + b",Drama\nB,a plot,War\n"
    table = read_table(content, "films.csv")
    assert table.frame["title"].tolist() == ["B"]
    assert table.rejected.to_dict("records") == [{"row": 1, "reason": "longer than 4,000,000 characters"}]
    with pytest.raises(TableError, match="no film .* plot longer than 200,000 characters"):
        read_table(b"title,plot,genres\nA," + b"word " * 50_000 + b",Drama\n", "films.csv")


def test_preview_shows_the_file_as_it_is():
    table = whole.read_frame(b"Name,Overview\nA,b\nC,d,e\n", "x.csv")
    assert table.frame.to_dict("list") == {"Name": ["A"], "Overview": ["b"]}
    assert table.rejected["row"].tolist() == [2] and table.sums.records == 2


def test_original_projects_table_carries_series(tmp_path):
    flags = {genre: [0, 1, 0] for genre in ("Action", "Drama", "Reality-TV", "Sci-Fi")} | {"Comedy": [1, 0, 1]}
    frame = pd.DataFrame(
        {
            "title": ['"Show" (2013) {One (#1.1)}', '"Show" (2013) {Two (#1.2)}', '"#Other" (2013)'],
            "plot": ["first plot", "second plot", "third plot"],
            "plot_lang": ["en", "en", "en"],
            **flags,
        }
    )
    path = tmp_path / "movies_genres.csv.bz2"
    path.write_bytes(bz2.compress(as_bytes(frame, "tsv")))
    table = registry.with_series(registry.from_path(path))
    assert table.frame["series"].tolist() == ['"Show" (2013)', '"Show" (2013)', '"#Other" (2013)']
    assert table.frame["genres"].tolist() == ["Comedy", "Action|Drama|Reality-TV|Sci-Fi", "Comedy"]
    assert table.frame["year"].tolist() == [2013] * 3
    assert table.frame["title"].tolist() == ["Show: One (#1.1)", "Show: Two (#1.2)", "#Other"]
