"""python -m train posters --data FILE"""

import argparse
import sys
from pathlib import Path

from tqdm import tqdm

from core.errors import printable
from core.measure.metrics import NAMES
from core.tables.columns.choice import Columns
from train.posters.job import PosterJob
from train.posters.table import PosterFilms
from train.runs import control

MOST_NAMED = 10  # posters that are left out


def parser() -> argparse.ArgumentParser:
    """The options of ``posters``."""
    result = argparse.ArgumentParser(
        prog="python -m train posters", description="Teach a trained plot model what posters add."
    )
    result.add_argument(
        "--data",
        type=Path,
        required=True,
        help="a table with the columns poster, plot, genres; or a ZIP archive",
    )
    result.add_argument("--columns", default="", metavar="ROLE=NAME,...", help="which column is which: plot=overview")
    result.add_argument("--encoding", default="", help="of the table's text, such as cp1252 (default: UTF-8)")
    result.add_argument("--out", type=Path, help="the folder to write (default: posters, beside the model)")
    result.add_argument("--model", type=Path, help="the plot model that it goes with (default: the active one)")
    result.add_argument(
        "--cache",
        type=Path,
        help="where the features of each image are kept (default: beside the result)",
        metavar="DIR",
    )
    return result


def main(arguments: list[str]) -> int:
    """Learn, and print how good plot, poster and both are on the table's test films."""
    options = parser().parse_args(arguments)
    control.check_writable()
    place, columns = options.model or control.active(), Columns.parse(options.columns)
    job = PosterJob(options.data, place, options.out, columns, options.encoding, options.cache)
    out, films = job.place, job.films()
    films, learnt = job.run(films, tqdm(range(len(films)), desc="posters", unit="image", disable=None))
    _tell(films)
    for name, figures in learnt.figures.items():
        told = ", ".join(f"{NAMES[key]} {value:.3f}" for key, value in figures.items())
        sys.stdout.write(printable(f"{name}: {told}") + "\n")
    sys.stdout.write(printable(f"{out}: learnt from {learnt.films['train']:,} posters") + "\n")
    return 0


def _tell(films: PosterFilms) -> None:
    """How many rows are left out, and the first of them by name."""
    if not len(films.left_out):
        return
    sys.stderr.write(f"{len(films.left_out):,} rows are left out:\n")
    for row, reason in films.left_out.head(MOST_NAMED).itertuples(index=False):
        sys.stderr.write(printable(f"  row {row}: {reason}") + "\n")
    if len(films.left_out) > MOST_NAMED:
        sys.stderr.write(f"  and {len(films.left_out) - MOST_NAMED:,} more\n")
