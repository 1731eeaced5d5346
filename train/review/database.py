"""One SQLite file a project. Write-ahead logging and full synchronisation: what a transaction has kept outlives the
process, killed at any moment, and several people can write at once.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.errors import GenreLensError
from train.runs.guards import check_writable

KIND = 0x474C5256  # SQLite's application id: "GLRV"
VERSION = 1
PATIENCE = 10.0  # seconds that a writer waits for another
_TABLES = """
CREATE TABLE IF NOT EXISTS films (
    film INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, title TEXT NOT NULL, year TEXT NOT NULL, plot TEXT NOT NULL,
    labels TEXT NOT NULL, place INTEGER NOT NULL, decision INTEGER
);
CREATE INDEX IF NOT EXISTS waiting ON films (place) WHERE decision IS NULL;
CREATE TABLE IF NOT EXISTS decisions (
    decision INTEGER PRIMARY KEY AUTOINCREMENT, film INTEGER NOT NULL REFERENCES films, action TEXT NOT NULL,
    labels TEXT NOT NULL, proposed TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, undoes INTEGER
);
CREATE TABLE IF NOT EXISTS lessons (
    lesson INTEGER PRIMARY KEY AUTOINCREMENT, model TEXT NOT NULL, films INTEGER NOT NULL, micro_f1 REAL NOT NULL,
    low REAL NOT NULL, high REAL NOT NULL, map REAL NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS claims (film INTEGER PRIMARY KEY REFERENCES films, who TEXT NOT NULL, at REAL NOT NULL);
"""


class ReviewError(GenreLensError):
    """A file of decisions that can't be used, or a decision that can't be kept."""


class Database:
    """The file of a project. A connection a call: any thread, any process may use it."""

    def __init__(self, path: Path) -> None:
        """Open the file, or begin one. Raises ReviewError for a file that is something else."""
        self.path = path
        if not path.exists():
            check_writable()
        with self.open() as file:
            kind, version = (
                file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
            )
            new = kind == 0 and not file.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
            if not new and (kind != KIND or version != VERSION):
                raise ReviewError(f"{path} is not a file of decisions of this GenreLens. Choose another file.")
            if new:
                file.executescript(f"PRAGMA application_id = {KIND}; PRAGMA user_version = {VERSION}; {_TABLES}")
        self._file = self._identity()

    def _identity(self) -> tuple[int, int]:
        state = os.stat(self.path)
        return state.st_dev, state.st_ino

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection. Raises ReviewError for a file that is gone, damaged, or another than it was."""
        try:
            if hasattr(self, "_file") and self._identity() != self._file:
                raise ReviewError(f"{self.path} was replaced by another file meanwhile. Open the review again.")
            file = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
            try:
                file.execute("PRAGMA journal_mode = WAL")
                file.execute("PRAGMA synchronous = FULL")
                yield file
            finally:
                file.close()
        except FileNotFoundError:
            raise ReviewError(f"{self.path} is gone. Import an export to go on from it.") from None
        except sqlite3.DatabaseError as error:
            raise ReviewError(f"{self.path} can't be used ({error}). Restore it, or import an export.") from None

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that waits for other writers; all of it is kept, or nothing."""
        check_writable()
        with self.open() as file:
            file.execute("BEGIN IMMEDIATE")
            try:
                yield file
            except BaseException:
                file.execute("ROLLBACK")
                raise
            file.execute("COMMIT")
