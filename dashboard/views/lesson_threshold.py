"""An exercise of the lesson: what a threshold does."""

from dashboard.components.frame import required_model
from dashboard.components.lesson import head, threshold
from dashboard.state import chosen_model


def main() -> None:
    """All films at once, and a line to move."""
    choice = head.show(
        "A threshold",
        "The model gives each film a probability; a threshold makes a yes or a no of it. Move it: what do you gain, and"
        " what does it cost?",
        with_set=False,
    )
    head.teach(required_model.opened(chosen_model.ref()), choice, threshold.show)


main()
