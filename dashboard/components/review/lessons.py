"""What the model has learnt from the review, what it would change, and what was decided as a file."""

import io

import streamlit as st

from core.amounts import amount
from core.markdown import plain
from core.tables.spreadsheet_safe import frame_csv
from dashboard.charts.learning import curve
from dashboard.components.shared import chart
from dashboard.phrasing import percent
from dashboard.state import chosen_model, review
from train.adapt.labels import FEWEST_FILMS
from train.review import project
from train.review.project import Lesson
from train.review.store import Store

LESSON = "review_lesson"


def show(store: Store) -> None:
    """The button that learns, what it brought, the curve so far, and the export."""
    decided = store.progress().decided
    if decided < FEWEST_FILMS:
        st.info(f"The model learns from {FEWEST_FILMS} films on; {decided} are decided so far.")
    elif st.button("Learn now", type="primary", icon=":material/school:", shortcut="L", key="review_learn"):
        with st.spinner("Learning ...", show_time=True):
            source, proposer = (review.model_of(store, role) for role in (project.SOURCE, project.PROPOSER))
            st.session_state[LESSON] = project.learn(store, source, proposer, lambda event: None)
    lesson = st.session_state.get(LESSON)
    if lesson is not None:
        _ask(store, lesson)
    table = store.lessons()
    if len(table):
        last = table.iloc[-1]
        title = f"After {amount(last['films'], 'film')}: micro F1 {last['micro_f1']:.2f}, by cross-validation"
        chart.show(curve(table), title, "review_curve", table.drop(columns="model"))
    _export(store)


def _ask(store: Store, lesson: Lesson) -> None:
    """What the new model would change, and whether it may."""
    share = percent(lesson.changed / lesson.compared) if lesson.compared else "none"
    st.markdown(
        f"**It has learnt from {amount(lesson.films, 'film')}.** It would propose other labels for {share} of"
        f" {amount(lesson.compared, 'waiting film')}."
    )
    if len(lesson.examples):
        st.dataframe(lesson.examples, hide_index=True, key="review_changes")
    with st.container(horizontal=True):
        if st.button("Propose with it", type="primary", key="review_use"):
            store.note(project.PROPOSER, lesson.model)
            st.session_state[LESSON] = None
            st.rerun()
        if st.button("Also tag with it", key="review_tag", help="Batch and Predict use it in this session"):
            store.note(project.PROPOSER, lesson.model)
            st.session_state[chosen_model.OWN] = lesson.model
            st.session_state[LESSON] = None
            st.switch_page("views/batch.py")
        if st.button("Keep the old one", key="review_keep", help=f"{plain(lesson.model)} stays among the models"):
            st.session_state[LESSON] = None
            st.rerun()


def _export(store: Store) -> None:
    table = store.decided()
    if not len(table):
        return
    parquet = io.BytesIO()
    table.to_parquet(parquet, index=False)
    with st.container(horizontal=True):
        st.download_button("Export CSV", frame_csv(table), f"{store.path.stem}.csv", "text/csv", key="review_csv")
        st.download_button(
            "Export Parquet", parquet.getvalue(), f"{store.path.stem}.parquet", key="review_parquet",
            mime="application/vnd.apache.parquet",
        )  # fmt: skip
