"""The explanation as a file: a web page that needs no other file, or JSON."""

import streamlit as st

from core.explanations.render import page
from core.measure.meaning import meanings
from dashboard.state.cache import answers
from dashboard.state.explained import Explained


def show(explained: Explained) -> None:
    """Two downloads; each is made when it is asked for."""
    explanation = explained.explanation
    st.caption(
        "The explanation as a file, with every genre of this plot. In the page, hover over a probability to see what it"
        " meant on the test films."
    )
    st.download_button("Web page (HTML)", lambda: _page(explained), "explanation.html", "text/html", key="export_html")
    st.download_button("JSON", explanation.to_json, "explanation.json", "application/json", key="export_json")


def _page(explained: Explained) -> str:
    """The page, with what each probability meant on the model's test films, if it has any."""
    explanation, films = explained.explanation, answers.test_films(explained.model)
    if films is None:
        return page.to_html(explanation)
    y_true, y_score = films
    told = meanings(y_true, y_score, explanation.output_names, explanation.probabilities.tolist())
    return page.to_html(explanation, meanings=told)
