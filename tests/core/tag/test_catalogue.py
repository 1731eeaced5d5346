"""Catalogues: which files are tagged, which are finished, and what happens to those that can't be."""

import json
import os

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from core.cli import main
from core.errors import TableError
from core.tag.catalogue import here, plan
from core.tag.catalogue.here import Tagging
from core.tag.catalogue.plan import Task

PLOTS = ["A detective hunts a killer in the city.", None, "A family lives in a house by the sea.", "zzqqx", ""]


def write(path, plots=PLOTS, column="plot"):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"id": pa.array(range(len(plots))), column: pa.array(plots, pa.string())}), path)
    return path


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "in" / "a.parquet")
    write(tmp_path / "in" / "year=1984" / "b.PARQUET", PLOTS * 3)
    write(tmp_path / "in" / "_temporary" / "c.parquet")
    write(tmp_path / "in" / ".d.parquet")
    (tmp_path / "in" / "_SUCCESS").touch()
    (tmp_path / "in" / "e.parquet").mkdir()
    return tmp_path / "in"


def predict(source, out, model, *more):
    sources = source if isinstance(source, list) else [source]
    return main(["predict", *map(str, sources), "--out", str(out), "--model", str(model), *map(str, more)])


def test_a_folder_keeps_its_shape(folder, tmp_path):
    tasks = plan.plan([folder], tmp_path / "out")
    assert tasks == [
        Task(folder / "year=1984" / "b.PARQUET", tmp_path / "out" / "year=1984" / "b.PARQUET"),
        Task(folder / "a.parquet", tmp_path / "out" / "a.parquet"),
    ]
    assert plan.plan([folder / "a.parquet", folder], tmp_path / "out") == tasks, "a file given twice is one"


def test_the_answers_are_the_models(folder, tmp_path, tiny_model, tiny, capsys):
    assert predict(folder, tmp_path / "out", tiny_model) == 0
    assert "Tagged 20 films in 2 of 2 files; 12 films without a plot" in capsys.readouterr().out
    table = pq.read_table(tmp_path / "out" / "a.parquet")
    texts = [plot or "" for plot in PLOTS]
    assert table["plot"].to_pylist() == PLOTS
    assert table["predicted"].to_pylist() == ["|".join(genres) for genres in tiny.predict(texts)]
    y_score = tiny.predict_proba(texts).astype("float32")
    for g, genre in enumerate(tiny.classes_):
        expected = [float(y_score[i, g]) if tiny.readable(text) else None for i, text in enumerate(texts)]
        assert table[f"p_{genre}"].to_pylist() == expected
    assert sorted(path.name for path in (tmp_path / "out").rglob("*") if path.is_file()) == ["a.parquet", "b.PARQUET"]


def test_a_finished_file_is_not_made_again(folder, tmp_path, tiny_model, capsys):
    out = tmp_path / "out"
    predict(folder, out, tiny_model)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.[pP]*")}
    (out / "a.parquet").unlink()
    os.utime(folder / "year=1984" / "b.PARQUET")
    assert predict(folder, out, tiny_model) == 0
    assert "Tagged 5 films in 1 of 2 files; 1 was finished before" in capsys.readouterr().out
    after = {path: path.stat().st_mtime_ns for path in before}
    assert [path.name for path in before if before[path] != after[path]] == ["a.parquet"]
    write(folder / "a.parquet", PLOTS[:1])
    assert predict(folder, out, tiny_model) == 0
    assert pq.read_table(out / "a.parquet").num_rows == 1, "its input had changed"


def test_what_another_model_or_hand_wrote_is_left_alone(folder, tmp_path, tiny_model, tiny, capsys):
    out = tmp_path / "out"
    predict(folder, out, tiny_model)
    tasks = plan.plan([folder], out)
    with pytest.raises(TableError, match="by model .*, not from 'plot' by another"):
        plan.unfinished(tasks, "plot", "another")
    assert predict(folder, out, tiny_model, "--text-column", "id") == 2
    for strange in (b"", b"PAR1 half a file", json.dumps({"model": tiny.version}).encode()):
        (out / "a.parquet").write_bytes(strange)
        assert predict(folder, out, tiny_model) == 2
        assert (out / "a.parquet").read_bytes() == strange
    write(out / "a.parquet")
    assert predict(folder, out, tiny_model) == 2
    assert capsys.readouterr().err.count("was not written by this command") == 4


def test_a_damaged_file_is_named_and_the_others_are_tagged(folder, tmp_path, tiny_model, capsys):
    content = (folder / "a.parquet").read_bytes()
    (folder / "cut.parquet").write_bytes(content[:-20])
    (folder / "empty.parquet").write_bytes(b"")
    (folder / "flipped.parquet").write_bytes(content[:10] + bytes(len(content) - 400) + content[-390:])
    write(folder / "other.parquet", column="words")
    out = tmp_path / "out"
    (out / "blocked.parquet").mkdir(parents=True)
    assert predict(folder, out, tiny_model) == 1
    said = capsys.readouterr()
    assert "4 could not be tagged" in said.out
    lines = said.err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("error: ") and str(folder) in line for line in lines)
    assert "has no column that is known as plot; it has id, words." in said.err
    made = sorted(path.name for path in out.rglob("*") if path.is_file())
    assert made == ["a.parquet", "b.PARQUET"], "nothing half-written"


def test_a_result_that_cannot_be_written_is_said(folder, tmp_path, tiny):
    (tmp_path / "out").write_text("a file where a folder belongs")
    outcome = here.tag_file(Task(folder / "a.parquet", tmp_path / "out" / "a.parquet"), Tagging(tiny, "plot"))
    assert "can't be tagged into" in outcome.problem
    assert str(tmp_path / "out") in outcome.problem


def test_what_a_killed_run_left_is_removed(folder, tmp_path, tiny):
    out = tmp_path / "out"
    out.mkdir()
    (out / ".a.parquet-x1.part").write_bytes(b"PAR1")
    (out / ".a.parquet.mine").write_bytes(b"kept")
    assert not here.tag_file(Task(folder / "a.parquet", out / "a.parquet"), Tagging(tiny, "plot")).problem
    assert sorted(path.name for path in out.iterdir()) == [".a.parquet.mine", "a.parquet"]


@pytest.mark.parametrize(
    ("inputs", "out", "said"),
    [
        (["in"], "in", "lies in the input|is the input"),
        (["in"], "in/tagged", "lies in the input|is the input"),
        (["link"], "in", "lies in the input|is the input"),
        (["in/a.parquet"], "in", "is the input"),
        (["in/a.parquet"], "in/year=1984/../", "is the input"),
        (["in/a.parquet", "more/a.parquet"], "out", "would both be written to"),
        (["bare"], "out", "There is no .parquet file in"),
        (["nowhere"], "out", "There is no file or folder at"),
        (["in/_SUCCESS"], "out", "is no .parquet file"),
        (["in"], "out.parquet", "it is a folder, which gets a file for each input"),
        (["in"], "in/_SUCCESS", "it is a folder, which gets a file for each input"),
    ],
)
def test_what_cannot_be_planned_is_said(folder, tmp_path, inputs, out, said):
    write(tmp_path / "more" / "a.parquet")
    (tmp_path / "bare").mkdir()
    (tmp_path / "link").symlink_to(folder)
    with pytest.raises(TableError, match=said):
        plan.plan([tmp_path / name for name in inputs], tmp_path / out)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["in"], "in which folder"),
        (["in", "--out", "out", "--workers", "2"], "are for --engine ray"),
        (["in", "--out", "out", "--address", "127.0.0.1:1"], "are for --engine ray"),
        (["in", "--out", "out", "--engine", "ray", "--workers", "0"], "at least 1"),
        (["in/_SUCCESS", "--out", "out", "--engine", "ray"], "is no .parquet file"),
        (["A detective", "in an old house."], "Put a plot in quotes"),
    ],
)
def test_arguments_that_make_no_sense_are_said(folder, tmp_path, tiny_model, capsys, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert main(["predict", *arguments, "--model", str(tiny_model)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
