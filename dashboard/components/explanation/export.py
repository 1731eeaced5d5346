"""The explanation as a file: a web page that needs no other file, or JSON."""

import streamlit as st

from core.explanations.render import page
from core.measure.meaning import meanings
from core.posters import picture
from dashboard.state.cache.model import answers, posters
from dashboard.state.plot.explained import Explained
from dashboard.state.poster import held_poster


def show(explained: Explained) -> None:
    """Two downloads; each is made when it is asked for."""
    explanation = explained.explanation
    # A download is made outside the session, which is the only one to know the poster.
    poster, method = held_poster.of(explained.text), str(st.session_state.get(held_poster.METHOD) or "occlusion")
    beside = " The page has the poster and its heatmap too." if poster else ""
    st.caption(
        "The explanation as a file, with every genre of this plot. In the page, hover over a probability to see what it"
        f" meant on the test films.{beside}"
    )
    st.download_button(
        "Web page (HTML)", lambda: _page(explained, poster, method), "explanation.html", "text/html",
        key="export_html", on_click="ignore",
    )  # fmt: skip
    st.download_button(
        "JSON", explanation.to_json, "explanation.json", "application/json", key="export_json", on_click="ignore"
    )


def _page(explained: Explained, poster: bytes | None, method: str) -> str:
    """The page, with what each probability meant on the model's test films, if it has any, and with the poster."""
    explanation, films = explained.explanation, answers.test_films(explained.model)
    told = None
    if films is not None:
        y_true, y_score = films
        told = meanings(y_true, y_score, explanation.output_names, explanation.probabilities.tolist())
    return page.to_html(explanation, meanings=told, poster=_section(explained, poster, method) if poster else "")


def _section(explained: Explained, poster: bytes, method: str) -> str:
    """The poster beside the plot, its heatmap for the chosen genre, and the test of it."""
    model, text, genre = explained.model, explained.text, explained.genre
    regions, told = posters.regions(model, text, poster, method), posters.shares(model, text, poster)
    tests = {genre: posters.deletion(model, text, poster, method, genre)}
    return picture.section(regions, told, tests, posters.note(poster))
