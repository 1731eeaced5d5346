"""About: what the model is, what it may be used for, and how the highlights are made."""

from pathlib import Path

import streamlit as st

from core.markdown import without_images
from dashboard.components.frame import model_guard, versions_table

ROOT = Path(__file__).resolve().parents[2]
TABS = ("The model", "The highlights", "Scores that leak", "Versions")


def main() -> None:
    """The model card, the explanations, the versions."""
    st.title("About")
    st.markdown(
        "GenreLens reads a plot word by word (GloVe word vectors, then an LSTM network), gives every genre a"
        " probability of its own, and shows which words moved it. It runs on this machine; no plot leaves it."
    )
    model = model_guard.show_problem_or_load()
    if model is None:
        return
    card, highlights, splits, versions = st.tabs(TABS, key="tab", bind="query-params")
    with card:
        text = without_images(model.readme)
        st.markdown(text.replace("# ", "## ", 1) if text.startswith("# ") else text)  # the page has its title
    with highlights:
        st.markdown(HIGHLIGHTS)
    with splits:
        st.markdown(_section("docs/data.md", "The leak, shown"))
    with versions:
        versions_table.show(model.card["packages"])


def _section(file: str, heading: str) -> str:
    """One section of a page of the documentation, so that a figure stands in one place only."""
    text = (ROOT / file).read_text(encoding="utf-8")
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


HIGHLIGHTS = """
A highlight says how the *model* came to its number, not why a film has a genre.

- Each method asks what a word is worth: most take words out and read the plot again. **Guided**, the one you see first,
  takes each word out of the whole plot, and again where the strongest words are already gone.
- **Blue, solid line**: raises the genre's probability. **Orange, dashed line**: lowers it. Hover over a word, or tab to
  it, for the number, in percentage points.
- Guided ranks words best, but its numbers don't add up to the probability. Those of **SHAP** do; *The sum* on the
  Predict page is always by a method whose numbers add up.
- Beside each explanation stands a test: the five strongest words are taken out and the plot is read again. If that
  changes little more than taking out five random words, don't trust the colours.
- Taking words out makes unnatural text. The shipped model was trained with words missing, so that such text is not new
  to it.
"""

main()
