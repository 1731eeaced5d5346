"""Shares in a table, written as everywhere else: 84 %, < 1 %, > 99 %."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.io.formats.style import Styler

from dashboard.phrasing import percent

MOST_CELLS = 262_144  # that Streamlit shows with a style


def written(frame: pd.DataFrame, shares: Sequence[str]) -> Styler:
    """The frame for ``st.dataframe``, its columns of ``shares`` as percentages that are still sorted as numbers.

    Rows beyond :data:`MOST_CELLS` are cut.
    """
    shown = frame.head(MOST_CELLS // max(frame.shape[1], 1))
    return shown.style.format(_told, subset=list(shares))


def _told(share: Any) -> str:
    return "" if pd.isna(share) else percent(float(share))
