"""A run goes on as it was meant: from another folder too, and whatever an earlier process was asked."""

import train.__main__
from train.config import TrainConfig
from train.runs import run_folder


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
