"""About: what the model is, what it may be used for, and how the highlights are made."""

from pathlib import Path

import streamlit as st

from components import model_card
from core.markdown import plain, without_images

ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """The model card, the explanations, the versions."""
    st.title("About")
    st.markdown(
        "GenreLens reads a plot with GloVe word vectors and an LSTM, gives every genre a probability of its own, and"
        " shows which words moved it. It runs on this machine; no plot leaves it."
    )
    model = model_card.show_problem_or_load()
    if model is None:
        return
    card, highlights, splits, versions = st.tabs(["The model", "The highlights", "The leak", "Versions"])
    with card:
        st.markdown(without_images(model.readme))
    with highlights:
        st.markdown(HIGHLIGHTS)
    with splits:
        st.markdown(_section("docs/data.md", "The leak, shown"))
    with versions:
        st.table({plain(name): plain(version) for name, version in model.card["packages"].items()})


def _section(file: str, heading: str) -> str:
    """One section of a page of the documentation, so that a figure stands in one place only."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


HIGHLIGHTS = """
A highlight says how the *model* came to its number, not why a film has a genre.

- Every method answers the same question: how much of the probability would be lost without this word?
- **Blue, solid line**: raises the genre's probability. **Orange, dashed line**: lowers it. The number is on hover.
- The attributions and the base add up to the probability that you see.
- Beside each explanation stands a test: the five strongest words are taken out and the plot is read again. If that
  changes little more than taking out five random words, don't trust the colours.
- Taking words out makes unnatural text. The model was trained with words missing, so that such text is not new to it.
"""

main()
