"""The nearest words of a word of the plot, in GloVe and after training; a click puts one in the plot's place."""

from dataclasses import replace

import streamlit as st

from core.markdown import plain
from core.model.word_neighbours import Near
from dashboard.components.explanation import coloured_plot
from dashboard.phrasing import conjunction
from dashboard.state.cache.model import answers
from dashboard.state.plot import changed_words
from dashboard.state.plot.explained import Explained

COUNT, NAMED, KEY = 10, 4, "nearest_word"


def show(explained: Explained) -> None:
    """A choice of the plot's words, the strongest first, and both lists of the chosen one."""
    positions = _words(explained)
    if not positions:
        st.info("The model knows none of these words well enough to have neighbours for them.")
        return
    word = str(st.selectbox("Word of the plot", list(positions), key=f"{KEY} {changed_words.identity(explained)}"))
    glove, trained = answers.word_vectors(explained.model)
    before, after = glove.nearest(word, COUNT), trained.nearest(word, COUNT)
    st.markdown(_finding(word, before, after))
    for column, name, near in zip(st.columns(2), ("In GloVe", "After training"), (before, after), strict=True):
        with column:
            st.markdown(f"**{name}**")
            _buttons(explained, positions[word], near, name)
    st.caption(_note(explained))


def _words(explained: Explained) -> dict[str, list[int]]:
    """The plot's known words as the model reads them, the strongest of the genre first, with their positions."""
    tokens, known = explained.classifier.tokens(explained.text), explained.explanation.known
    top = explained.explanation.top_words(explained.genre, len(tokens))
    positions: dict[str, list[int]] = {}
    for place in [*(word.position for word in top), *range(len(tokens))]:
        if known[place] and place not in positions.setdefault(tokens[place].word, []):
            positions[tokens[place].word].append(place)
    return positions


def _finding(word: str, before: list[Near], after: list[Near]) -> str:
    if not before:
        return f"**GloVe has no vector for *{plain(word)}*; training began with another one.**"
    left = [near.word for near in after if near.word in {other.word for other in before}]
    named = f": {conjunction([f'*{plain(name)}*' for name in left[:NAMED]])}" if left else ""
    more = ", ..." if len(left) > NAMED else ""
    nearest = f"Of the {len(before)} words nearest to *{plain(word)}* in GloVe, {len(left)} still are after training"
    return f"**{nearest}{named}{more}.**"


def _buttons(explained: Explained, positions: list[int], words: list[Near], place: str) -> None:
    if not words:
        st.caption("no vector")
    changes = changed_words.of(replace(explained, by_sentence=False), coloured_plot.KEY)
    with st.container(horizontal=True):
        for near in words:
            st.button(
                f"{plain(near.word)} · {near.similarity:.2f}",
                key=f"{KEY} {place} {near.word}",
                on_click=changed_words.put,
                args=(changes, sorted(positions), near.word),
                disabled=explained.by_sentence,
                help=f"Put it in the plot's place. Cosine {near.similarity:.3f}",
            )


def _note(explained: Explained) -> str:
    """What the lists show and what they don't."""
    note = (
        "Nearest by cosine among the words that the model knows. Vectors near each other stand in like places, in the"
        " texts of GloVe or for the genres here: opposites do, too. They don't say what the network makes of a word"
        " among others; put one in the plot's place and read the bars above."
    )
    return f"Colour by words to put one in the plot's place. {note}" if explained.by_sentence else note
