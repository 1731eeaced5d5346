"""What each door makes of each shape of public file: python -m benchmarks.tables.doors --films 200

The files are made here, in the shapes of public ones, from the embedded films; docs/catalogues.md gets the table.
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd

from benchmarks import page
from benchmarks.start import Benchmark, Option
from benchmarks.tables.shapes import clean, csv_of, messy
from core.errors import TableError
from core.genres import not_understood
from core.measure import report
from core.model.classifier import GenreClassifier
from core.tables.left_out import LeftOut
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.schema import PlotTable, read_table
from data.sources import registry

OPTIONS = (Option("films", 200, 20, "films in each file"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="catalogues.md", of_model=True)
COLUMNS = (
    "shape", "file", "records:", "Explore, Train, `data`:", "`core evaluate`:", "`core predict`:", "Batch:",
    "to look at:", "unknown genres",
)  # fmt: skip
NO_GENRES = "no genres: refused"
NOTE = (
    "Each cell: films read + rows left out. From *Netflix titles* on, every tenth row is odd on purpose. `core"
    " evaluate` leaves out films without a genre of the model. What is tagged needs no genres; a row without a plot"
    " stays, and gets none. *To look at*: rows that are read although their quotation marks break the rules. *Unknown"
    " genres*: names that are none of IMDb's, and how many films have them."
)
Read = TypeVar("Read")


def row(name: str, path: Path, classifier: GenreClassifier) -> list[str]:
    """A file at every door."""
    tagged = csv.tag(path, path.with_suffix(".out.csv"), None, classifier)
    batch = tag_to_parquet(path, path.with_suffix(".out.parquet"), None, classifier)
    table = _or_refused(lambda: read_table(path))
    scored = _or_refused(lambda: report.read(path, [str(genre) for genre in classifier.classes_]))
    cells = [NO_GENRES if table is None else f"{len(table.frame):,} + {table.left_out:,}"]
    cells += [NO_GENRES if scored is None else f"{len(scored.frame):,} + {sum(scored.left_out.values()):,}"]
    cells += [_tagged(tagged.films, tagged.unreadable, tagged.left_out)]
    cells += [_tagged(batch.rows, batch.unreadable, batch.left_out)]
    odd = tagged.left_out.mended_count
    return [name, f"`{path.name}`", f"{tagged.left_out.records:,}", *cells, f"{odd:,}", _unknown(table)]


def _or_refused(read: Callable[[], Read]) -> Read | None:
    """None for a table without genres."""
    try:
        return read()
    except TableError as error:
        if "known as genres" not in str(error):
            raise
        return None


def _tagged(rows: int, unreadable: int, left_out: LeftOut) -> str:
    blank = f" ({unreadable:,} without a plot)" if unreadable else ""
    return f"{rows:,}{blank} + {left_out.count:,}"


def _unknown(table: PlotTable | None) -> str:
    names = not_understood(table.genre_lists()) if table else {}
    return ", ".join(f"{name} ({films:,})" for name, films in names.items()) or "none"


def joined(folder: Path, films: pd.DataFrame, classifier: GenreClassifier) -> str:
    """How the embedded films score when their genres are joined by commas, and by other signs."""
    scores = {}
    for sign in ("|", ", "):
        path = folder / "joined.csv"
        path.write_bytes(csv_of(films.assign(genres=films["genres"].str.replace("|", sign))))
        result = report.evaluate(classifier, path, draws=1)
        scores[sign] = f"{result['metrics']['micro_f1']:.3f} micro F1 on {result['films']:,} films"
    same = "the same as with `|`" if len(set(scores.values())) == 1 else f"with `|`: {scores['|']}"
    return f"`core evaluate` on the {len(films):,} embedded films, genres joined by commas: {scores[', ']}; {same}."


def main(arguments: list[str] | None = None) -> None:
    """Make the files, open each door, write the table."""
    options = BENCHMARK.parse(arguments)
    classifier = GenreClassifier.load(options.model)
    whole = registry.load("open_plots").frame
    films = whole.head(int(options.films))
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (file, content) in (clean(films) | messy(films)).items():
            path = Path(folder) / file
            path.write_bytes(content)
            rows.append(row(name, path, classifier))
        score = joined(Path(folder), films if options.quick else whole, classifier)
    lines = [page.measured(options, classifier.version), "", NOTE, "", *page.table(COLUMNS, rows), "", score]
    page.write(options.page, f"python -m {__spec__.name}", lines)


if __name__ == "__main__":
    main()
