"""Trainings and commands of a test, forked off a Python that has loaded TensorFlow already."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from train.runs.run_folder import Run

TRAIN = "import sys; from train.__main__ import main; sys.exit(main(sys.argv[1:]))"  # python -m train
PATIENCE = 240  # seconds that a test waits for a process on a busy machine


def wait_until(condition: Callable[[], object], pause: float = 0.01) -> None:
    """Wait until a condition holds; fails the test when it never does."""
    limit = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < limit, "nothing happened"
        time.sleep(pause)


class Trainer:
    """Starts trainings and commands and waits for them."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("warm_python.py")
        self.process = subprocess.Popen(
            [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.lock = threading.Lock()
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, **order: object) -> int | None:
        """Hand over an order; returns a child's process id, or the exit code of one."""
        with self.lock:
            self.process.stdin.write(json.dumps(order) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    def begin(self, run: Run, **order: object) -> psutil.Process:
        """Begin to train a run."""
        return psutil.Process(self.ask(run=str(run.folder.absolute()), **order))

    def train(self, run: Run, **order: object) -> Run:
        """Train a run to its end."""
        process = self.begin(run, **order)
        wait_until(lambda: not process.is_running())
        return run

    def command(self, code: str, arguments: list[str], log: Path, **environment: str) -> "Command":
        """Begin what ``python -c code arguments`` does, its output in ``log``."""
        order = {"code": code, "arguments": arguments, "log": str(log), "environment": environment}
        return Command(self, self.ask(**order), log)

    def end(self) -> None:
        """End the process; its children go on."""
        self.process.stdin.close()
        self.process.wait(30)


@dataclass(frozen=True)
class Command:
    """A command that runs: ``poll``, ``wait`` and ``kill`` are those of subprocess.Popen."""

    trainer: Trainer
    pid: int
    log: Path

    def poll(self) -> int | None:
        """Its exit code; None while it runs."""
        return self.trainer.ask(ended=self.pid)

    def wait(self) -> int:
        """Its exit code once it has ended."""
        wait_until(lambda: self.poll() is not None)
        return self.poll()

    def kill(self) -> None:
        """End it at once, if it has not ended yet."""
        if self.poll() is None:
            psutil.Process(self.pid).kill()

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.log.read_text(encoding="utf-8")
