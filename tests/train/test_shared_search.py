"""A search on several machines: one study in a real PostgreSQL, workers that die, addresses that are none."""

import json
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import optuna
import pytest

from tests.support import postgres
from tests.support.tiers import TIER
from tests.support.warm import Trainer
from train import shared_search
from train.__main__ import main
from train.runs import control
from train.runs.guards import RunError

ROOT = Path(__file__).resolve().parents[2]
GRANT = (
    "GRANT CONNECT ON DATABASE study TO worker",
    "GRANT USAGE, CREATE ON SCHEMA public TO worker",
)
TRIALS = TIER.search_trials
# A worker whose heart beats faster than that of a training of hours.
WORKER = (
    "import sys; from train import shared_search; shared_search.HEARTBEAT, shared_search.GRACE = 1, 2;"
    " from train.__main__ import main; sys.exit(main(sys.argv[1:]))"
)


@pytest.fixture(scope="module")
def server():
    """A PostgreSQL. Without one the tests are skipped with a hint, but never under CI."""
    place = postgres.tools()
    if place is None and os.environ.get("CI") != "true":
        pytest.skip(postgres.HINT)
    assert place, postgres.HINT
    with postgres.serve(place) as server:
        yield server


class Worker:
    """A search in a process and a folder of models of its own, as on another machine."""

    def __init__(self, trainer: Trainer, models: Path, config: Path, storage: str) -> None:
        self.models = models
        options = [f"--config={config}", f"--storage={storage}", f"--trials={TRIALS}", "--study=together"]
        log, environment = models.with_suffix(".log"), {"GENRELENS_MODELS": str(models)}
        self.process = trainer.command(WORKER, ["search", *options], log, **environment)

    @property
    def training(self) -> bool:
        """Whether it is in the middle of a trial."""
        assert self.process.poll() is None, self.process.said
        return any(run.status.epoch for run in control.listed(self.models))


@pytest.mark.slow
def test_of_two_workers_one_is_killed_and_no_trial_is_lost_or_counted_twice(
    server, trainer, small_config, tmp_path, wait_until
):
    config, storage = tmp_path / "config.json", server.address()
    settings = replace(small_config, epochs=TIER.search_epochs, max_tokens=TIER.search_words)
    config.write_text(json.dumps(settings.to_dict()))
    server.run(*GRANT)
    dies, lives = (Worker(trainer, tmp_path / name, config, storage) for name in ("dies", "lives"))
    try:
        wait_until(lambda: dies.training and lives.training)
        dies.process.kill()
        assert lives.process.wait() == 0, lives.process.said
    finally:
        for worker in (dies, lives):
            worker.process.kill()
            worker.process.wait()

    study = shared_search.open_study("together", shared_search.address(storage))
    trials = study.trials
    states = Counter(trial.state.name for trial in trials)
    assert states["RUNNING"] == states["WAITING"] == 0 and states["FAIL"] == 1, states
    failed = next(trial for trial in trials if trial.state.name == "FAIL")
    (again,) = (trial for trial in trials if trial.system_attrs.get("failed_trial") == failed.number)
    assert again.params == failed.params and again.state.is_finished() and again.state.name != "FAIL"
    assert [trial.number for trial in trials] == list(range(len(trials)))

    here = [run.id for run in control.listed(lives.models)]
    theirs = [run.id for run in control.listed(dies.models)]
    done = [trial for trial in trials if trial is not failed]
    tried = [trial.user_attrs["run"] for trial in done if trial.user_attrs["run"] in here]
    assert sorted(tried) == sorted(here) and len(here) >= TRIALS, "each run of the one that lives is one trial"
    assert failed.user_attrs["run"] in theirs and len(done) == len(here) + len(theirs) - 1
    assert len({json.dumps(trial.params, sort_keys=True) for trial in trials}) == len(trials) - 1, "all differ"
    assert f"has {len(trials)} trials" in lives.process.said

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written and not [path for path in written if b"s3cret" in path.read_bytes()], "the password is nowhere"


@pytest.mark.slow
def test_a_worker_that_was_given_up_goes_on_and_its_trial_counts_once(server, small_config, tmp_path, monkeypatch):
    """As after a laptop has slept: meanwhile the others have tried its settings again."""
    server.run(*GRANT)
    url = shared_search.address(server.address())

    def asleep(trial, *_):
        others = shared_search.open_study("asleep", url)
        others.tell(trial.number, state=optuna.trial.TrialState.FAIL)
        return 0.5

    monkeypatch.setattr(shared_search, "run_trial", asleep)
    assert shared_search.search(small_config, 2, "asleep", server.address(), tmp_path) == 0
    states = [trial.state.name for trial in shared_search.open_study("asleep", url).trials]
    assert states == ["FAIL", "FAIL"]


def test_without_the_grant_it_says_which(server, small_config, tmp_path):
    server.run("CREATE ROLE stranger LOGIN PASSWORD 'x'", "GRANT CONNECT ON DATABASE study TO stranger")
    with pytest.raises(RunError, match=r"study on 127\.0\.0\.1 can't be used: its role may not make tables: grant it"):
        shared_search.search(small_config, 1, "together", server.address("stranger", "x"), tmp_path)


def test_what_goes_wrong_is_one_sentence_without_the_password(server, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("GENRELENS_MODELS", str(tmp_path))
    port = server.port
    for address, says in {
        server.address(password="wr0ng-one"): "password authentication failed",
        server.address(database="nowhere"): "does not exist",
        "postgresql://u:wr0ng@127.0.0.1:1/study": "refused",
        f"postgresql://worker:wr0ng/one@127.0.0.1:{port}/study": "password authentication failed",
        f"postgresql://worker@127.0.0.1:{port}/study?password=wr0ng": "password authentication failed",
        f"postgresql://worker:x@127.0.0.1:{port}/study?wr0ng=wr0ng": "can't be used",
        "postgresql://worker:wr0ng@no-such-host.invalid/study": "can't be used",
    }.items():
        assert main(["search", "--trials=1", f"--storage={address}"]) == 2
        told = capsys.readouterr()
        assert told.out == "" and told.err.count("\n") == 1 and "wr0ng" not in told.err, told.err
        assert any(part in told.err for part in says.split("|")), told.err


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "is no address of a database"),
        ("s3cret", "is no address of a database"),
        ("postgresql://u:s3cret@host:port/db", "is no address of a database"),
        ("postgresql://u:s3cret@[::1/db", "is no address of a database"),
        ("mysql://u:s3cret@host/db", "is no address of a PostgreSQL database"),
        ("sqlite:///s3cret.db", "is no address of a PostgreSQL database"),
        ("postgresql+asyncpg://u:s3cret@host/db", "is no address of a PostgreSQL database"),
        ("postgresql://u:s3@cret@host/db", "as %40"),
        ("postgresql://u:s3cret@host", "names no database"),
        ("postgresql://u:s3cret@host/", "names no database"),
    ],
)
def test_an_address_that_is_none(address, says, small_config, tmp_path):
    with pytest.raises(RunError, match=says) as error:
        shared_search.search(small_config, 1, "together", address, tmp_path)
    assert "s3" not in str(error.value)
    assert not list(tmp_path.iterdir())


def test_a_search_that_cannot_be_made_asks_no_database(small_config, tmp_path, monkeypatch):
    address = "postgresql://u:s3cret@127.0.0.1:1/study"
    with pytest.raises(RunError, match="must be at least 1"):
        shared_search.search(small_config, 0, "together", address, tmp_path)
    with pytest.raises(RunError, match="can't name a study"):
        shared_search.search(small_config, 1, "../x", address, tmp_path)
    monkeypatch.setenv("GENRELENS_READONLY", "1")
    with pytest.raises(RunError, match="read-only"):
        shared_search.search(small_config, 1, "together", address, tmp_path)


def test_the_rights_that_the_docs_name_are_those_that_the_test_gives():
    told = " ".join((ROOT / "docs" / "training.md").read_text(encoding="utf-8").split())
    for grant in GRANT:
        assert grant.replace("study", "genrelens").replace("TO worker", "TO genrelens") in told
