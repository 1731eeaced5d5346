"""One trial of a search: its settings around a base, its training, and when it is given up."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from train.config import TrainConfig
from train.runs import process
from train.runs.events import Epoch, Event, Failed
from train.runs.guards import RunError
from train.runs.run_folder import create

if TYPE_CHECKING:
    import optuna

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


def check_trials(trials: int) -> None:
    """Raise RunError for a number of trials that none can be made of."""
    if trials < 1:
        raise RunError(f"trials is {trials}; it must be at least 1.")


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
