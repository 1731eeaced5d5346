"""Every visitor's batch jobs: found by their token alone, kept for a day after the last visit. No Streamlit here."""

import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from core.errors import GenreLensError
from dashboard.phrasing import duration
from dashboard.state.batch.batch_job import BatchJob

KEPT = 24 * 3600.0  # seconds after the last visit
MOST_JOBS, MOST_BYTES = 40, 4_000_000_000  # of all visitors together, files and results
SWEPT = 600.0  # seconds between two looks for jobs whose time is over


class JobsFull(GenreLensError):
    """There is no room for another job until one of them goes."""


class BatchJobs:
    """The jobs of this process. Nobody's job makes room for another's; beyond the bounds a newcomer waits."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._jobs: dict[str, BatchJob] = {}
        self._clock = clock
        self._lock = threading.Lock()
        self._coming = 0  # uploads that are being copied

    def visit(self, token: str) -> BatchJob | None:
        """The job of a token, whose 24 hours begin again; None if it is gone."""
        self.sweep()
        job = self._jobs.get(token)
        if job:
            job.visited = self._clock()
        return job

    def add(self, name: str, content: BinaryIO) -> BatchJob:
        """A new job with a copy of the file. Raises JobsFull, and TableError where the disk is full."""
        with self._place():
            job = BatchJob(name, content)
            job.visited = self._clock()
            self._jobs[job.id] = job
        return job

    def remove(self, token: str) -> None:
        """Stop a job and remove its files, if it is still here."""
        job = self._jobs.pop(token, None)
        if job:
            job.discard()

    def sweep(self) -> None:
        """Remove the jobs whose last visit, or whose end, is more than 24 hours ago."""
        now = self._clock()
        for job in list(self._jobs.values()):
            if job.state == "running":  # its 24 hours begin when it ends
                job.visited = now
            elif now - job.visited > KEPT:
                self.remove(job.id)

    def check_room(self) -> None:
        """Raise JobsFull, which says when to come again, if a newcomer has to wait."""
        self.sweep()
        jobs = list(self._jobs.values())
        if len(jobs) + self._coming < MOST_JOBS and sum(job.size for job in jobs) < MOST_BYTES:
            return
        oldest = min((job.visited for job in jobs), default=self._clock())
        raise JobsFull(
            f"The app holds as many files of visitors as it has room for ({len(jobs)}), and removes none of them"
            f" for another. One goes in {duration(max(oldest + KEPT - self._clock(), 60))} at the latest if nobody"
            " comes back for it, perhaps sooner. Try again then."
        )

    @contextmanager
    def _place(self) -> Iterator[None]:
        """A place among the jobs while the file is copied, so that two newcomers don't take the same one."""
        with self._lock:
            self.check_room()
            self._coming += 1
        try:
            yield
        finally:
            with self._lock:
                self._coming -= 1


def keep_sweeping(jobs: BatchJobs) -> None:
    """Remove what nobody came back for, though nobody else comes either, as long as ``jobs`` is in use."""
    kept = weakref.ref(jobs)

    def sweep() -> None:
        while store := kept():
            store.sweep()
            del store
            time.sleep(SWEPT)

    threading.Thread(target=sweep, name="batch-sweep", daemon=True).start()
