"""The app is killed while it promotes, saves thresholds, downloads or tags a batch: nothing stays half done."""

import contextlib
import functools
import http.server
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from core.model.folder import artifact, saved_thresholds, staging
from data.sources import fetch
from data.sources.registry import Download
from tests.support.tiers import TIER
from train.runs import control

ROOT = Path(__file__).resolve().parents[2]
KILLS = TIER.killed_apps


def killed(act, seconds: float) -> None:
    """Do it again and again in a process of its own, and kill that after a while."""
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            while True:
                act()
        os._exit(1)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1]), "it worked until it was killed"


def test_a_promotion(tiny_model, tmp_path):
    places = [tmp_path / "runs" / name / "model" for name in "ab"]
    for place in places:
        shutil.copytree(tiny_model, place)
    control.activate(places[0], tmp_path)
    rng = random.Random(1)
    for _ in range(KILLS):
        killed(lambda: [control.activate(place, tmp_path) for place in places], rng.uniform(0.01, 0.1))
        assert control.active(tmp_path) in places
    control.activate(places[1], tmp_path)
    assert control.active(tmp_path) == places[1]


def set_to(folder: Path, value: float) -> None:
    saved_thresholds.set_thresholds(folder, np.full(len(artifact.load(folder).genres), value))


def test_a_save_of_thresholds(tiny_model, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    set_to(folder, 0.25)
    rng = random.Random(2)
    for _ in range(KILLS):
        killed(lambda: [set_to(folder, value) for value in (0.75, 0.25)], rng.uniform(0.01, 0.2))
        assert set(artifact.load(folder).thresholds) in ({0.25}, {0.75}), "the old model or the new one, whole"
    set_to(folder, 0.5)
    assert list(tmp_path.iterdir()) == [folder], "what the killed ones left is gone with the next save"


def test_a_system_that_cannot_exchange_two_folders(tiny_model, tmp_path, monkeypatch):
    """There the model is away for a moment; whoever opens it next puts it back."""
    folder = tmp_path / "model"
    shutil.copytree(tiny_model, folder)
    monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    set_to(folder, 0.25)
    assert list(tmp_path.iterdir()) == [folder]
    pid = os.fork()
    if pid == 0:
        real = os.replace
        os.replace = lambda one, other: os._exit(9) if Path(other) == folder else real(one, other)
        set_to(folder, 0.75)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert not folder.exists()
    assert set(artifact.load(folder).thresholds) == {0.25}
    set_to(folder, 0.75)
    assert list(tmp_path.iterdir()) == [folder]


def test_a_folder_that_someone_fills_is_not_swept_away(tmp_path):
    held = staging.Held(tmp_path, ".x-")
    (tmp_path / ".x-left").mkdir()
    staging.sweep(tmp_path, ".x-")
    assert list(tmp_path.iterdir()) == [held.path]
    held.release()
    assert not list(tmp_path.iterdir())


@pytest.fixture
def slow_server(tmp_path):
    """A file on loopback that takes a third of a second to come."""
    content = random.Random(3).randbytes(160_000)

    class Slow(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):  # noqa: N802
            start = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.end_headers()
            with contextlib.suppress(ConnectionError):
                for at in range(start, len(content), 8_000):
                    self.wfile.write(content[at : at + 8_000])
                    time.sleep(0.02)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        (tmp_path / "origin").write_bytes(content)
        what = Download(f"http://127.0.0.1:{server.server_port}/x", fetch.git_blob_id(tmp_path / "origin"), 10**6)
        yield content, what
        server.shutdown()
        thread.join()


def test_a_download(slow_server, tmp_path, monkeypatch):
    monkeypatch.delenv("http_proxy", raising=False)
    content, what = slow_server
    path = tmp_path / "file"
    for seconds in (0.05, 0.1, 0.15):
        killed(functools.partial(fetch.download, what, path, pause=0.01), seconds)
        if path.exists():
            assert path.read_bytes() == content
            path.unlink()
    fetch.download(what, path, pause=0.01)
    assert path.read_bytes() == content
    assert not list(tmp_path.glob("*.partial"))


BATCH = """
import io, sys, time
sys.path[:0] = [sys.argv[1]]
from dashboard.state.batch.batch_job import BatchJob
from core.model.classifier import GenreClassifier
job = BatchJob("films.csv", io.BytesIO(b"plot\\n" + b"A war of ships and a ghost.\\n" * 200_000))
job.start(GenreClassifier.load(sys.argv[2]), "plot", None)
while not job.rows: time.sleep(0.001)
print("tagging", flush=True)
sys.stdin.read()
"""


def test_a_batch(tiny_model, tmp_path):
    """The next app that tags a file removes what the killed one left: the upload and half a result."""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", BATCH, str(ROOT), str(tiny_model)]
    app = subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert app.stdout.readline() == "tagging\n"
    (left,) = tmp_path.glob("genrelens-batch-*")
    assert not (left / "result" / "tagged.parquet").exists(), "half a result has not got its name"
    staging.sweep(tmp_path, "genrelens-batch-")
    assert left.exists(), "another app that lives keeps its files"
    app.kill()
    app.wait()
    app.stdin.close(), app.stdout.close()
    staging.Held(tmp_path, "genrelens-batch-").release()
    assert not list(tmp_path.glob("genrelens-batch-*"))
