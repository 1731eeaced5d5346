"""What is offered for a text that is not UTF-8: only what its bytes say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.delimited_text.encodings import EncodingError
from core.tables.whole import read_frame

WESTERN = ["Die Brücke über den Fluß", "L’été dernier… “créée”", "El niño y la señora", "Perché così è", "“Wait…”"]
OTHERS = {
    "cp1251": "Ночь и ветер над городом",
    "gbk": "动作电影和爱情故事",
    "koi8-r": "Ночь и ветер",
    "cp1253": "Η νύχτα και ο άνεμος",
}


def table(title):
    return f"title,plot,genres\n{title},A family by the sea waits for the boat to come home.,Drama\n"


@pytest.mark.parametrize("title", WESTERN)
def test_western_text_is_offered_cp1252_and_read_with_it(title):
    content = table(title).encode("cp1252")
    with pytest.raises(EncodingError) as error:
        read_frame(content, "films.csv")
    assert error.value.offer == "cp1252"
    assert read_frame(content, "films.csv", "cp1252").frame["title"].tolist() == [title]


@pytest.mark.parametrize("encoding", OTHERS)
def test_other_scripts_are_offered_nothing_that_would_garble_them(encoding):
    content = table(OTHERS[encoding]).encode(encoding)
    with pytest.raises(EncodingError) as error:
        read_frame(content, "films.csv")
    assert error.value.offer == ""
    assert read_frame(content, "films.csv", encoding).frame["title"].tolist() == [OTHERS[encoding]]


@settings(max_examples=60)
@given(
    st.text(st.characters(codec="utf-8", categories=["L", "N", "P"]), min_size=1, max_size=20),
    st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32"]),
)
def test_utf_16_is_seen_with_and_without_its_mark(title, encoding):
    title = title.replace(",", " ").replace('"', " ").strip() or "x"
    content = (table(title) + table(title).split("\n", 1)[1] * 20).encode(encoding)
    with pytest.raises(EncodingError) as error:
        read_frame(content, "films.csv")
    assert read_frame(content, "films.csv", error.value.offer).frame["title"].tolist() == [title] * 21


@pytest.mark.parametrize("name", ["films.csv", "films.json", "films.jsonl"])
def test_a_wrong_choice_is_a_sentence(name):
    for encoding in ("utf-16", "utf-32", "ascii"):
        with pytest.raises(Exception, match=f"is not {encoding} text") as error:
            read_frame(table("É").encode("utf-16-be") + b"\xff", name, encoding)
        assert type(error.value).__name__ == "TableError"
