"""Which column of a file is which: a proposal, to be confirmed or changed with the first rows in view."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pandas as pd
import streamlit as st

from core.markdown import plain
from core.tables.columns.choice import NONE, Columns
from core.tables.columns.guess import guess
from core.tables.delimited_text.encodings import EncodingError
from dashboard.components.shared.guard import attempt
from dashboard.phrasing import problem, told_apart
from dashboard.state.table import chosen_columns
from dashboard.state.table.chosen_columns import Choice

ROLES = {"title": "Title", "plot": "Plot", "genres": "Genres", "year": "Year", "series": "Series"}
NEEDED = ("plot", "genres")


def first_rows(read: Callable[[str], pd.DataFrame], file: str, place: str = "") -> pd.DataFrame | None:
    """The first rows in the encoding chosen for a file; None, with an offer on the screen, when it is in another.

    ``place`` tells apart the offers of one file in several places of a page. Raises TableError for a file that
    can't be read.
    """
    try:
        return read(chosen_columns.of(file).encoding)
    except EncodingError as error:
        if not error.offer:
            raise
        st.warning(problem(str(error).replace(f" (--encoding {error.offer})", "")))
        st.button(
            f"Read it as {error.offer}",
            key=f"encoding_{place}{file}",
            on_click=attempt,
            args=(_recode, file, error.offer),
        )
        return None


def _recode(file: str, encoding: str) -> None:
    chosen_columns.keep(file, replace(chosen_columns.of(file), encoding=encoding))


def show(preview: pd.DataFrame, file: str) -> Choice | None:
    """The choice for a file; None, with what is missing on the screen, before the plots and the genres are known."""
    before = chosen_columns.of(file)
    likely = before.columns.or_else(guess(preview))
    complete = all(getattr(likely, role) for role in NEEDED)
    chosen: dict[str, Any] = {}
    with st.expander(plain(summary(likely)), expanded=not complete, icon=":material/view_column:"):
        for cell, (role, label) in zip(st.columns(len(ROLES)), ROLES.items(), strict=True):
            suggested = getattr(likely, role) or NONE
            wide = [suggested] if isinstance(suggested, tuple) else []
            options: list[Any] = [NONE, *wide, *map(str, preview.columns)]
            index = options.index(suggested) if suggested in options else 0
            names = told_apart(options, _phrase)
            chosen[role] = cell.selectbox(
                label, options, index=index, key=f"{role}_{file}", format_func=names.__getitem__
            )
        st.dataframe(preview.head(5), hide_index=True)
    choice = Choice(replace(Columns(**chosen), id=likely.id), before.encoding)
    proposed = Choice(Columns(**{field.name: getattr(likely, field.name) or NONE for field in fields(Columns)}))
    if choice.columns != proposed.columns or before.columns != Columns():
        chosen_columns.keep(file, choice)
    missing = [ROLES[role].lower() for role in NEEDED if not chosen[role]]
    if missing:
        st.info(f"Choose above which column has the {' and which the '.join(missing)}. One column may serve twice.")
        return None
    return choice


def summary(columns: Columns) -> str:
    """Which column is which, in one line."""
    known = {label: getattr(columns, role) for role, label in ROLES.items() if getattr(columns, role)}
    return f"Columns: {', '.join(f'{label} = {_phrase(column)}' for label, column in known.items())}"


def _phrase(option: Any) -> str:
    return f"{len(option)} columns of 0 and 1" if isinstance(option, tuple) else str(option or "None")
