"""The posters of an uploaded ZIP archive: small pictures beside the films, and how those of each genre look."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.charts.films import posters as charts
from dashboard.components.shared import chart
from dashboard.phrasing import percent
from dashboard.state.poster.archive import PosterArchive
from dashboard.state.poster.seen_posters import FEWEST, SeenPoster, seen
from data.schema import PlotTable


def show(table: PlotTable, own: PosterArchive) -> None:
    """How the posters of each genre look, then the films with theirs."""
    posters = seen(own.file.path, own.file.digest, table, own.column)
    if not posters.rows:
        st.info("None of the posters can be read.")
        return
    few = f" The first {amount(len(posters.rows), 'poster')} of the table." if posters.more else ""
    looks = [look for look in posters.looks if look.posters >= FEWEST]
    if looks:
        dark, light = looks[0], looks[-1]
        title = f"{dark.genre} has the darkest posters ({percent(dark.brightness)}), {light.genre} the lightest"
        chart.show(charts.brightness(looks), f"{title} ({percent(light.brightness)})", "looks", charts.numbers(looks))
    st.caption(
        f"Bars have the mean colour of the genre's posters. Genres with fewer than {FEWEST} posters are left out.{few}"
    )
    st.markdown(f"## {amount(len(posters.rows), 'film')} with {'its poster' if len(posters.rows) == 1 else 'posters'}")
    _films(table, posters.rows)
    if posters.problem:
        st.caption(f"{amount(posters.problems, 'poster')} could not be read; the first: {plain(posters.problem)}")


def _films(table: PlotTable, rows: list[SeenPoster]) -> None:
    films = table.frame.iloc[[row.place for row in rows]]
    shown = pd.DataFrame(
        {
            "poster": [row.thumbnail for row in rows],
            "title": films["title"].to_numpy(),
            "genres": films["genres"].str.replace("|", ", ").to_numpy(),
            "year": films["year"].to_numpy(),
        }
    )
    config = {
        "poster": st.column_config.ImageColumn(width="small"),
        "year": st.column_config.NumberColumn(format="%d"),
    }
    st.dataframe(shown, hide_index=True, row_height=96, column_config=config, key="films_with_posters")
