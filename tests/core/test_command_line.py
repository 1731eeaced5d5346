"""The command line as people use it: a process of its own."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from core.cli import main
from core.commands.targets import is_file
from core.errors import TableError, printable
from core.explanations import METHODS
from core.measure import report
from core.model.folder.model_ref import version_of
from tests.support.once import once_is_enough  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
PLOT = "A detective and his mother live in an old house by the sea."
FILMS = (
    "id,title,year,plot,genres,clean\n"
    "1,One,1984,A detective hunts a killer in the city.,Crime|Thriller,1\n"
    "2,Two,,A family lives in a house by the sea.,Drama|Opera,1\n"
    "3,Three,2001,,Drama,1\n"
    "4,Four,2002,Singers on a stage.,Opera,1\n"
    "5,Five,2003,A young woman falls in love.,Drama|Romance,0\n"
)


@pytest.fixture(scope="module")
def run(tiny_model):
    def call(*arguments, model=tiny_model, **options):
        command = [sys.executable, "-m", "core", *map(str, arguments), "--model", str(model)]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, **options)

    return call


@pytest.fixture
def films(tmp_path):
    path = tmp_path / "films.csv"
    path.write_text(FILMS, encoding="utf-8")
    return path


def test_predict_a_plot(run, tiny):
    done = run("predict", PLOT + " zzqqx")
    assert (done.returncode, done.stderr) == (0, "")
    line_read, _, *table, model = done.stdout.splitlines()
    assert line_read.startswith(f"Read all {len(tiny.tokens(PLOT)) + 1} words; 1 is unknown (zzqqx).")
    assert model == f"Model: {tiny.artifact.folder}, version {tiny.version}."
    assert {line[2:32].strip() for line in table} == set(tiny.classes_)
    marked = [line[2:32].strip() for line in table if line.startswith("*")]
    assert marked == tiny.predict([PLOT + " zzqqx"])[0]
    probabilities = [float(line[32:44]) for line in table]
    assert probabilities == sorted(probabilities, reverse=True)


def test_predict_names_the_app_s_model_where_it_is_another(monkeypatch, tmp_path, tiny_model, capsys):
    monkeypatch.setenv("GENRELENS_MODELS", str(tmp_path))
    promoted = tmp_path / "runs" / "mine" / "model"
    promoted.parent.mkdir(parents=True)
    (tmp_path / "active.txt").write_text("runs/mine/model")
    assert main(["predict", PLOT]) == 0
    assert "The app uses another one" not in capsys.readouterr().out  # it is not there yet
    shutil.copytree(tiny_model, promoted)
    assert main(["predict", PLOT]) == 0
    assert f"The app uses another one: add --model {promoted}" in capsys.readouterr().out
    assert main(["predict", PLOT, "--model", str(promoted)]) == 0
    assert capsys.readouterr().out.rstrip().endswith(f"Model: {promoted}, version {version_of(promoted)}.")


@pytest.mark.parametrize("name", ["occlusion", "Occlusion", "Linear path", "linear-path"])
def test_a_method_has_one_name_on_the_page_and_here(name, tiny_model, capsys):
    assert main(["explain", PLOT, "--method", name, "--json", "--model", str(tiny_model)]) == 0
    assert METHODS[json.loads(capsys.readouterr().out)["method"]].title.lower() == name.lower().replace("-", " ")


def test_explain_says_where_the_page_was_written(tiny_model, tiny, tmp_path, capsys):
    page = tmp_path / "words.html"
    assert main(["explain", PLOT, "--html", str(page), "--model", str(tiny_model)]) == 0
    assert capsys.readouterr().out == f"Wrote the coloured plot to {page}.\n"
    assert f"version {tiny.version}." in page.read_text(encoding="utf-8")


def test_predict_a_file(run, tiny, films, tmp_path):
    done = run("predict", films, "--text-column", "plot", "--out", tmp_path / "out.csv")
    assert done.returncode == 0
    wrote, sums, model = done.stdout.splitlines()
    assert wrote == f"Wrote 5 films to {tmp_path / 'out.csv'}; 1 without a plot that can be read has no genre."
    assert sums == "5 records: 5 read, 0 left out."
    assert model == f"Model: {tiny.artifact.folder}, version {tiny.version}."
    frame = pd.read_csv(tmp_path / "out.csv", dtype=str, keep_default_na=False)
    assert frame["predicted"].tolist() == ["|".join(genres) for genres in tiny.predict(frame["plot"].tolist())]


def test_predict_writes_parquet_if_the_result_is_called_so(tiny_model, tiny, tmp_path, capsys):
    source, out = tmp_path / "films.jsonl", tmp_path / "out.parquet"
    source.write_text(json.dumps({"overview": PLOT}) + "\n{broken\n")
    assert main(["predict", str(source), "--out", str(out), "--model", str(tiny_model)]) == 0
    printed = capsys.readouterr().out
    assert f"Wrote 1 film to {out}." in printed
    assert "2 records: 1 read, 1 left out (row 2: not a JSON object)." in printed
    assert pd.read_parquet(out)["predicted"].tolist() == ["|".join(tiny.predict([PLOT])[0])]


@pytest.mark.parametrize("result", ["out.csv", "out.parquet", "-"])
def test_one_parquet_file_is_a_table_like_any_other(tiny_model, tiny, tmp_path, capsys, result):
    source, out = tmp_path / "films.parquet", result if result == "-" else str(tmp_path / result)
    pd.DataFrame({"title": ["A"], "plot": [PLOT]}).to_parquet(source)
    assert main(["predict", str(source), "--out", out, "--model", str(tiny_model)]) == 0
    printed = capsys.readouterr().out
    written = io.StringIO(printed) if result == "-" else out
    frame = pd.read_parquet(written) if result.endswith(".parquet") else pd.read_csv(written)
    assert frame["predicted"].tolist() == ["|".join(tiny.predict([PLOT])[0])]


def test_explain_as_json(run, tiny):
    done = run("explain", PLOT, "--json", "--method", "occlusion")
    found = json.loads(done.stdout)
    assert {"text", "tokens", "spans", "genres", "probabilities", "base_values", "values", "method", "seconds"} <= set(
        found
    )
    assert found["text"] == PLOT
    assert [PLOT[start:end] for start, end in found["spans"]] == found["tokens"]
    assert found["genres"] == list(tiny.classes_)
    assert found["probabilities"] == pytest.approx(tiny.predict_proba([PLOT])[0].tolist(), abs=1e-6)
    assert len(found["values"]) == len(tiny.classes_)
    assert {len(row) for row in found["values"]} == {len(found["tokens"])}


def test_explain_one_genre(tiny_model, capsys, tmp_path):
    one = ["explain", PLOT, "--genre", "Drama", "--model", str(tiny_model)]
    assert main(one) == 0
    said = capsys.readouterr().out
    assert said.startswith("Read all ") and "\nDrama: probability 0." in said
    assert "without any word" in said
    assert main([*one, "--html", str(tmp_path / "page.html")]) == 0
    assert "<html" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_evaluate(tiny, capsys, films):
    model = ["--draws", "20", "--model", str(tiny.artifact.folder)]
    assert main(["evaluate", str(films), "--where", "clean=1", "--json", *model]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["films"] == 2
    assert main(["evaluate", str(films), "--where", "clean=1", "--where", "year=1984", "--json", *model]) == 0
    assert json.loads(capsys.readouterr().out)["films"] == 1
    assert found["left_out"] == {"without a plot": 1, "without a genre of the model": 1}
    assert found["genres_the_model_lacks"] == {"Opera": 2}
    assert found["metrics"]["hit_at_1"] in (0, 0.5, 1)
    assert set(found["intervals"]) <= set(found["metrics"])
    assert [row["genre"] for row in found["per_genre"]] == list(tiny.classes_)
    assert main(["evaluate", str(films), "--against", str(tiny.artifact.folder), *model]) == 0
    table = capsys.readouterr().out
    assert "3 films" in table
    assert "not understood, so unknown and not absent: Opera (2)" in table
    assert "no clear difference: 0.000 [0.000, 0.000]" in table


def test_evaluate_agrees_with_the_card(run, tiny, tmp_path):
    """The test films scored at training time get the same figures from the command line."""
    from data import split
    from data.sources import registry

    frame = registry.load("open_plots").frame
    path = tmp_path / "test.csv"
    frame[split.assign(frame) == "test"].to_csv(path, index=False)
    found = json.loads(run("evaluate", path, "--json", "--draws", 5).stdout)
    card = tiny.artifact.card
    assert found["films"] == card.films["test"]
    assert found["metrics"] == pytest.approx(dict(card.metrics), abs=1e-4)


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (("predict", ""), "empty"),
        (("predict", " \n"), "empty"),
        (("predict", "?!"), "no words"),
        (("predict", "🚀"), "no words"),
        (("predict", "zzqqx wwqqk"), "none of these words"),
        (("predict", "missing.csv"), "no file"),
        (("predict", "{films}"), "--out"),
        (("predict", "{films}", "--out", "{films}"), "is the input"),
        (("predict", "{films}", "--out", "/proc/nothing/out.csv"), "can't be written"),
        (("predict", "{films}", "--out", "{out}", "--text-column", "story"), "no column 'story'"),
        (("explain", "the house", "--genre", "Opera"), "no genre 'Opera'"),
        (("explain", "the house", "--method", "magic"), "no method 'magic'"),
        (("explain", "the house", "--scale", "magic"), "no scale 'magic'"),
        (("explain", ""), "empty"),
        (("evaluate", "missing.csv"), "no file"),
        (("evaluate", "{films}", "--where", "clean"), "column=value"),
        (("evaluate", "{films}", "--where", "kind=1"), "no column 'kind'"),
        (("evaluate", "{films}", "--where", "clean=7"), "no film"),
        (("evaluate", "{films}", "--draws", "0"), "--draws"),
    ],
)
def test_one_sentence_and_exit_2(tiny_model, capsys, films, tmp_path, arguments, needed):
    filled = [text.format(films=films, out=tmp_path / "out.csv") for text in arguments]
    assert main([*filled, "--model", str(tiny_model)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error: ")
    assert said.err.count("\n") == 1
    assert needed in said.err
    assert films.read_text(encoding="utf-8") == FILMS


@pytest.mark.parametrize("command", [("predict", PLOT), ("explain", PLOT), ("evaluate", "films.csv")])
def test_a_missing_model(capsys, tmp_path, command):
    assert main([*command, "--model", str(tmp_path / "no\nmodel")]) == 2
    said = capsys.readouterr().err
    assert "no model folder" in said
    assert said.count("\n") == 1


def test_a_process_ends_with_2_and_without_a_traceback(run):
    done = run("predict", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: The plot is empty. Write or paste a sentence or two about the film.\n"


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (b"", "is empty"),
        (b"title,plot\nx,y\n", "no column that is known as genres"),
        (b"plot,genres\ncaf\xe9,Drama\n", "not UTF-8"),
        (b"plot,genres\na,Opera\n,Drama\n", "no film"),
        (b"plot,genres\n", "no film"),
    ],
)
def test_tables_that_cannot_be_scored(tiny, tmp_path, content, needed):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=needed):
        report.read(path, list(tiny.classes_))


@pytest.mark.parametrize(
    "content",
    [
        "overview;listed_in;n\nA war;Drama, Crime;1\nA ghost;Suspense;1\n",
        "plot,genre\nA war,\"['Drama', 'Crime']\"\nA ghost,thrillers\n",
        "plot,Drama,Crime,Thriller\nA war,1,1,0\nA ghost,0,0,1\n",
        "plot,genres\nA war,Drama|Crime\ntoo,many,cells\nA ghost,Thriller\n",
    ],
)
def test_a_table_is_scored_however_its_columns_and_genres_are_written(tmp_path, content):
    path = tmp_path / "films.csv"
    path.write_text(content, encoding="utf-8")
    films = report.read(path, ["Crime", "Drama", "Thriller"])
    assert films.frame["plot"].tolist() == ["A war", "A ghost"]
    assert films.y_true.tolist() == [[1, 1, 0], [0, 0, 1]]
    assert films.left_out == ({"3 cells where the header has 2": 1} if "too" in content else {})


def test_what_is_a_file_and_what_is_a_plot(films):
    assert is_file(str(films), None, None)
    assert is_file("anything", "plot", None)
    assert is_file("anything", None, Path("out.csv"))
    assert is_file("missing.csv.gz", None, None)
    for plot in (PLOT, "He opens films.csv", "x" * 100_000, "a\0b", ""):
        assert not is_file(plot, None, None)


def test_control_characters_are_not_sent_to_the_terminal():
    assert printable("a\x1b[31mred\nline\u202e") == "a [31mred line "


def test_a_table_goes_through_standard_input_and_output(tiny_model, films):
    """The answers are the only thing on the standard output; what is said goes to the error stream."""
    command = [sys.executable, "-m", "core", "predict", "-", "--out", "-", "--model", str(tiny_model)]
    ended = subprocess.run(command, input=films.read_bytes(), capture_output=True, cwd=ROOT, check=True)
    rows = pd.read_csv(io.BytesIO(ended.stdout), dtype=str, keep_default_na=False)
    assert rows["id"].tolist() == list("12345") and list(rows)[6] == "predicted"
    assert b"Wrote" in ended.stderr


@pytest.mark.parametrize("command", [("data", "describe"), ("data", "check"), ("core", "evaluate")])
def test_every_command_takes_columns_an_encoding_and_standard_input(tiny_model, films, command):
    frame = pd.read_csv(films, dtype=str, keep_default_na=False)
    other = frame.rename(columns={"title": "Titel, neu", "plot": "Handlung X", "genres": "Sorte"})
    arguments = ["--columns", '"title=Titel, neu",plot=Handlung X,genres=Sorte', "--encoding", "cp1252"]
    model = ["--model", str(tiny_model), "--draws", "5"] if command[0] == "core" else []
    content = other.to_csv(index=False).encode("cp1252", "replace")
    run = [sys.executable, "-m", *command, "-", *arguments, *model]
    ended = subprocess.run(run, input=content, capture_output=True, cwd=ROOT, check=False)
    assert ended.returncode in (0, 1) and b"Traceback" not in ended.stderr
    assert b"films" in ended.stdout and not ended.stderr.startswith(b"error")
