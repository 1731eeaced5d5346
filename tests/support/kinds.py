"""Tables as people have them, one generator a kind of fault: rows of our own in the shape of public files."""

import csv
import io
import json
from dataclasses import dataclass, field, replace

import pyarrow as pa
import pyarrow.parquet as pq

TITLES = ("Noon", "Last Job", "Lake", "Cellar", "Home at Last", "Gym")
PLOTS = (
    "A sheriff waits for the noon train while gunmen ride into town.",
    "A retired spy is called back to Berlin to stop a bomb.",
    "Two teenagers fall in love at the lake and have to part.",
    "A family finds a grave in the cellar of a haunted house.",
    "An astronaut must repair her ship to return home.",
    "A boxer with a weak heart trains for one more fight.",
)
GENRES = ("Western", "Thriller", "Romance", "Horror", "Sci-Fi", "Sport")
ROWS = tuple(zip(TITLES, PLOTS, GENRES, strict=True))
HEADER = ("title", "plot", "genres")


@dataclass(frozen=True)
class Kind:
    """A file, and what must come out of it: the films that every door reads, those without a plot that are tagged with
    nothing (``blank`` rows), the rows that are left out by whatever wants films with genres, and the rows to look at.
    ``genres`` is None for a table that has none.
    """

    name: str
    content: bytes
    plots: tuple[str, ...] = PLOTS
    titles: tuple[str, ...] | None = TITLES
    genres: tuple[str, ...] | None = GENRES
    left_out: dict[int, str] = field(default_factory=dict)
    blank: tuple[int, ...] = ()
    odd: tuple[int, ...] = ()

    @property
    def records(self) -> int:
        """Of the file."""
        return len(self.plots) + len(self.left_out)


def lines(rows=ROWS, sign=",", header=HEADER, newline="\n", **options) -> bytes:
    """Rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=sign, lineterminator=newline, **options).writerows([header, *rows])
    return out.getvalue().encode()


def parquet(columns) -> bytes:
    """Columns as a Parquet file."""
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def unquoted(sign, ending):
    """As databases export: cells begin with a mark, one pair meets over two rows."""
    marked = [
        (f'"{TITLES[0]}', *ROWS[0][1:]),
        (TITLES[1], f'{PLOTS[1]}"', GENRES[1]),
        (f'"{TITLES[2]}" ii', *ROWS[2][1:]),
    ]
    text = "\n".join(sign.join(row) for row in [HEADER, *marked, *ROWS[3:]]) + "\n"
    titles = (f'"{TITLES[0]}', TITLES[1], f'"{TITLES[2]}" ii', *TITLES[3:])
    plots = (PLOTS[0], f'{PLOTS[1]}"', *PLOTS[2:])
    return Kind(f"dump.{ending}", text.encode(), plots, titles)


def unclosed(row, sign, closed_later):
    """A mark that opens a cell and is never closed; or that a stray mark some rows below closes."""
    rows = [list(cells) for cells in ROWS]
    rows[row][1] = '"' + rows[row][1]
    plots = list(PLOTS)
    plots[row] = '"' + plots[row]
    if closed_later:
        rows[row + 1][1] += '"'
        plots[row + 1] += '"'
    text = "\n".join(sign.join(cells) for cells in [HEADER, *rows]) + "\n"
    return Kind("unclosed.csv", text.encode(), tuple(plots), odd=(row + 1,))


def hinted(sign, quoted):
    """With the hint of a spreadsheet on the first line."""
    hint = f'"sep={sign}"' if quoted else f"sep={sign}"
    return Kind("hint.csv", f"{hint}\r\n".encode() + lines(sign=sign, newline="\r\n"))


def above(text, sign=","):
    """Something that is no header stands above it."""
    return Kind("titled.csv", text.encode() + lines(sign=sign))


def colons(sign):
    """``id ::: title ::: genre ::: plot`` without a header."""
    rows = [sign.join((str(i), title, genre.lower(), plot)) for i, (title, plot, genre) in enumerate(ROWS)]
    return Kind("train.txt", ("\n".join(rows) + "\n").encode())


def headless(sign, **options):
    """No header: the first film is a film."""
    content = lines(sign=sign, **options).split(b"\n", 1)[1]
    return Kind("headless.csv", content)


def row_names(sign, quoted):
    """As R writes them: each row begins with its number, and the header has no name for it."""
    cells = (lambda row: [f'"{cell}"' for cell in row]) if quoted else list
    text = "\n".join([sign.join(cells(HEADER)), *(sign.join(cells((str(i), *row))) for i, row in enumerate(ROWS, 1))])
    return Kind("frame.txt", text.encode())


def text_lists(form):
    """The plot is a list of texts with line ends."""
    parts = [[plot[:9].rstrip() + "\n", plot[9:].lstrip()] if " " in plot[8:10] else [plot] for plot in PLOTS]
    films = [
        {"title": title, "plot": texts, "genres": [genre]} for (title, _, genre), texts in zip(ROWS, parts, strict=True)
    ]
    if form == "parquet":
        return Kind("lists.parquet", parquet({key: [film[key] for film in films] for key in HEADER}))
    if form == "json":
        return Kind("lists.json", json.dumps(films, indent=1).encode())
    spell = {"python": repr, "r": lambda texts: f"c({', '.join(map(json.dumps, texts))})"}[form]
    return Kind("lists.csv", lines([(title, spell(texts), genre) for (title, _, genre), texts in zip(ROWS, parts)]))  # noqa: B905


def named(names, **options):
    """Columns by other names."""
    return Kind("named.csv", lines(header=names), **options)


NO_PLOTS = (
    "N/A", "nan", "None", "No overview found.", "Plot unknown.", "Add a Plot »", "TBA", "no summaries yet", "NULL", "-",
    "Plot kept under wraps.", "No synopsis available", "<p></p>", "#NAME?", "[]", "Keine Beschreibung vorhanden.",
)  # fmt: skip


def placeholders():
    """Rows whose plot says that there is none, before those that have one."""
    rows = [(f"T{i}", text, "Drama") for i, text in enumerate(NO_PLOTS)]
    count = len(NO_PLOTS)
    return Kind(
        "placeholders.csv",
        lines([*rows, *ROWS]),
        left_out=dict.fromkeys(range(1, count + 1), "no plot"),
        blank=tuple(range(count)),
    )


def html(text):
    """The same plot with markup and as it shows."""
    plain = 'Outlaws & gunmen ride in; it\'s "war" for the sheriff.'
    rows = [("html", text, "Western"), ("clean", plain, "Western")]
    return Kind("html.csv", lines(rows), (plain, plain), ("html", "clean"), ("Western", "Western"))


def genres(cells, expected):
    """Genres as somebody writes them."""
    rows = [(title, plot, cell) for (title, plot, _), cell in zip(ROWS, cells)]  # noqa: B905
    return Kind("catalogue.csv", lines(rows), PLOTS[: len(cells)], TITLES[: len(cells)], expected)


def maps(key, empty):
    """Genres as a map from identifiers to names, one of them without any."""
    cells = [[(key(i), genre)] for i, genre in enumerate(GENRES)]
    table = {"title": list(TITLES), "plot": list(PLOTS)}
    kind = pa.map_(pa.int32() if isinstance(key(0), int) else pa.string(), pa.string())
    whole = Kind("maps.parquet", parquet({**table, "genres": pa.array(cells, kind)}))
    if not empty:
        return whole
    cells[3] = []
    rest = [place for place in range(6) if place != 3]
    chosen = {name: tuple(getattr(whole, name)[place] for place in rest) for name in ("plots", "titles", "genres")}
    return replace(
        whole, content=parquet({**table, "genres": pa.array(cells, kind)}), left_out={4: "no genre"}, **chosen
    )


def copies():
    """Rejected rows before a pair of copies."""
    rows = [*[("Bad", "", "Drama")] * 3, *ROWS, ("Noon again", *ROWS[0][1:])]
    return Kind(
        "copies.csv",
        lines(rows),
        (*PLOTS, PLOTS[0]),
        (*TITLES, "Noon again"),
        (*GENRES, GENRES[0]),
        left_out=dict.fromkeys((1, 2, 3), "no plot"),
        blank=(0, 1, 2),
    )


def flag(value):
    """A column called series that says the same of every film."""
    return Kind("flag.csv", lines([(*row, value) for row in ROWS], header=(*HEADER, "series")))


SCI = ("Romance|Drama", "Sport|Drama", "Sci-Fi|Fantasy")
KINDS = {
    "marks in a TSV": unquoted("\t", "tsv"),
    "marks in pipes": unquoted("|", "psv"),
    **{f"unclosed {r} {s}": unclosed(r, s, False) for r in (0, 2, 5) for s in ",;"},
    **{f"closed by a later row {r} {s}": unclosed(r, s, True) for r in (0, 3) for s in ",;"},
    "two columns": Kind("two.csv", lines([row[:2] for row in ROWS], ";", HEADER[:2]), genres=None),
    "two columns, pipes": Kind("two.txt", lines([row[:2] for row in ROWS], "|", HEADER[:2]), genres=None),
    **{f"hint {sign!r} {quoted}": hinted(sign, quoted) for sign in ";,\t|" for quoted in (False, True)},
    "type above": above("#TYPE System.Management.Automation.PSCustomObject\r\n"),
    "title above": above("My films,,\n,,\n"),
    **{f"colons {sign!r}": colons(sign) for sign in (" ::: ", ":::", "::")},
    **{f"headless {sign!r}": headless(sign) for sign in ",;\t"},
    "headless, quoted": headless(",", quoting=csv.QUOTE_ALL),
    **{f"row names {sign!r} {quoted}": row_names(sign, quoted) for sign in ",\t;" for quoted in (False, True)},
    "row names, blanks between": row_names(" ", True),
    **{f"lists as {form}": text_lists(form) for form in ("parquet", "json", "python", "r")},
    "Series_Title": named(("Series_Title", "Overview", "Genre")),
    "text and label": Kind(
        "label.csv", lines([row[1:] for row in ROWS], header=("text", "label")), titles=("",) * len(ROWS)
    ),
    "placeholders": placeholders(),
    **{
        f"HTML {i}": html(text)
        for i, text in enumerate(
            (
                "Outlaws &amp; gunmen ride in;<br /><br />it&#39;s &quot;war&quot; for the sheriff.",
                "<p>Outlaws &amp;amp; <b>gunmen</b> ride&nbsp;in; it&apos;s &#x22;war&#x22;</p> for the sheriff.",
            )
        )
    },
    "a catalogue's genres": genres(("Romantic Movies, Dramas", "Sports Movies, Dramas", "Sci-Fi & Fantasy"), SCI),
    "escaped genres": genres(("Romance &amp; Drama", "Sport<br>Drama", "Sci-Fi &amp; Fantasy"), SCI),
    "maps": maps(lambda i: f"/m/0{i}", False),
    "maps by number": maps(lambda i: 20 + i, True),
    "copies below rejected rows": copies(),
    **{f"flag {value!r}": flag(value) for value in ("No", "False", "0", "n", "")},
}
