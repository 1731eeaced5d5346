"""The tabs of the Explore page that describe a data set: genres, pairs of genres, plots and words."""

from html import unescape

import pandas as pd
import streamlit as st

import charts
from components import chart, film_table
from core.markdown import plain
from data import describe
from data.schema import PlotTable


def genres(about: dict) -> None:
    """Films per genre, and genres per film."""
    counts, per_film = about["genre_counts"], about["genres_per_film"]
    first, last = counts.iloc[0], counts.iloc[-1]
    title = f"{first['genre']} is in {first['share']:.0%} of the films, {last['genre']} in {last['share']:.1%}"
    chart.show(charts.bars(counts, "films", "genre", "films", color_by_genre=True), title, "genre_counts", counts)
    usual = per_film.loc[per_film["films"].idxmax()]
    title = f"Most films have {usual['genres']} genre{'s' if usual['genres'] > 1 else ''}"
    chart.show(charts.columns(per_film, "genres", "films", "genres of a film", "films"), title, "per_film", per_film)


def together(table: pd.DataFrame, films: PlotTable) -> None:
    """How often two genres go together; a clicked pair shows its films."""
    diagonal = pd.Series({genre: table.loc[genre, genre] for genre in table.index})
    share = table.div(diagonal, axis=0)
    pairs = share.mask(table.eq(table.T) & (share == 1)).stack()
    row, column = pairs.idxmax()
    title = f"{pairs.max():.0%} of {row} films are also {column}"
    points = chart.show(charts.heatmap(table, share), title, "together", table.reset_index(), selectable=True)
    if not points:
        st.caption("Click a cell to see its films.")
        return
    pair = [unescape(points[0]["y"]), unescape(points[0]["x"])]
    st.markdown(f"#### Films that are {plain(' and '.join(dict.fromkeys(pair)))}")
    film_table.show(describe.with_genres(films.frame, list(dict.fromkeys(pair))), key="pair_films")


def plots(about: dict) -> None:
    """Lengths of the plots, and films per decade."""
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


def words(found: dict) -> None:
    """Words that set genres apart, and those that GloVe doesn't know."""
    st.markdown("#### The words that set each genre apart")
    st.caption("Weighted log-odds with a prior (Monroe et al. 2008): how much more often than in all other films.")
    distinctive = found["distinctive"]
    by_genre = distinctive.groupby("genre")["word"].agg(", ".join).reset_index()
    st.dataframe(by_genre, hide_index=True, column_config={"word": st.column_config.TextColumn("words", width="large")})
    st.markdown(f"#### GloVe knows {found['known_share']:.1%} of the running words")
    st.dataframe(found["unknown"].head(20), hide_index=True, width=360)
