"""The text box for a plot, with examples to start from; the plot outlives page changes and is part of the link."""

import streamlit as st

from core.text import LONGEST_TEXT
from dashboard.state.plot import plot_link
from dashboard.state.plot.typed_plot import KEY

PROBLEM = "plot_link_problem"

EXAMPLES = {
    "Haunted lighthouse": (
        "A grieving keeper takes a post on a lighthouse where the last crew vanished. At night wet footprints climb the"
        " stairs towards his bed, and a drowned woman whispers the names of the dead. When the supply boat finally"
        " comes, its captain finds the lamp burning, the table laid for six, and blood on every mirror."
    ),
    "Mission to Europa": (
        "When a research ship loses contact beneath the ice of Europa, an engineer wakes from cryosleep to find the"
        " onboard computer running the mission alone. Something in the ocean has learned to imitate the crew's voices."
        " With oxygen for nine hours she must repair the reactor and get the truth back to Earth."
    ),
    "Two weddings": (
        "A wedding planner who has given up on love is hired by her ex-boyfriend to arrange his marriage to her best"
        " friend. Between a runaway cake, two mothers at war over the seating and a karaoke night nobody can remember,"
        " bride, groom and planner begin to suspect that the wrong couple is about to kiss."
    ),
    "Frontier town": (
        "A retired gunslinger rides into a dusty mining town to sell his horses and hang up his gun. The cattle baron"
        " who runs it has bought the sheriff and means to drive the homesteaders off their land. After the saloon is"
        " burned with the preacher inside, the stranger pins on the badge and waits for the noon train."
    ),
}


def show() -> str:
    """The box, the button and the examples; returns the plot."""
    if KEY not in st.session_state:
        text, st.session_state[PROBLEM] = plot_link.linked()
        st.session_state[KEY] = text or next(iter(EXAMPLES.values()))
    text = st.text_area("Plot", key=KEY, height=112, persist_state="session", label_visibility="collapsed")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Predict", type="primary", key="predict", help="Or press Ctrl+Enter in the box")
        for name in EXAMPLES:
            st.button(name, key=f"example_{name}", on_click=_use_example, args=(name,), help="Fills the box")
        st.page_link(
            "views/lesson.py", label="Guess first", icon=":material/school:", help="A lesson: you, then the model"
        )
    text = text[:LONGEST_TEXT]
    if problem := st.session_state.pop(PROBLEM, ""):
        st.warning(problem)
    elif not plot_link.put(text):
        st.caption("This plot is too long to share as a link; download the page instead, under *Export* below.")
    return text


def _use_example(name: str) -> None:
    st.session_state[KEY] = EXAMPLES[name]
