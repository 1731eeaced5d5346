"""Lesson: guess the genres before the model does; the way to three exercises about how far to believe it."""

from dashboard.components.frame import required_model
from dashboard.components.lesson import guess, head
from dashboard.state import chosen_model


def main() -> None:
    """A set of films, one after the other."""
    choice = head.show(
        "Would you have known?",
        "Answer first, then see what the model says, and why. The films are embedded ones, from the test side of the"
        " split. Whoever opens the address of this page gets the same film.",
    )
    head.teach(required_model.opened(chosen_model.ref()), choice, guess.show)


main()
