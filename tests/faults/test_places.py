"""Where commands write: never over what they read, never over what is no file, and nothing half-written stays."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

import core.cli
import data.__main__
import train.__main__
from benchmarks.tables.made_up_lists import titles, write_lists
from core.errors import TableError
from core.tables.files import whole_file
from core.tables.output import atomic

ROOT = Path(__file__).resolve().parents[2]
PLOTS = "plot\n" + "A ghost haunts a house.\n" * 4


@pytest.fixture
def place(tmp_path, tiny_model):
    """A folder with an input of every kind, a model among them."""
    write_lists(tmp_path, titles(1), megabytes=0.02)
    (tmp_path / "in.csv").write_text(PLOTS)
    (tmp_path / "catalogue").mkdir()
    pd.DataFrame({"plot": ["A ghost haunts a house."]}).to_parquet(tmp_path / "catalogue" / "in.parquet")
    shutil.copytree(tiny_model, tmp_path / "model")
    shutil.copy(ROOT / "data" / "open_plots" / "plots.csv", tmp_path / "model" / "films.csv")
    (tmp_path / "link.csv").symlink_to("in.csv")
    os.link(tmp_path / "in.csv", tmp_path / "name.csv")
    return tmp_path


def files(folder):
    return {
        path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file() and "runs" not in path.parts
    }


LISTS = ("data", "build", "--plots", "plot.list", "--genres", "genres.list")
TAG = ("core", "predict", "--model", "model", "in.csv", "--text-column", "plot", "--out")
CLASHES = [
    (*LISTS, "--out", "plot.list"),
    (*LISTS, "--out", "./x/../genres.list"),
    (*LISTS, "--out", "new.csv", "--report", "genres.list"),
    (*LISTS, "--out", "new.csv", "--report", "new.csv"),
    (*LISTS, "--out", "new.csv", "--report", "./new.csv"),
    *((*TAG, out) for out in ("in.csv", "./in.csv", "link.csv", "name.csv", "model/card.json", "model/new.csv")),
    (*TAG, "model/model.onnx.parquet"),
    ("core", "predict", "--model", "model", "catalogue", "--out", "catalogue"),
    ("core", "predict", "--model", "model", "catalogue/in.parquet", "--out", "catalogue"),
    ("core", "predict", "--model", "model", "catalogue/in.parquet", "--out", "model"),
    ("core", "explain", "A ghost haunts a house.", "--model", "model", "--html", "model/README.md"),
    ("train", "--data", "model/films.csv", "--epochs", "1", "--out", "model"),
]
MAINS = {"core": core.cli.main, "data": data.__main__.main, "train": train.__main__.main}


@pytest.mark.parametrize("words", CLASHES, ids=" ".join)
def test_a_command_refuses_to_write_over_what_it_reads(place, monkeypatch, capsys, words):
    monkeypatch.chdir(place)
    before = files(place)
    assert MAINS[words[0]](list(words[1:])) == 2
    assert "which" in capsys.readouterr().err
    assert files(place) == before


def test_a_link_stays_and_its_target_is_replaced(tmp_path):
    (tmp_path / "far").mkdir()
    for name in ("there", "missing"):
        (tmp_path / name).symlink_to(f"far/{name}.csv")
    (tmp_path / "far" / "there.csv").write_text("old")
    for name in ("there", "missing"):
        atomic.write_text(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "far" / f"{name}.csv").read_text() == "new"


def test_a_link_that_leads_nowhere_is_said(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(TableError, match="can't be written"), whole_file(tmp_path / "a") as stream:
        stream.write("x")
    assert (tmp_path / "a").is_symlink()


@pytest.mark.parametrize("ending", [".csv", ".csv.gz", ".parquet"])
def test_a_pipe_gets_what_a_file_would(place, monkeypatch, ending):
    monkeypatch.chdir(place)
    pipe, heard = place / f"pipe{ending}", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()), daemon=True)
    reader.start()
    assert MAINS["core"]([*TAG[1:], str(pipe)]) == 0
    reader.join(20)
    assert MAINS["core"]([*TAG[1:], f"file{ending}"]) == 0
    assert heard == [(place / f"file{ending}").read_bytes()]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.parametrize("words", [TAG, (*LISTS, "--out"), (*LISTS, "--out", "new.csv", "--report")], ids=" ".join)
def test_the_null_device_stays_one(place, monkeypatch, words):
    monkeypatch.chdir(place)
    device = place / "null"
    device.symlink_to(os.devnull)  # a link, so that the machine keeps its own if this fails
    assert MAINS[words[0]]([*words[1:], str(device)]) == 0
    assert device.is_symlink() and stat.S_ISCHR(device.stat().st_mode)


def test_what_is_no_file_is_refused_before_the_work(tmp_path):
    (tmp_path / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket"))
        for name in ("folder", "socket"):
            with pytest.raises(OSError), atomic.staged(tmp_path / name):
                raise AssertionError("the work began")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "socket"]
        assert stat.S_ISSOCK((tmp_path / "socket").stat().st_mode)


def test_a_model_takes_the_place_of_no_device(tmp_path, tiny_model):
    from core.errors import ArtifactError
    from core.model.folder.writer import writing

    device = tmp_path / "null"
    device.symlink_to(os.devnull)
    with pytest.raises(ArtifactError, match="holds something else"), writing(device):
        raise AssertionError("the work began")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL], ids=lambda number: number.name)
def test_a_process_that_is_ended_leaves_nothing_for_long(tiny_model, tmp_path, number):
    (tmp_path / "in.csv").write_text("plot\n" + "A ghost haunts an old house by the sea.\n" * 100_000)
    out = tmp_path / "out.csv"
    command = [sys.executable, "-m", "core", "predict", str(tmp_path / "in.csv"), "--out", str(out)]
    process = subprocess.Popen(
        [*command, "--model", str(tiny_model)], cwd=ROOT, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL),  # these tests may run under nohup
    )  # fmt: skip
    try:
        while not (left := list(tmp_path.glob(".out*.part"))):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(number)
    finally:
        process.communicate()
    assert not out.exists()
    if number == signal.SIGKILL:
        assert left[0].exists() and process.returncode == -number
        atomic.write_text(out, "the next one")
    else:
        assert process.returncode == 128 + number
    assert not list(tmp_path.glob(".out*.part"))
