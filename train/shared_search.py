"""A search on several machines: python -m train search --storage URL. The workers share one study, in PostgreSQL.

Each worker reports a heartbeat while it trains. A trial whose worker has died counts as failed when the heartbeat is
out of date, and its settings are tried once more by whoever comes next. A password is never part of a message.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from train.config import TrainConfig
from train.runs.guards import RunError, check_writable
from train.runs.process import Signals
from train.runs.run_folder import MODELS
from train.search import check_name, create_study
from train.trial import GOAL, check_trials, run_trial, say, try_one

if TYPE_CHECKING:
    import optuna
    from sqlalchemy import URL

HEARTBEAT, GRACE = 30, 120  # seconds between two signs of life; without one, after which a worker counts as dead
RETRIES = 1  # of a trial whose worker died: settings that kill every worker must not be tried for ever
# Heartbeats are compared without their time zone, so it has to be the same for all workers.
CONNECTION = {"connect_timeout": 10, "options": "-c timezone=UTC"}
_OPENINGS = 5  # workers that begin together make the same tables, and all but one are told to try again
_SHAPE = "postgresql://USER@HOST:5432/DATABASE"
_RIGHTS = ("InsufficientPrivilege", "InvalidSchemaName")  # what psycopg calls the lack of them
_NO_RIGHTS = "its role may not make tables: grant it CONNECT on the database, and USAGE and CREATE on the schema public"


def search(base: TrainConfig, trials: int, study: str, storage: str, models: Path = MODELS) -> int:
    """One worker of several: ``trials`` settings, then those that a dead worker has left by then; returns the exit
    code. ``storage``: the address of the database. Raises RunError.

    Ctrl-C and SIGTERM end it after the current trial, whose best weights are kept.
    """
    import optuna

    check_writable()
    check_trials(trials)
    check_name(study)
    url = address(storage)
    opened, tried = open_study(study, url), 0
    try:
        with Signals() as signals:
            while not signals.received and (tried < trials or _left_by_others(opened)):
                _try_one(opened, base, models, signals)
                tried += 1
        _report(opened, url)
    except optuna.exceptions.StorageInternalError as error:
        raise failed(url, error) from None
    return 0


def _try_one(study: optuna.Study, base: TrainConfig, models: Path, signals: Signals) -> None:
    """Try one proposal, unless the others give it up meanwhile because this worker was asleep or cut off."""
    import optuna

    begun: list[int] = []

    def objective(trial: optuna.Trial) -> float:
        begun.append(trial.number)
        value = run_trial(trial, base, models, signals, lambda: False)
        if _given_up(study, trial.number):
            raise RunError(f"The other workers gave trial {trial.number} up.")
        return value

    try:
        try_one(study, objective)
    except (optuna.exceptions.UpdateFinishedTrialError, ValueError):  # what Optuna says to news of a finished trial
        if not begun or not _given_up(study, begun[0]):
            raise
        say(f"trial {begun[0]}: given up by the other workers, which had no sign of life of this one for {GRACE} s")


def _given_up(study: optuna.Study, number: int) -> bool:
    return study.get_trials(deepcopy=False)[number].state.is_finished()


def _left_by_others(study: optuna.Study) -> bool:
    """Whether settings wait to be tried again, because the worker that tried them has died."""
    import optuna

    with _quietly():
        optuna.storages.fail_stale_trials(study)
    return bool(study.get_trials(deepcopy=False, states=[optuna.trial.TrialState.WAITING]))


def _report(study: optuna.Study, url: URL) -> None:
    """Say how many trials there are by now, and which is the best."""
    found = study.get_trials(deepcopy=False)
    counts = [
        f"{sum(one.state == state for one in found)} {state.name.lower()}"
        for state in sorted({one.state for one in found})
    ]
    say(f"The study {study.study_name} in {told(url)} has {len(found)} trials: {', '.join(counts)}.")
    best = max((one for one in found if one.value is not None), key=lambda one: one.value or 0.0, default=None)
    if best:
        run, machine = best.user_attrs["run"], best.user_attrs["machine"]
        say(f"The best is trial {best.number}, {GOAL} {best.value:.3f}: run {run} on {machine}.")


def address(text: str) -> URL:
    """The address of a database. Raises RunError, which repeats nothing of ``text``: it may hold a password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise RunError(f"--storage is no address of a database. Write it as {_SHAPE}.") from None
    if url.drivername not in ("postgres", "postgresql", "postgresql+psycopg"):
        raise RunError(f"--storage is no address of a PostgreSQL database. Write it as {_SHAPE}.")
    if text.count("@") > 1:
        raise RunError("--storage has more than one @. Write one that is part of the password as %40.")
    if not url.database or "/" in url.database:
        raise RunError(f"--storage names no database. Write it as {_SHAPE}.")
    return url.set(drivername="postgresql+psycopg")


def told(url: URL) -> str:
    """What people read of an address: no user, no password and no option."""
    return f"the database {url.database} on {url.host or 'this machine'}"


def open_study(study: str, url: URL) -> optuna.Study:
    """Begin a study or join it. Raises RunError.

    What it proposes depends on what the other workers have tried by then, so no seed makes it repeatable.
    """
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    store = _storage(url)
    try:
        opened = create_study(study, store)
    except optuna.exceptions.StorageInternalError as error:
        raise failed(url, error) from None
    with _quietly():  # what others are trying right now counts as bad, so that nobody tries the same
        opened.sampler = optuna.samplers.TPESampler(n_startup_trials=5, constant_liar=True)
    return opened


def _storage(url: URL) -> optuna.storages.RDBStorage:
    """Open the database, and make Optuna's tables in one that is empty. Raises RunError."""
    import optuna
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError

    for attempt in range(1, _OPENINGS + 1):
        try:
            with _quietly():
                return optuna.storages.RDBStorage(
                    url.render_as_string(hide_password=False),
                    engine_kwargs={"pool_pre_ping": True, "connect_args": CONNECTION},
                    heartbeat_interval=HEARTBEAT,
                    grace_period=GRACE,
                    heartbeat_stale_trial_callback=optuna.storages.RetryHeartbeatStaleTrialCallback(RETRIES),
                )
        except (SQLAlchemyError, optuna.exceptions.OptunaError) as error:
            beside = isinstance(error, DBAPIError) and "already exists" in str(error.orig)
            if not beside or attempt == _OPENINGS:
                raise failed(url, error) from None
            time.sleep(0.2 * attempt)
    raise AssertionError


@contextmanager
def _quietly() -> Iterator[None]:
    """Without Optuna's warnings that heartbeats and the constant liar may change."""
    from optuna.exceptions import ExperimentalWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ExperimentalWarning)
        yield


def failed(url: URL, error: BaseException) -> RunError:
    """What went wrong with a database, in one sentence without its password."""
    causes = [error]
    while cause := getattr(causes[-1], "orig", None) or causes[-1].__cause__:
        causes.append(cause)
    if any(type(one).__name__ in _RIGHTS for one in causes):
        return RunError(f"{told(url).capitalize()} can't be used: {_NO_RIGHTS}.")
    reason = (str(causes[-1]).strip().splitlines() or [type(error).__name__])[0][:200]
    for secret in filter(None, (url.password, *_texts(url.query))):
        reason = reason.replace(str(secret), "***")
    return RunError(f"{told(url).capitalize()} can't be used ({reason}). Check --storage and the server.")


def _texts(query: Any) -> list[str]:
    """The values of an address's options, of which one may be the password."""
    return [text for value in query.values() for text in ([value] if isinstance(value, str) else value)]
