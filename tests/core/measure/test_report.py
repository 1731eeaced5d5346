"""The library's evaluate: a file, a frame or films that are labelled already give the same figures."""

import json

import pandas as pd
import pytest

from core import evaluate
from core.cli import main
from core.errors import TableError
from core.measure import metrics, report
from data.sources import registry


@pytest.fixture(scope="module")
def films():
    return registry.load("open_plots").frame[["plot", "genres"]].head(60)


def test_a_file_a_frame_and_labelled_films_are_the_same(tiny, films, tmp_path):
    films.to_csv(tmp_path / "films.csv", index=False)
    genres = [str(genre) for genre in tiny.classes_]
    labelled = report.label(films, genres, "films")
    results = [evaluate(tiny, source, draws=20) for source in (tmp_path / "films.csv", films, labelled)]
    assert results[0] == results[1] == results[2]
    assert json.loads(json.dumps(results[0], allow_nan=False)) == results[0]
    y_score = tiny.predict_proba(labelled.frame["plot"].tolist())
    assert results[0]["metrics"]["micro_f1"] == metrics.report(labelled.y_true, y_score, tiny.thresholds_)["micro_f1"]
    low, high = results[0]["intervals"]["micro_f1"]
    assert low <= results[0]["metrics"]["micro_f1"] <= high


def test_what_is_wrong_with_a_frame(tiny, films):
    with pytest.raises(TableError, match="no column that is known as genres"):
        evaluate(tiny, films[["plot"]])
    with pytest.raises(TableError, match="no film with a plot"):
        evaluate(tiny, pd.DataFrame({"plot": ["A ghost."], "genres": ["Telenovela"]}))


def test_what_is_not_understood_is_masked_and_listed(tiny):
    known = [str(genre) for genre in tiny.classes_][:1]
    genres = [*known * 3, f"{known[0]}|Telenovela", f"{known[0]}, International Movies", "International Movies"]
    films = pd.DataFrame({"plot": [f"A war begins, {i}." for i in range(6)], "genres": genres})
    labelled = report.label(films, tiny.classes_, "films")
    assert labelled.known.all(axis=1).tolist() == [True, True, True, False, True]
    assert labelled.left_out == {report.NO_GENRE: 1}
    assert labelled.not_understood == {"International Movies": 2, "Telenovela": 1}
    result = evaluate(tiny, labelled, draws=5)
    assert result["genres_not_understood"] == labelled.not_understood
    wrong = tiny.predict_proba(labelled.frame["plot"].tolist()) >= tiny.thresholds_
    false = (wrong & (labelled.y_true == 0) & labelled.known)[3].sum()
    assert false == 0


def test_the_list_of_what_is_left_out_is_short_and_a_file_has_all(tiny, tmp_path, capsys):
    rows = [f"A war begins {i}.,{tiny.classes_[0]}" for i in range(3)] + ["N/A,Drama", "A ghost.,Telenovela"]
    rows += ["too,many" + ",cells" * i for i in range(1, 8)]
    (tmp_path / "films.csv").write_text("\n".join(["plot,genres", *rows]))
    model, out = ["--model", str(tiny.artifact.folder), "--draws", "5"], tmp_path / "left.csv"
    assert main(["evaluate", str(tmp_path / "films.csv"), "--left-out", str(out), *model]) == 0
    said = capsys.readouterr().out
    assert said.count("left out:") == 6 and "4 more, for 4 other reasons" in said
    left = pd.read_csv(out)
    assert left["row"].tolist() == list(range(4, 13)) and left["reason"].iloc[0] == "without a plot"
