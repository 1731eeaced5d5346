"""python -m benchmarks: which benchmark wrote which page, when, and about which model.

With --remeasure, every section that quotes another model than the shipped one is measured again, one after the other,
by the very command that it quotes; name subjects or modules (load, benchmarks.pages.visits) to choose among them.
"""

import argparse
import shlex
import subprocess
import sys

from benchmarks.page import Section, sections
from benchmarks.start import DOCS, ROOT, SHIPPED
from core.model.classifier import GenreClassifier


def stale(section: Section, shipped: str) -> bool:
    """Whether it quotes a model, and not the shipped one."""
    return section.model not in ("", shipped)


def line(section: Section, shipped: str) -> str:
    """One section of one page."""
    model = section.model or "no trained model"
    older = "  (not the shipped model)" if stale(section, shipped) else ""
    return f"{section.page.name:<15} {section.date:<10} {model:<16} {section.command}{older}"


def chosen(section: Section, names: list[str]) -> bool:
    """Whether it is one of the subjects or modules ``names``; all are when there are none."""
    return not names or bool({section.module, section.module.split(".")[1]} & set(names))


def main(arguments: list[str] | None = None) -> int:
    """List the sections, or measure the outdated ones again; returns the number of commands that failed."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", help="subjects or modules (default: all)")
    parser.add_argument("--remeasure", action="store_true", help="run the commands whose sections quote another model")
    options = parser.parse_args(arguments)
    shipped = GenreClassifier.load(SHIPPED).version
    print(f"The shipped model is {shipped}.")
    failures = 0
    for section in sections(DOCS):
        if chosen(section, options.names):
            print(line(section, shipped), flush=True)
            if options.remeasure and stale(section, shipped):
                command = shlex.split(section.command)
                failures += subprocess.run([sys.executable, *command[1:]], cwd=ROOT).returncode != 0
    return failures


if __name__ == "__main__":
    sys.exit(main())
