"""What each door makes of each shape of public file: python -m benchmarks.tables.doors --films 200

The files are made here, in the shapes of public ones, from the embedded films; docs/catalogues.md gets the table.
"""

import io
import json
import tempfile
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks import page
from benchmarks.start import Benchmark, Option
from core.genres import IMDB_GENRES
from core.measure import report
from core.model.classifier import GenreClassifier
from core.tag import csv
from core.tag.parquet import tag_to_parquet
from data.schema import read_table
from data.sources import registry

OPTIONS = (Option("films", 200, 20, "films in each file"),)
BENCHMARK = Benchmark(__spec__.name, __doc__, OPTIONS, page="catalogues.md", of_model=True)
COLUMNS = (
    "shape", "file", "records:", "Explore, Train, `data`:", "`core evaluate`:", "`core predict`:", "Batch:", "unknown:",
)  # fmt: skip


def shapes(films: pd.DataFrame) -> dict[str, tuple[str, bytes]]:
    """The name of each shape: the name of a file in it, and the file."""
    plain = films[["title", "plot", "genres"]]
    commas = plain["genres"].str.replace("|", ", ")
    lists = [genres.split("|") for genres in plain["genres"]]
    netflix = {"show_id": films["id"], "title": plain["title"], "listed_in": commas, "description": plain["plot"]}
    top = {"Series_Title": plain["title"], "Genre": commas, "Overview": plain["plot"]}
    named = [[{"id": place, "name": genre} for place, genre in enumerate(names)] for names in lists]
    tmdb = plain.assign(genres=list(map(json.dumps, named))).rename(columns={"plot": "overview"})
    web = {"page": 1, "results": tmdb.to_dict("records")}
    rows = list(zip(plain["title"], plain["plot"], lists, strict=True))
    mm = [{"title": title, "plot": [plot, plot], "genres": genres} for title, plot, genres in rows]
    colons = [f"{i} ::: {title} ::: {genres[0].lower()} ::: {plot}" for i, (title, plot, genres) in enumerate(rows)]
    tabs = ["\t".join(['"' + t, p, g]) for t, p, g in plain.itertuples(index=False)]
    mysql = [",".join('"' + cell.replace('"', r"\"") + '"' for cell in row) for row in plain.itertuples(index=False)]
    return {
        "TMDB 5000": ("tmdb.csv", _csv(tmdb)),
        "Netflix titles": ("netflix.csv", _csv(pd.DataFrame(netflix))),
        "IMDb top 1000": ("top.csv", _csv(pd.DataFrame(top))),
        "CMU corpus (maps)": ("cmu.parquet", _maps(plain, lists)),
        "MM-IMDb (lists)": ("mmimdb.json", json.dumps(mm).encode()),
        "web service (`results`)": ("page.json", json.dumps(web).encode()),
        "` ::: ` text": ("train.txt", "\n".join(colons).encode()),
        "pandas `to_json`": ("columns.json", plain.to_json().encode()),
        "pandas `split`": ("split.json", plain.to_json(orient="split").encode()),
        "JSON lines": ("films.jsonl", plain.to_json(orient="records", lines=True).encode()),
        "Excel, semicolons": ("excel.csv", b"sep=;\r\n" + plain.to_csv(index=False, sep=";").encode()),
        "Excel workbook": ("films.xlsx", _workbook(plain)),
        "database, no quotation marks": ("dump.tsv", "\n".join(["title\tplot\tgenres", *tabs]).encode()),
        "MySQL": ("mysql.csv", "\n".join(["title,plot,genres", *mysql]).encode()),
        "ZIP with one table": ("films.zip", _zip("films.csv", _csv(plain))),
    }  # fmt: skip


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def _maps(frame: pd.DataFrame, lists: list[list[str]]) -> bytes:
    kind = pa.map_(pa.string(), pa.string())
    genres = pa.array([[(f"/m/{place}", genre) for place, genre in enumerate(names)] for names in lists], kind)
    out = io.BytesIO()
    pq.write_table(pa.table({"title": frame["title"], "plot": frame["plot"], "genres": genres}), out)
    return out.getvalue()


def _workbook(frame: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    frame.to_excel(out, index=False)
    return out.getvalue()


def _zip(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def row(name: str, path: Path, classifier: GenreClassifier) -> list[str]:
    """A file at every door: films read, and how many were left out; names of genres that are not IMDb's."""
    table = read_table(path)
    scored = report.read(path, [str(genre) for genre in classifier.classes_])
    tagged = csv.tag(path, path.with_suffix(".out.csv"), None, classifier)
    batch = tag_to_parquet(path, path.with_suffix(".out.parquet"), None, classifier)
    counts = [
        (len(table.frame), len(table.rejected)),
        (len(scored.frame), sum(scored.left_out.values())),
        (tagged.films, tagged.left_out.count),
        (batch.rows, batch.left_out.count),
    ]
    unknown = {genre for genres in table.genre_lists() for genre in genres if genre not in IMDB_GENRES}
    return [name, f"`{path.name}`", f"{table.records:,}", *(f"{a:,} + {b:,}" for a, b in counts), f"{len(unknown):,}"]


def main(arguments: list[str] | None = None) -> None:
    """Make the files, open each door, write the table."""
    options = BENCHMARK.parse(arguments)
    classifier = GenreClassifier.load(options.model)
    films = registry.load("open_plots").frame.head(int(options.films))
    rows: list[list[str]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (file, content) in shapes(films).items():
            path = Path(folder) / file
            path.write_bytes(content)
            rows.append(row(name, path, classifier))
    note = "Each cell: films read + rows left out; `core evaluate` leaves out films without a genre of the model."
    lines = [page.measured(options, classifier.version), "", note, "", *page.table(COLUMNS, rows)]
    page.write(options.page, f"python -m {__spec__.name}", lines)


if __name__ == "__main__":
    main()
