"""The tabs of the Explore page that describe a data set: genres, pairs of genres, plots and words."""

from html import unescape
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.charts.films import films
from dashboard.components.shared import chart, film_table
from dashboard.phrasing import percent, unbroken
from dashboard.state.table import chosen_table
from data.quality import describe
from data.schema import PlotTable


def genres(about: dict[str, Any]) -> None:
    """Films per genre, and genres per film."""
    counts, per_film = about["genre_counts"], about["genres_per_film"]
    first, last = counts.iloc[0], counts.iloc[-1]
    title = (
        f"{first['genre']} is in {percent(first['share'])} of the films, {last['genre']} in {percent(last['share'])}"
    )
    chart.show(films.bars(counts, "films", "genre", "films", color_by_genre=True), title, "genre_counts", counts)
    usual = per_film.loc[per_film["films"].idxmax()]
    title = f"Most films have {amount(usual['genres'], 'genre')}"
    figure = films.columns(per_film, "genres", "films", "genres of a film", "films", every=True)
    chart.show(figure, title, "per_film", per_film)


def pairs(table: pd.DataFrame, catalogue: PlotTable) -> None:
    """How often two genres go together; a clicked pair shows its films."""
    share = table.div(np.diag(table), axis=0)
    figure, key = films.heatmap(table, share), chosen_table.key("together", catalogue)
    points = chart.show(figure, _commonest(share), key, table.reset_index(), selectable=True)
    if not points:
        st.caption("Click a cell to see its films.")
        return
    pair = list(dict.fromkeys([unescape(points[0]["y"]), unescape(points[0]["x"])]))
    st.markdown(f"## Films that are {plain(' and '.join(pair))}")
    film_table.show(describe.with_genres(catalogue.frame, pair), key=chosen_table.key("pair_films", catalogue))


def _commonest(share: pd.DataFrame) -> str:
    """The title: which genre goes with which most often."""
    values = share.mask(np.eye(len(share), dtype=bool)).to_numpy(dtype=float)
    if np.isnan(values).all():
        return "There is only one genre"
    row, column = divmod(int(np.nanargmax(values)), values.shape[1])
    return f"{percent(values[row, column])} of {share.index[row]} films are also {share.columns[column]}"


def plots(about: dict[str, Any]) -> None:
    """Lengths of the plots, and films per decade."""
    lengths = about["plot_lengths"]
    title = f"Half of the plots have {about['summary']['median_words']} words or fewer"
    chart.show(films.columns(lengths, "start", "films", "words in the plot", "films"), title, "lengths", lengths)
    years = about["films_per_year"]
    if years.empty:
        st.info("No film of this data set has a year.")
        return
    top = years.loc[years["films"].idxmax()]
    title = f"The {top['year']}s have the most films: {top['films']:,}"
    chart.show(films.columns(years, "year", "films", "decade", "films"), title, "years", years)


def words(distinctive: pd.DataFrame, unknown: pd.DataFrame, known_share: float) -> None:
    """Words that set genres apart, and those that GloVe doesn't know."""
    if distinctive.empty:
        st.info("There are too few plots to say which words set a genre apart.")
    else:
        _distinctive(distinctive)
    st.markdown(f"## {unbroken(f'{100 * known_share:.1f} %')} of all words have a GloVe vector")
    st.caption(
        "GloVe vectors are what the network knows of a word before training. The words without one, the most frequent"
        " first:"
    )
    st.dataframe(unknown.head(20), hide_index=True, width=360, column_config={"count": "times"})


def _distinctive(words: pd.DataFrame) -> None:
    top = words.iloc[int(words["z"].argmax())]
    st.markdown(f"## No word marks a genre more clearly than “{plain(top['word'])}” marks {plain(top['genre'])}")
    st.caption(
        "Words that are more frequent in a genre's plots than in all others, the clearest first (weighted log-odds,"
        " Monroe et al. 2008)."
    )
    by_genre = words.groupby("genre")["word"].agg(", ".join).reset_index()
    config = {
        "genre": st.column_config.TextColumn(width=110),
        "word": st.column_config.TextColumn("words", width="large"),
    }
    st.dataframe(by_genre, hide_index=True, column_config=config, height=38 + 35 * len(by_genre))
