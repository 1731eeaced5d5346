"""An exercise of the lesson: a highlight that lies."""

from dashboard.components.frame import required_model
from dashboard.components.lesson import head, highlight
from dashboard.state import chosen_model


def main() -> None:
    """Two highlights of a film, one of which lies."""
    choice = head.show(
        "A highlight that lies",
        "Both look convincing; one is made up. Choose, then see what happens without the coloured words.",
    )
    head.teach(required_model.opened(chosen_model.ref()), choice, highlight.show)


main()
