"""A process that is told from later ones of the same number, and from those before a restart of the machine."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

from core.tables.output import atomic
from train import small_files

BOOT = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True)
class ProcessId:
    """A process by its number and by when it began, as :func:`start_of` says it."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int | None = None) -> "ProcessId":
        """A running process, by default this one. Raises psutil.Error or OSError when there is none."""
        number = os.getpid() if pid is None else pid
        return cls(number, start_of(number))

    @classmethod
    def read(cls, path: Path) -> "ProcessId | None":
        """The process that a file names; None without such a file."""
        try:
            pid, started = small_files.text(path).split()
            return cls(int(pid), started)
        except (OSError, ValueError):
            return None

    def write(self, path: Path) -> None:
        """Note it in a file. Raises OSError."""
        atomic.write_text(path, f"{self.pid} {self.started}", sync=False)  # a power cut ends the process too

    @property
    def alive(self) -> bool:
        """Whether it runs; a zombie doesn't, nor does a program that was given the number since."""
        try:
            running = psutil.Process(self.pid).status() != psutil.STATUS_ZOMBIE
            return running and start_of(self.pid) == self.started
        except (psutil.Error, OSError, ValueError, OverflowError):
            return False

    @property
    def is_this(self) -> bool:
        """Whether it is the process that asks."""
        return self.pid == os.getpid() and self.alive


def start_of(pid: int) -> str:
    """When a process began, in a form that stays the same when the clock is set.

    On Linux the boot and the ticks since then; elsewhere the time that the system noted once. Raises psutil.Error or
    OSError when there is no such process.
    """
    if not BOOT.exists():
        return f"{psutil.Process(pid).create_time():.0f}"
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    return f"{BOOT.read_text().strip()}:{fields[19]}"  # field 22 of proc(5); the name before it may hold blanks
