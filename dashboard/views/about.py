"""About: what the model is, what it may be used for, and how the highlights are made."""

import streamlit as st
from components import model_card

from core import artifact


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
    card, highlights, versions = st.tabs(["The model", "The highlights", "Versions"])
    with card:
        st.markdown((model.folder / artifact.LAYOUT.readme).read_text(encoding="utf-8"))
    with highlights:
        st.markdown(HIGHLIGHTS)
    with versions:
        st.table(model.card["packages"])


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
