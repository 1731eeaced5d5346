"""JSON in the shapes that pandas, databases and web services write: any of them gives the same films."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import TableError
from core.tables import stream
from core.tables.whole import read_frame

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
FILM = st.fixed_dictionaries({"title": TEXT, "plot": TEXT, "genres": TEXT | st.lists(TEXT, max_size=3)})
FILMS = st.lists(FILM, min_size=1, max_size=5)
NAMES = ["title", "plot", "genres"]
KEYS = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


def frame_of(films):
    return pd.DataFrame(films, columns=["title", "plot", "genres"])


def split(films):
    return {
        "columns": ["title", "plot", "genres"],
        "index": list(range(len(films))),
        "data": [[f[name] for name in NAMES] for f in films],
    }


def wrapped(inner):
    return lambda films: {"total": len(films), "page": {"items": [{"score": 1.5, inner: film} for film in films]}}


DOCUMENTS = {
    "records": lambda films: films,
    "values": lambda films: [["title", "plot", "genres"], *([film[name] for name in NAMES] for film in films)],
    "split": split,
    "index": lambda films: {str(i): film for i, film in enumerate(films)},
    "columns": lambda films: {name: {str(i): f[name] for i, f in enumerate(films)} for name in films[0]},
    "lists": lambda films: {name: [film[name] for film in films] for name in films[0]},
    "table": lambda films: {"schema": {"fields": [{"name": "title"}]}, "data": films},
    "results": lambda films: {"page": 1, "results": films, "total": len(films)},
    "deep": lambda films: {"a": {"b": {"c": {"films": films}}}},
    "beside others": lambda films: {"actors": [{"name": "X"}], "movies": films},
    "node": wrapped("node"),
    "_source": wrapped("_source"),
}


def expected(films):
    cells = [[film[name] for name in NAMES] for film in films]
    return [[c if isinstance(c, str) else json.dumps(c, ensure_ascii=False) for c in row] for row in cells]


@pytest.mark.parametrize("shape", DOCUMENTS)
@settings(max_examples=40)
@given(
    films=FILMS, indent=st.sampled_from([None, 1]), escaped=st.booleans(), name=st.sampled_from(["json", "txt", "csv"])
)
def test_every_shape_gives_the_same_films(shape, films, indent, escaped, name):
    text = json.dumps(DOCUMENTS[shape](films), indent=indent, ensure_ascii=escaped)
    table = read_frame(text.encode(), f"films.{name}")
    assert table.frame[["title", "plot", "genres"]].to_numpy().tolist() == expected(films)
    assert table.sums.records == len(films)


@settings(max_examples=40)
@given(
    films=FILMS,
    broken=st.lists(st.sampled_from(["{broken", "[1]", "7", '"text"', "null"]), max_size=3),
    end=st.sampled_from(["\n", "\r\n", ",\n", "\n\n"]),
    name=st.sampled_from(["jsonl", "ndjson", "json", "txt"]),
)
def test_lines_add_up(films, broken, end, name):
    text = end.join([*map(json.dumps, films), *broken]) + end
    table = read_frame(text.encode(), f"films.{name}")
    assert table.frame[["title", "plot", "genres"]].to_numpy().tolist() == expected(films)
    assert table.sums.records == len(films) + len(broken)
    assert [row.row for row in table.sums.rows] == list(range(len(films) + 1, len(films) + len(broken) + 1))


@settings(max_examples=40)
@given(st.dictionaries(KEYS, TEXT, min_size=2, max_size=5), st.sampled_from(["index", "columns", "split"]))
def test_films_under_their_titles_keep_them(plots, orient):
    films = pd.DataFrame({"plot": list(plots.values()), "genres": "Drama"}, index=list(plots))
    table = read_frame(films.to_json(orient=orient).encode(), "films.json")
    assert table.frame["index"].tolist() == list(plots) and table.frame["plot"].tolist() == list(plots.values())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{}", "no columns"),
        ("[]", "no line that is a JSON object"),
        ('{"train": [{"plot": "a"}], "test": [{"plot": "b"}]}', r"JSON object with 2 lists \(train, test\)"),
        ('[{"plot": "a"}, {"plot": "b"}, {"plot', r"is not JSON behind row 2 \(Unterminated string"),
    ],
)
def test_refusals(text, sentence):
    with pytest.raises(TableError, match=sentence):
        read_frame(text.encode(), "films.json")


def test_the_search_for_columns_can_be_stopped(tmp_path, monkeypatch):
    """They are known after the last object only; whoever stops gets the rows with the columns met so far."""
    path = tmp_path / "films.jsonl"
    path.write_text("".join(json.dumps({"plot": "A ghost.", f"key {n // 10}": n}) + "\n" for n in range(1_000)))
    monkeypatch.setattr(stream, "PATIENCE", 0)
    with stream.stream_table(path) as table:
        assert len(table.schema) == 101
    with stream.stream_table(path, stop=lambda: True) as table:
        assert table.schema.names[:2] == ["plot", "key 0"] and len(table.schema) < 101
        assert sum(len(chunk.numbers) for chunk in table.chunks) == 1_000
