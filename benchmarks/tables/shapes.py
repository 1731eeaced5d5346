"""Files of films in the shapes of public ones, made from the embedded films: clean ones, and with what people have."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from itertools import cycle

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

File = tuple[str, bytes]  # its name and its content
NO_PLOTS = ("N/A", "No overview found.", "Plot unknown.", "Add a Plot »")
ORIGINS = ("International Movies", "Cult Movies", "Telenovela")  # the last may be of any genre
CATALOGUE = {"Romance": "Romantic Movies", "Sport": "Sports Movies", "Comedy": "Comedies", "Drama": "Dramas"}


def plain_shapes(films: pd.DataFrame) -> dict[str, bytes]:
    """The name of a file and the file, with nothing odd in it."""
    plain = films[["title", "plot", "genres"]]
    return {
        "films.csv": csv_of(plain),
        "films.tsv": plain.to_csv(index=False, sep="\t").encode(),
        "films.jsonl": plain.to_json(orient="records", lines=True).encode(),
        "films.json": plain.to_json(orient="records").encode(),
        "films.parquet": plain.to_parquet(),
        "films.xlsx": _workbook(_rows(plain)),
    }


def clean(films: pd.DataFrame) -> dict[str, File]:
    """Shapes of public files in which every row is a film with a plot and genres."""
    plain = films[["title", "plot", "genres"]]
    commas = plain["genres"].str.replace("|", ", ")
    lists = [genres.split("|") for genres in plain["genres"]]
    top = {"Series_Title": plain["title"], "Genre": commas, "Overview": plain["plot"]}
    named = [[{"id": place, "name": genre} for place, genre in enumerate(names)] for names in lists]
    tmdb = plain.assign(genres=list(map(json.dumps, named))).rename(columns={"plot": "overview"})
    web = {"page": 1, "results": tmdb.to_dict("records")}
    rows = list(zip(plain["title"], plain["plot"], lists, strict=True))
    mm = [{"title": title, "plot": [plot, plot], "genres": genres} for title, plot, genres in rows]
    colons = [f"{i} ::: {title} ::: {genres[0].lower()} ::: {plot}" for i, (title, plot, genres) in enumerate(rows)]
    mysql = [",".join('"' + cell.replace('"', r"\"") + '"' for cell in row) for row in plain.itertuples(index=False)]
    return {
        "TMDB 5000": ("tmdb.csv", csv_of(tmdb)),
        "IMDb top 1000": ("top.csv", csv_of(pd.DataFrame(top))),
        "CMU corpus (maps)": ("cmu.parquet", _maps(plain, lists)),
        "MM-IMDb (lists)": ("mmimdb.json", json.dumps(mm).encode()),
        "web service (`results`)": ("page.json", json.dumps(web).encode()),
        "` ::: ` text": ("train.txt", "\n".join(colons).encode()),
        "pandas `to_json`": ("columns.json", plain.to_json().encode()),
        "pandas `split`": ("split.json", plain.to_json(orient="split").encode()),
        "JSON lines": ("films.jsonl", plain.to_json(orient="records", lines=True).encode()),
        "Excel, semicolons": ("excel.csv", b"sep=;\r\n" + plain.to_csv(index=False, sep=";").encode()),
        "Excel workbook": ("films.xlsx", _workbook([["Films"], [], *_rows(plain)])),
        "MySQL": ("mysql.csv", "\n".join(["title,plot,genres", *mysql]).encode()),
        "PowerShell": ("objects.csv", b"#TYPE Selected\r\n" + plain.to_csv(index=False, quoting=1).encode()),
        "R, `write.table`": ("frame.txt", _of_r(plain)),
        "no header": ("headless.csv", plain.to_csv(index=False, header=False).encode()),
        "ZIP with one table": ("films.zip", _zip({"films.csv": csv_of(plain), "README.txt": b"Films."})),
    }


def messy(films: pd.DataFrame) -> dict[str, File]:
    """Shapes of public files with what they have beside films: every tenth row is odd."""
    plain = films[["title", "plot", "genres"]].reset_index(drop=True)
    odd = list(range(0, len(plain), 10))
    commas = plain["genres"].str.replace("|", ", ")
    tabs = _each(["\t".join(row) for row in plain.to_numpy()], odd, lambda line: '"' + line)
    lines = csv_of(plain).decode().rstrip("\n").split("\n")
    stray = _each([",".join((f"T{i}", f"A man walks home, {i} times.".replace(",", ""), "Drama"))
                   for i in range(len(plain))], odd, lambda line: line.replace(",A", ',"A'))  # fmt: skip
    return {
        "Netflix titles": ("netflix.csv", csv_of(_catalogue(films, odd))),
        "OMDb, rows without a plot": ("omdb.csv", csv_of(_no_plots(plain.assign(genres=commas), odd))),
        "plots with HTML": (
            "html.csv",
            csv_of(plain.assign(plot="<p>" + plain["plot"].str.replace(". ", ".<br />") + "</p>")),
        ),
        "database, marks at the start": ("dump.tsv", "\n".join(["title\tplot\tgenres", *tabs]).encode()),
        "marks that are never closed": ("unclosed.csv", "\n".join(["title,plot,genres", *stray]).encode()),
        "rows with too many cells": ("long.csv", "\n".join(_each(lines, odd[1:], lambda line: line + ",x,y")).encode()),
        "JSON lines, some broken": ("broken.jsonl", _broken(plain, odd)),
        "a workbook with two sheets": ("book.xlsx", _workbook(_rows(plain), "actors")),
        "plot alone, semicolons": ("two.csv", plain[["title", "plot"]].to_csv(index=False, sep=";").encode()),
    }


def csv_of(frame: pd.DataFrame) -> bytes:
    """As CSV in UTF-8."""
    return frame.to_csv(index=False).encode()


def _rows(frame: pd.DataFrame) -> list[list[str]]:
    return [frame.columns.tolist(), *frame.to_numpy().tolist()]


def _each(items: Sequence[str], places: Sequence[int], change: Callable[[str], str]) -> list[str]:
    chosen = set(places)
    return [change(item) if place in chosen else item for place, item in enumerate(items)]


def _catalogue(films: pd.DataFrame, odd: Sequence[int]) -> pd.DataFrame:
    """Genres as a streaming service calls them; odd rows have a name that is no genre, alone or beside others."""
    cells = [", ".join(CATALOGUE.get(name, name) for name in text.split("|")) for text in films["genres"]]
    for count, (place, origin) in enumerate(zip(odd, cycle(ORIGINS), strict=False)):
        cells[place] = origin if count % 2 else f"{cells[place]}, {origin}"
    return pd.DataFrame({"title": films["title"], "listed_in": cells, "description": films["plot"]})


def _no_plots(plain: pd.DataFrame, odd: Sequence[int]) -> pd.DataFrame:
    plots = plain["plot"].tolist()
    for place, text in zip(odd, cycle(NO_PLOTS), strict=False):
        plots[place] = text
    return plain.assign(plot=plots)


def _broken(plain: pd.DataFrame, odd: Sequence[int]) -> bytes:
    lines = plain.to_json(orient="records", lines=True).splitlines()
    return "\n".join(_each(lines, odd, lambda line: line[:-1])).encode()


def _of_r(plain: pd.DataFrame) -> bytes:
    quoted = [['"' + cell.replace('"', r"\"") + '"' for cell in row] for row in plain.to_numpy()]
    lines = [" ".join([f'"{name}"' for name in plain]).replace(" ", "\t")]
    return "\n".join([*lines, *("\t".join([f'"{i}"', *row]) for i, row in enumerate(quoted, 1))]).encode()


def _maps(frame: pd.DataFrame, lists: list[list[str]]) -> bytes:
    kind = pa.map_(pa.string(), pa.string())
    genres = pa.array([[(f"/m/{place}", genre) for place, genre in enumerate(names)] for names in lists], kind)
    out = io.BytesIO()
    pq.write_table(pa.table({"title": frame["title"], "plot": frame["plot"], "genres": genres}), out)
    return out.getvalue()


def _workbook(rows: list[list[str]], other: str = "") -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("films")
    for row in rows:
        sheet.append(row)
    if other:
        book.create_sheet(other).append(["name", "id"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
