"""Labels of a table that look wrong: ranked, with the words for and against, and sent to the review with one click."""

from functools import partial

import pandas as pd
import streamlit as st

from core.amounts import amount
from core.explanations import explain
from core.markdown import plain
from dashboard.components.shared import background, dataset_picker, percentages
from dashboard.components.shared.guard import attempt
from dashboard.state import review
from dashboard.state.background.doubts_job import DoubtsJob
from dashboard.state.cache.model import answers, doubts
from train.adapt.labels import LabelledFilms
from train.review.store import Store

SENT, SHOWN, WORDS = 50, 200, 4


def show(store: Store) -> None:
    """The table, what is odd about its labels, and its films in the order in which they should be looked at."""
    st.caption("Each label of each film is compared with what a model says that has not seen the film.")
    table = dataset_picker.show()
    if table is None:
        return
    if not st.toggle("Look for labels that look wrong", key=f"review_doubts_{table.fingerprint[:12]}"):
        return
    model = review.proposer(store)
    job = doubts.job(model, table)
    told = f"Comparing each label of {amount(len(job.films), 'film')} with a model that has not seen the film"
    if background.done(job, "review_doubts", lambda: told, partial(doubts.begin_again, model, table)):
        _found(store, job)


def _found(store: Store, job: DoubtsJob) -> None:
    films, ranked = job.films, job.ranked
    for sentence in job.sentences[:12]:
        st.markdown(f"- {plain(sentence)}")
    if ranked.empty:
        st.success("No label looks wrong.")
        return
    disagree = amount(int(ranked["doubtful"].sum()), "label disagrees", "labels disagree")
    st.markdown(f"## {disagree} with the model, the likeliest mistakes first")
    st.button(
        f"Send the first {amount(min(SENT, ranked['film'].nunique()), 'film')} to the review",
        type="primary",
        on_click=attempt,
        args=(_send, store, films, ranked),
        key="review_send",
    )
    shown = described(films, ranked.head(SHOWN))
    event = st.dataframe(
        percentages.written(shown, ["probability"]),
        hide_index=True,
        key="review_doubtful",
        on_select="rerun",
        selection_mode="single-row",
    )
    if event.selection.rows:
        _one(store, films, ranked.iloc[event.selection.rows[0]])


def described(films: LabelledFilms, ranked: pd.DataFrame) -> pd.DataFrame:
    """What people see of the ranking: title, what is wrong, and the probability."""
    titles = films.frame["title"].iloc[ranked["film"]].tolist()
    what = [f"{'has' if row.has else 'lacks'} {row.label}" for row in ranked.itertuples()]
    return pd.DataFrame({"film": titles, "label": what, "probability": ranked["probability"].tolist()})


def _one(store: Store, films: LabelledFilms, row: pd.Series) -> None:
    """The plot of a film, and the words for and against the label where the model knows it."""
    plot = str(films.frame["plot"].iloc[row["film"]])
    st.text(plot)
    model = answers.classifier(review.proposer(store))
    if row["label"] not in model.classes_:
        return
    explanation = explain(model, plot)
    for sign, verb in ((1, "For"), (-1, "Against")):
        words = ", ".join(word.word for word in explanation.top_words(row["label"], WORDS, sign))
        st.caption(f"{verb} {plain(row['label'])}: {plain(words) or 'nothing'}")


def _send(store: Store, films: LabelledFilms, ranked: pd.DataFrame) -> None:
    rows = [int(film) for film in pd.unique(ranked["film"])[:SENT]]
    names = [[label for label, has in zip(films.labels, films.y_true[row], strict=True) if has] for row in rows]
    numbers = store.put_first(films.frame.iloc[rows], names)
    st.toast(f"First in the review now: {amount(numbers, 'film')}.")
