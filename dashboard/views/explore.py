"""Explore: what is in a data set, before anyone trains on it."""

import streamlit as st

from dashboard.components.explore import check_report, explained_film, explore_tabs
from dashboard.components.shared import dataset_picker, film_table
from dashboard.state import cache
from data.schema import PlotTable

TABS = ("Genres", "Together", "Plots", "Words", "Films", "Check")


def main() -> None:
    """The data set's figures, one tab a question."""
    st.title("Explore the films")
    st.caption("What a model can learn is what its films say. See what you have before you train on it.")
    table = dataset_picker.show()
    if table is None:
        return
    key = cache.table_key(table)
    about = cache.description(table, key)
    _headline(about["summary"], table)
    tabs = dict(zip(TABS, st.tabs(TABS, key="tab", bind="query-params"), strict=True))
    opened = next((name for name, tab in tabs.items() if tab.open), TABS[0])
    with tabs[opened]:
        _draw(opened, table, key, about)


def _draw(tab: str, table: PlotTable, key: str, about: dict) -> None:
    """The open tab; the others cost nothing."""
    if tab == "Genres":
        explore_tabs.genres(about)
    elif tab == "Together":
        explore_tabs.together(about["cooccurrence"], table)
    elif tab == "Plots":
        explore_tabs.plots(about)
    elif tab == "Words":
        explore_tabs.words(about["distinctive"], *cache.unknown_words(about["word_counts"], key))
    elif tab == "Films":
        film = film_table.show(table.frame, key="films")
        if film is not None:
            explained_film.show(film)
    else:
        st.caption(
            "Films that stand here twice, plots copied from one another, and titles on both sides of the split into"
            " training and test films would make a model look better than it is. Looking for them reads every plot:"
            " about a minute for 50,000."
        )
        if st.toggle("Look for copies and leaks", key="check"):
            check_report.show(cache.check_report(table, key), table)


def _headline(summary: dict, table: PlotTable) -> None:
    tiles = st.columns(4)
    tiles[0].metric("Films", f"{summary['films']:,}")
    tiles[1].metric("Genres", summary["genres"], help=f"{summary['genres_per_film']} a film on average")
    tiles[2].metric(
        "Words a plot", summary["median_words"], help="Half of the plots have fewer, half more (the median)"
    )
    tiles[3].metric("Years", f"{summary['first_year']}–{summary['last_year']}")
    if len(table.rejected):
        with st.expander(f"{len(table.rejected):,} rows could not be used"):
            st.dataframe(table.rejected, hide_index=True)


main()
