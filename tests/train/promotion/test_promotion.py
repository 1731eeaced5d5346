"""Before a model is promoted, what changes is shown and plots must pass; afterwards it is known who did it and why."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.model.classifier import GenreClassifier
from data.sources import registry
from tests.train.promotion.conftest import NIGHT
from train.promotion import history, must_pass
from train.promotion.changes import FIGURES, changes, films, sample, verdicts
from train.promotion.must_pass import Check
from train.runs import control
from train.runs.guards import READONLY, RunError

WEDDING = "Two people fall in love at a wedding, and everyone laughs and sings."


@pytest.fixture(scope="module")
def opened(two_models):
    """The old and the new model."""
    return [GenreClassifier.load(folder) for folder in two_models]


@pytest.fixture(scope="module")
def table():
    return registry.load("open_plots").frame.head(60)


def test_what_would_change_is_counted_by_label_and_shown_with_words(opened, table):
    old, new = opened
    found = changes(new, old, films(table, "films"))
    before, after = ([set(row) for row in model.predict(table["plot"].tolist())] for model in (old, new))
    changed = [title for title, one, other in zip(table["title"], before, after, strict=True) if one != other]
    assert found.changed["title"].tolist() == changed and found.films == 60
    assert found.sentence.startswith(f"{len(changed)} of 60 films (")
    rows = found.labels.set_index("label")
    assert rows.loc["Horror", "gained"] == sum("Horror" in b - a for a, b in zip(before, after, strict=True))
    assert rows.loc["Drama", "lost"] == sum("Drama" in a - b for a, b in zip(before, after, strict=True)) > 0
    assert rows.loc["Horror", "after"] == 60 == rows.loc["Horror", "before"] + rows.loc["Horror", "gained"]
    shown = sample(new, old, found, 3)
    assert len(shown) == 3 and shown["change"].str.contains(r"- Drama \(\w").any()
    assert changes(old, old, films(table, "films")).sentence == "None of 60 films gets other labels."


def test_the_paired_bootstrap_says_which_is_better_where_genres_are_known(opened, table):
    old, new = opened
    assert verdicts(new, old, table, "films")["Micro F1"].startswith("worse by")
    told = verdicts(new, old, table[["title", "plot"]], "films")
    assert list(told) == ["Not compared"] and "genres" in told["Not compared"]


def test_films_that_one_of_the_models_learnt_from_do_not_count(opened, table, monkeypatch):
    old, new = opened
    asked = []

    def against(one, other, scored, draws):
        asked.append(scored)
        return dict.fromkeys(FIGURES, "")

    monkeypatch.setattr("core.measure.report.against", against)
    for name in ("films", old.artifact.card.data):
        verdicts(new, old, table, name)
    every, test_side = (len(scored.frame) for scored in asked)
    assert 0 < test_side < every / 3


def test_a_model_that_fails_a_plot_is_promoted_only_with_a_reason(models, runs):
    must_pass.keep([Check(WEDDING, (), ("Horror",)), Check(NIGHT, ("Horror",), ())], models)
    with pytest.raises(RunError, match=r"fails 1 of 2 plots that it must pass \(Horror came: Two people fall"):
        control.promote(runs[1].id, models)
    assert control.active(models) == models / "default" and control.promotions(models) == []
    control.promote(runs[1].id, models, why="for the night", who="Ada", override="horror week")
    (made,) = control.promotions(models)
    assert (made.who, made.why, made.failed, made.override) == ("Ada", "for the night", 1, "horror week")
    assert made.before == "default" and made.model == f"runs/{runs[1].id}/model" and "micro F1 0." in made.figures
    must_pass.keep([], models)
    control.promote(runs[0].id, models)
    assert control.promotions(models)[-1].override == "" and control.promotions(models)[-1].who


def test_one_can_go_back_step_by_step(models, runs):
    with pytest.raises(RunError, match="No earlier model"):
        control.roll_back(models)
    for run in runs:
        control.promote(run.id, models)
    must_pass.keep([Check(NIGHT, ("Nonsense",), ())], models)  # a way back is never blocked
    assert control.roll_back(models, why="complaints") == runs[0].model == control.active(models)
    assert control.roll_back(models) == models / "default"
    with pytest.raises(RunError, match="No earlier model"):
        control.roll_back(models)
    assert [made.back for made in control.promotions(models)] == [False, False, True, True]


def test_an_earlier_model_that_is_gone_is_said(models, runs):
    for run in runs:
        control.promote(run.id, models)
    control.delete(runs[0])
    with pytest.raises(RunError, match="which answered before, is gone"):
        control.roll_back(models)
    assert control.active(models) == runs[1].model


def test_a_promotion_killed_in_between_has_changed_nothing_and_is_no_history(models, runs, monkeypatch):
    control.promote(runs[0].id, models)

    def killed(*arguments):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("train.runs.active.atomic.write_text", killed)
        control.promote(runs[1].id, models)
    assert control.active(models) == runs[0].model
    assert [made.model for made in control.promotions(models)] == [f"runs/{runs[0].id}/model"]
    with (models / history.FILE).open("a") as stream:
        stream.write('{"at": "2026')  # a line that was cut off
    control.promote(runs[1].id, models)
    assert [made.model for made in control.promotions(models)] == [f"runs/{run.id}/model" for run in runs]
    assert control.roll_back(models) == runs[0].model


@pytest.mark.parametrize("line", ["", "[]", "{}", '{"at": 1}', "\x00", "[" * 9_000, json.dumps({"who": "x" * 99})])
def test_odd_lines_of_the_history_are_passed_over(models, runs, line):
    (models / history.FILE).write_text(line)
    assert control.promotions(models) == []
    control.promote(runs[0].id, models)
    assert len(control.promotions(models)) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("plot,must\n,Drama\n", "Row 1 of checks.csv has no plot"),
        ("plot,must\nA war begins in the city.,\n", "Row 1 of checks.csv has no labels"),
        ("plot,must,must_not\nA war begins in the city.,War,War\n", "War must and must not come"),
        ("story,must\nA war,War\n", "has no column 'plot'"),
        ("plot,genres\nA war,War\n", "has no column 'must'"),
    ],
)
def test_a_table_of_checks_that_makes_no_sense_is_refused_in_a_sentence(text, said):
    with pytest.raises(TableError, match=said):
        must_pass.read(text.encode(), "checks.csv")


def test_checks_come_back_as_they_were(tmp_path):
    checks = must_pass.read(
        b'plot,must,must_not\n=A war begins in the city.,"War, Drama",\nA ghost comes.,,Comedy|War\n', "c.csv"
    )
    assert checks == [
        Check("=A war begins in the city.", ("War", "Drama"), ()),
        Check("A ghost comes.", (), ("Comedy", "War")),
    ]
    must_pass.keep(checks, tmp_path)
    assert must_pass.kept(tmp_path) == checks
    must_pass.keep(checks[1:], tmp_path)
    assert must_pass.kept(tmp_path) == checks[1:]
    must_pass.keep([], tmp_path)
    assert must_pass.kept(tmp_path) == [] and os.listdir(tmp_path) == []


def test_a_read_only_show_promotes_nothing_and_keeps_no_checks(models, runs, monkeypatch):
    control.promote(runs[0].id, models)
    before = {path: path.read_bytes() for path in models.iterdir() if path.is_file()}
    monkeypatch.setenv(READONLY, "1")
    for act in (
        lambda: control.promote(runs[1].id, models),
        lambda: control.roll_back(models),
        lambda: must_pass.keep([Check(NIGHT, ("War",), ())], models),
    ):
        with pytest.raises(RunError, match="read-only"):
            act()
    assert {path: path.read_bytes() for path in models.iterdir() if path.is_file()} == before
    assert len(control.promotions(models)) == 1


SEVERAL = """
import sys
from train.__main__ import main
for words in sys.argv[1:]:
    print(">", main(words.split()))
"""


def test_the_command_line_looks_promotes_tells_and_goes_back(models, runs, tmp_path):
    registry.load("open_plots").frame.head(20).to_csv(tmp_path / "films.csv", index=False)
    pd.DataFrame({"plot": [WEDDING], "must_not": ["Horror"]}).to_csv(tmp_path / "checks.csv", index=False)
    new, films = runs[1].id, f"--films {tmp_path / 'films.csv'}"
    commands = [
        f"must-pass {tmp_path / 'checks.csv'}",
        f"promote {new} {films} --look",
        "promotions",
        f"promote {new}",
        f"promote {new} {films} --why better --override accepted",
        "roll-back --why no",
        "promotions",
    ]
    done = subprocess.run(
        [sys.executable, "-c", SEVERAL, *commands],
        cwd=Path(__file__).resolve().parents[3],
        env={**os.environ, "GENRELENS_MODELS": str(models)},
        capture_output=True,
        text=True,
    )
    kept, looked, before, refused, promoted, back, after = done.stdout.split("\n>")[0:7]
    assert "1 plot that must pass" in kept
    assert "of 20 films (" in looked and "Micro F1: " in looked and "- Drama (" in looked and "Horror came" in looked
    assert before.strip() == "0", "it was only looked at"
    assert refused.strip() == "0" and "fails 1 of 1 plot that it must pass" in done.stderr
    assert f"promote: {new}" in promoted and "default answers again" in back
    newest, why, oldest, reason, overridden = after.splitlines()[1:6]
    assert "went back to default" in newest and why == "  why: no" and "of 20 films" in oldest
    assert (reason, overridden) == ("  why: better", "  1 plot failed; overridden: accepted")
