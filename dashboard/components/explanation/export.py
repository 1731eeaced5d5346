"""The explanation as a file: a web page that needs no other file, or JSON."""

import streamlit as st

from core.explanations.render import page
from dashboard.state.explained import Explained


def show(explained: Explained) -> None:
    """Two downloads; each is made when it is asked for."""
    explanation = explained.explanation
    st.caption("The explanation as a file, with every genre of this plot.")
    st.download_button(
        "Web page (HTML)", lambda: page.to_html(explanation), "explanation.html", "text/html", key="export_html"
    )
    st.download_button("JSON", explanation.to_json, "explanation.json", "application/json", key="export_json")
