"""Explore: what is in a data set, before anyone trains on it."""

import pandas as pd
import streamlit as st

import cache
import charts
from components import chart, check_report, dataset_picker, explained_film, film_table
from data import describe
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
        _genres(about)
    elif tab == "Together":
        _together(about["cooccurrence"], table)
    elif tab == "Plots":
        _plots(about)
    elif tab == "Words":
        _words(cache.word_description(table, key))
    elif tab == "Films":
        film = film_table.show(table.frame, key="films")
        if film is not None:
            explained_film.show(film)
    elif st.toggle("Look for copies and leaks", key="check", help="Reads every plot; about a minute for 50,000"):
        check_report.show(cache.check_report(table, key), table)


def _headline(summary: dict, table: PlotTable) -> None:
    tiles = st.columns(4)
    tiles[0].metric("Films", f"{summary['films']:,}")
    tiles[1].metric("Genres", summary["genres"], help=f"{summary['genres_per_film']} a film on average")
    tiles[2].metric("Words in the middle plot", summary["median_words"])
    tiles[3].metric("Years", f"{summary['first_year']} - {summary['last_year']}")
    if len(table.rejected):
        with st.expander(f"{len(table.rejected):,} rows could not be used"):
            st.dataframe(table.rejected, hide_index=True)


def _genres(about: dict) -> None:
    counts, per_film = about["genre_counts"], about["genres_per_film"]
    first, last = counts.iloc[0], counts.iloc[-1]
    title = f"{first['genre']} is in {first['share']:.0%} of the films, {last['genre']} in {last['share']:.1%}"
    chart.show(charts.bars(counts, "films", "genre", "films", color_by_genre=True), title, "genre_counts", counts)
    usual = per_film.loc[per_film["films"].idxmax()]
    title = f"Most films have {usual['genres']} genre{'s' if usual['genres'] > 1 else ''}"
    chart.show(charts.columns(per_film, "genres", "films", "genres of a film", "films"), title, "per_film", per_film)


def _together(table: pd.DataFrame, films: PlotTable) -> None:
    diagonal = pd.Series({genre: table.loc[genre, genre] for genre in table.index})
    share = table.div(diagonal, axis=0)
    pairs = share.mask(table.eq(table.T) & (share == 1)).stack()
    row, column = pairs.idxmax()
    title = f"{pairs.max():.0%} of {row} films are also {column}"
    points = chart.show(charts.heatmap(table, share), title, "together", table.reset_index(), selectable=True)
    if not points:
        st.caption("Click a cell to see its films.")
        return
    pair = [points[0]["y"], points[0]["x"]]
    st.markdown(f"#### Films that are {' and '.join(dict.fromkeys(pair))}")
    film_table.show(describe.with_genres(films.frame, list(dict.fromkeys(pair))), key="pair_films")


def _plots(about: dict) -> None:
    lengths = about["plot_lengths"]
    title = f"Half of the plots have fewer than {about['summary']['median_words']} words"
    chart.show(charts.columns(lengths, "start", "films", "words in the plot", "films"), title, "lengths", lengths)
    years = about["films_per_year"]
    if years.empty:
        st.info("No film of this data set has a year.")
        return
    top = years.loc[years["films"].idxmax()]
    title = f"The {top['year']}s have the most films: {top['films']:,}"
    chart.show(charts.columns(years, "year", "films", "decade", "films"), title, "years", years)


def _words(words: dict) -> None:
    st.markdown("#### The words that set each genre apart")
    st.caption("Weighted log-odds with a prior (Monroe et al. 2008): how much more often than in all other films.")
    distinctive = words["distinctive"]
    by_genre = distinctive.groupby("genre")["word"].agg(", ".join).reset_index()
    st.dataframe(by_genre, hide_index=True, column_config={"word": st.column_config.TextColumn("words", width="large")})
    st.markdown(f"#### GloVe knows {words['known_share']:.1%} of the running words")
    st.dataframe(words["unknown"].head(20), hide_index=True, width=360)


main()
