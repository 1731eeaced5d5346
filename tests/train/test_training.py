"""Real trainings in real processes: the same twice, stopped, resumed, on a full disk; what they leave for others."""

import shutil
import signal
import subprocess
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.model.folder import artifact, seal
from tests.support.warm import TRAIN
from train.config import ConfigError
from train.runs import control, run_folder
from train.runs.events import Done


def unchanging(epochs):
    """Epochs without what depends on the machine's mood."""
    return [replace(epoch, seconds=0, words_per_second=0, memory_mb=0) for epoch in epochs]


def test_the_same_seed_gives_the_same_metrics_in_two_processes(finished):
    first, second = (run.progress for run in finished)
    assert isinstance(first.ending, Done)
    assert first.ending.metrics == second.ending.metrics
    assert unchanging(first.epochs) == unchanging(second.epochs)
    assert [step.loss for step in first.steps] == [step.loss for step in second.steps]


def test_progress_has_speed_memory_and_every_step(finished):
    progress = finished[0].progress
    assert [step.step for step in progress.steps] == list(range(1, progress.total_steps + 1))
    assert all(step.words_per_second > 0 for step in progress.steps)
    assert all(epoch.memory_mb > 100 and epoch.words_per_second > 0 for epoch in progress.epochs)
    per_epoch = progress.total_steps // len(progress.epochs)
    losses = [step.loss for step in progress.steps[:per_epoch]]
    assert progress.epochs[0].loss == pytest.approx(sum(losses) / len(losses), abs=1e-4)


def scalars(folder, tag):
    """Steps and values of a tag, as TensorBoard itself reads them."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    seen = EventAccumulator(str(folder), size_guidance={"tensors": 0}).Reload().Tensors(tag)
    return [event.step for event in seen], [float(make_ndarray(event.tensor_proto)) for event in seen]


def test_other_tools_can_read_a_run(finished):
    run = finished[0]
    progress = run.progress
    steps, losses = scalars(run.folder / "events" / "train", "batch_loss")
    assert steps == [step.step for step in progress.steps]
    assert losses == pytest.approx([step.loss for step in progress.steps], abs=1e-4)
    epochs, values = scalars(run.folder / "events" / "validation", "epoch_map")
    assert epochs == [epoch.epoch for epoch in progress.epochs]
    assert values == pytest.approx([epoch.val_map for epoch in progress.epochs], abs=1e-4)
    history = pd.read_csv(run.folder / "history.csv")
    assert list(history["val_loss"]) == [epoch.val_loss for epoch in progress.epochs]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_and_keeps_the_best_weights_and_it_can_go_on(
    trainer, small_config, finished, tmp_path, wait_until, number
):
    run = run_folder.create(small_config, tmp_path)
    process = trainer.begin(run)
    wait_until(lambda: run.progress.epochs)
    process.send_signal(number)
    wait_until(lambda: not process.is_running())
    assert run.state == "done"
    assert len(run.progress.steps) < run.progress.total_steps
    seal.verify(run.model)
    assert run.resumable
    if number == signal.SIGTERM:
        return
    trainer.train(run)
    assert run.progress.ending.metrics == finished[0].progress.ending.metrics


def test_the_stop_file_ends_it_within_a_few_steps(trainer, small_config, tmp_path, wait_until):
    run = run_folder.create(small_config, tmp_path)
    process = trainer.begin(run)
    wait_until(lambda: run.progress.steps)
    control.stop(run)
    asked = len(run.progress.steps)
    wait_until(lambda: not process.is_running())
    assert len(run.progress.steps) <= asked + 6
    assert run.state == "done"
    assert run.model and artifact.load(run.model).lacks(artifact.LAYOUT.words), "it looked for the words of each genre"


def test_who_stops_does_not_wait_for_the_words_of_each_genre(tiny):
    from train.fit.enough import Enough
    from train.fit.genre_words import words_of

    asked, films = [], pd.DataFrame({"title": list("abcde"), "plot": ["A detective hunts a killer."] * 5})
    with pytest.raises(Enough):
        words_of(tiny, films, stop=lambda: asked.append(1) or len(asked) == 3)
    assert len(asked) == 3


def test_who_stops_during_a_validation_does_not_wait_for_it():
    """An earlier epoch has left weights; the scores of this one are broken off between two batches."""
    from train.fit.callback import Enough, scores

    asked = []

    class Network:
        output_shape = (None, 2)

        def predict_on_batch(self, ids):
            asked.append(len(ids))
            return np.zeros((len(ids), 2))

    films = [np.array([1, 2, 3])] * 1_000
    assert scores(Network(), films).shape == (1_000, 2) and len(asked) == 4
    asked.clear()
    with pytest.raises(Enough):
        scores(Network(), films, stop=lambda: len(asked) == 1)
    assert len(asked) == 1


def test_a_killed_run_can_be_finished_without_training_on(trainer, small_config, tmp_path, wait_until):
    run = run_folder.create(small_config, tmp_path)
    process = trainer.begin(run)
    wait_until(run.checkpoint.exists)
    process.kill()
    wait_until(lambda: not process.is_running())
    assert run.state == "interrupted"
    trainer.train(run, finish=True)
    assert run.state == "done"
    assert artifact.load(run.model).card.best_epoch >= 1


def test_a_full_disk_is_one_sentence_and_the_run_can_go_on(trainer, small_config, finished, tmp_path):
    run = run_folder.create(small_config, tmp_path)
    trainer.train(run, fsize=100_000)  # the checkpoint is larger than this process may write
    assert run.state == "failed"
    assert "is full. Free space and resume the run" in run.progress.ending.message
    assert run.model is None
    trainer.train(run)
    assert run.progress.ending.metrics == finished[0].progress.ending.metrics


def test_a_disk_that_is_really_full(trainer, small_config, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=400k", "none", str(disk)], capture_output=True)
    if mount.returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        run = run_folder.create(small_config, disk)
        trainer.train(run)
        assert run.state == "failed"
        assert "is full" in run.status.ending.message
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_runs_beside_each_other(finished):
    ids, models = [run.id for run in finished], finished[0].models
    table = control.compare(ids, models)
    assert sorted(table["run"]) == sorted(ids)
    assert "learning_rate" not in table  # they agree on it
    assert "lstm_units" in control.compare(ids, models, every_setting=True)
    assert table["test_micro_f1"].nunique() == 1
    assert (table["size_mb"] > 0).all()
    assert (table["minutes"] > 0).all()
    table = control.compare(ids, models, every_setting=True)
    assert control.numeric_differences(table) == []
    table["dropout"], table["pooling"], table["data"] = [0.1, 0.2], [True, False], ["a.csv", "b.csv"]
    assert control.numeric_differences(table) == ["pooling", "dropout"]
    curves = control.curves(ids[:1], models)
    progress = finished[0].progress
    assert (curves["kind"] == "step").sum() == progress.total_steps
    assert curves.query("kind == 'step'")["epoch"].max() == pytest.approx(len(progress.epochs))
    differences = control.genre_differences(finished[0].model, finished[1].model)
    assert list(differences["genre"]) == artifact.load(finished[0].model).genres
    assert (differences["f1_difference"] == 0).all()


def test_the_estimate_learns_from_earlier_runs(finished, small_config, tmp_path):
    longer = replace(small_config, epochs=30)
    assert control.estimate(longer, tmp_path) > control.estimate(small_config, tmp_path) > 0
    progress = finished[0].progress
    trained = progress.epochs[-1].seconds - progress.steps[0].seconds
    fixed = control.estimate(replace(small_config, epochs=1), finished[0].models)
    learned = control.estimate(longer, finished[0].models) - fixed
    assert learned == pytest.approx(trained / 3 * 29, rel=1.5)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"glove": "no.txt"}, "glove is 'no.txt', and there is no such file"),
        ({"teacher": "no.csv"}, "teacher is 'no.csv'"),
        ({"labeller": "tier"}, "labeller names the column 'tier'; the table has id, title"),
        ({"score_where": "clean=1"}, "score_where names the column 'clean'"),
    ],
)
def test_what_a_setting_names_is_looked_for_before_the_training(small_config, tmp_path, change, sentence):
    with pytest.raises(ConfigError, match=sentence):
        control.estimate(replace(small_config, **change), tmp_path)
    assert control.estimate(replace(small_config, labeller="genres", score_where="genres=Drama"), tmp_path) > 0


BAD = [
    ({"genres": "Drama"}, [], "has 1 genre with at least"),
    ({"rows": 10}, [], "training needs at least 30"),
    ({"column": "plot"}, [], "has no column that is known as plot"),
    ({}, ["--data", "nothing.csv"], "There is no data set 'nothing.csv'"),
    ({}, ["--epochs", "0"], "epochs is 0; it must be at least 1"),
    ({}, ["--learning-rate", "7"], "learning_rate is 7.0"),
    ({}, ["--seed", "-1"], "seed is -1; it must be between 0"),
    ({}, ["--score-where", "clean"], "write it as column=value"),
    ({}, ["--glove", "missing.txt"], "missing.txt"),
]


@pytest.mark.parametrize(("change", "options", "sentence"), BAD)
def test_bad_input_is_one_sentence_and_exit_code_2(trainer, small_config, tmp_path, change, options, sentence):
    frame = pd.read_csv(small_config.data)[: change.get("rows", 240)]
    frame["genres"] = change.get("genres", frame["genres"])
    path = tmp_path / "films.csv"
    frame.drop(columns=change.get("column", [])).to_csv(path, index=False)
    log, environment = tmp_path / "said", {"GENRELENS_MODELS": str(tmp_path)}
    command = trainer.command(TRAIN, ["--data", str(path), *options], log, **environment)
    assert command.wait() == 2
    assert sentence in command.said
    assert "Traceback" not in command.said
    for run in control.listed(tmp_path):
        assert run.state == "failed"
        assert sentence in run.progress.ending.message


def test_an_unknown_genre_in_validation_is_left_out_and_said(trainer, small_config, tmp_path):
    frame = pd.read_csv(small_config.data)
    frame["split"] = ["train", "train", "train", "validation", "test"] * 48
    frame.loc[frame.index[frame["split"] == "validation"][::2], "genres"] += "|Telenovela"
    path = tmp_path / "films.csv"
    frame.to_csv(path, index=False)
    run = trainer.train(run_folder.create(replace(small_config, data=str(path), epochs=1), tmp_path))
    assert run.state == "done"
    assert any("Telenovela" in note for note in run.progress.notes)
    assert "Telenovela" not in artifact.load(run.model).genres


def test_the_command_line_lists_compares_promotes_and_deletes(trainer, finished, tmp_path):
    shutil.copytree(finished[0].models / "runs", tmp_path / "runs")
    first, second = (run.id for run in finished)

    def command(*words):
        begun = trainer.command(SEVERAL, [*words], tmp_path / "said", GENRELENS_MODELS=str(tmp_path))
        assert begun.wait() == 0
        return begun.said

    said = command("list", f"promote {first}", "list", f"delete {first}", f"delete {second}", "list", "compare")
    assert f"{first}  done" in said
    assert "test micro F1" in said
    assert "  active" in said
    assert "exit 2" in said  # the active model can't be deleted
    assert [run.id for run in control.listed(tmp_path)] == [first]
    assert "test_micro_f1" in said


SEVERAL = """
import sys
from train.__main__ import main
for words in sys.argv[1:]:
    print("exit", main(words.split()))
"""
