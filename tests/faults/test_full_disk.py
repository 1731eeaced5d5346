"""The disk is full at every write of everything that writes: one sentence, nothing lost, and the next try works.

The operations are real; what fails is the call that would take up space. Nothing about the model is mocked.
"""

import contextlib
import errno
import functools
import gc
import http.server
import io
import os
import resource
import shutil
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import train.job  # noqa: F401 - the children that are forked below would each take a second to import it
from benchmarks.tables.made_up_lists import titles, write_lists
from core.errors import ArtifactError, TableError
from core.model.folder import artifact, saved_thresholds
from core.model.folder.writer import writing
from core.tag import csv
from dashboard.state.batch import batch_result
from dashboard.state.batch.batch_job import BatchJob
from data.sources import fetch, imdb_lists
from data.sources.registry import Download
from tests.support.runs import reporter
from train.config import TrainConfig
from train.fit.checkpoint import Checkpoint
from train.promotion import history
from train.runs import control, lock, process, progress_reader
from train.runs import run_folder as folders
from train.runs.events import Failed, Phase
from train.runs.guards import RunError
from train.runs.process_id import ProcessId

MISSING = TrainConfig(data="no-such-table.csv")
PLOTS = "plot\n" + "".join(f"A war of {n} ships and a ghost.\n" for n in range(60))


@dataclass
class Operation:
    """Something that writes below a folder, and the error that it may end with."""

    act: Callable[[Path], object]
    error: type[Exception] | tuple[type[Exception], ...]
    prepare: Callable[[Path], object] = lambda folder: None
    left: str | tuple[str, ...] = ""  # ends of names that may stay: a download goes on from there


def standing(folder: Path) -> dict[str, bytes]:
    """Every file that a reader would look at."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def hidden(name: str) -> bool:
    return any(part.startswith(".") for part in Path(name).parts)


def tag(classifier, folder):
    csv.tag(folder / "in.csv", folder / "out.csv", "plot", classifier)


def keep_model(model, folder):
    with writing(folder / "model") as new:
        new.copy(model)


def save_thresholds(folder):
    count = len(artifact.load(folder / "model").genres)
    saved_thresholds.set_thresholds(folder / "model", np.full(count, 0.25))


def save_checkpoint(folder):
    arrays = [np.full(20_000, 2, dtype=np.float32)]
    Checkpoint(2, 20, 2, 0.5, [], variables=arrays, optimizer=arrays, best=arrays).save(folder / "checkpoint.npz")


def busy(folder):
    """This process stands for a training, so that a start only queues."""
    with lock.mutex(folder):
        lock.give(folder, "somebody", ProcessId.of())


def everyone(classifier, model, folder) -> dict[str, Operation]:
    texts = {"in.csv": PLOTS, "out.csv": "precious"}

    def files(folder):
        for name, text in texts.items():
            (folder / name).write_text(text)

    copied = functools.partial(shutil.copytree, model)
    return {
        "tagging a CSV": Operation(functools.partial(tag, classifier), TableError, files),
        "saving a model": Operation(
            functools.partial(keep_model, model),
            (OSError, ArtifactError),
            lambda f: (copied(f / "model"), (f / "model" / "old.txt").touch()),
        ),
        "a first model": Operation(functools.partial(keep_model, model), (OSError, ArtifactError)),
        "thresholds": Operation(save_thresholds, ArtifactError, lambda f: copied(f / "model")),
        "promoting": Operation(
            lambda f: control.activate(f / "model", f),
            RunError,
            lambda f: (copied(f / "model"), (f / "active.txt").write_text("default\n")),
            (lock.MUTEX, history.FILE),  # whose lines without a promotion are passed over
        ),
        "queueing": Operation(lambda f: control.start(MISSING, f), RunError, busy),
        "a checkpoint": Operation(save_checkpoint, OSError, lambda f: (f / "checkpoint.npz").write_bytes(b"old")),
    }


NAMES = ["tagging a CSV", "saving a model", "a first model", "thresholds", "promoting", "queueing", "a checkpoint"]
# How many faults each operation meets at least: calls that take up space, one after the other.
FAULTS = {
    **{"tagging a CSV": 4, "saving a model": 20, "a first model": 20, "thresholds": 20, "promoting": 2, "queueing": 4},
    **{"a checkpoint": 5, "a run": 15, "a download": 15, "a batch": 5, "a table, films.csv": 12},
    "a table, films.csv.gz": 12,
}


def same(before, folder, left: str | tuple[str, ...] = ""):
    after = {name: content for name, content in standing(folder).items() if not (left and name.endswith(left))}
    assert after == before


def sweep(operation: Operation, tmp_path: Path, failing) -> int:
    """Fail at the first call, the second, ... until nothing fails any more; returns how many there were."""
    for at in range(1, 500):
        folder = tmp_path / str(at)
        folder.mkdir()
        operation.prepare(folder)
        before = standing(folder)
        with failing(folder, at) as fault:
            try:
                operation.act(folder)
            except operation.error as error:
                assert "\n" not in str(error) and "No space left" in str(error)
        if not fault.fired:
            return at - 1
        same(before, folder, operation.left)
        operation.act(folder)
        assert standing(folder) != before, "the next try works"
        assert not [name for name in standing(folder) if hidden(name) and not name.endswith(lock.MUTEX)]
        shutil.rmtree(folder)
    raise AssertionError("it never succeeds")


@pytest.mark.parametrize("name", NAMES)
def test_at_every_write(tiny, tiny_model, tmp_path, failing, name):
    assert sweep(everyone(tiny, tiny_model, tmp_path)[name], tmp_path, failing) >= FAULTS[name]


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_that_can_only_be_read(tiny, tiny_model, tmp_path, failing, name):
    operation = everyone(tiny, tiny_model, tmp_path)[name]
    operation.prepare(tmp_path)
    before = standing(tmp_path)
    with failing(tmp_path, 1, number=errno.EROFS), pytest.raises(operation.error, match="Read-only file system"):
        operation.act(tmp_path)
    same(before, tmp_path)


FIRED, QUIET = 10, 11


def trained_in_a_child(run, at, failing, log) -> int:
    """Train in a process of its own on a disk that fails once; the exit code says whether it did."""
    pid = os.fork()
    if pid == 0:
        code = 1
        with log.open("w") as sys.stderr:
            try:
                with failing(run.models, at, once=True) as fault, process.Signals() as signals:
                    ended = process.train(run, signals)
                code = (FIRED if fault.fired else QUIET) if ended == 2 else 1
            except BaseException:
                traceback.print_exc()
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_run_says_that_the_disk_is_full_and_can_go_on(tmp_path, failing):
    """The table is missing, so the run ends early and loads no TensorFlow; what counts is that it says how it ended."""
    log = tmp_path / "log"
    for at in range(1, 100):
        run = folders.create(MISSING, tmp_path / str(at))
        code = trained_in_a_child(run, at, failing, log)
        assert code in (FIRED, QUIET), log.read_text()
        if code == QUIET:
            break
        assert run.state in ("failed", "interrupted") and run.resumable
        assert lock.owner(run.models) is None
        if run.state == "failed":
            assert run.progress.ending.message == run.status.ending.message
        else:
            assert "error: " in log.read_text() and "Traceback" not in log.read_text()
    assert at - 1 >= FAULTS["a run"]


def test_a_line_that_fits_in_half_hides_no_ending(tmp_path):
    report = reporter(tmp_path)
    report(Phase("training"))
    with (tmp_path / progress_reader.PROGRESS).open("a") as stream:
        stream.write('{"event": "step", "lo')
    report(Failed("The disk is full."))
    assert progress_reader.read(tmp_path).ending.message == "The disk is full."


CONTENT = bytes(range(256)) * 800


@pytest.fixture
def served(tmp_path):
    """A file on a loopback server, and what is known of it."""
    (tmp_path / "origin").mkdir()
    (tmp_path / "origin" / "file").write_bytes(CONTENT)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=tmp_path / "origin")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        blob = fetch.git_blob_id(tmp_path / "origin" / "file")
        yield Download(f"http://127.0.0.1:{server.server_port}/file", blob, largest=1_000_000)
        server.shutdown()
        thread.join()


def test_a_download(served, tmp_path, failing, monkeypatch):
    monkeypatch.delenv("http_proxy", raising=False)
    operation = Operation(
        lambda folder: fetch.download(served, folder / "file", pause=0),
        TableError,
        lambda folder: (folder / "file").write_bytes(b"old"),
        left=".partial",
    )
    assert sweep(operation, tmp_path, failing) >= FAULTS["a download"]


def test_a_batch(tiny, tmp_path, failing, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    for at in range(1, 100):
        job = None
        with failing(tmp_path, at) as fault:
            with contextlib.suppress(TableError):
                job = BatchJob("films.csv", io.BytesIO(PLOTS.encode()))
                job._work(tiny, "plot", None)
        gc.collect()  # an upload that failed goes with its job
        if not fault.fired:
            assert job.state == "done" and job.rows == 60
            break
        if job:
            assert job.state == "failed" and "No space left on device" in job.error and "\n" not in job.error
            assert str(tmp_path) not in job.error
            assert job.rows == 0 and not job.tagged.exists()
            job._work(tiny, "plot", None)
            assert job.state == "done" and batch_result.select(job.tagged).rows == 60
            with failing(tmp_path, 1), pytest.raises(TableError, match="Free space"):
                batch_result.as_csv(job.tagged)
            job.discard()
        assert not list(tmp_path.iterdir()), "nothing of an upload stays"
    assert at - 1 >= FAULTS["a batch"]


@contextlib.contextmanager
def no_file_above(size):
    """No file may grow above ``size`` bytes: this reaches what Arrow writes by itself."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("name", ["films.csv", "films.csv.gz"])
def test_building_a_table_from_lists(tmp_path, name):
    write_lists(tmp_path, titles(), 0.3)
    plots, genres, out, report = (tmp_path / n for n in ("plot.list", "genres.list", name, "report.tsv"))
    imdb_lists.build(plots, genres, out, report=report)
    size = max(out.stat().st_size, report.stat().st_size)
    out.write_bytes(b"old"), report.write_bytes(b"old report")
    before = standing(tmp_path)
    faults = 0
    for limit in range(0, size, max(size // 12, 1)):
        with no_file_above(limit), pytest.raises(TableError, match="can't be written"):
            imdb_lists.build(plots, genres, out, report=report)
        same(before, tmp_path)
        faults += 1
    imdb_lists.build(plots, genres, out, report=report)
    assert standing(tmp_path) != before
    assert faults >= FAULTS[f"a table, {name}"]


def test_there_are_a_hundred_faults():
    """Each operation above meets at least its own number of them, so none needs to know of the others."""
    assert sum(FAULTS.values()) >= 100
