"""What a run writes is read back, whatever a killed process left of it."""

import json

import pytest

from train.runs import events
from train.runs.events import PROGRESS, ProgressWriter


def written(folder, steps=6, per_epoch=2):
    writer = ProgressWriter(folder)
    writer.write("phase", name="training", total_steps=12)
    for step in range(1, steps + 1):
        writer.write("step", step=step, loss=1 / step, words_per_second=100)
        if step % per_epoch == 0:
            epoch = step // per_epoch
            writer.write(
                "epoch",
                epoch=epoch,
                step=step,
                loss=0.5,
                val_loss=abs(epoch - 2) + 0.1,
                memory_mb=9,
                words_per_second=7,
            )
    return writer


def test_share_best_epoch_speed_and_memory(tmp_path):
    assert events.read(tmp_path).steps == []
    written(tmp_path)
    found = events.read(tmp_path)
    assert found.share == pytest.approx(0.5)
    assert found.best_epoch == 2
    assert (found.words_per_second, found.memory_mb) == (7, 9)
    assert found.seconds_left >= 0
    assert events.status(tmp_path) | {"seconds": 0, "epoch_seconds": 0} == {
        **{"ending": None, "seconds": 0, "phase": "training"},
        **{"epoch": 3, "step": 6, "epoch_seconds": 0},
    }


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_torn_last_line_hides_nothing_before_or_after_it(tmp_path, cut):
    written(tmp_path)
    path = tmp_path / PROGRESS
    path.write_bytes(path.read_bytes()[:-cut])
    before = events.read(tmp_path)
    assert len(before.steps) == 6
    ProgressWriter(tmp_path).write("step", step=7, loss=0.1, words_per_second=100)
    assert [step["step"] for step in events.read(tmp_path).steps] == [1, 2, 3, 4, 5, 6, 7]


def test_restored_drops_what_is_trained_again_and_the_clock_goes_on(tmp_path):
    written(tmp_path, steps=5)
    status = events.status(tmp_path) | {"epoch_seconds": 100.0}
    events.save_status(tmp_path, status)
    writer = ProgressWriter(tmp_path)
    writer.write("restored", epoch=2, step=4)
    writer.write("step", step=5, loss=0.3, words_per_second=1)
    found = events.read(tmp_path)
    assert [step["step"] for step in found.steps] == [1, 2, 3, 4, 5]
    assert found.steps[-1]["loss"] == 0.3
    assert 100 <= found.steps[-1]["seconds"] < 130
    assert found.seconds_left is None  # no pace yet in this process


def test_an_ending_is_forgotten_when_the_run_goes_on(tmp_path):
    writer = written(tmp_path)
    writer.end("failed", message="full")
    assert events.read(tmp_path).ending["message"] == "full"
    assert not (tmp_path / events.RESERVE).exists()
    events.append(tmp_path, {"event": "resumed", "seconds": 1.0})
    assert events.read(tmp_path).ending is None


def test_every_line_stands_alone(tmp_path):
    written(tmp_path)
    assert all(json.loads(line)["seconds"] >= 0 for line in (tmp_path / PROGRESS).read_text().splitlines())
