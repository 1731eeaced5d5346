"""A search: its trials are ordinary runs, it continues where it was stopped, and it keeps every setting it is given."""

import shutil
from dataclasses import replace
from pathlib import Path

import optuna
import psutil
import pytest

from core.model.network.presets import PRESETS
from train import search
from train.runs import control, run_folder
from train.runs.events import Epoch, Note
from train.runs.process_id import ProcessId
from train.trial import Pruning


def test_a_search_makes_ordinary_runs_and_continues_where_it_was_stopped(trainer, small_config, tmp_path):
    settings = replace(small_config, epochs=1)
    run = run_folder.create(settings, tmp_path)  # only to hand its settings to the search
    trainer.train(run, trials=1)
    shutil.rmtree(run.folder)
    table = search.trials("study", tmp_path)
    assert list(table["state"]) == ["complete"]
    assert table["run"][0] in {run.id for run in control.listed(tmp_path)}
    assert table["val_map"][0] == pytest.approx(control.compare(models=tmp_path)["val_map"][0], abs=0.2)
    run = run_folder.create(settings, tmp_path)
    trainer.train(run, trials=1)
    assert len(search.trials("study", tmp_path)) == 2
    assert search.studies(tmp_path) == ["study"]
    assert not search.searching("study", tmp_path)


def test_a_search_in_its_own_process_keeps_the_settings_of_the_network_and_the_table(
    small_config, tmp_path, wait_until
):
    table = Path(shutil.copy(small_config.data, tmp_path / "films.csv"))
    films = table.read_bytes()
    base = replace(
        small_config,
        data=str(table),
        data_note="a 'quoted' note",
        network=replace(PRESETS["original"], pooling=True, word_gain=3.0),
    )
    search.start(base, 1, "study", tmp_path, with_data=True)
    table.unlink()
    try:
        wait_until(lambda: control.listed(tmp_path))
        assert search.searching("study", tmp_path)
        with pytest.raises(control.RunError, match="is being searched already"):
            search.start(base, 1, "study", tmp_path)
    finally:
        ours = psutil.Process(ProcessId.read(tmp_path / "studies" / "study.pid").pid)
        ours.kill()
        psutil.wait_procs([ours], 30)
    (run,) = control.listed(tmp_path)
    proposed = run.config.network
    assert run.config.data_note == base.data_note
    assert Path(run.config.data).is_relative_to(run.folder) and Path(run.config.data).read_bytes() == films
    assert proposed == replace(
        base.network, lstm_units=proposed.lstm_units, dense_units=proposed.dense_units, dropout=proposed.dropout
    )
    assert not search.searching("study", tmp_path)


def test_pruning_hears_epochs_and_remembers_its_verdict():
    study = optuna.create_study(pruner=optuna.pruners.ThresholdPruner(lower=0.5))
    trial = study.ask()
    pruning = Pruning(trial)
    pruning(Note("nothing to prune by"))
    pruning(Epoch(1, 1, 0.5, 0.4, val_map=0.6))
    assert not pruning.hopeless
    pruning(Epoch(2, 2, 0.5, 0.4, val_map=0.1))
    assert pruning.hopeless
    pruning(Epoch(3, 3, 0.5, 0.4, val_map=0.9))
    assert pruning.hopeless


@pytest.mark.parametrize("name", ["", "../x", "a b", "a/b", "."])
def test_a_name_that_cannot_be_a_study(tmp_path, name):
    with pytest.raises(control.RunError, match="can't name a study"):
        search.trials(name, tmp_path)
