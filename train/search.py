"""Hyper-parameter search with Optuna: TPE proposes, hopeless trials are pruned, every trial is an ordinary run.

The study is an SQLite file under ``models/studies``, so that it can be stopped, looked at while it runs, and gone on
with: a trial that was killed counts as failed, and the next search of the same name adds to what is known.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from train.config import TrainConfig
from train.runs import process
from train.runs.run_folder import (
    MODELS,
    ROOT,
    RunError,
    alive,
    birth,
    check_writable,
    create,
    write_atomically,
    writing,
)

if TYPE_CHECKING:
    import optuna
    import pandas as pd

STUDIES = "studies"
SEARCH = (sys.executable, "-m", "train", "search")
GOAL = "val_map"  # mean average precision: how well the probabilities rank, whatever the thresholds


def propose(trial: optuna.Trial, base: TrainConfig) -> TrainConfig:
    """The settings of one trial: the fields that matter, around a base that gives the rest."""
    network = replace(
        base.network,
        lstm_units=trial.suggest_categorical("lstm_units", [64, 96, 128, 192]),
        dense_units=trial.suggest_categorical("dense_units", [0, 64, 128, 256]),
        dropout=trial.suggest_float("dropout", 0.1, 0.6),
    )
    return replace(
        base,
        network=network,
        learning_rate=trial.suggest_float("learning_rate", 3e-4, 1e-2, log=True),
        batch_size=trial.suggest_categorical("batch_size", [16, 32, 64, 128]),
        word_dropout=trial.suggest_float("word_dropout", 0.0, 0.4),
        min_count=trial.suggest_int("min_count", 1, 5),
    )


def _path(study: str, models: Path) -> Path:
    if not study.replace("-", "").replace("_", "").isalnum():
        raise RunError(f"{study!r} can't name a study. Use letters, digits, - and _.")
    return models / STUDIES / f"{study}.db"


def open_study(study: str, models: Path = MODELS, seed: int = 7) -> optuna.Study:
    """Begin a study or go on with it; trials that nobody runs any more are marked as failed."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    path = _path(study, models)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        found = optuna.create_study(
            study_name=study,
            storage=f"sqlite:///{path}",
            direction="maximize",
            load_if_exists=True,
            pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=2),
        )
    found.sampler = optuna.samplers.TPESampler(seed=seed + len(found.trials), n_startup_trials=5)
    return found


def search(base: TrainConfig, trials: int, study: str = "search", models: Path = MODELS) -> int:
    """Try ``trials`` more settings, one after the other; returns an exit code. Ends early on Ctrl-C or :func:`stop`."""
    import optuna

    check_writable()
    if trials < 1:
        raise RunError(f"trials is {trials}; it must be at least 1.")
    if searching(study, models):
        raise RunError(f"The study {study} is being searched already. Stop that search, or name another study.")
    found = open_study(study, models, base.seed)
    stop_file, pid_file = (_path(study, models).with_suffix(suffix) for suffix in (".stop", ".pid"))
    stop_file.unlink(missing_ok=True)
    with writing(pid_file.parent):
        write_atomically(pid_file, f"{os.getpid()} {birth(os.getpid())}")
    for trial in found.get_trials(states=[optuna.trial.TrialState.RUNNING]):
        found.tell(trial.number, state=optuna.trial.TrialState.FAIL)
    with process.Signals() as signals:
        for _ in range(trials):
            found.optimize(lambda trial: _run_trial(trial, base, models, signals, stop_file), 1, catch=(RunError,))
            last = found.trials[-1]
            print(f"trial {last.number}: {last.state.name.lower()}, {GOAL} {last.value}", file=sys.stderr)  # noqa: T201
            if signals.received or stop_file.exists():
                break
    pid_file.unlink(missing_ok=True)
    return 0


def _run_trial(
    trial: optuna.Trial, base: TrainConfig, models: Path, signals: process.Signals, stop_file: Path
) -> float:
    """Train one proposal as a run; returns its best validation mAP. A run stopped by hand counts as it stands."""
    import optuna

    run = create(propose(trial, base), models)
    trial.set_user_attr("run", run.id)
    pruned = False

    def observe(event: str, values: dict[str, Any]) -> None:
        nonlocal pruned
        if event == "epoch":
            trial.report(values[GOAL], values["epoch"])
            pruned = trial.should_prune()
        if pruned or (event == "step" and stop_file.exists()):
            raise StopIteration

    code = process.train(run, signals, observe=observe, quiet=True)
    epochs = run.progress.epochs
    if code or not epochs:
        raise RunError((run.status.get("ending") or {}).get("message", f"Run {run.id} did not train."))
    if pruned:
        raise optuna.TrialPruned
    return float(max(epoch[GOAL] for epoch in epochs))


def start(base: TrainConfig, trials: int, study: str = "search", models: Path = MODELS) -> None:
    """Search in a process of its own, which outlives the caller; its runs appear in the list as they come."""
    check_writable()
    if searching(study, models):
        raise RunError(f"The study {study} is being searched already. Stop that search, or name another study.")
    path = _path(study, models)
    settings = path.with_suffix(".json")
    with writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(settings, json.dumps(base.to_dict(), indent=1))
        with path.with_suffix(".log").open("ab") as log:
            begun = subprocess.Popen(
                [*SEARCH, f"--config={settings.absolute()}", f"--trials={trials}", f"--study={study}"],
                cwd=ROOT,
                env={**os.environ, "GENRELENS_MODELS": str(models.absolute())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    with suppress(psutil.Error, OSError):  # the search notes it itself
        write_atomically(path.with_suffix(".pid"), f"{begun.pid} {birth(begun.pid)}")


def searching(study: str = "search", models: Path = MODELS) -> bool:
    """Whether another process searches this study right now."""
    try:
        pid, started = _path(study, models).with_suffix(".pid").read_text().split()
    except (FileNotFoundError, ValueError):
        return False
    return int(pid) != os.getpid() and alive(int(pid), started)


def stop(study: str = "search", models: Path = MODELS) -> None:
    """Ask a search to end; the trial under way is stopped and keeps its best weights."""
    check_writable()
    if searching(study, models):
        _path(study, models).with_suffix(".stop").touch()


def studies(models: Path = MODELS) -> list[str]:
    """Names of the studies, in alphabetical order."""
    return sorted(path.stem for path in models.glob(f"{STUDIES}/*.db"))


def trials(study: str = "search", models: Path = MODELS) -> pd.DataFrame:
    """One row a trial: number, state (complete, pruned, fail, running), val_map, run, minutes, and its settings."""
    import pandas as pd

    rows = []
    for trial in open_study(study, models).trials if _path(study, models).exists() else []:
        row = {"number": trial.number, "state": trial.state.name.lower(), GOAL: trial.value}
        minutes = trial.duration.total_seconds() / 60 if trial.duration else None
        rows.append(row | {"run": trial.user_attrs.get("run"), "minutes": minutes, **trial.params})
    return pd.DataFrame(rows, columns=None if rows else ["number", "state", GOAL, "run", "minutes"])
