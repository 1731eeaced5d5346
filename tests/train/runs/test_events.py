"""Events: what a run writes is read back, also what an earlier version or a killed process left."""

import json
from dataclasses import replace

import pytest

from tests.support.runs import reporter
from train.runs import events, progress, progress_reader, status
from train.runs.events import Done, Epoch, Failed, Note, Phase, Restored, Resumed, Step
from train.runs.listeners import broadcast
from train.runs.progress_reader import PROGRESS

ONE_OF_EACH = [
    Phase("training", 12, 3.5, seconds=0.1),
    Step(1, 0.5, 100, seconds=0.2),
    Epoch(1, 1, 0.5, 0.4, 0.3, 0.2, 100, 9, seconds=0.3),
    Note("Genres left out: Sport.", seconds=0.4),
    Resumed(seconds=0.5),
    Restored(1, 1, seconds=0.6),
    Done({"micro_f1": 0.5}, "models/mine", stopped=True, seconds=0.7),
    Failed("The disk is full.", seconds=0.8),
]


def write(folder, steps=6, per_epoch=2):
    report = reporter(folder)
    report(Phase("training", total_steps=12))
    for step in range(1, steps + 1):
        report(Step(step, 1 / step, 100))
        if step % per_epoch == 0:
            epoch = step // per_epoch
            report(Epoch(epoch, step, loss=0.5, val_loss=abs(epoch - 2) + 0.1, memory_mb=9, words_per_second=7))
    return report


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda event: type(event).__name__)
def test_an_event_is_a_line_of_json_and_comes_back(event):
    line = events.to_line(event)
    assert json.loads(line)["event"] == type(event).__name__.lower()
    assert line.endswith("\n") and line.count("\n") == 1
    assert events.from_line(line) == event


def test_every_kind_is_tried():
    assert {type(event) for event in ONE_OF_EACH} == set(events.KINDS.values())


@pytest.mark.parametrize(
    "line", ["", "{", "7", "[1]", '{"event": "gone"}', '{"event": "step"}', '{"event": "step", "lo', '{"seconds": 1}']
)
def test_what_is_no_event_is_none(line):
    assert events.from_line(line) is None


def test_the_files_of_an_earlier_version_open(tmp_path):
    (tmp_path / PROGRESS).write_text(
        '{"event": "phase", "seconds": 0.0, "name": "reading the films"}\n'
        '{"event": "phase", "seconds": 3.1, "name": "training", "total_steps": 4, "planned": 2.0}\n'
        '{"event": "step", "seconds": 3.5, "step": 1, "loss": 0.7, "words_per_second": 900}\n'
        '{"event": "epoch", "seconds": 4.0, "epoch": 1, "step": 1, "loss": 0.7, "val_loss": 0.4, "val_micro_f1": 0.3,'
        ' "val_map": 0.2, "words_per_second": 900, "memory_mb": 700, "gone": 1}\n'
        '{"event": "done", "seconds": 9.0, "metrics": {"micro_f1": 0.5}, "model": "m", "stopped": false}\n'
    )
    (tmp_path / status.STATUS).write_text(
        '{"ending": {"event": "done", "seconds": 9.0, "metrics": {"micro_f1": 0.5}, "model": "m", "stopped": false},'
        ' "seconds": 9.0, "phase": "training", "epoch": 1, "step": 1, "epoch_seconds": 4.0}'
    )
    run = progress_reader.read(tmp_path)
    assert (run.total_steps, run.planned, run.steps) == (4, 2.0, [Step(1, 0.7, 900, seconds=3.5)])
    assert run.epochs == [Epoch(1, 1, 0.7, 0.4, 0.3, 0.2, 900, 700, seconds=4.0)]
    assert run.ending == status.read(tmp_path).ending == Done({"micro_f1": 0.5}, "m", seconds=9.0)


def test_share_best_epoch_speed_and_memory(tmp_path):
    assert progress_reader.read(tmp_path).steps == []
    write(tmp_path)
    run = progress_reader.read(tmp_path)
    assert run.share == pytest.approx(0.5)
    assert run.best_epoch.epoch == 2
    assert (run.words_per_second, run.memory_mb) == (7, 9)
    assert run.seconds_left >= 0
    now = replace(status.read(tmp_path), seconds=0, epoch_seconds=0)
    assert now == status.Status(phase="training", epoch=3, step=6)


def test_an_epoch_after_the_last_that_is_kept_tells_the_time(tmp_path, monkeypatch):
    for module in (progress, progress_reader):
        monkeypatch.setattr(module, "MOST_EPOCHS", 2)
    lines = [
        replace(event, seconds=float(place))
        for place, event in enumerate([Step(1, 0.5, 1), *[Epoch(1, 1, 0.5, 0.4)] * 2])
    ]
    lines[2] = replace(lines[2], epoch=2, step=2)
    lines += [Step(2, 0.4, 1, seconds=3.0), *(Epoch(n, n, 0.5, 0.4, seconds=n + 1.0) for n in (3, 4, 5))]
    (tmp_path / PROGRESS).write_text("".join(map(events.to_line, lines)))
    run = progress_reader.read(tmp_path)
    assert [epoch.epoch for epoch in run.epochs] == [1, 2] and [step.step for step in run.steps] == [1, 2]
    assert run.seconds == 6.0
    with (tmp_path / PROGRESS).open("a") as stream:
        stream.write(
            "".join(map(events.to_line, [Note("still here", seconds=7.0), Epoch(6, 6, 0.5, 0.4, seconds=8.0)]))
        )
    run = progress_reader.read(tmp_path)
    assert (run.seconds, run.notes, len(run.epochs)) == (8.0, ["still here"], 2)


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_hides_nothing_before_or_after_it(tmp_path, cut):
    write(tmp_path)
    path = tmp_path / PROGRESS
    path.write_bytes(path.read_bytes()[:-cut])
    assert len(progress_reader.read(tmp_path).steps) == 6
    reporter(tmp_path)(Step(7, 0.1, 100))
    assert [step.step for step in progress_reader.read(tmp_path).steps] == [1, 2, 3, 4, 5, 6, 7]


def test_restored_drops_what_is_trained_again_and_the_clock_goes_on(tmp_path):
    write(tmp_path, steps=5)
    status.save(tmp_path, replace(status.read(tmp_path), epoch_seconds=100.0))
    report = reporter(tmp_path)
    report(Restored(2, 4))
    report(Step(5, 0.3, 1))
    run = progress_reader.read(tmp_path)
    assert [step.step for step in run.steps] == [1, 2, 3, 4, 5]
    assert run.steps[-1].loss == 0.3
    assert 100 <= run.steps[-1].seconds < 130
    assert run.seconds_left is None  # no pace yet in this process


def test_a_run_killed_before_its_first_checkpoint_has_each_step_and_epoch_once(tmp_path):
    """Nothing is restored then: its first epoch was written, and is written again."""
    write(tmp_path, steps=3)(Resumed())
    write(tmp_path, steps=2)
    run = progress_reader.read(tmp_path)
    assert [step.step for step in run.steps] == [1, 2]
    assert [epoch.epoch for epoch in run.epochs] == [1]


def test_an_ending_is_forgotten_when_the_run_goes_on(tmp_path):
    report = write(tmp_path)
    report(Failed("full"))
    assert progress_reader.read(tmp_path).ending.message == status.read(tmp_path).ending.message == "full"
    report(Resumed())
    assert progress_reader.read(tmp_path).ending is status.read(tmp_path).ending is None


def test_a_new_record_is_one_entry_of_one_list(tmp_path, monkeypatch):
    heard = []
    monkeypatch.setattr(broadcast, "RECORDS", (*broadcast.RECORDS, lambda folder: heard.append))
    report = broadcast.Broadcast(tmp_path, broadcast.records(tmp_path))
    report(Note("hello"))
    assert [event.text for event in heard] == ["hello"]
    assert progress_reader.read(tmp_path).notes == ["hello"]


def test_every_line_is_complete_by_itself(tmp_path):
    write(tmp_path)
    assert all(json.loads(line)["seconds"] >= 0 for line in (tmp_path / PROGRESS).read_text().splitlines())


def test_a_run_of_endless_epochs_is_kept_within_a_bound(tmp_path):
    line = '{"event": "epoch", "seconds": 1.5, "epoch": %d, "step": %d, "loss": 0.5, "val_loss": 0.4, "val_map": 0.3}\n'
    (tmp_path / PROGRESS).write_text("".join(line % (n, n) for n in range(1, 15_000)))
    assert len(progress_reader.read(tmp_path).epochs) == 10_000
