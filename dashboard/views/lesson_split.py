"""An exercise of the lesson: why a leaky split flatters."""

from dashboard.components.lesson import head, leak
from dashboard.components.shared.guard import guarded


def main() -> None:
    """The same episodes, split in two ways; no model is needed."""
    head.show(
        "A split that leaks",
        "The same films and the same method; only the split differs. One of the two scores flatters.",
        with_set=False,
    )
    with guarded():
        leak.show()


main()
