"""What the model has learnt from the review, what it would change, and the ways on: tag the rest, export."""

import io

import streamlit as st

from core.amounts import amount
from core.markdown import plain
from dashboard.charts.training.learning import curve
from dashboard.components.review import label_choice
from dashboard.components.shared import chart
from dashboard.components.shared.guard import guarded
from dashboard.phrasing import percent
from dashboard.state import chosen_model, review
from dashboard.state.cache import batch
from train.adapt.labels import FEWEST_FILMS
from train.review import exports, project
from train.review.project import Lesson
from train.review.store import Store

LESSON, TAGGING = "review_lesson", "review_tagging"


def show(store: Store) -> None:
    """The button that learns, what it brought, the curve so far, and what to do with it."""
    decided = store.progress().decided
    asked = st.session_state.pop(review.LEARN, False)
    if decided < FEWEST_FILMS:
        st.info(f"The model learns from {FEWEST_FILMS} films on; {decided} are decided so far.")
    elif st.button("Learn now", type="primary", icon=":material/school:", shortcut="L", key="review_learn") or asked:
        with guarded(), st.spinner("Learning ...", show_time=True):
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
    _ways_on(store)


def _ask(store: Store, lesson: Lesson) -> None:
    """What the new model would change, and whether it may."""
    share = percent(lesson.changed / lesson.compared) if lesson.compared else "none"
    st.markdown(
        f"**It has learnt from {amount(lesson.films, 'film')}.** It would propose other labels for {share} of"
        f" {amount(lesson.compared, 'waiting film')}."
    )
    if len(lesson.examples):
        st.dataframe(lesson.examples, hide_index=True, key="review_changes", height=240)
    with st.container(horizontal=True):
        if st.button("Propose with it", type="primary", key="review_use"):
            _use(store, lesson.model)
            st.rerun()
        if st.button("Tag the rest with it", key="review_tag", help="Batch gives labels to every film not decided"):
            _use(store, lesson.model)
            _tag_the_rest(store)
        if st.button("Keep the old one", key="review_keep", help=f"{plain(lesson.model)} stays among the models"):
            st.session_state[LESSON] = None
            st.rerun()


def _use(store: Store, model: str) -> None:
    store.note(project.PROPOSER, model)
    st.session_state[LESSON] = None
    label_choice.forget_all()


def _tag_the_rest(store: Store) -> None:
    """A batch of the films that nobody has decided about, by the model that proposes; it waits on the Batch page.

    A link leads there: Streamlit refuses to switch from a page whose address holds its open tab.
    """
    films = io.BytesIO()
    store.undecided().to_parquet(films, index=False)
    films.seek(0)
    with guarded():
        job = batch.jobs().add(f"{store.path.stem}-rest.parquet", films)
        st.session_state[batch.KEY] = st.session_state[TAGGING] = job.id
        st.session_state[chosen_model.OWN] = store.fact(project.PROPOSER)
        st.rerun()


def _ways_on(store: Store) -> None:
    """Tag the rest with what was learnt, and the decisions as a file."""
    job = batch.own()
    if job is not None and job.id == st.session_state.get(TAGGING) and job.state == "waiting":
        st.success(f"The films that nobody has decided about wait on Batch, as {plain(job.name)}.")
        st.page_link("views/batch.py", label="Go on to Batch and tag them", icon=":material/arrow_forward:")
    table = store.decided()
    if not len(table):
        return
    with st.container(horizontal=True):
        done = store.progress()
        learnt = store.fact(project.PROPOSER) != store.fact(project.SOURCE)
        if learnt and st.session_state.get(LESSON) is None and done.decided < done.films:
            if st.button("Tag the rest", type="primary", key="review_rest", icon=":material/sell:"):
                _tag_the_rest(store)
        st.download_button(
            "Export CSV", lambda: exports.as_csv(table), f"{store.path.stem}.csv", "text/csv", key="review_csv",
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Export Parquet", lambda: exports.as_parquet(table), f"{store.path.stem}.parquet", key="review_parquet",
            mime="application/vnd.apache.parquet", on_click="ignore",
        )  # fmt: skip
