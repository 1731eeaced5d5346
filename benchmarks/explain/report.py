"""What docs/explaining.md says: each way's faithfulness and cost, and how far it is from the default method."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks import page
from benchmarks.explain.library_explainers import LIBRARIES
from benchmarks.explain.ways import BEST, RANDOM
from core.explanations import DEFAULT_METHOD
from core.explanations.faithfulness import agreement, normalised

COLUMNS = (
    "way",
    "plots",
    "comprehensiveness",
    "of best found",
    "below the default by",
    "all predicted genres",
    "sufficiency",
    "agreement with the default",
    "seconds",
    "evaluations",
    "largest gap",
)


def interval(values: NDArray[np.float64], draws: int = 2000) -> tuple[float, float]:
    """95 % bootstrap interval of a mean over plots."""
    rng = np.random.default_rng(0)
    means = values[rng.integers(0, len(values), (draws, len(values)))].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def with_interval(values: pd.Series) -> str:
    """Mean and 95 % interval, as three decimals."""
    numbers = values.dropna().to_numpy(dtype=np.float64)
    if not len(numbers):
        return ""
    low, high = interval(numbers)
    return f"{numbers.mean():.3f} [{low:.3f}, {high:.3f}]"


def text(number: float, form: str) -> str:
    """A number, or nothing where there is none."""
    return "" if np.isnan(number) else format(number, form)


def cells(way: str, rows: pd.DataFrame, wide: pd.DataFrame, maps: pd.Series) -> tuple[str, ...]:
    """One way's row; ``wide``: comprehensiveness [plots, ways]; ``maps``: the default method's values by plot."""
    part = rows[rows["way"] == way].set_index("plot")
    means = [wide.loc[part.index, name].mean() for name in (way, RANDOM, BEST)]
    pairs = [(a, b) for a, b in zip(part["values"], maps.loc[part.index], strict=True) if isinstance(a, list)]
    alike = np.array([agreement(np.array(a), np.array(b)) for a, b in pairs])
    default = way == DEFAULT_METHOD
    return (
        f"{way} (default)" if default else way,
        str(len(part)),
        with_interval(part["comprehensiveness"]),
        f"{normalised(*means):.2f}",
        "" if default else with_interval(wide[DEFAULT_METHOD] - wide[way]),
        with_interval(part["all"]),
        with_interval(part["sufficiency"]),
        text(np.nanmean(alike) if len(alike) and not default else np.nan, ".2f"),
        text(part["seconds"].median(), ".3f"),
        text(part["evaluations"].mean(), ".0f"),
        text(part["gap"].max(), ".0e"),
    )


def table(rows: pd.DataFrame) -> list[str]:
    """A row for each way, most comprehensive first."""
    numbers = ["seconds", "evaluations", "gap", "all"]
    rows = rows.reindex(columns=[*dict.fromkeys([*rows.columns, *numbers])]).astype(dict.fromkeys(numbers, float))
    wide = rows.pivot(index="plot", columns="way", values="comprehensiveness")
    maps = rows[rows["way"] == DEFAULT_METHOD].set_index("plot")["values"]
    order = wide.mean().sort_values(ascending=False).index
    return page.table(COLUMNS, [cells(way, rows, wide, maps) for way in order])


def in_a_sentence(rows: pd.DataFrame) -> str:
    """The default method beside the random control, and beside SHAP's default call."""
    mean = rows.groupby("way")["comprehensiveness"].mean()
    times = mean[DEFAULT_METHOD] / mean[RANDOM]
    sentence = f"The default method's comprehensiveness is {times:.1f} times the random order's"
    library = rows[rows["way"] == next(iter(LIBRARIES))]
    if len(library):
        ours = rows[(rows["way"] == DEFAULT_METHOD) & rows["plot"].isin(library["plot"])]
        faster = library["seconds"].median() / ours["seconds"].median()
        sentence += f"; it is {faster:.0f} times as fast as SHAP's default call"
    return sentence + "."
