"""A file written whole: all of it under its name, or what was there before."""

import os
import stat

import pytest

from core.tables.output import atomic


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_nothing_is_seen_before_the_block_ends(tmp_path):
    out = tmp_path / "out"
    out.write_text("old")
    with atomic.replacing(out) as stream:
        stream.write(b"new")
        stream.flush()
        assert out.read_text() == "old"
    assert out.read_text() == "new"
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_an_error_leaves_what_was_there(tmp_path, error):
    out = tmp_path / "out"
    out.write_text("old")
    with pytest.raises(error), atomic.staged(out) as staging:
        staging.write_text("half")
        raise error
    assert out.read_text() == "old"
    assert names(tmp_path) == ["out"]


def test_the_mode_is_kept_and_a_new_file_has_the_usual_one(tmp_path):
    out, usual = tmp_path / "out", tmp_path / "usual"
    usual.touch()
    atomic.write_text(out, "a")
    assert out.stat().st_mode == usual.stat().st_mode
    out.chmod(0o640)
    atomic.write_text(out, "b")
    assert stat.S_IMODE(out.stat().st_mode) == 0o640


@pytest.mark.parametrize("sync", [True, False])
def test_file_and_folder_reach_the_disk_if_wanted(tmp_path, monkeypatch, sync):
    order = []
    real, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (order.append(os.readlink(f"/proc/self/fd/{file}")), real(file)))
    monkeypatch.setattr(os, "replace", lambda *paths: (order.append("renamed"), replace(*paths)))
    atomic.write_text(tmp_path / "out", "text", sync=sync)
    assert [name.endswith(atomic.SUFFIX) for name in order] == ([True, False, False] if sync else [False])
    assert order[-1] == (str(tmp_path) if sync else "renamed")


def test_what_a_dead_process_left_of_this_file_is_swept_away_and_nothing_else(tmp_path):
    for name in (".out-1a.part", ".out-1a", ".out.txt-1a.part", "out-1a.part", "out"):
        (tmp_path / name).touch()
    with atomic.staged(tmp_path / "out") as alive:
        atomic.write_text(tmp_path / "out", "of another writer")
        assert alive.exists()
    assert names(tmp_path) == [".out-1a", ".out.txt-1a.part", "out", "out-1a.part"]


@pytest.mark.parametrize("place", ["no/out", "file/out", "folder"])
def test_a_place_that_cannot_be_written_is_an_os_error(tmp_path, place):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        atomic.write_text(tmp_path / place, "text")
    assert names(tmp_path) == ["file", "folder"]


def test_a_signal_in_the_moment_in_which_the_file_is_made_leaves_nothing(tmp_path, monkeypatch):
    def ended(descriptor):
        assert list(tmp_path.iterdir()), "it has been made"
        raise SystemExit(143)

    monkeypatch.setattr(atomic, "lock", ended)
    with pytest.raises(SystemExit):
        atomic.write_text(tmp_path / "out.csv", "plot")
    assert not list(tmp_path.iterdir())
