"""A run goes on as it was meant: from another folder too, and whatever an earlier process was asked."""

import json
import shutil

import pytest

import train.__main__
from data import split
from data.sources import registry
from train.config import TrainConfig
from train.runs import run_folder
from train.runs.run_folder import Run


def test_a_table_beside_the_user_is_found_from_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("films.csv", "teacher.csv"):
        (tmp_path / name).touch()
    run = run_folder.create(TrainConfig(data="films.csv", teacher="teacher.csv"), tmp_path)
    assert (run.config.data, run.config.teacher) == (str(tmp_path / "films.csv"), str(tmp_path / "teacher.csv"))
    assert run_folder.create(TrainConfig(), tmp_path).config == TrainConfig()


def test_a_stop_that_an_earlier_process_was_asked_for_is_no_stop_now(tmp_path, monkeypatch):
    run = run_folder.create(TrainConfig(), tmp_path)
    (run.folder / run_folder.STOP).touch()
    seen = []
    monkeypatch.setattr(train.__main__, "train", lambda run, *rest: seen.append(run.stop_requested) or 0)
    assert train.__main__.main(["--run", str(run.folder)]) == 0
    assert seen == [False]


def changed(run, folder, **settings):
    """A copy of a run whose settings somebody has edited."""
    copy = Run(shutil.copytree(run.folder, folder / "runs" / run.id))
    (copy.folder / "out.txt").unlink(missing_ok=True)
    path = copy.folder / run_folder.CONFIG
    config = json.loads(path.read_text())
    for name, value in settings.items():
        (config["network"] if name in config["network"] else config)[name] = value
    path.write_text(json.dumps(config))
    return copy


@pytest.mark.parametrize(("name", "value"), [("epochs", 4), ("learning_rate", 0.01), ("lstm_units", 5)])
def test_a_run_whose_settings_have_changed_is_not_gone_on_with(trainer, finished, tmp_path, name, value):
    run = trainer.train(changed(finished[0], tmp_path, **{name: value}))
    assert run.state == "failed"
    message = run.progress.ending.message
    assert f"{name} was " in message and f" and is {value})" in message and len(message) < 400


def test_a_run_whose_validation_films_have_changed_is_not_gone_on_with(trainer, finished, tmp_path):
    table = registry.load(finished[0].config.data).frame
    side = split.assign(table, finished[0].config.split, seed=finished[0].config.seed)
    rows = table.index[side == "validation"]
    other = next(row for row in rows if table.loc[row, "genres"] != table.loc[rows[0], "genres"])
    for name, genres in (("same", table.loc[rows[0], "genres"]), ("other", table.loc[other, "genres"])):
        frame = table.assign(split=side)
        frame.loc[rows[0], "genres"] = genres
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    same = trainer.train(changed(finished[0], tmp_path / "1", data=str(tmp_path / "same.csv")))
    assert same.state == "done", "the table may be somewhere else"
    run = trainer.train(changed(finished[0], tmp_path / "2", data=str(tmp_path / "other.csv")))
    assert run.state == "failed"
    assert run.progress.ending.message.startswith("The films have changed")
