"""Runs side by side: the settings that differ, metrics, curves, and genre by genre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.model.network.presets import NetworkConfig
from train.config import TrainConfig
from train.runs import outcome
from train.runs.events import Done, values
from train.runs.run_folder import MODELS, Run, listed

if TYPE_CHECKING:
    import pandas as pd

TEST = ("micro_f1", "macro_f1", "samples_f1", "map", "lrap", "exact_match", "hamming_loss")
VALIDATION = ("val_loss", "val_micro_f1", "val_map")


def _chosen(ids: Sequence[str] | None, models: Path) -> list[Run]:
    return [run for run in listed(models) if ids is None or run.id in ids]


def _settings(run: Run) -> dict[str, Any]:
    """Every setting by its own name, the network's among them."""
    values = run.config.to_dict()
    return {"preset": run.config.preset, **values.pop("network"), **values}


def _size_mb(folder: Path | None) -> float | None:
    try:
        return round(sum(path.lstat().st_size for path in folder.iterdir()) / 1e6, 1) if folder else None
    except OSError:  # without the right to look
        return None


def _row(run: Run) -> dict[str, Any]:
    progress = run.progress
    best = values(progress.best_epoch) if progress.best_epoch else {}
    test = progress.ending.metrics if isinstance(progress.ending, Done) else {}
    return {
        "run": run.id,
        "state": outcome.told(run),
        **_settings(run),
        "best_epoch": best.get("epoch"),
        **{name: best.get(name) for name in VALIDATION},
        **{f"test_{name}": test.get(name) for name in TEST},
        "minutes": round(progress.seconds / 60, 2),
        "size_mb": _size_mb(run.model),
    }


def compare(ids: Sequence[str] | None = None, models: Path = MODELS, every_setting: bool = False) -> pd.DataFrame:
    """One row a run, newest first: run, state, settings, best_epoch, val_*, test_*, minutes, size_mb.

    ``ids``: which runs; all of them by default. Settings on which all the runs agree are left out unless
    ``every_setting``. val_* are those of the best epoch; what a run doesn't have yet is missing.
    """
    import pandas as pd

    runs = _chosen(ids, models)
    frame = pd.DataFrame([_row(run) for run in runs])
    if every_setting or len(runs) < 2:
        return frame
    same = [name for name in _settings(runs[0]) if name != "preset" and frame[name].nunique(dropna=False) == 1]
    return frame.drop(columns=same)


def setting_names() -> list[str]:
    """The columns of a :func:`compare` table that are settings."""
    return ["preset", *(f.name for kind in (TrainConfig, NetworkConfig) for f in fields(kind))]


def numeric_differences(table: pd.DataFrame) -> list[str]:
    """The settings of a :func:`compare` table that are numbers or switches and on which its runs differ."""
    names = [f.name for kind in (TrainConfig, NetworkConfig) for f in fields(kind)]
    return [
        name
        for name in names
        if name in table and table[name].nunique() > 1 and table[name].map(type).isin((bool, int, float)).all()
    ]


def curves(ids: Sequence[str] | None = None, models: Path = MODELS) -> pd.DataFrame:
    """Every point of the runs' curves: run, kind, step, epoch, minutes, loss, val_loss, val_micro_f1, val_map.

    ``kind`` is ``step`` (loss of that step alone; ``epoch`` is fractional) or ``epoch`` (mean training loss and the
    validation metrics after it).
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for run in _chosen(ids, models):
        progress, config = run.progress, run.config
        per_epoch = max(progress.total_steps / config.epochs, 1)
        for step in progress.steps:
            rows.append({"run": run.id, "kind": "step", "epoch": step.step / per_epoch, **asdict(step)})
        rows += [{"run": run.id, "kind": "epoch", **asdict(epoch)} for epoch in progress.epochs]
    columns = ["run", "kind", "step", "epoch", "seconds", "loss", *VALIDATION]
    frame = pd.DataFrame(rows).reindex(columns=columns)
    frame["minutes"] = frame.pop("seconds").astype(float) / 60
    return frame


def genre_differences(first: Path, second: Path) -> pd.DataFrame:
    """Two model folders genre by genre, on the test films of each: what the second gains or loses.

    Columns: genre, support (test films of the first), then for f1 and average_precision the first's value, the
    second's and the difference (second minus first). Genres that only one of them has are left out.
    """
    from core.measure import metrics
    from core.model.folder import artifact

    tables = []
    for folder in (first, second):
        model = artifact.load(folder)
        tables.append(metrics.per_genre(*model.evaluation(), model.thresholds, model.genres).set_index("genre"))
    left, right = tables
    columns = ["f1", "average_precision"]
    both = left[["support"]].join(
        [left[columns].add_suffix("_first"), right[columns].add_suffix("_second")], how="inner"
    )
    for name in columns:
        both[f"{name}_difference"] = both[f"{name}_second"] - both[f"{name}_first"]
    return both.reset_index()
