"""python -m core, or python -m genrelens where it is installed: the command line of :mod:`core.cli`."""

import sys

from .cli import run

if __name__ == "__main__":
    sys.exit(run())
