"""What a threshold does: move that of one genre, and see precision, recall, F1, and which films are won and lost."""

import numpy as np
import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.model.thresholds import best_f1_threshold
from dashboard.charts import lesson as charts
from dashboard.components.lesson.lesson import Lesson
from dashboard.components.shared import chart, percentages
from dashboard.phrasing import percent, unbroken

GENRE, VALUE = "of", "at"  # of the address


def show(lesson: Lesson) -> None:
    """Genre and threshold, the figures they make, the films as points, and those that the move has won and lost."""
    films = lesson.films
    count = dict(zip(lesson.genres, films.y_true.sum(axis=0).tolist(), strict=True))
    genres = sorted((genre for genre in lesson.genres if count[genre]), key=lambda genre: -count[genre])
    left, right = st.columns([1, 2], gap="large")
    genre = str(left.selectbox("Genre", genres, key=GENRE, bind="query-params"))
    value = float(right.slider("Threshold", 0.0, 1.0, 0.5, 0.01, key=VALUE, bind="query-params"))
    column = lesson.genres.index(genre)
    points = charts.points(films.frame, films.y_true[:, column], films.y_score[:, column])
    own = float(lesson.model.thresholds_[column])
    now, before = charts.counts(points, value), charts.counts(points, own)
    for place, name, share in zip(st.columns(3), ("Precision", "Recall", "F1"), now.figures, strict=True):
        place.metric(name, "–" if np.isnan(share) else f"{share:.2f}" if name == "F1" else percent(share))
    st.markdown(unbroken(plain(charts.told(genre, now, before, own))))
    title = f"{genre}: {amount(now.hits, 'film')} found, {now.missed:,} missed, {now.wrong:,} wrong"
    chart.show(charts.strip(points, genre, value, own), title, "lesson_threshold", points)
    st.caption("A point a film, filled where it is given the genre. Line: your threshold; dashed: the model's own.")
    moves = charts.moves(points, value, own)
    if len(moves):
        st.markdown("**Films that the threshold moves**")
        shown = percentages.written(moves[["title", "effect", "probability"]], ["probability"])
        st.dataframe(shown, hide_index=True, width="content", key="lesson_moved")
    _best(genre, points["probability"].to_numpy(), points["film"].to_numpy() == charts.HAS)
    st.caption(
        f"{amount(len(points), 'test film')}, {count[genre]} of them {plain(genre)}. Here a film has the genre when its"
        " probability reaches the threshold, and nothing else counts. On the other pages a film above no threshold at"
        " all gets its most probable genre."
    )


def _best(genre: str, y_score: np.ndarray, y_true: np.ndarray) -> None:
    """The answer to what everyone tries, folded away, and why it isn't worth much."""
    with st.expander("The best there is on these films"):
        best = best_f1_threshold(y_true, y_score)
        st.markdown(
            f"At {best:.2f} {plain(genre)} has its highest F1 on these films. That threshold has seen the answers, so"
            " this F1 flatters: expect less on other films. The model's own comes from its validation films."
        )
