"""Predicting, on a system that lacks what only Unix has and with no package but NumPy and ONNX Runtime."""

import subprocess
import sys

import pytest

from core.model.folder import staging

BLOCKED = ("fcntl", "resource", "termios", "psutil", "pandas", "sklearn", "scipy", "safetensors", "tensorflow", "shap")


def test_predicting_without_fcntl_and_its_like(tiny_model, tiny):
    plot = "A detective finds a ghost in an old house."
    code = (
        f"import sys\nfor name in {BLOCKED!r}: sys.modules[name] = None\n"
        "from core import GenreClassifier, explain\n"
        "classifier = GenreClassifier.load(sys.argv[1])\n"
        "assert explain(classifier, sys.argv[2]).values.any()\n"
        "print('|'.join(classifier.predict([sys.argv[2]])[0]))"
    )
    done = subprocess.run([sys.executable, "-c", code, tiny_model, plot], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2_000:]
    assert done.stdout.strip().split("|") == tiny.predict([plot])[0]


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setitem(sys.modules, "fcntl", None)


def test_folders_are_written_without_locks(without_locks, tmp_path):
    held = staging.Held(tmp_path, ".x-")
    (held.path / "file").touch()
    staging.move_into_place(held.path, tmp_path / "model")
    held.release()
    assert [path.name for path in tmp_path.rglob("*")] == ["model", "file"]


def test_without_locks_nobody_sweeps_what_another_may_be_filling(without_locks, tmp_path):
    (tmp_path / ".x-another").mkdir()
    staging.sweep(tmp_path, ".x-")
    assert (tmp_path / ".x-another").exists()


def test_a_system_without_a_c_library_that_exchanges(monkeypatch, tmp_path):
    import ctypes

    def nameless(name, use_errno=False):
        raise TypeError("bad argument type for built-in operation")

    monkeypatch.setattr(ctypes, "CDLL", nameless)
    assert staging.exchange(tmp_path, tmp_path) is False
