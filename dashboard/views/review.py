"""Review: a file of films becomes a queue; labels are accepted or corrected film by film, and the model learns."""

import streamlit as st

from core.markdown import plain
from dashboard.components.frame import required_model
from dashboard.components.review import film, lessons, start, wrong_labels
from dashboard.components.shared import open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model, review
from train.runs import control


def main() -> None:
    """The start of a review, or the review that is open."""
    st.title("Teach it your labels")
    st.caption(
        "One film at a time: accept what the model proposes or correct it. From ten films on it learns in seconds."
    )
    if control.readonly():
        st.info(
            "This GenreLens is read-only, so nothing can be decided here. Start your own copy to teach it your labels."
        )
        return
    ref = chosen_model.ref()
    if required_model.opened(ref) is None:
        return
    store = review.current()
    if store is None:
        start.show(ref)
        return
    start.way_back(store)
    for name in review.gone(store):
        st.warning(
            f"The model {plain(name)} is gone; the one chosen in the sidebar takes its place. No decision is lost."
        )
    tabs = open_tabs.show(list(review.TABS), review.TAB)
    for tab, draw in zip(tabs, (film.show, lessons.show, wrong_labels.show), strict=True):
        if tab.open:
            with tab, guarded():
                draw(store)


main()
