"""What a poster adds to a plot: plot, poster and both side by side, and by genre; on test films or on one's own."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.measure.bootstrap import Interval, verdict
from core.posters.evaluation import SIDES
from dashboard.charts.metrics import poster_tables
from dashboard.components.metrics import scored_films
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.state.cache.model import own_posters, posters
from dashboard.state.poster import archive

TEST, OWN = "its test films", "your own films"
INTERVALS = (
    f"In brackets 95 % intervals (bootstrap over films, {posters.DRAWS} draws; differences are paired). ↓: less is"
    " better."
)
TRIED = "Thresholds tried on this page change nothing here."


def show(evaluation: Evaluation) -> None:
    """Metrics of plot, poster and both with intervals, what the poster adds, and each genre."""
    if not posters.available(evaluation.ref):
        st.info("No poster model goes with this model. Train one on the Training page, under *Posters*.")
        return
    where = st.segmented_control(
        "Measured on", [TEST, OWN], default=TEST, required=True, key="posters_on", bind="query-params"
    )
    if where == TEST:
        _test_films(evaluation)
    else:
        _own_films(evaluation)


def _test_films(evaluation: Evaluation) -> None:
    answers = posters.evaluation(evaluation.ref)
    if answers is None:
        st.info("This poster model keeps no answers for test films. Train it again: python -m train posters.")
        return
    found, added = posters.compared(evaluation.ref)
    shown = {"plot": found["plot_again"]} | {side: found[side] for side in ("poster", "both")}
    sides = {side: (answers.y_score[place], answers.thresholds[place]) for place, side in enumerate(SIDES)}
    genres = poster_tables.of_genres(answers.y_true, sides | {"plot": sides["plot_again"]}, evaluation.model.genres)
    told = (
        f"{amount(len(answers.y_true), 'test film')} with a plot and a poster. {INTERVALS} *Plot* is calibrated again"
        f" on films with posters, as *both* is: that is what the poster is compared with. {TRIED}"
    )
    _draw(shown | {"plot, as it is": found["plot"]}, added, genres, told)


def _own_films(evaluation: Evaluation) -> None:
    """A labelled archive of one's own: its films whose poster can be read."""
    picked = scored_films.show(evaluation.ref)
    if picked is None:
        return
    table, _ = picked
    own = archive.of(table)
    if own is None:
        st.info("These films have no posters. Choose *an upload*: a ZIP archive with a table and its pictures.")
        return
    films = own_posters.scored(evaluation.ref, table, own)
    if len(films.y_true) < own_posters.FEWEST:
        st.info(f"{amount(len(films.y_true), 'film')} with a poster that can be read; {own_posters.FEWEST} are needed.")
        return
    found, added = own_posters.compared(evaluation.ref, table, own, films)
    genres = poster_tables.of_genres(films.y_true, films.sides, evaluation.model.genres, films.known)
    more = " The first of the table; the others were not looked at." if films.more else ""
    few = f" {amount(len(films.problems), 'poster')} could not be read." if films.problems else ""
    told = f"{amount(len(films.y_true), 'film')} with a poster.{more}{few} {INTERVALS} {TRIED}"
    _draw(found, added, genres, told)


def _draw(
    sides: Mapping[str, Mapping[str, Interval]], added: Mapping[str, Interval], genres: pd.DataFrame, told: str
) -> None:
    """Both tables, each under its finding. ``told``: how the first was measured."""
    st.markdown(f"## Mean average precision with the poster: {verdict('map', added['map'])}")
    st.dataframe(poster_tables.of_metrics(sides, added), hide_index=True, key="posters_metrics")
    st.caption(told)
    top = genres.iloc[0]
    st.markdown(f"## {plain(top['genre'])} gains most: {100 * top['gain']:+.1f} points of average precision")
    config = {name: st.column_config.NumberColumn(format="%.2f") for name in genres.columns[2:]}
    st.dataframe(genres, hide_index=True, key="posters_genres", column_config=config)
