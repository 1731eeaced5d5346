"""About: what the model is, what it may be used for, and how the highlights are made."""

import re
from pathlib import Path

import streamlit as st

from core.markdown import without_images
from dashboard.components.about import versions_table
from dashboard.components.frame import required_model
from dashboard.components.shared import open_tabs
from dashboard.components.shared.guard import guarded
from dashboard.state import chosen_model

ROOT = Path(__file__).resolve().parents[2]
TABS = ("The model", "The highlights", "Scores that leak", "Versions")


def main() -> None:
    """The model card, the explanations, the versions."""
    st.title("About")
    st.markdown(
        "GenreLens reads a plot word by word (GloVe word vectors, then an LSTM network), gives each genre its own"
        " probability, and shows which words moved it. It runs on this machine; no plot leaves it."
    )
    model = required_model.opened(chosen_model.ref())
    if model is None:
        return
    card, highlights, splits, versions = open_tabs.show(TABS, "tab")
    with card, guarded():
        text = without_images(model.artifact.readme)
        st.markdown(text.replace("# ", "## ", 1) if text.startswith("# ") else text)  # the page has its title
    with highlights:
        st.markdown(HIGHLIGHTS)
    with splits, guarded():
        st.markdown(_section("docs/data.md", "The leak, shown"))
    with versions, guarded():
        versions_table.show(model.artifact.card.packages)


def _section(file: str, heading: str) -> str:
    """One section of a page of the documentation, so that a figure is written in one place only."""
    text = (ROOT / file).read_text(encoding="utf-8")
    section = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return re.sub(r"<!--.*?-->", "", section, flags=re.DOTALL)  # marks of what writes the figures


HIGHLIGHTS = """
A highlight shows how the *model* arrived at its probability, not why a film has a genre.

- Each method asks what a word is worth. Most of them take words out and let the model read the plot again. **Guided**,
  the default, takes each word out of the whole plot, and again after the strongest words are gone.
- **Blue, solid line**: raises the genre's probability. **Orange, dashed line**: lowers it. Hover over a word, or tab to
  it, for its attribution in percentage points.
- Guided ranks words best, but its numbers don't add up to the probability. Those of **SHAP** do; *The sum* on the
  Predict page always uses a method whose numbers add up.
- Each explanation comes with a test: the five strongest words are taken out and the model reads the plot again. If that
  changes little more than taking out five random words, don't trust the colours.
- A plot with words missing is not natural text. The shipped model was trained on such plots too, so they are not new to
  it.
"""

main()
