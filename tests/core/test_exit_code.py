"""How a command line ends: a sentence for what the user can mend, a traceback for a bug, nothing for a closed pipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import TableError
from core.exit_code import exit_code

ROOT = Path(__file__).resolve().parents[2]


def raises(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize(("code", "result"), [(None, 0), (0, 0), (1, 1)])
def test_a_command_that_ends_well(code, result):
    assert exit_code(lambda: code) == result


def test_what_the_user_can_mend_is_one_line(capsys):
    assert exit_code(raises(TableError("No column 'plot'.\n\x1b[31mAdd one."))) == 2
    assert capsys.readouterr().err == "error: No column 'plot'.  [31mAdd one.\n"


@pytest.mark.parametrize("error", [ValueError("a bug"), OSError("a bug"), KeyError("a bug")])
def test_a_bug_is_no_fault_of_the_user(error):
    with pytest.raises(type(error)):
        exit_code(raises(error))


def test_ctrl_c_is_no_traceback(capsys):
    assert exit_code(raises(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err.strip() == "Stopped. Nothing was left half-written."


PRINTS = "import sys; from core.exit_code import exit_code; sys.exit(exit_code(lambda: print('line\\n' * 99999)))"


@pytest.mark.parametrize("command", [["-c", PRINTS], ["-m", "data", "list"], ["-m", "train", "list"]], ids=str)
def test_a_reader_that_has_gone_is_not_complained_about(command):
    process = subprocess.Popen(
        [sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) in (0, 1)


@pytest.mark.parametrize("command", ["data list", "data describe open_plots", "data --help", "core predict --help"])
def test_a_reader_that_goes_away_is_no_error(command):
    """As ``python -m data list | head -0`` does: nothing is said."""
    read, write = os.pipe()
    os.close(read)
    ended = subprocess.run([sys.executable, "-m", *command.split()], stdout=write, stderr=subprocess.PIPE, cwd=ROOT)
    os.close(write)
    assert ended.stderr == b"" and ended.returncode in (0, 1)
