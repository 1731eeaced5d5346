"""Delimited text in every dialect: no row swallows another, and what is odd is named."""

import csv
import io

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.tables.delimited_text.dialects import detect
from core.tables.delimited_text.rows import SPANS
from core.tables.whole import read_frame

HEADER = ["id", "title", "plot", "genres"]
FILMS = [
    ["t1", "Noon", "A sheriff waits for the noon train.", "Western"],
    ["t2", "Last Job", "A retired spy is pulled back, once more.", "Thriller"],
    ["t3", "Lake", "Two teenagers fall in love; one moves away.", "Romance"],
    ["t4", "Cellar", "A family finds a grave | in the cellar.", "Horror"],
]
SIGNS = st.characters(codec="utf-8", exclude_characters="\0\r\n\ufeff")
CELL = st.text(SIGNS, min_size=1, max_size=12).map(str.strip).filter(bool)
ANY = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ['"', '""', "a,b", '"a"b', "x\ny", '"q,\n"', "a;b", "a\tb", "a|b"]
)


def written(rows, delimiter=",", newline="\n", **options):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline, **options).writerows([HEADER, *rows])
    return out.getvalue()


def rows_of(content, name="films.csv"):
    table = read_frame(content.encode() if isinstance(content, str) else content, name)
    assert len(table.frame) + table.sums.count == table.sums.records
    return table.frame.to_numpy().tolist(), table


@settings(max_examples=200)
@given(
    st.lists(st.lists(ANY, min_size=4, max_size=4).filter(lambda row: "".join(row).strip()), min_size=1, max_size=6),
    st.sampled_from(",\t;|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_what_a_writer_wrote_is_read(rows, delimiter, newline, quoting):
    rows = [[cell.replace("\r", " ") for cell in row] for row in rows]
    assume(all("".join(row).strip(" \t\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029") for row in rows))
    got, table = rows_of(written(rows, delimiter, newline, quoting=quoting))
    assert got == rows
    assert not table.sums.count and not table.sums.mended_count


@settings(max_examples=200)
@given(
    st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8), st.sampled_from(["\t", "|"]), st.data()
)
def test_without_quotation_marks_no_row_swallows_another(rows, delimiter, data):
    """As databases export: a mark at the start of a cell, or anywhere, means nothing."""
    rows = [[cell.replace(delimiter, " ").replace("\\", "/").strip() or "x" for cell in row] for row in rows]
    for row in rows:
        place = data.draw(st.integers(0, 3))
        row[place] = data.draw(st.sampled_from(['"', 'say "', '"so" '])) + row[place].replace('"', "'")
    text = "\n".join(delimiter.join(row) for row in [HEADER, *rows]) + "\n"
    got, table = rows_of(text, "films.tsv" if delimiter == "\t" else "films.psv")
    assert len(got) == len(rows)
    assert got == rows


@pytest.mark.parametrize("delimiter", list(",;\t|"))
@pytest.mark.parametrize("broken", range(4))
def test_a_quotation_mark_that_is_never_closed_costs_no_other_row(broken, delimiter):
    films = [[cell.replace(",", " -").replace(";", " -").replace("|", "-") for cell in row] for row in FILMS]
    lines = written(films, delimiter, quoting=csv.QUOTE_ALL).splitlines()
    cells = lines[broken + 1].split(delimiter)
    lines[broken + 1] = delimiter.join([*cells[:2], cells[2].rstrip('"'), cells[3]])
    got, table = rows_of("\n".join(lines) + "\n")
    assert [row[1] for row in got] == [film[1] for film in FILMS]
    assert got[broken][2].lstrip('"') == films[broken][2]
    assert table.sums.mended[0].row == broken + 1
    assert f"row {broken + 1}" in table.sums.sentence()


def test_one_that_cannot_be_mended_is_left_out_with_its_number_and_the_rest_is_read():
    text = 'title,plot,genres\nA,"one, two, three\nB,a war,War\nC,a ghost,Horror\n'
    got, table = rows_of(text)
    assert [row[0] for row in got] == ["B", "C"]
    assert table.sums.first.startswith("row 1: a quotation mark is never closed")
    assert "3 records: 2 read, 1 left out (row 1: a quotation" in table.sums.sentence()


def test_marks_inside_a_cell_that_are_not_doubled():
    text = 'title,plot,genres\nA,"He said "hello", and left",War\nB,"She said "no"\nand stayed, too",Drama\nC,d,War\n'
    got, table = rows_of(text)
    assert got == [
        ["A", 'He said "hello", and left', "War"],
        ["B", 'She said "no"\nand stayed, too', "Drama"],
        ["C", "d", "War"],
    ]
    assert table.sums.mended_count == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_backslashes_as_mysql_writes_them(delimiter):
    cells = [r'"He said \"run\", and; they ran"', r'"A new\nline and a \\ stroke"', r'"ends with \""', '"plain"']
    text = "\n".join(delimiter.join(row) for row in [["plot", "genres"], *([cell, '"War"'] for cell in cells)]) + "\n"
    got, table = rows_of(text)
    assert [row[0] for row in got][0] == 'He said "run", and; they ran'
    assert [row[0] for row in got][2:] == ['ends with "', "plain"]
    assert not table.sums.count and len(got) == 4


def test_a_line_end_behind_a_backslash_stays_in_its_cell():
    got, _ = rows_of("plot\tgenres\nA war\\\nbegins\tWar\nA ghost\tHorror\n", "films.tsv")
    assert got == [["A war\nbegins", "War"], ["A ghost", "Horror"]]


def test_a_record_that_holds_whole_lines_of_the_table_is_pointed_at():
    text = 'title,plot,genres\nA,"one\nB,two,War\nC,three,War\nD,four",Drama\n'
    _, table = rows_of(text)
    assert table.sums.mended_count == 1 and "holds whole lines of the table" in table.sums.sentence()


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_two_columns(delimiter):
    text = f"title{delimiter}plot\nWar{delimiter}A war begins\nSea{delimiter}A family, by the sea\n"
    if delimiter == ",":
        text = text.replace("family, by", "family by")
    assert [row[0] for row in rows_of(text)[0]] == ["War", "Sea"]


def test_one_column_of_plots_may_hold_commas():
    got, _ = rows_of('plot\nA war, a ghost\n"quoted, too"\n')
    assert got == [["A war, a ghost"], ["quoted, too"]]


@pytest.mark.parametrize("sign", list(";|,\t"))
def test_the_hint_of_a_spreadsheet(sign):
    text = f"sep={sign}\r\n" + written(FILMS, sign, "\r\n")
    assert rows_of(text)[0] == FILMS


@pytest.mark.parametrize("delimiter", [" ::: ", "::"])
@pytest.mark.parametrize("header", [True, False])
def test_several_colons(delimiter, header):
    rows = ([HEADER] if header else []) + FILMS
    got, table = rows_of("\n".join(map(delimiter.join, rows)) + "\n", "films.txt")
    assert got == FILMS
    assert list(table.frame) == (HEADER if header else ["column 1", "column 2", "column 3", "column 4"])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends(newline):
    films = [[*film[:2], film[2] + ("\n" if newline == "\r" else "\r") + "more", film[3]] for film in FILMS]
    assert rows_of(written(films, newline=newline, quoting=csv.QUOTE_ALL))[0] == films


def test_delimiters_in_prose_do_not_count():
    text = "title;plot\nWar, Love;He came, he saw, he left\nSea, Air;One, two, three\n"
    assert detect(text, False, "csv").delimiter == ";"


@settings(max_examples=100)
@given(st.text(max_size=300), st.sampled_from(["csv", "tsv", "txt"]))
def test_any_text_adds_up(text, ending):
    from core.errors import TableError

    try:
        rows_of(text.encode("utf-8", "replace"), f"films.{ending}")
    except TableError:
        pass


PLAIN = st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=12)


@settings(max_examples=100)
@given(st.lists(st.lists(PLAIN, min_size=4, max_size=4), min_size=4, max_size=12), st.sampled_from(",;\t|"), st.data())
def test_two_stray_marks_swallow_nothing(rows, delimiter, data):
    """One opens a cell, the other ends a cell some rows below: by the rules of CSV it is one cell of many lines."""
    first = data.draw(st.integers(0, len(rows) - 2))
    last = data.draw(st.integers(first + 1, len(rows) - 1))
    rows = [list(row) for row in rows]
    rows[first][2] = '"' + rows[first][2]
    rows[last][2] += '"'
    text = "\n".join(delimiter.join(row) for row in [HEADER, *rows]) + "\n"
    got, table = rows_of(text)
    assert got == rows
    assert [row.row for row in table.sums.mended] == [first + 1]


def test_a_plot_of_two_paragraphs_is_one_record():
    rows = [["t1", "Noon", "He came, he saw, and 1,000 fled;\nall of them, at once, ran.", "Western,Drama"]] * 3
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
        got, table = rows_of(written(rows, quoting=quoting))
        assert got == rows and not table.sums.mended_count


def test_a_row_that_two_readings_fit_badly_is_left_out_with_its_number():
    text = 'title,plot,genres\n"Job, The,"He runs, fast.","War"\n"B","a war","War"\n'
    got, table = rows_of(text)
    assert got == [["B", "a war", "War"]]
    assert table.sums.first.startswith("row 1: a quotation mark is never closed")


def test_a_record_of_two_lines_that_may_hold_another_is_pointed_at():
    text = 'title,plot,genres\nA,"He runs fast,War\nB,the man, who walks,slowly",Drama\n'
    _, table = rows_of(text)
    assert table.sums.mended == [(1, SPANS)]


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_delimiters_that_only_end_a_line(delimiter):
    ends = written(FILMS, delimiter).replace("\n", delimiter * 2 + "\n")
    ends = ends.replace("genres" + delimiter * 2, "genres", 1)
    assert rows_of(ends)[0] == FILMS


def test_other_ways_to_quote():
    assert rows_of(written(FILMS, quotechar="'", quoting=csv.QUOTE_ALL))[0] == FILMS
    padded = written(FILMS, quoting=csv.QUOTE_ALL).replace('","', '", "')
    assert rows_of(padded)[0] == FILMS


@pytest.mark.parametrize("comment", ["#TYPE Selected.Films\r\n", "# made by hand\n# in 2020\n", "Our films\n\n"])
def test_what_stands_above_the_header_is_no_row(comment):
    assert rows_of(comment + written(FILMS))[0] == FILMS


def test_a_header_that_begins_with_a_hash_is_a_header():
    got, table = rows_of("#" + written(FILMS))
    assert got == FILMS and list(table.frame)[1:] == HEADER[1:]


def test_questions_as_names_are_a_header():
    names = "Which film do you mean by that?,What happens in it from the beginning to the end?,Which genres has it got?"
    got, table = rows_of(names + "\n" + written([film[1:] for film in FILMS]).split("\n", 1)[1])
    assert got == [film[1:] for film in FILMS]


@settings(max_examples=50)
@given(st.permutations(range(4)), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_a_file_without_a_header_loses_no_film(order, delimiter, quoted):
    rows = [[film[place] for place in order] for film in FILMS]
    text = written(rows, delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL).split("\n", 1)[1]
    got, table = rows_of(text)
    assert got == rows and list(table.frame) == [f"column {place}" for place in range(1, 5)]
