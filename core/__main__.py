"""python -m core: the command line of :mod:`core.cli`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]  # a plot may hold what the terminal can't show
    sys.exit(main())
