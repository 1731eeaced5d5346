"""Hyper-parameter search with Optuna: TPE proposes, hopeless trials are pruned, every trial is an ordinary run.

The study is an SQLite file under ``models/studies``, so that it can be stopped, looked at while it runs, and
continued: a trial that was killed counts as failed, and the next search of the same name adds to what is known.
:mod:`train.shared_search` does the same on several machines.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from core.tables.output import atomic
from train.config import TrainConfig
from train.runs import process
from train.runs.guards import RunError, check_writable, writing
from train.runs.process_id import ProcessId
from train.runs.run_folder import MODELS, ROOT
from train.trial import GOAL, check_trials, run_trial, try_one

if TYPE_CHECKING:
    import optuna
    import pandas as pd

STUDIES = "studies"
SEARCH = (sys.executable, "-m", "train", "search")


def check_name(study: str) -> None:
    """Raise RunError for a name that can't be a study."""
    if not study.replace("-", "").replace("_", "").isalnum():
        raise RunError(f"{study!r} can't name a study. Use letters, digits, - and _.")


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
