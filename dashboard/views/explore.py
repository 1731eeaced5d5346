"""Explore: what is in a data set, before anyone trains on it."""

from typing import Any

import pandas as pd
import streamlit as st

from core.markdown import plain
from dashboard.components.explanation import explained_film
from dashboard.components.explore import check_report, description_tabs, posters_tab
from dashboard.components.map import film_map
from dashboard.components.shared import dataset_picker, film_table, open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model
from dashboard.state.cache.films import tables
from dashboard.state.film_map.mapped_films import MappedFilms
from dashboard.state.poster import archive
from dashboard.state.table import chosen_table
from data.quality import describe
from data.schema import PlotTable


def main() -> None:
    """The data set's figures, one tab a question."""
    st.title("Explore the films")
    st.caption("A model can only learn what its films contain. See what you have before you train on it.")
    table = dataset_picker.show()
    if table is None:
        return
    about = tables.description(table)
    _headline(about["summary"], table)
    tabs = {
        "Genres": lambda: description_tabs.genres(about),
        "Pairs": lambda: description_tabs.pairs(about["cooccurrence"], table),
        "Plots": lambda: description_tabs.plots(about),
        "Words": lambda: _words(about, table),
        "Films": lambda: _films(table),
        "Map": lambda: _map(table),
        "Check": lambda: check_report.ask(table),
    }
    if own := archive.of(table):
        tabs["Posters"] = lambda: posters_tab.show(table, own)
    for tab, draw in zip(open_tabs.show(list(tabs), "tab"), tabs.values(), strict=True):
        if tab.open:
            with tab, guarded():
                draw()


def _words(about: dict[str, Any], table: PlotTable) -> None:
    if about["films_read"] < len(table):
        st.caption(f"Counted in {about['films_read']:,} of {len(table):,} films, from all over the table.")
    description_tabs.words(about["distinctive"], *tables.unknown_words(table))


def _films(table: PlotTable) -> None:
    film = film_table.show(table.frame, key=chosen_table.key("films", table))
    if film is not None:
        explained_film.show(film)


def _map(table: PlotTable) -> None:
    uploaded = st.session_state.get(dataset_picker.KEY) == dataset_picker.UPLOAD
    films = MappedFilms(table.fingerprint, table.frame, keep=not uploaded)
    film_map.show(chosen_model.ref(), films, lambda: tables.sides(table))


def _headline(summary: dict[str, Any], table: PlotTable) -> None:
    tiles = st.columns(4)
    tiles[0].metric("Films", f"{summary['films']:,}")
    tiles[1].metric("Genres", summary["genres"], help=f"{summary['genres_per_film']} per film on average")
    tiles[2].metric(
        "Words per plot", summary["median_words"], help="The median: half of the plots have fewer, half more"
    )
    tiles[3].metric("Years", describe.years_of(summary))
    if not len(table.rejected) and not len(table.mended):
        st.caption(plain(table.sums))
    else:
        with st.expander(plain(table.sums)):
            st.dataframe(pd.concat([table.rejected, table.mended]), hide_index=True)


main()
