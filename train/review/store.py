"""What people decided about films: nothing is ever overwritten, only added.

What :meth:`Store.decide` has returned for is on the disk. An undo is a row of its own; so who decided what, and when,
stays.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import pandas as pd

from core.measure.bootstrap import Interval
from train.review.database import Database, ReviewError

CLAIM = 300  # seconds that a film shown to one person is not offered to another
DECIDED, SKIPPED, UNDONE = "decided", "skipped", "undone"


@dataclass(frozen=True)
class Film:
    """A film of the queue; ``labels`` are those that its table gave it, which may be none."""

    film: int
    title: str
    year: str
    plot: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """Films in all, and how many of them are decided and skipped."""

    films: int
    decided: int
    skipped: int

    @property
    def left(self) -> int:
        """Films that nobody has decided about or skipped."""
        return self.films - self.decided - self.skipped


def key_of(title: str, plot: str) -> str:
    """What makes a film the same film in another table or an earlier export."""
    return sha256(f"{title.strip()}\0{plot.strip()}".encode("utf-8", "replace")).hexdigest()[:32]


class Store(Database):
    """The queue of one project and what was decided. Any thread, any process may use it."""

    def add(self, films: pd.DataFrame, labels: Sequence[Sequence[str]] | None = None) -> int:
        """Put films (``title``, ``plot``, perhaps ``year``) at the end of the queue; returns how many are new."""
        names = labels if labels is not None else [()] * len(films)
        years = films["year"] if "year" in films else pd.Series("", index=films.index)
        rows = [
            (key_of(title, plot), title, "" if pd.isna(year) else str(year), plot, _packed(film))
            for title, year, plot, film in zip(films["title"], years, films["plot"], names, strict=True)
        ]
        with self.writing() as file:
            before = file.execute("SELECT COUNT(*), COALESCE(MAX(place), 0) FROM films").fetchone()
            numbered = [(*row, before[1] + place) for place, row in enumerate(rows, 1)]
            insert = "INSERT OR IGNORE INTO films (key, title, year, plot, labels, place) VALUES (?, ?, ?, ?, ?, ?)"
            file.executemany(insert, numbered)
            return int(file.execute("SELECT COUNT(*) FROM films").fetchone()[0] - before[0])

    def order(self, first: Sequence[int]) -> None:
        """Ask about these films before all others, in this order."""
        with self.writing() as file:
            least = file.execute("SELECT COALESCE(MIN(place), 0) FROM films").fetchone()[0] - len(first)
            file.executemany("UPDATE films SET place = ? WHERE film = ?", [(least + i, f) for i, f in enumerate(first)])

    def put_first(self, films: pd.DataFrame, labels: Sequence[Sequence[str]]) -> int:
        """Ask about these films before all others, open again if they were decided; returns how many they are."""
        self.add(films, labels)
        keys = [key_of(title, plot) for title, plot in zip(films["title"], films["plot"], strict=True)]
        with self.writing() as file:
            numbers = [file.execute("SELECT film FROM films WHERE key = ?", (key,)).fetchone()[0] for key in keys]
            values = [(_packed(names), number) for names, number in zip(labels, numbers, strict=True)]
            file.executemany("UPDATE films SET labels = ?, decision = NULL WHERE film = ?", values)
        self.order(numbers)
        return len(numbers)

    def next(self, who: str) -> Film | None:
        """The film to ask ``who`` about now: the first open one that nobody else looks at; None at the end."""
        now = datetime.now(UTC).timestamp()
        query = """SELECT film, title, year, plot, labels FROM films WHERE decision IS NULL AND film NOT IN
            (SELECT film FROM claims WHERE who != ? AND at > ?) ORDER BY place LIMIT 1"""
        with self.writing() as file:
            row = file.execute(query, (who, now - CLAIM)).fetchone()
            if row:
                file.execute("DELETE FROM claims WHERE who = ?", (who,))
                file.execute("INSERT OR REPLACE INTO claims VALUES (?, ?, ?)", (row[0], who, now))
        return _film(row) if row else None

    def decide(self, film: int, labels: Sequence[str], proposed: Sequence[str], who: str, skip: bool = False) -> int:
        """Keep what was decided about a film; returns the decision's number. It is on the disk when this returns."""
        action = SKIPPED if skip else DECIDED
        row = (film, action, _packed(() if skip else labels), _packed(proposed), who, _now())
        with self.writing() as file:
            insert = "INSERT INTO decisions (film, action, labels, proposed, who, at) VALUES (?, ?, ?, ?, ?, ?)"
            number = file.execute(insert, row).lastrowid
            file.execute("UPDATE films SET decision = ? WHERE film = ?", (number, film))
            file.execute("DELETE FROM claims WHERE film = ?", (film,))
        return int(number or 0)

    def undo(self, who: str) -> Film | None:
        """Take back the last standing decision of ``who``; its film comes first again. None if there is none."""
        with self.writing() as file:
            query = """SELECT d.decision, f.film, f.title, f.year, f.plot, f.labels FROM decisions d
                JOIN films f ON f.decision = d.decision WHERE d.who = ? ORDER BY d.decision DESC LIMIT 1"""
            row = file.execute(query, (who,)).fetchone()
            if row is None:
                return None
            insert = (
                "INSERT INTO decisions (film, action, labels, proposed, who, at, undoes) VALUES (?, ?, ?, ?, ?, ?, ?)"
            )
            file.execute(insert, (row[1], UNDONE, "[]", "[]", who, _now(), row[0]))
            least = file.execute("SELECT MIN(place) FROM films").fetchone()[0]
            file.execute("UPDATE films SET decision = NULL, place = ? WHERE film = ?", (least - 1, row[1]))
        return _film(row[1:])

    def progress(self) -> Progress:
        """How far the review is."""
        with self.open() as file:
            films = file.execute("SELECT COUNT(*) FROM films").fetchone()[0]
            query = (
                "SELECT d.action, COUNT(*) FROM films f JOIN decisions d ON d.decision = f.decision GROUP BY d.action"
            )
            counts = dict(file.execute(query).fetchall())
        return Progress(films, counts.get(DECIDED, 0), counts.get(SKIPPED, 0))

    def waiting(self, most: int) -> pd.DataFrame:
        """Some of the films that are open, drawn at random: film, title, year, plot."""
        query = """SELECT film, title, year, plot FROM films WHERE film IN
            (SELECT film FROM films WHERE decision IS NULL ORDER BY RANDOM() LIMIT ?) ORDER BY film"""
        with self.open() as file:
            return pd.read_sql_query(query, file, params=(most,))

    def undecided(self) -> pd.DataFrame:
        """The films that nobody has given labels, skipped ones among them: title, year, plot; as they were added."""
        query = """SELECT f.title, f.year, f.plot FROM films f LEFT JOIN decisions d ON d.decision = f.decision
            WHERE d.action IS NULL OR d.action != ? ORDER BY f.film"""
        with self.open() as file:
            return pd.read_sql_query(query, file, params=(DECIDED,))

    def decided(self) -> pd.DataFrame:
        """What stands: title, year, plot, labels and proposed (joined by ``|``), action, who, at; oldest first."""
        query = """SELECT f.title, f.year, f.plot, d.labels, d.proposed, d.action, d.who, d.at FROM films f
            JOIN decisions d ON d.decision = f.decision ORDER BY d.decision"""
        with self.open() as file:
            frame = pd.read_sql_query(query, file)
        for column in ("labels", "proposed"):
            frame[column] = ["|".join(json.loads(cell)) for cell in frame[column]]
        return frame

    def labels(self, most: int = 1_000) -> list[str]:
        """The labels that stand in decisions, the most frequent first."""
        query = """SELECT j.value FROM films f JOIN decisions d ON d.decision = f.decision, json_each(d.labels) j
            GROUP BY j.value ORDER BY COUNT(*) DESC, j.value LIMIT ?"""
        with self.open() as file:
            return [str(row[0]) for row in file.execute(query, (most,))]

    def fact(self, name: str) -> str:
        """What was noted about the project, such as the model that proposes; empty where nothing was."""
        with self.open() as file:
            row = file.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, name: str, value: str) -> None:
        """Note something about the project."""
        with self.writing() as file:
            file.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def add_lesson(self, model: str, films: int, micro_f1: Interval, mean_precision: float) -> None:
        """Keep how good a model was that learnt from so many films."""
        row = (model, films, micro_f1.value, micro_f1.low, micro_f1.high, mean_precision, _now())
        with self.writing() as file:
            insert = "INSERT INTO lessons (model, films, micro_f1, low, high, map, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
            file.execute(insert, row)

    def lessons(self) -> pd.DataFrame:
        """The models that have learnt from this project: model, films, micro_f1, low, high, map, at; oldest first."""
        with self.open() as file:
            return pd.read_sql_query("SELECT model, films, micro_f1, low, high, map, at FROM lessons", file)

    def history(self) -> pd.DataFrame:
        """Every row that was ever added, undone ones and undoings among them."""
        with self.open() as file:
            return pd.read_sql_query("SELECT * FROM decisions ORDER BY decision", file)

    def restore(self, export: pd.DataFrame) -> int:
        """Go on from an earlier export of :meth:`decided`: films added and decided as they were, by whom and when.

        A film that is decided here already stays as it is. Returns how many decisions came back. Raises ReviewError
        for a table that is no such export.
        """
        needed = {"title", "plot", "labels", "proposed", "action", "who", "at"}
        if missing := sorted(needed - set(export.columns)):
            raise ReviewError(f"The export has no column {missing[0]!r}. Choose a file that Review has exported.")
        if odd := sorted(set(export["action"]) - {DECIDED, SKIPPED}):
            raise ReviewError(f"The export has an action {str(odd[0])[:40]!r}. Choose a file that Review has exported.")
        self.add(export)
        back = 0
        with self.writing() as file:
            for row in export.to_dict("records"):
                found = file.execute(
                    "SELECT film FROM films WHERE key = ? AND decision IS NULL", (key_of(row["title"], row["plot"]),)
                ).fetchone()
                if found is None:
                    continue
                values = (
                    found[0],
                    row["action"],
                    _cells(row["labels"]),
                    _cells(row["proposed"]),
                    row["who"],
                    row["at"],
                )
                insert = "INSERT INTO decisions (film, action, labels, proposed, who, at) VALUES (?, ?, ?, ?, ?, ?)"
                number = file.execute(insert, values).lastrowid
                file.execute("UPDATE films SET decision = ? WHERE film = ?", (number, found[0]))
                back += 1
        return back


def _film(row: Sequence[object]) -> Film:
    film, title, year, plot, labels = row
    return Film(int(str(film)), str(title), str(year), str(plot), tuple(json.loads(str(labels))))


def _packed(labels: Iterable[str]) -> str:
    return json.dumps(list(dict.fromkeys(labels)), ensure_ascii=False)


def _cells(text: object) -> str:
    return _packed(name for name in str(text).split("|") if name and text == text)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
