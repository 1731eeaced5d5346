"""Data sets on the command line.

python -m data list                                  every source: rows, licence, whether it is on disk
python -m data fetch imdb-tv                         download and verify
python -m data build --plots plot.list --genres genres.list --out FILE.csv
python -m data check NAME [--against FILE.csv]       copies, leaks, odd plots; exits with 1 when a table is unfit
python -m data describe NAME                         genres, lengths, years, words
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from core.errors import printable
from core.exit_code import exit_code
from core.tables.columns.choice import Columns
from core.tables.files import STANDARD_INPUT

if TYPE_CHECKING:
    from data.schema import PlotTable

OK, UNFIT = 0, 1


def parser() -> argparse.ArgumentParser:
    """The options of every command."""
    result = argparse.ArgumentParser(
        prog="python -m data", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = result.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every source: rows, licence, whether it is on disk")
    fetch = commands.add_parser("fetch", help="download a source and verify it")
    fetch.add_argument("name")
    fetch.add_argument("--again", action="store_true", help="even if a verified file is there")
    build = commands.add_parser("build", help="make a table from IMDb's plot.list and genres.list")
    build.add_argument("--plots", type=Path, required=True, help="plot.list, also packed as .gz or .bz2")
    build.add_argument("--genres", type=Path, required=True, help="genres.list, also packed")
    build.add_argument("--out", type=Path, required=True, help="the CSV to write; packed if it ends in .gz")
    build.add_argument("--kind", choices=("movie", "tv", "all"), default="all", help="what to keep (default: all)")
    build.add_argument("--one-row-per-summary", action="store_true", help="instead of joining them")
    build.add_argument("--report", type=Path, help="write every title left out, and why, to this file")
    for name, text in (("check", "measure a table and say what is wrong with it"), ("describe", "a table in numbers")):
        command = commands.add_parser(name, help=text)
        command.add_argument("name", help="a source of `list`, or the path of a file; - is the standard input")
        command.add_argument("--columns", default="", help="which column is which, as plot=overview,genres=genre")
        command.add_argument("--encoding", default="", help="of the file's text, such as cp1252 (default: UTF-8)")
        if name == "check":
            command.add_argument(
                "--against", help="a table that nothing may be copied from and facts are compared with"
            )
    return result


def _bar(path: Path) -> Callable[[int], None]:
    """A progress bar over a file's bytes, with the time left."""
    size = path.stat().st_size if path.exists() else None
    bar = tqdm(total=size, unit="B", unit_scale=True, desc=printable(path.name), file=sys.stderr, mininterval=0.5)

    def advance(read: int) -> None:
        bar.update(read)
        if bar.n == bar.total:
            bar.close()

    return advance


def show_sources(options: argparse.Namespace) -> int:
    """The command ``list``."""
    from data.sources import registry

    print(f"{'name':<12}{'rows':>10}  {'licence':<28}{'on disk':<9}about")
    for name, source in registry.SOURCES.items():
        there = source.path.exists()
        rows = f"{len(source.load()):,}" if there else "-"
        print(f"{name:<12}{rows:>10}  {source.licence:<28}{'yes' if there else 'no':<9}{source.about}")
        if not there:
            print(f"{'':<12}{'':>10}  get it with: python -m data fetch {name}")
    return OK


def fetch(options: argparse.Namespace) -> int:
    """The command ``fetch``."""
    from data.sources import fetch as fetching

    with tqdm(unit="B", unit_scale=True, desc=printable(options.name), file=sys.stderr) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total or None
            bar.update(done - bar.n)

        path = fetching.fetch(options.name, progress, again=options.again)
    print(f"{options.name} is on disk and verified: {path}")
    return OK


def build(options: argparse.Namespace) -> int:
    """The command ``build``."""
    from data.quality import report
    from data.sources import imdb_lists

    counts = imdb_lists.build(
        options.plots,
        options.genres,
        options.out,
        kind=options.kind,
        one_row_per_summary=options.one_row_per_summary,
        report=options.report,
        progress=_bar,
    )
    print(printable(report.of_build(counts, options.out), lines=True))
    return OK


def _table(options: argparse.Namespace) -> "PlotTable":
    from data.sources import registry

    columns = Columns.parse(options.columns)
    if options.name == STANDARD_INPUT:
        return registry.from_path(STANDARD_INPUT, "standard input", columns, options.encoding)
    return registry.load(options.name, columns, options.encoding)


def check(options: argparse.Namespace) -> int:
    """The command ``check``; exit code 1 when the table has copies or leaks."""
    from data.quality import check as checking
    from data.quality import report
    from data.sources import registry

    table = _table(options)
    against = registry.load(options.against).frame if options.against else None
    result = checking.check(table, against=against)
    print(printable(report.of_check(result), lines=True))
    return UNFIT if result.problems else OK


def describe(options: argparse.Namespace) -> int:
    """The command ``describe``."""
    from data.quality import report

    print(printable(report.of_table(_table(options)), lines=True))
    return OK


def main(arguments: list[str] | None = None) -> int:
    """Entry point of the command line."""
    commands = {"list": show_sources, "fetch": fetch, "build": build, "check": check, "describe": describe}

    def act() -> int:
        options = parser().parse_args(arguments)
        return commands[options.command](options)

    return exit_code(act)


if __name__ == "__main__":
    sys.exit(main())
