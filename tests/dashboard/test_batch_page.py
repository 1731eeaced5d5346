"""Batch: every format in, the same rows with genres out, whatever happens in between; and a CSV that runs nothing."""

import csv
import io
import json
import re
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.errors import TableError
from core.tables.output.spreadsheet_safe import harmless
from core.tables.whole import read_head
from core.tag import parquet
from core.tag.columns.added import NEAREST, READING
from dashboard.components.batch import result, settings
from dashboard.state.batch import batch_result
from dashboard.state.batch.batch_job import BatchJob
from dashboard.state.cache import batch
from tests.dashboard.conftest import ended

ROOT = Path(__file__).resolve().parents[2]

GHOST = "A ghost haunts an old house at night and murders the family one by one."
LOVE = "Two people fall in love at a wedding, and everyone laughs and sings."
SPACE = "A crew in a spaceship fights aliens on the way to Mars."


def csv_of(rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


PLAIN = csv_of([["id", "title", "plot"], ["1", "A", GHOST], ["2", "B", LOVE], ["3", "C", ""], ["4", "D", SPACE]])


@pytest.fixture
def page(app, folder):
    """The Batch page with the tiny model."""
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.switch_page("views/batch.py").run()
    assert not app.exception
    return app


def said(page) -> str:
    kinds = (page.markdown, page.caption, page.info, page.error, page.warning, page.success)
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def upload(page, name: str, content: bytes):
    page.file_uploader(key="batch_file").set_value((name, content, "application/octet-stream")).run()
    assert not page.exception
    return page


def column_of(page) -> str:
    return next(box.value for box in page.selectbox if box.label == "Column with the plots")


def ran(name: str, content: bytes, classifier, column: str = "plot", words: str | None = None) -> BatchJob:
    job = BatchJob(name, io.BytesIO(content))
    job.start(classifier, column, words)
    return ended(job)


def job_of(page) -> BatchJob:
    job = batch.jobs().visit(page.session_state[batch.KEY])
    assert job
    return job


# ---- the page


def test_it_says_what_it_takes_before_there_is_a_file(page):
    assert "CSV, TSV, Parquet, JSON or .xlsx" in page.file_uploader[0].label
    assert "a table of plots" in said(page)


def test_a_file_goes_through_and_comes_back(page):
    upload(page, "films.csv", PLAIN)
    assert page.dataframe[0].value["title"].tolist() == ["A", "B", "C", "D"]
    assert column_of(page) == "plot"
    page.button(key="batch_start").click().run()
    job = ended(job_of(page))
    page.run()
    assert not page.exception
    assert "Tagged 4 rows of films.csv" in said(page) and "1 had no plot" in said(page)
    preview = page.dataframe[-1].value
    assert preview["title"].tolist() == ["A", "B", "C", "D"]
    assert [button.label for button in page.download_button] == ["Download CSV", "Download Parquet"]
    assert job.rows == 4


def test_the_result_is_still_there_after_another_page(page):
    upload(page, "films.csv", PLAIN)
    page.button(key="batch_start").click().run()
    ended(job_of(page))
    page.switch_page("views/about.py").run()
    page.switch_page("views/batch.py").run()
    assert "Tagged 4 rows" in said(page) and not page.exception


def test_a_link_leads_back_to_its_job_and_a_wrong_one_to_the_upload(page, app):
    upload(page, "films.csv", PLAIN)
    known = page.session_state[batch.KEY]
    for job, found in ((known, True), ("0123456789abcdef", False)):
        page.session_state[batch.KEY] = None
        page.query_params["job"] = job
        page.run()
        assert bool(page.file_uploader) != found and not page.exception


def test_doubtful_rows_are_those_near_a_threshold(page):
    upload(page, "films.csv", PLAIN)
    page.button(key="batch_start").click().run()
    job = ended(job_of(page))
    page.run()
    page.segmented_control(key="batch_rows").set_value("doubtful rows").run()
    page.select_slider(key="batch_within").set_value(10.0).run()
    nearest = pq.read_table(job.tagged)[NEAREST].to_pylist()
    close = [value for value in nearest if value is not None and value < 0.1]
    assert len(batch_result.select(job.tagged, batch_result.Which(0.1)).head) == len(close)
    assert pq.read_table(io.BytesIO(batch_result.as_parquet(job.tagged, batch_result.Which(0.1)))).num_rows == len(
        close
    )
    assert not page.exception
    assert f"{len(close):,} rows with a probability" in said(page)


def test_rows_that_were_read_with_doubt_say_so_and_can_be_looked_at_alone(page):
    plots = [GHOST, "Short.", "Una pareja se enamora durante una boda en un pueblo pequeño y todos cantan.", LOVE]
    upload(page, "films.csv", csv_of([["id", "plot"], *([str(i), plot] for i, plot in enumerate(plots))]))
    page.button(key="batch_start").click().run()
    job = ended(job_of(page))
    page.run()
    notes = pq.read_table(job.tagged)[READING].to_pylist()
    noted = [i for i, note in enumerate(notes) if note]
    assert 1 in noted and len(noted) < len(plots)
    assert re.search(rf"{len(noted)} rows? ha(s|ve) a note", said(page))
    page.segmented_control(key="batch_rows").set_value("rows with a note").run()
    assert not page.exception
    assert page.dataframe[-1].value["plot"].tolist() == [plots[i] for i in noted]
    which = batch_result.Which(noted=True)
    rows = list(csv.DictReader(io.StringIO(batch_result.as_csv(job.tagged, which).decode())))
    assert [row["reading"] for row in rows] == [notes[i] for i in noted]


@pytest.mark.parametrize(
    ("own", "first"),
    [(["title", "plot"], ["title"]), (["plot", "id"], ["id"]), (["id", "title", "plot", "year"], ["id", "title"])],
)
def test_the_answer_and_its_notes_come_before_the_plot(own, first):
    """Beside a plot of five hundred pixels it was off the edge of a narrow screen, and so was what is wrong."""
    columns = [*own, "predicted", "poster_problem", "reading", "familiarity", NEAREST, "p_Drama"]
    shown = result.ordered(columns, "plot", promised=False)
    assert shown[: len(first) + 4] == [*first, "predicted", "poster_problem", "reading", "plot"]
    assert sorted(shown) == sorted(columns)


def test_a_known_title_stands_alone_before_the_answer_for_an_id_would_push_that_off_a_phone():
    columns = ["id", "title", "plot", "year", "predicted", "reading", "familiarity", NEAREST]
    shown = result.ordered(columns, "plot", promised=False, title="title")
    assert shown[:4] == ["title", "predicted", "reading", "plot"] and sorted(shown) == sorted(columns)


def test_a_column_of_one_s_own_called_decision_is_shown_where_nothing_is_promised():
    assert "decision" in result.ordered(
        ["plot", "decision", "predicted", "reading", "familiarity", NEAREST], "plot", promised=False
    )


def test_the_bar_moves_after_the_first_few_rows(tiny, tmp_path):
    """Of 512 rows at once nothing was seen for a second, and on a busy machine for ten."""
    table = tmp_path / "films.csv"
    table.write_bytes(csv_of([["plot"], *([GHOST] for _ in range(300))]))
    told = []
    parquet.tag_to_parquet(table, tmp_path / "out.parquet", "plot", tiny, progress=lambda *each: told.append(each))
    assert told[0][0] == parquet.FIRST_ROWS == 64 and told[-1] == (300, 1.0)
    assert 0 < told[0][1] < 0.3
    assert pq.read_table(tmp_path / "out.parquet")["predicted"].null_count == 0


def test_one_row_is_no_plural(page):
    upload(page, "films.csv", csv_of([["id", "plot"], ["1", GHOST]]))
    page.button(key="batch_start").click().run()
    ended(job_of(page))
    page.run()
    assert "Tagged 1 row of films.csv" in said(page) and "The first 1 row" in said(page)
    assert "1 rows" not in said(page)


def test_the_example_needs_no_file(page):
    page.button(key="batch_example").click().run()
    assert column_of(page) == "plot" and not page.exception
    page.button(key="batch_other").click().run()
    assert page.file_uploader and not page.exception


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        ("films.csv", b"", "is empty"),
        ("films.csv", b"title,plot\n", "no rows"),
        ("films.csv", b"title,plot\nx,\x81\xff", "not UTF-8"),
        ("films.parquet", b"PAR1 and no more", "Parquet"),
        ("films.jsonl", b'{"plot": ', "no line that is a JSON object"),
        ("films.jsonl", b"[1, 2]", "no line that is a JSON object"),
    ],
)
def test_a_file_that_is_none_gets_one_sentence(page, name, content, answer):
    upload(page, name, content)
    assert answer in page.error[0].value
    assert "/tmp" not in page.error[0].value
    page.button(key="batch_other").click().run()
    assert page.file_uploader and not page.exception


def test_what_was_tagged_before_a_broken_row_is_kept(page):
    rows = "".join(f"{number},{GHOST}\n" for number in range(1500))
    upload(page, "films.csv", f"id,plot\n{rows}1,".encode() + b"\x81\xff\n")
    page.button(key="batch_start").click().run()
    ended(job_of(page))
    page.run()
    assert "not UTF-8 text (line 1502)" in page.error[0].value and "/" not in page.error[0].value
    assert batch_result.select(job_of(page).tagged).rows == job_of(page).rows > 0
    assert page.download_button and not page.exception


def test_another_encoding_is_offered_and_never_guessed(page):
    upload(page, "films.csv", f"title,plot\ncaf\u00e9,{GHOST}\n".encode("latin-1"))
    assert "looks like cp1252" in page.warning[0].value and "--encoding" not in page.warning[0].value
    next(button for button in page.button if button.label == "Read it as cp1252").click().run()
    assert page.dataframe[0].value["title"].tolist() == ["caf\u00e9"]
    page.button(key="batch_start").click().run()
    assert ended(job_of(page)).rows == 1


def test_rows_that_cannot_be_read_are_said_to_be_left_out(page):
    upload(page, "films.csv", f"id;plot\n1;{GHOST}\n2;too;many\n3;{LOVE}\n".encode())
    page.button(key="batch_start").click().run()
    assert ended(job_of(page)).rows == 2
    page.run()
    assert "3 records: 2 read, 1 left out (row 2: 3 cells where" in page.success[0].value


def test_without_a_model_one_sentence(app, folder):
    (folder / "model.onnx").write_bytes(b"damaged")
    app.session_state["own_model"] = folder.relative_to(folder.parents[2]).as_posix()
    app.switch_page("views/batch.py").run()
    assert "model.onnx" in app.error[0].value and not app.exception


# ---- the work


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet"])
def test_every_format_gives_the_model_s_own_answers(tiny, kind):
    table = pa.table({"n": ["1", "2", "3"], "plot": [GHOST, None, LOVE]})
    rows = table.to_pylist()
    out = io.BytesIO()
    if kind == "parquet":
        pq.write_table(table, out)
    elif kind == "jsonl":
        out.write("\n\n".join(json.dumps(row) for row in rows).encode())
    else:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter="\t" if kind == "tsv" else ",").writerows(
            [["n", "plot"], *([r["n"], r["plot"] or ""] for r in rows)]
        )
        out.write(text.getvalue().encode())
    job = ran(f"films.{kind}", out.getvalue(), tiny)
    assert job.state == "done", job.error
    tagged = pq.read_table(job.tagged)
    assert tagged["n"].to_pylist() == ["1", "2", "3"]
    expected = tiny.predict_proba([GHOST, LOVE])
    for column, genre in enumerate(tiny.classes_):
        values = tagged[f"p_{genre}"].to_pylist()
        assert values[1] is None
        assert np.allclose([values[0], values[2]], expected[:, column], atol=1e-5)
    assert tagged["predicted"].to_pylist() == ["|".join(g) for g in tiny.predict([GHOST, "", LOVE])]
    nearest = np.abs(expected - tiny.thresholds_).min(axis=1)
    assert np.allclose([tagged[NEAREST][0].as_py(), tagged[NEAREST][2].as_py()], nearest, atol=1e-5)
    read = list(csv.DictReader(io.StringIO(batch_result.as_csv(job.tagged).decode())))
    assert [row["predicted"] for row in read] == tagged["predicted"].to_pylist()
    assert float(read[0]["p_Drama"]) == pytest.approx(tagged["p_Drama"][0].as_py(), abs=1e-5)


def test_json_lines_keep_a_key_that_comes_late_and_values_that_are_no_text(tiny):
    lines = b'{"plot": "a ghost", "n": 3}\n{"plot": "a wedding", "cast": ["x", "y"], "bad": "\\ud800"}\n'
    job = ran("films.jsonl", lines, tiny)
    assert job.state == "done", job.error
    tagged = pq.read_table(job.tagged).to_pylist()
    assert tagged[0]["n"] == "3" and tagged[0]["cast"] is None
    assert tagged[1]["cast"] == '["x", "y"]' and tagged[1]["bad"] == "?"


def test_parquet_columns_of_any_type_reach_the_csv(tiny):
    table = pa.table({
        "plot": pa.array([GHOST, LOVE]).dictionary_encode(),
        "list": [[1, 2], None],
        "price": [1234567.891, None],
        "formula": pa.array(["=1+1", "x"], pa.large_string()),
        "raw": [b"\xff=", b"=1"],
    })  # fmt: skip
    out = io.BytesIO()
    pq.write_table(table, out)
    job = ran("films.parquet", out.getvalue(), tiny)
    assert job.state == "done", job.error
    first, second = csv.DictReader(io.StringIO(batch_result.as_csv(job.tagged).decode()))
    assert (first["list"], first["price"], first["formula"]) == ("[1, 2]", "1234567.891", "'=1+1")
    assert (second["list"], second["price"], second["raw"]) == ("", "", "'=1")


@pytest.mark.parametrize("method", ["linear_path", "occlusion"])
def test_top_words_stand_beside_the_genres_they_raise(tiny, method):
    job = ran("films.csv", PLAIN, tiny, words=method)
    assert job.state == "done", job.error
    for row in pq.read_table(job.tagged).to_pylist():
        genres = [part.split(": ")[0].removesuffix(":") for part in row["top_words"].split("; ") if part]
        assert "|".join(genres) == row["predicted"]
        for part in row["top_words"].split("; "):
            words = part.partition(": ")[2].split(", ") if part else []
            assert len(words) <= 5 and all(word in row["plot"].lower() for word in words)


def test_cancel_stops_soon_and_keeps_what_is_done(tiny):
    job = BatchJob("films.csv", io.BytesIO(csv_of([["plot"], *([GHOST] for _ in range(40_000))])))
    job.start(tiny, "plot", None)
    while job.rows == 0 and job.state == "running":
        time.sleep(0.01)
    job.cancel()
    assert job.stopping or job.state == "cancelled"
    ended(job)
    assert job.state == "cancelled"
    assert 0 < job.rows < 40_000
    assert pq.read_table(job.tagged).num_rows == job.rows == batch_result.select(job.tagged).rows


def test_cancel_is_heard_between_two_words(tiny, tmp_path):
    source = tmp_path / "films.csv"
    source.write_bytes(csv_of([["plot"], *([GHOST] for _ in range(300))]))
    asked = iter(range(1000))
    done = parquet.tag_to_parquet(
        source, tmp_path / "out", "plot", tiny, words_by="linear_path", stop=lambda: next(asked) >= 7
    )
    assert (done.rows, done.unreadable, done.stopped) == (7, 0, True)
    assert pq.read_table(tmp_path / "out").num_rows == 7


def test_the_share_read_grows_to_one(tiny, tmp_path):
    source = tmp_path / "films.csv"
    source.write_bytes(csv_of([["plot"], *([f"{LOVE} {number}"] for number in range(2_000))]))
    seen: list[tuple[int, float]] = []
    parquet.tag_to_parquet(
        source, tmp_path / "out", "plot", tiny, progress=lambda rows, share: seen.append((rows, share))
    )
    assert [rows for rows, _ in seen] == [64, 512, 1024, 1536, 2000]
    shares = [share for _, share in seen]
    assert shares == sorted(shares) and shares[-1] == 1


def test_with_words_progress_is_heard_from_the_first_plot_on(tiny, tmp_path):
    source = tmp_path / "films.csv"
    source.write_bytes(csv_of([["plot"], *([f"{LOVE} {number}"] for number in range(40))]))
    seen: list[tuple[int, float]] = []
    parquet.tag_to_parquet(
        source, tmp_path / "out", "plot", tiny, words_by="linear_path", progress=lambda *heard: seen.append(heard)
    )
    assert [rows for rows, _ in seen] == [*range(1, 41), 40]
    shares = [share for _, share in seen]
    assert shares == sorted(shares) and shares[0] < 0.1 and shares[-1] == 1


def test_the_work_leaves_streamlit_alone(tiny):
    """Nothing that the thread calls knows of a session, so it goes on when the page is closed."""
    job = BatchJob("films.csv", io.BytesIO(PLAIN))
    job.start(tiny, "plot", None)
    names = [thread.name for thread in threading.enumerate()]
    ended(job)
    assert job.state == "done" and ("batch" in names or job.seconds < 1)
    folder = job.source.parent
    job.discard()
    assert not folder.exists()


@pytest.mark.parametrize("taken", ["predicted", "p_Drama", "nearest_threshold"])
def test_a_file_that_was_tagged_before_is_refused(tiny, taken):
    job = ran("films.csv", csv_of([["plot", taken], [GHOST, "x"]]), tiny)
    assert job.state == "failed" and f"already has a column '{taken}'" in job.error


def test_a_file_name_is_a_name_and_no_path():
    job = BatchJob("../../etc/pass\\wd.CSV", io.BytesIO(PLAIN))
    assert job.name == "wd.csv"
    assert len(read_head(job.source)) == 4


def test_another_kind_of_file_is_named(tmp_path):
    (tmp_path / "films.xlsx").write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(TableError, match="films.xlsx is a ZIP archive and damaged"):
        read_head(tmp_path / "films.xlsx")


@pytest.mark.parametrize(
    ("names", "likely"),
    [(["a", "Overview", "b"], "Overview"), (["plot", "overview"], "plot"), (["x", "y"], "y")],
)
def test_the_column_with_plots_is_guessed(names, likely):
    table = pd.DataFrame({name: [GHOST if name == names[-1] else "short"] for name in names})
    assert settings.likely(table) == likely


# ---- formulas

FORMULAS = ["=1+1", "=HYPERLINK(\"http://x\")", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", " =1", "\t=1", "\r=1", "\n=1",
            "\u00a0=1", "\ufeff=1", "＝1", "＠x", "－1+1", "--1", "\ttext", "-"]  # fmt: skip
HARMLESS = ["", "text", "a=b", "-5", "+5", "-5.25", "-1,000.5", "1e-5", "-1e-05", "12 %", "'=1", "(=1)", '"=1']


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_formula_begins_with_an_apostrophe(cell):
    assert harmless(pa.array([cell])).to_pylist() == ["'" + cell]


@pytest.mark.parametrize("cell", HARMLESS)
def test_anything_else_stays_as_it_was(cell):
    assert harmless(pa.array([cell])).to_pylist() == [cell]


def test_no_cell_and_no_name_of_the_csv_is_a_formula(tiny):
    content = csv_of([["=name", "plot"], *([cell, f"={GHOST}"] for cell in FORMULAS)])
    job = ran("films.csv", content, tiny)
    assert job.state == "done", job.error
    read = list(csv.reader(io.StringIO(batch_result.as_csv(job.tagged).decode(), newline="")))
    assert len(read) == len(FORMULAS) + 1
    for row in read:
        assert not [cell for cell in row if cell.lstrip(" \t\r\n\u00a0\ufeff")[:1] in tuple("=+@＝＠－")]
    assert pq.read_table(job.tagged)["=name"].to_pylist() == FORMULAS  # Parquet has no formulas: as it was
