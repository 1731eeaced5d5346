"""Hyper-parameter search with Optuna: TPE proposes, hopeless trials are pruned, every trial is an ordinary run.

The study is an SQLite file under ``models/studies``, so that it can be stopped, looked at while it runs, and
continued: a trial that was killed counts as failed, and the next search of the same name adds to what is known.
:mod:`train.shared_search` does the same on several machines.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from core.tables.output import atomic
from train.config import TrainConfig
from train.runs import process
from train.runs.events import Epoch, Event, Failed
from train.runs.guards import RunError, check_writable, writing
from train.runs.process_id import ProcessId
from train.runs.run_folder import MODELS, ROOT, create

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


def check_name(study: str) -> None:
    """Raise RunError for a name that can't be a study."""
    if not study.replace("-", "").replace("_", "").isalnum():
        raise RunError(f"{study!r} can't name a study. Use letters, digits, - and _.")


def check_trials(trials: int) -> None:
    """Raise RunError for a number of trials that none can be made of."""
    if trials < 1:
        raise RunError(f"trials is {trials}; it must be at least 1.")


class _Files:
    """The files of a study. Raises RunError for a name that can't be one."""

    def __init__(self, study: str, models: Path) -> None:
        check_name(study)
        self.folder = models / STUDIES
        kinds = ("db", "json", "log", "pid", "stop")
        self.trials, self.config, self.log, self.pid, self.stop = (self.folder / f"{study}.{kind}" for kind in kinds)
        self.data = (self.folder / f"{study}.data").absolute()  # a folder: the table, where the search keeps a copy

    def keep(self, table: str) -> str:
        """Copy a table, in place of that of the search before; returns where it is now."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir()
        return shutil.copyfile(table, str(self.data / Path(table).name))


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turn what a damaged study makes the database say into a RunError."""
    from optuna.exceptions import OptunaError
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, OptunaError, KeyError, ValueError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:200]
        raise RunError(f"{path} is damaged ({reason}). Move it away to begin the study again.") from None


def open_study(study: str, models: Path = MODELS, seed: int = 7) -> optuna.Study:
    """Begin a study or continue it; trials that nobody runs any more are marked as failed."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    path = _Files(study, models).trials
    with writing(path), _readable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        opened = create_study(study, f"sqlite:///{path}")
    opened.sampler = optuna.samplers.TPESampler(seed=seed + len(opened.trials), n_startup_trials=5)
    return opened


def create_study(study: str, storage: str | optuna.storages.BaseStorage) -> optuna.Study:
    """Begin a study or join it, with the pruner that every search uses."""
    import optuna

    return optuna.create_study(
        study_name=study,
        storage=storage,
        direction="maximize",
        load_if_exists=True,
        pruner=optuna.pruners.MedianPruner(n_startup_trials=4, n_warmup_steps=2),
    )


def search(base: TrainConfig, trials: int, study: str = "search", models: Path = MODELS) -> int:
    """Try ``trials`` settings, one after the other; returns the exit code. Raises RunError.

    Ctrl-C, SIGTERM and :func:`stop` end it after the current trial, whose best weights are kept.
    """
    import optuna

    check_writable()
    check_trials(trials)
    _check_idle(study, models)
    opened = open_study(study, models, base.seed)
    files = _Files(study, models)
    files.stop.unlink(missing_ok=True)
    with writing(files.pid.parent):
        ProcessId.of().write(files.pid)
    for trial in opened.get_trials(states=[optuna.trial.TrialState.RUNNING]):
        opened.tell(trial.number, state=optuna.trial.TrialState.FAIL)
    kept = Path(base.data).parent == files.data
    with process.Signals() as signals:
        for _ in range(trials):
            try_one(opened, lambda trial: run_trial(trial, base, models, signals, files.stop.exists, kept))
            if signals.received or files.stop.exists():
                break
    files.pid.unlink(missing_ok=True)
    return 0


def try_one(study: optuna.Study, objective: Callable[[optuna.Trial], float]) -> None:
    """Try one proposal and say how it ended."""
    begun: list[int] = []

    def noted(trial: optuna.Trial) -> float:
        begun.append(trial.number)
        return objective(trial)

    study.optimize(noted, 1, catch=(RunError,))
    last = study.get_trials(deepcopy=False)[begun[0]]
    say(f"trial {last.number}: {last.state.name.lower()}, {GOAL} {last.value}")


def say(sentence: str) -> None:
    """Tell whoever watches the search."""
    print(sentence, file=sys.stderr)  # noqa: T201


class Pruning:
    """A listener that reports each epoch to Optuna and says whether the trial is hopeless."""

    def __init__(self, trial: optuna.Trial) -> None:
        self.trial = trial
        self.hopeless = False

    def __call__(self, event: Event) -> None:
        """Take in one event."""
        import optuna

        if isinstance(event, Epoch):
            try:
                self.trial.report(event.val_map, event.epoch)
                self.hopeless = self.hopeless or self.trial.should_prune()
            except optuna.exceptions.UpdateFinishedTrialError:  # the other workers have given it up
                self.hopeless = True
            except optuna.exceptions.StorageInternalError:  # a database that is away for a moment ends no training
                return


def run_trial(
    trial: optuna.Trial,
    base: TrainConfig,
    models: Path,
    signals: process.Signals,
    stop: Callable[[], bool],
    with_data: bool = False,
) -> float:
    """Train one proposal as a run, asking ``stop()`` after each step; returns its best validation mAP, also when it was
    stopped by hand. ``with_data``: the run keeps a copy of its table. Raises RunError for a run that did not train, and
    optuna.TrialPruned for a hopeless one.
    """
    import optuna

    run = create(propose(trial, base), models, with_data=with_data)
    trial.set_user_attr("run", run.id)
    trial.set_user_attr("machine", platform.node())
    pruning = Pruning(trial)
    code = process.train(run, signals, listeners=[pruning], stop=lambda: pruning.hopeless or stop())
    epochs, ending = run.progress.epochs, run.status.ending
    if code or not epochs:
        raise RunError(ending.message if isinstance(ending, Failed) else f"Run {run.id} did not train.")
    if pruning.hopeless:
        raise optuna.TrialPruned
    return max(epoch.val_map for epoch in epochs)


def start(
    base: TrainConfig, trials: int, study: str = "search", models: Path = MODELS, *, with_data: bool = False
) -> None:
    """Search in a process of its own, which outlives the caller; its runs appear in the list as they come.

    ``with_data``: the search and its runs keep copies of the table, which is where it is for a while only.
    """
    check_writable()
    _check_idle(study, models)
    files = _Files(study, models)
    with writing(files.folder):
        files.folder.mkdir(parents=True, exist_ok=True)
        if with_data:
            base = replace(base, data=files.keep(base.data))
        atomic.write_text(files.config, json.dumps(base.to_dict(), indent=1))
        with files.log.open("ab") as log:
            begun = subprocess.Popen(
                [*SEARCH, f"--config={files.config.absolute()}", f"--trials={trials}", f"--study={study}"],
                cwd=ROOT,
                env={**os.environ, "GENRELENS_MODELS": str(models.absolute())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    with suppress(psutil.Error, OSError):  # the search notes it itself
        ProcessId.of(begun.pid).write(files.pid)


def searching(study: str = "search", models: Path = MODELS) -> bool:
    """Whether another process searches this study right now."""
    searcher = ProcessId.read(_Files(study, models).pid)
    return searcher is not None and searcher.alive and not searcher.is_this


def _check_idle(study: str, models: Path) -> None:
    if searching(study, models):
        raise RunError(f"The study {study} is being searched already. Stop that search, or name another study.")


def stop(study: str = "search", models: Path = MODELS) -> None:
    """Ask a search to end; the trial under way is stopped and keeps its best weights."""
    check_writable()
    if searching(study, models):
        _Files(study, models).stop.touch()


def studies(models: Path = MODELS) -> list[str]:
    """Names of the studies, in alphabetical order."""
    return sorted(path.stem for path in models.glob(f"{STUDIES}/*.db"))


def _trials(study: str, models: Path) -> list[optuna.trial.FrozenTrial]:
    path = _Files(study, models).trials
    if not path.exists():
        return []
    with _readable(path):
        return open_study(study, models).trials


def trials(study: str = "search", models: Path = MODELS) -> pd.DataFrame:
    """One row a trial: number, state (complete, pruned, fail, running), val_map, run, minutes, and its settings."""
    import pandas as pd

    rows = []
    for trial in _trials(study, models):
        row = {"number": trial.number, "state": trial.state.name.lower(), GOAL: trial.value}
        minutes = trial.duration.total_seconds() / 60 if trial.duration else None
        rows.append(row | {"run": trial.user_attrs.get("run"), "minutes": minutes, **trial.params})
    return pd.DataFrame(rows, columns=None if rows else ["number", "state", GOAL, "run", "minutes"])
