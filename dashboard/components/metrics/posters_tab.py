"""What a poster adds to a plot, on the test films that have both: plot, poster and both side by side, and by genre."""

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.measure import bootstrap
from core.measure.metrics import LOWER_IS_BETTER, NAMES, per_genre
from core.posters.evaluation import SIDES
from core.posters.evaluation import Evaluation as Answers
from dashboard.components.metrics.evaluation import Evaluation
from dashboard.state.cache import posters

SHOWN = ("micro_f1", "macro_f1", "map", "lrap", "ece")


def show(evaluation: Evaluation) -> None:
    """Metrics of plot, poster and both with intervals, what the poster adds, and each genre."""
    if not posters.available(evaluation.ref):
        st.info("No poster model goes with this model. Train one: python -m train posters --data FILE.")
        return
    answers = posters.evaluation(evaluation.ref)
    if answers is None:
        st.info("This poster model keeps no answers for test films. Train it again: python -m train posters.")
        return
    sides, added = posters.compared(evaluation.ref)
    st.markdown(f"## Mean average precision with the poster: {bootstrap.verdict('map', added['map'])}")
    st.dataframe(metrics_table(sides, added), hide_index=True, key="posters_metrics")
    st.caption(
        f"{amount(len(answers.y_true), 'test film')} with a plot and a poster. In brackets 95 % intervals (bootstrap"
        " over films, 300 draws; differences are paired). *Plot* is calibrated again on films with posters, as *both*"
        " is: that is what the poster is compared with. Thresholds tried on this page change nothing here."
    )
    table = genre_table(answers, evaluation.model.genres)
    top = table.iloc[0]
    st.markdown(f"## {plain(top['genre'])} gains most: {100 * top['gain']:+.1f} points of average precision")
    config = {name: st.column_config.NumberColumn(format="%.2f") for name in table.columns[2:]}
    st.dataframe(table, hide_index=True, key="posters_genres", column_config=config)


def metrics_table(
    sides: dict[str, dict[str, bootstrap.Interval]], added: dict[str, bootstrap.Interval]
) -> pd.DataFrame:
    """A row a metric: each side with its interval, and what the poster adds to the plot."""
    rows = []
    for name in SHOWN:
        lower = " (lower is better)" if name in LOWER_IS_BETTER else ""
        row = {"metric": NAMES[name] + lower, "plot": str(sides["plot_again"][name])}
        row |= {side: str(sides[side][name]) for side in ("poster", "both")}
        row |= {"both is": bootstrap.verdict(name, added[name]), "plot, as it is": str(sides["plot"][name])}
        rows.append(row)
    return pd.DataFrame(rows)


def genre_table(answers: Answers, genres: list[str]) -> pd.DataFrame:
    """A row a genre of the test films: average precision of each side and F1, the largest gain first."""
    tables = {
        side: per_genre(answers.y_true, answers.y_score[place], answers.thresholds[place], genres)
        for place, side in enumerate(SIDES)
    }
    plot, poster, both = tables["plot_again"], tables["poster"], tables["both"]
    table = pd.DataFrame(
        {
            "genre": plot["genre"],
            "films": plot["support"],
            "plot": plot["average_precision"],
            "poster": poster["average_precision"],
            "both": both["average_precision"],
            "gain": both["average_precision"] - plot["average_precision"],
            "F1, plot": plot["f1"],
            "F1, both": both["f1"],
        }
    )
    return table[table["films"] > 0].sort_values("gain", ascending=False).reset_index(drop=True)
