"""Tag again only what changed: what an earlier run gave a plot is kept, and what a person decided is never replaced."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...amounts import amount
from ...errors import TableError
from ...model.classifier import GenreClassifier
from ...plots import plot_text
from ...tables.stream import plain, stream_table
from ..columns.answers import of_plots
from .journal import Journal, through
from .previous import EMPTY, Previous, ids_of, key, keys

LOCKED_MARK = "yes"
DECIDED = "decided"  # the action of a row of an export of Review that a person has accepted or changed


@dataclass
class Sums:
    """Rows that are ``new``, ``changed`` (known by their id), tagged ``again`` because another model had tagged them,
    ``unchanged``, of these by an ``older`` model, ``locked``, and on how many of those the model disagrees.
    """

    new: int = 0
    changed: int = 0
    again: int = 0
    unchanged: int = 0
    older: int = 0
    locked: int = 0
    disagreements: int = 0

    def join(self, other: "Sums") -> None:
        """Count the rows of others."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def sentence(self) -> str:
        """What became of the rows, for people."""
        again = f", {self.again:,} that another model had tagged" if self.again else ""
        parts = [f"Tagged: {self.new:,} new, {self.changed:,} changed{again}. Kept: {self.unchanged:,} unchanged."]
        if self.older:
            parts.append(
                f"{amount(self.older, 'kept row is', 'kept rows are')} another model's: --all tags them again."
            )
        if self.locked:
            disagree = f"the model disagrees on {self.disagreements:,} (column model_says)"
            parts.append(f"{amount(self.locked, 'row')} decided by people, left alone; {disagree}.")
        return " ".join(parts)


@dataclass(frozen=True)
class Settings:
    """``previous``: the earlier result, a file, or for a catalogue a folder with the same files; None for a file that
    is new. ``every``: tag again what another model tagged. ``decided``: labels by the key of the plot, as people have
    decided on them.
    """

    previous: Path | None
    every: bool
    decided: dict[int, str]

    def of(self, previous: Path | None) -> "Settings":
        """The same for one file of a catalogue."""
        return Settings(previous, self.every, self.decided)


def decisions(path: Path, encoding: str = "") -> dict[int, str]:
    """What people have decided, from an export of Review. Raises TableError for a table that is none."""
    found: dict[int, str] = {}
    with stream_table(path, encoding=encoding) as table:
        missing = [name for name in ("plot", "labels", "action") if name not in table.schema.names]
        if missing:
            raise TableError(f"{path} has no column {missing[0]!r}. Give a file that Review has exported.")
        for chunk in table.chunks:
            columns = (plain(chunk.cells[name]) for name in ("plot", "labels", "action"))
            for plot, labels, action in zip(*columns, strict=True):
                if action == DECIDED and (text := plot_text(plot)):
                    found[key(text)] = labels or ""
    return found


@dataclass
class Answers:
    """An entry a plot in each; ``y_score`` [plots, genres]."""

    y_score: NDArray[np.float64]
    nearest: NDArray[np.float64]
    familiarity: NDArray[np.float64]
    predicted: list[str]
    notes: list[str]
    by: list[str]
    on: list[str]
    locked: list[str]
    says: list[str]

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Whether the model could read each."""
        return np.asarray(np.isfinite(self.y_score).all(axis=1))


class Again:
    """Answers plots from an earlier result where that has them, and counts. Raises TableError for a result of other
    genres, unless ``every`` row of another model is to be tagged again.
    """

    def __init__(self, settings: Settings, column: str | None, classifier: GenreClassifier, encoding: str = "") -> None:
        self.classifier, self.settings, self.sums = classifier, settings, Sums()
        self.previous = Previous(settings.previous, column, classifier, encoding)
        if not self.previous.same_genres and not settings.every:
            raise TableError(
                f"{settings.previous} has other genres than this model, so none of it can be kept. Add --all to tag"
                " every row again."
            )

    def answers(self, plots: Sequence[str], ids: Sequence[Any] | None, journal: Journal | None = None) -> Answers:
        """The answers for some plots; ``ids`` are theirs where the table has a column of them. ``journal``: that
        of the run.
        """
        found = keys(plots)
        own = keys(ids_of(ids)) if ids is not None and self.previous.by_id else np.zeros(len(plots), np.uint64)
        rows = self.previous.find(found)
        kept = self.previous.rows[np.maximum(rows, 0)] if len(self.previous) else np.empty(0)
        stamps = [self.previous.stamp(kept[i]) if rows[i] >= 0 else ("", "") for i in range(len(plots))]
        older = np.array([by != self.classifier.version for by, _ in stamps], dtype=bool)
        reused = (rows >= 0) & ~(older & self.settings.every)
        result = self._kept(kept, reused, stamps)
        self._tag(result, plots, np.flatnonzero(~reused), journal)
        self._lock(result, found, own)
        changed = (rows < 0) & self.previous.knows(own) & (own != EMPTY)
        self.sums.join(
            Sums(
                int(((rows < 0) & ~changed).sum()),
                int(changed.sum()),
                int(((rows >= 0) & ~reused).sum()),
                int(reused.sum()),
                int((reused & older).sum()),
            )
        )
        return result

    def _kept(self, kept: NDArray[Any], reused: NDArray[np.bool_], stamps: list[tuple[str, str]]) -> Answers:
        """What was there before; the rest is still to be answered."""
        count, genres, texts = len(reused), len(self.classifier.classes_), self.previous.texts
        result = Answers(
            np.full((count, genres), np.nan), np.full(count, np.nan), np.full(count, np.nan),
            *([""] * count for _ in range(6)),
        )  # fmt: skip
        if not reused.any():
            return result
        result.y_score[reused] = kept["scores"][reused]
        result.familiarity[reused] = kept["familiarity"][reused]
        gap = np.abs(result.y_score - self.classifier.thresholds_).min(axis=1)
        stored = np.where(reused, kept["nearest"], np.nan)
        result.nearest[:] = np.where(np.isnan(stored), gap, stored)
        for place in np.flatnonzero(reused):
            result.predicted[place] = texts[kept["predicted"][place]]
            result.notes[place] = texts[kept["reading"][place]]
            result.by[place], result.on[place] = stamps[place]
        return result

    def _tag(
        self, result: Answers, plots: Sequence[str], places: NDArray[np.intp], journal: Journal | None = None
    ) -> None:
        if not len(places):
            return
        fresh = [plots[place] for place in places]
        found = through(journal, fresh, lambda: of_plots(self.classifier, fresh))
        answered = np.asarray(found.answered, dtype=bool)
        result.y_score[places] = np.where(answered[:, None], found.y_score, np.nan)
        result.nearest[places] = np.where(answered, found.nearest, np.nan)
        result.familiarity[places] = found.familiarity
        for place, genres, note in zip(places, found.genres, found.notes, strict=True):
            result.predicted[place], result.notes[place] = "|".join(genres), note
            result.by[place], result.on[place] = self.classifier.version, found.on

    def _lock(self, result: Answers, found: NDArray[np.uint64], own: NDArray[np.uint64]) -> None:
        """Put what people have decided in place of what the model says, and note where that differs."""
        locked, decided = self.previous.locked, self.settings.decided
        if not locked and not decided:
            return
        for place, (plot, name) in enumerate(zip(found.tolist(), own.tolist(), strict=True)):
            labels = locked.get(name) if name else locked.get(plot) if plot else None
            labels = decided.get(plot, labels) if plot else labels
            if labels is None:
                continue
            able = bool(np.isfinite(result.y_score[place]).all())
            says = self.classifier.genres_of(result.y_score[place : place + 1])[0] if able else []
            differs = set(says) != set(filter(None, labels.split("|")))
            result.predicted[place], result.locked[place] = labels, LOCKED_MARK
            result.says[place] = "|".join(says) if differs else ""
            self.sums.join(Sums(locked=1, disagreements=int(differs)))
