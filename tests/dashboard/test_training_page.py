"""The Training page and the sidebar's run, as Streamlit's own runner sees them; the runs stand in real folders."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

import train.__main__
from core.model.folder import artifact
from core.model.network.presets import NetworkConfig
from dashboard.charts.training import runs
from dashboard.components.training import run_table
from tests.support.runs import occupy, reporter
from train.config import TrainConfig
from train.runs import control
from train.runs import run_folder as folders
from train.runs.events import Epoch, Phase, Step

MODELS = Path(os.environ["GENRELENS_MODELS"])


@pytest.fixture(autouse=True)
def no_runs():
    """The other tests' pages have no runs."""
    yield
    shutil.rmtree(MODELS / "runs", ignore_errors=True)


@pytest.fixture
def busy():
    """A run that another process trains, in its second epoch of three."""
    run = folders.create(TrainConfig(epochs=3), MODELS)
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    occupy(run, sleeper.pid)
    write_epochs(run)
    yield run
    sleeper.kill()
    sleeper.wait()


def write_epochs(run, score=0.5):
    """What a training writes until its first epoch has ended."""
    report = reporter(run.folder)
    report(Phase("training", total_steps=30))
    for step in range(1, 11):
        report(Step(step, 1 / step, 900))
    report(Epoch(1, 10, loss=0.4, val_loss=0.3, val_micro_f1=score, val_map=score, words_per_second=900, memory_mb=700))


def interrupted(config, score=0.5):
    run = folders.create(config, MODELS)
    write_epochs(run, score)
    run.checkpoint.write_bytes(b"not read here")
    return run


def open_training(app, tab="Curves"):
    app.switch_page("views/training.py")
    app.query_params["tab"] = tab
    app.run()
    assert not app.exception
    return app


def labels(app):
    return [button.label for button in app.button]


def said(app):
    shown = "\n".join(str(element.value) for kind in (app.caption, app.markdown, app.error) for element in kind)
    return shown.replace("\\", "")  # names are escaped for Markdown


def test_every_page_shows_the_queue_behind_the_live_run_and_lets_one_leave_it(app, busy):
    first, second = control.start(TrainConfig(), MODELS), control.start(TrainConfig(), MODELS)
    app.run()
    assert not app.exception
    assert app.button(key=f"mini_stop_{busy.id}").label == "Stop"
    assert f"1. in the queue: {first.id}" in said(app)
    assert f"2. in the queue: {second.id}" in said(app)
    app.button(key=f"mini_stop_{first.id}").click().run()
    assert control.queue(MODELS) == [second]
    assert f"1. in the queue: {second.id}" in said(app)


def test_another_session_sees_the_live_run_and_can_only_queue(app, busy):
    open_training(app)
    assert "900 words a second" in said(app)
    assert "700 MB of memory" in said(app)
    assert app.button(key="train").label == "Queue"


def test_an_interrupted_run_offers_both_ways_out(app):
    run = interrupted(TrainConfig(epochs=3))
    open_training(app)
    assert "interrupted" in said(app)
    assert app.button(key=f"resume_{run.id}").label == "Resume"
    assert app.button(key=f"finish_{run.id}").label == "Keep its best weights"


def test_the_full_form_has_every_setting_with_its_help_and_default(app):
    open_training(app, "New run")
    widgets = [*app.number_input, *app.text_input, *app.selectbox, *app.toggle]
    helped = {widget.key: widget.help for widget in widgets}
    for setting in fields(TrainConfig):
        if setting.name not in ("network", "data", "columns", "encoding"):
            assert setting.metadata["help"] in helped[f"full_{setting.name}"]
            assert "Default: " in helped[f"full_{setting.name}"]
    for shape in fields(NetworkConfig):
        assert shape.metadata["help"] in helped[f"full_genrelens_{shape.name}"]
    assert "Default: " in helped["full_data"]
    assert "Default: " in helped["full_preset"]
    assert app.selectbox(key="full_split").options == ["title", "random"]
    assert app.button(key="full_train")


def test_the_full_form_offers_what_the_check_allows(app):
    open_training(app, "New run")
    epochs, seed, rate = (app.number_input(key=f"full_{name}") for name in ("epochs", "seed", "learning_rate"))
    assert (epochs.min, epochs.step) == (1, 1)
    assert (seed.min, seed.max) == (0, 2**32 - 1)
    assert (rate.min, rate.max, rate.step) == (0, 1, 0.001)
    assert "at least 1" in epochs.help


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("full_learning_rate", 0.0, "learning_rate is 0.0; it must be above 0"),
        ("full_word_dropout", 1.0, "word_dropout is 1.0; it must be at least 0 and below 1"),
        ("full_genrelens_word_gain", 0.0, "word_gain is 0.0"),
        ("full_glove", "no/such/glove.txt", "glove is 'no/such/glove.txt', and there is no such file"),
        ("full_teacher", "teacher.csv", "teacher is 'teacher.csv', and there is no such file"),
        ("full_labeller", "tier", "labeller names the column 'tier'"),
        ("full_score_where", "clean=1", "score_where names the column 'clean'"),
    ],
)
def test_the_form_is_checked_as_it_is_typed(app, key, value, sentence):
    open_training(app, "New run")
    widget = app.text_input(key=key) if isinstance(value, str) else app.number_input(key=key)
    widget.set_value(value).run()
    assert not app.exception
    assert sentence in said(app)
    assert "full_train" not in [button.key for button in app.button]


def test_settings_are_drawn_against_the_score_of_three_runs(app):
    for dropout, units, score in ((0.1, 32, 0.4), (0.2, 32, 0.6), (0.3, 64, 0.5)):
        network = NetworkConfig(lstm_units=units)
        interrupted(TrainConfig(word_dropout=dropout, network=network), score)
    open_training(app, "Compare")
    assert "Settings of the best run: word dropout 0.2, LSTM units 32" in said(app)


def test_a_model_of_an_older_format_is_in_the_picker_and_says_what_to_do(app, folder):
    card = folder / artifact.LAYOUT.card
    card.write_text(json.dumps(json.loads(card.read_text()) | {"format_version": 0}))
    (folder / artifact.LAYOUT.calibration).unlink()
    sums = folder / artifact.LAYOUT.checksums
    digest = hashlib.sha256(card.read_bytes()).hexdigest()
    kept = [line for line in sums.read_text().splitlines() if not line.endswith(card.name)]
    sums.write_text("\n".join([*kept, f"{digest}  {card.name}"]) + "\n")
    app.run()
    name = folder.relative_to(MODELS).as_posix()
    app.selectbox(key="model").set_value(name).run()
    assert not app.exception
    assert "has format version 0; this GenreLens reads 2. Train the model again." in said(app)


def written(app) -> list[str]:
    """Every text of the page that Streamlit reads as Markdown."""
    labelled = (
        app.button,
        app.expander,
        app.toast,
        app.get("popover"),
        app.get("progress"),
        app.get("download_button"),
    )
    texts = [
        str(element.value) for kind in (app.markdown, app.caption, app.info, app.error, app.success) for element in kind
    ]
    for element in (element for kind in labelled for element in kind):
        proto = getattr(element, "proto", None)
        texts += [str(getattr(proto, name, "")) for name in ("label", "text", "help", "body")]
    return texts


@pytest.mark.parametrize("state", ["running", "queued", "ended"])
def test_the_name_of_a_run_is_no_markdown(app, busy, state):
    folder = busy.folder.with_name("__of__a__stranger__")
    shutil.copytree(busy.folder, folder)
    run = folders.Run(folder)
    if state == "running":
        occupy(run, busy.process.pid)
    elif state == "queued":
        (folder / folders.QUEUED).write_text('{"time": 1.0, "arguments": []}')
    else:
        (folder / folders.PID).unlink()
    for tab in ("Curves", "Compare"):
        app.session_state["shown_runs"] = [run.id]
        open_training(app, tab)
        assert not [text for text in written(app) if "__of__" in text]
        assert "ended" == state or tab == "Compare" or [text for text in written(app) if r"\_\_of\_\_" in text]


def test_a_table_of_runs_holds_no_formula(tmp_path):
    notes = ['=HYPERLINK("http://evil.example","open me")', "-2+3 films", "+1", "films of 1999"]
    for text in notes:
        interrupted(TrainConfig(data_note=text))
    assert train.__main__.main(["compare", "--csv", str(tmp_path / "runs.csv")]) == 0
    content = (tmp_path / "runs.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert {row["data_note"] for row in rows} == {"'" + notes[0], "'" + notes[1], "+1", notes[3]}
    assert {row["test_micro_f1"] for row in rows} == {""} and {row["val_map"] for row in rows} == {"0.5"}


def test_the_page_offers_the_same_table(app, monkeypatch):
    offered = []
    monkeypatch.setattr(run_table, "frame_csv", lambda table: offered.append(table) or "")
    interrupted(TrainConfig())
    open_training(app, "Compare")
    assert offered and list(offered[0]) == list(control.compare())


def test_compare_puts_scores_first_and_shows_only_settings_that_differ(app):
    for dropout, score in ((0.1, 0.4), (0.2, 0.6)):
        interrupted(TrainConfig(word_dropout=dropout), score)
    open_training(app, "Compare")
    table = next(frame.value for frame in app.dataframe if "run" in frame.value)
    assert list(table)[:3] == ["run", "val_micro_f1", "test_micro_f1"]
    assert "word_dropout" in table and "learning_rate" not in table and "preset" not in table
    assert f"Best on validation: {table['run'][table['val_micro_f1'].astype(float).idxmax()]}, F1 0.600" in said(app)
    assert not [button for button in app.button if button.key.startswith("delete_")]


def test_the_table_of_runs_calls_settings_as_the_form_does():
    called = {
        name: column["label"] for name, column in run_table.named(["run", "preset", "lstm_units", "val_map"]).items()
    }
    assert called == {"preset": "Network", "lstm_units": "LSTM units", "val_map": "validation mAP"}


def test_the_chart_of_settings_calls_them_and_the_score_as_the_table_does(app, monkeypatch):
    drawn = []
    draw = runs.parallel
    monkeypatch.setattr(runs, "parallel", lambda *given: drawn.append(draw(*given)) or drawn[-1])
    for both, dropout, score in ((True, 0.1, 0.4), (False, 0.2, 0.6), (True, 0.3, 0.5)):
        interrupted(TrainConfig(word_dropout=dropout, network=NetworkConfig(bidirectional=both)), score)
    open_training(app, "Compare")
    assert "Settings of the best run: word dropout 0.2, bidirectional no" in said(app)
    axes = [axis.label.replace("<br>", " ") for axis in drawn[-1].data[0].dimensions]
    assert axes == ["Word dropout", "Bidirectional", "validation F1"]


def test_the_best_run_is_one_of_those_on_the_same_films(app, tmp_path):
    other = tmp_path / "other.csv"
    for data, score in (("open_plots", 0.4), ("open_plots", 0.5), (str(other), 0.9)):
        interrupted(TrainConfig(data=data), score)
    open_training(app, "Compare")
    table = next(frame.value for frame in app.dataframe if "run" in frame.value)
    second = table["run"][table["val_micro_f1"].astype(float) == 0.5].item()
    assert f"Best on validation among runs on open_plots: {second}, F1 0.500" in said(app)


def test_one_run_alone_shows_its_scores_and_no_settings(app):
    interrupted(TrainConfig())
    open_training(app, "Compare")
    table = next(frame.value for frame in app.dataframe if "run" in frame.value)
    assert "lstm_units" not in table


def test_a_run_is_deleted_where_it_is_shown(app):
    run = interrupted(TrainConfig(epochs=3))
    open_training(app)
    app.button(key=f"delete_{run.id}").click().run()
    assert not app.exception and control.listed(MODELS) == []


def test_a_switch_has_two_ticks_among_the_settings():
    table = pd.DataFrame({"bidirectional": [True, False, True], "lstm_units": [32, 64, 64], "score": [0.4, 0.5, 0.6]})
    axes = runs.parallel(table, list(table)).data[0].dimensions
    assert list(axes[0].ticktext) == ["no", "yes"] and axes[1].ticktext is None
