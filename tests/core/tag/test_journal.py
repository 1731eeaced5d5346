"""A run on one file that is cut off goes on: the same command answers only the rest, and writes the same bytes."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from core.cli import main
from core.model.classifier import GenreClassifier
from core.model.folder.saved_thresholds import set_thresholds
from core.tables.output import atomic
from core.tag import csv, parquet
from core.tag.again import journal
from core.tag.again import tag_again as again
from data.sources import registry
from tests.support import drawn
from tests.support.asked import listening

ROOT = Path(__file__).resolve().parents[3]
ROWS = 8  # of a chunk


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    for module, name in ((csv, "CHUNK_FILMS"), (parquet, "CHUNK_ROWS"), (parquet, "AGAIN_ROWS")):
        monkeypatch.setattr(module, name, ROWS)


@pytest.fixture
def asked(monkeypatch):
    """The plots that a model was asked about."""
    return listening(monkeypatch, csv, parquet, again)


@pytest.fixture(scope="module")
def films():
    frame = registry.load("open_plots").frame
    return pd.DataFrame({"id": [f"f{i}" for i in range(60)], "plot": frame["plot"][:60]})


@pytest.fixture(params=["csv", "parquet"])
def kind(request):
    return request.param


@pytest.fixture(params=["", "previous"])
def command(request, kind, films, tiny_model, tmp_path, capsys):
    """What tags a file, into any place; beside an earlier result of other plots, if that is asked for."""
    films.to_csv(tmp_path / "films.csv", index=False)
    model = ["--model", str(tiny_model)]
    more = []
    if request.param:
        old = films.assign(plot=[plot if i % 5 == 0 else f"{plot} Then." for i, plot in enumerate(films["plot"])])
        old.to_csv(tmp_path / "before.csv", index=False)
        more = ["--previous", str(tmp_path / f"old.{kind}")]
        assert main(["predict", str(tmp_path / "before.csv"), "--out", more[1], *model]) == 0
        capsys.readouterr()
    return lambda out: ["predict", str(tmp_path / "films.csv"), "--out", str(out), *model, *more]


def kill(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)


def killed(command, prepare):
    """Run a command in a process of its own that has been prepared to be killed."""
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            prepare()
            main(command)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(pid, 0)[1]), "it ran until it was killed"


def after_chunks(count):
    """Kill when another chunk is to be answered after so many."""

    def prepare():
        whole, calls = journal.Journal._keep, []

        def keep(self, key, answers):
            calls.append(key)
            if len(calls) > count:
                kill()
            whole(self, key, answers)

        journal.Journal._keep = keep

    return prepare


def half_a_block():
    whole = journal.Journal._keep

    def keep(self, key, answers):
        whole(self, key, answers)
        place, length, _ = self._blocks[key]
        self._file.truncate(place + length // 2)
        kill()

    journal.Journal._keep = keep


def before_the_result():
    atomic.publish = kill


def before_the_journal_is_removed():
    whole = atomic.publish

    def publish(*arguments, **options):
        whole(*arguments, **options)
        kill()

    atomic.publish = publish


def test_a_run_that_is_killed_at_any_moment_goes_on_and_writes_the_same_bytes(command, kind, tmp_path, asked, capsys):
    undisturbed, out = tmp_path / f"undisturbed.{kind}", tmp_path / f"out.{kind}"
    assert main(command(undisturbed)) == 0
    said = capsys.readouterr().out.replace("undisturbed", "out")
    whole = len(asked)
    left = []
    for prepare in (after_chunks(2), half_a_block, after_chunks(1), before_the_result):
        killed(command(out), prepare)
        assert not out.exists()
        left.append((tmp_path / f".out.{kind}.journal").stat().st_size)
    assert left[0] < left[1] < left[2] < left[3], "each went on from what the one before had left"
    asked.clear()
    assert main(command(out)) == 0
    assert out.read_bytes() == undisturbed.read_bytes() and whole and not asked, "only the result had to be written"
    told = capsys.readouterr()
    assert told.out == said and f"was cut off when {whole} films were tagged. It goes on." in told.err
    assert not list(tmp_path.glob(".*")), "nothing stays beside it"


def test_a_run_that_is_killed_when_its_result_is_there_has_lost_nothing(command, kind, tmp_path, asked):
    out = tmp_path / f"out.{kind}"
    killed(command(out), before_the_journal_is_removed)
    result = out.read_bytes()
    assert main(command(out)) == 0
    assert out.read_bytes() == result and not asked and not list(tmp_path.glob(".*"))


def test_only_what_is_missing_is_answered(films, tiny_model, tmp_path, asked):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--out", str(tmp_path / "out.csv"), "--model", str(tiny_model)]
    killed(command, after_chunks(3))
    assert main(command) == 0
    assert asked == films["plot"].tolist()[3 * ROWS :]


def test_an_input_that_has_changed_is_tagged_again_where_it_has_and_that_is_said(
    films, tiny_model, tmp_path, asked, capsys
):
    source, out = tmp_path / "films.csv", tmp_path / "out.csv"
    films.to_csv(source, index=False)
    command = ["predict", str(source), "--model", str(tiny_model), "--out"]
    killed([*command, str(out)], after_chunks(3))
    changed = films.assign(id="other")
    changed.loc[ROWS, "plot"] = "A ghost haunts the house."
    changed.to_csv(source, index=False)
    assert main([*command, str(out)]) == 0
    assert asked == [*changed["plot"][ROWS : 2 * ROWS], *changed["plot"][3 * ROWS :]]
    assert "of its 24 films that were tagged, 16 could be kept" in capsys.readouterr().err
    assert main([*command, str(tmp_path / "new.csv")]) == 0
    assert out.read_bytes() == (tmp_path / "new.csv").read_bytes()


def test_another_model_starts_again_and_says_so(films, tiny_model, tmp_path, asked, capsys):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--out", str(tmp_path / "out.csv"), "--model"]
    shutil.copytree(tiny_model, tmp_path / "other")
    set_thresholds(tmp_path / "other", GenreClassifier.load(tiny_model).thresholds_ * 0.9)
    killed([*command, str(tiny_model)], after_chunks(3))
    assert main([*command, str(tmp_path / "other")]) == 0
    assert len(asked) == 60 and "it had another model. All films are tagged again" in capsys.readouterr().err
    assert not list(tmp_path.glob(".*"))


def test_another_promise_goes_on(films, tiny_model, tmp_path, asked):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--model", str(tiny_model), "--out"]
    killed([*command, str(tmp_path / "out.csv")], after_chunks(3))
    promise = ["--promise", ".6"]
    assert main([*command, str(tmp_path / "out.csv"), *promise]) == 0
    assert len(asked) == 60 - 3 * ROWS
    assert main([*command, str(tmp_path / "new.csv"), *promise]) == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "new.csv").read_bytes()


def test_a_run_that_is_stopped_says_that_it_goes_on(films, tiny_model, tmp_path):
    """36,000 films in blocks of eight: whoever stops it after the first block comes in time."""
    many = pd.concat([films] * 600)
    many.assign(plot=[f"{plot[:80]} {i}" for i, plot in enumerate(many["plot"])]).to_csv(
        tmp_path / "f.csv", index=False
    )
    command = ["predict", str(tmp_path / "f.csv"), "--out", str(tmp_path / "out.csv"), "--model", str(tiny_model)]
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"  # a shell's `&` has it ignored
    code += f"from core.tag import csv; csv.CHUNK_FILMS = {ROWS}; from core.cli import main; raise SystemExit(main())"
    running = subprocess.Popen([sys.executable, "-c", code, *command], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    place = tmp_path / ".out.csv.journal"
    for _ in range(6_000):
        if (place.exists() and place.stat().st_size > 1_000) or running.poll() is not None:
            break
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    assert running.returncode == 130 and "tagged: the same command goes on." in said
    assert place.exists() and not (tmp_path / "out.csv").exists()


def test_a_command_that_makes_no_sense_leaves_nothing(films, tiny_model, tmp_path):
    films.drop(columns="plot").to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--out", str(tmp_path / "out.csv"), "--model", str(tiny_model)]
    assert main([*command, "--text-column", "plot"]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["films.csv"]


def writing(monkeypatch, write):
    """Journals whose blocks are written by ``write(file, block)``."""
    whole = journal._opened

    class File:
        def __init__(self, file):
            self._file = file

        def __getattr__(self, name):
            return getattr(self._file, name)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self._file.close()

        def write(self, block):
            return self._file.write(block) if block.startswith(b"{") else write(self._file, block)

    monkeypatch.setattr(journal, "_opened", lambda out: File(whole(out)))


def test_a_disk_without_room_for_the_journal_stops_nothing(films, tiny_model, tmp_path, monkeypatch):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--model", str(tiny_model), "--out"]

    def full(file, block):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    writing(monkeypatch, full)
    assert main([*command, str(tmp_path / "out.csv")]) == 0
    monkeypatch.undo()
    assert main([*command, str(tmp_path / "new.csv")]) == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "new.csv").read_bytes()


def test_a_stop_just_after_the_first_films_were_kept_keeps_them(films, tiny_model, tmp_path, monkeypatch, capsys):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--model", str(tiny_model), "--out", str(tmp_path / "out.csv")]

    def stopped(file, block):
        file.write(block)
        raise KeyboardInterrupt

    writing(monkeypatch, stopped)
    assert main(command) == 130
    assert f"{ROWS} films are tagged: the same command goes on." in capsys.readouterr().err
    monkeypatch.undo()
    assert main(command) == 0
    assert f"cut off when {ROWS} films were tagged" in capsys.readouterr().err


def test_two_runs_at_once_do_not_share_a_journal(tmp_path):
    with journal.beside(tmp_path / "out.csv", "v") as one, journal.beside(tmp_path / "out.csv", "v") as other:
        assert one is not None and other is None


def test_the_standard_output_has_none(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with journal.beside(Path("-"), "v") as none:
        assert none is None and not list(tmp_path.iterdir())


def test_what_the_disk_has_lost_is_answered_again(films, tiny_model, tmp_path, asked):
    films.to_csv(tmp_path / "films.csv", index=False)
    command = ["predict", str(tmp_path / "films.csv"), "--out", str(tmp_path / "out.csv"), "--model", str(tiny_model)]
    killed(command, after_chunks(3))
    place = tmp_path / ".out.csv.journal"
    whole = place.read_bytes()
    place.write_bytes(whole[:-2_000] + bytes(1_000) + whole[-1_000:])
    assert main(command) == 0
    assert asked == films["plot"].tolist()[2 * ROWS :]


def test_a_poster_that_was_missing_is_looked_for_again(films, tmp_path, monkeypatch):
    monkeypatch.setattr(csv, "POSTER_ROWS", 2)
    films[:6].assign(poster=[f"{i}.png" for i in range(6)]).to_csv(tmp_path / "films.csv", index=False)
    for i in range(5):
        (tmp_path / f"{i + 1}.png").write_bytes(drawn.saved(drawn.poster()))
    command = ["predict", str(tmp_path / "films.csv"), "--poster-column", "poster", "--out"]
    killed([*command, str(tmp_path / "out.csv")], after_chunks(2))
    (tmp_path / "0.png").write_bytes(drawn.saved(drawn.poster()))
    assert main([*command, str(tmp_path / "out.csv")]) == 0
    assert pd.read_csv(tmp_path / "out.csv")["poster_problem"].isna().all()
    assert main([*command, str(tmp_path / "new.csv")]) == 0
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "new.csv").read_bytes()
